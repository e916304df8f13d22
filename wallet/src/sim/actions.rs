// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the chain in memory does with actions: names, tickets and packages by their rules; contracts
//! answer what a test tells them to.

use std::collections::{BTreeMap, BTreeSet};

use sero_primitives::{units, CurrencyId, Ticket, TicketCategory};
use sero_shielded_primitives::{
	deploy_salt, Action, AssetIssuer, Bundle, ContractAction, ContractAddress, EvmAddress,
	GasLimits, OneTimeAddressBytes, PackageAction, PackageId, PackageOwner, PublicAsset,
	PublicOrigin, PublicOutput, RejectReason, TicketAction, TxId,
};
use sero_zk_crypto::{field::base_from_bytes, package::PackageKey};

use super::{NewEntry, NewNote, SimChain};
use crate::{
	error::{Result, WalletError},
	rpc::{
		assets::{AssetChain, CurrencyInfo, PackageRecord, PackageStatus},
		contracts::{ContractChain, DryRun, TokenRate},
	},
};

/// What a name costs on the chain in memory.
pub const NAME_PRICE: u128 = 2 * units::SERO;

/// State behind the actions.
#[derive(Default)]
pub(super) struct World {
	packages: BTreeMap<PackageId, PackageRecord>,
	tokens: BTreeMap<CurrencyId, (OneTimeAddressBytes, bool)>,
	categories: BTreeMap<TicketCategory, OneTimeAddressBytes>,
	tickets: BTreeSet<Ticket>,
	contracts: BTreeMap<EvmAddress, ContractAddress>,
	rates: BTreeMap<(EvmAddress, CurrencyId), TokenRate>,
	/// What the next trial runs answer.
	run: Option<DryRun>,
	/// Trial runs of deployments name another address.
	lies: bool,
	/// Trial runs that were asked for.
	tried: Vec<(OneTimeAddressBytes, ContractAction)>,
	/// What the next call pays to its sender, and from which contract.
	payout: Option<(EvmAddress, PublicAsset)>,
	payouts: Vec<NewEntry>,
	calls: Vec<Bundle>,
}

impl World {
	pub(super) fn check(&self, bundle: &Bundle) -> core::result::Result<(), RejectReason> {
		match &bundle.action {
			Action::Ticket(TicketAction::Issue { ticket, .. }) => {
				if self.tickets.contains(ticket) {
					return Err(RejectReason::TicketExists);
				}
				match self.categories.get(&ticket.category) {
					Some(issuer) if *issuer != bundle.from => Err(RejectReason::NotIssuer),
					_ => Ok(()),
				}
			},
			Action::Ticket(TicketAction::Burn { ticket }) if !self.tickets.contains(ticket) => {
				Err(RejectReason::UnknownTicket)
			},
			Action::Issue(issue) => match self.tokens.get(&issue.currency) {
				Some((issuer, _)) if *issuer != bundle.from => Err(RejectReason::NotIssuer),
				Some(_) if issue.registration_fee != 0 => Err(RejectReason::WrongRegistrationFee),
				None if issue.registration_fee != NAME_PRICE => {
					Err(RejectReason::WrongRegistrationFee)
				},
				_ => Ok(()),
			},
			Action::Package(
				PackageAction::Transfer { package, .. }
				| PackageAction::Open { package, .. }
				| PackageAction::Unpack { package },
			) => {
				let record = self.packages.get(package).ok_or(RejectReason::UnknownPackage)?;
				if record.status != PackageStatus::Sealed {
					return Err(RejectReason::PackageClosed);
				}
				if record.owner != PackageOwner::Address(bundle.from) {
					return Err(RejectReason::NotPackageOwner);
				}
				if let Action::Package(PackageAction::Open { key, .. }) = &bundle.action {
					let key = PackageKey::from_bytes(*key);
					crate::packages::open_with(record, &key)
						.map_err(|_| RejectReason::WrongPackageKey)?;
				}
				Ok(())
			},
			_ => Ok(()),
		}
	}
}

/// Prefix and address of what an action deploys.
fn deployed(from: &OneTimeAddressBytes, action: &ContractAction) -> Option<([u8; 16], EvmAddress)> {
	let ContractAction::Deploy { prefix, code, .. } = action else { return None };
	let salt = deploy_salt(from, prefix);
	Some((*prefix, crate::contracts::create2(&EvmAddress::of(from), &salt, code)))
}

fn public(id: TxId, receiver: OneTimeAddressBytes, asset: PublicAsset) -> NewNote {
	let PublicAsset { currency, amount, ticket } = asset;
	let memo = Default::default();
	let output = PublicOutput { address: receiver, currency, amount, ticket, memo };
	NewNote::Public { origin: PublicOrigin::Bundle(id), output }
}

impl SimChain {
	/// Does an action; returns the notes that it makes.
	pub(super) fn act(&self, id: TxId, bundle: &Bundle) -> Vec<NewNote> {
		let created = self.height() + 1;
		let mut sim = self.lock();
		let world = &mut sim.world;
		match &bundle.action {
			Action::Ticket(TicketAction::Issue { ticket, receiver, memo }) => {
				world.categories.entry(ticket.category).or_insert(bundle.from);
				world.tickets.insert(*ticket);
				let asset = PublicAsset { ticket: Some(*ticket), ..PublicAsset::NOTHING };
				let NewNote::Public { origin, mut output } = public(id, *receiver, asset) else {
					unreachable!()
				};
				output.memo = *memo;
				vec![NewNote::Public { origin, output }]
			},
			Action::Ticket(TicketAction::Burn { ticket }) => {
				world.tickets.remove(ticket);
				Vec::new()
			},
			Action::Issue(issue) => {
				world.tokens.entry(issue.currency).or_insert((bundle.from, true));
				Vec::new()
			},
			Action::Package(PackageAction::Create { owner, contents, sealed }) => {
				let id = PackageId::of(&id);
				let record = PackageRecord {
					id,
					owner: *owner,
					address: contents.address,
					note_commitment: contents.note_commitment,
					ephemeral_key: contents.ephemeral_key,
					ciphertext: contents.ciphertext,
					sealed: sealed.to_vec(),
					creator: bundle.from,
					created,
					status: PackageStatus::Sealed,
				};
				world.packages.insert(id, record);
				Vec::new()
			},
			Action::Package(PackageAction::Transfer { package, to }) => {
				world.packages.get_mut(package).unwrap().owner = *to;
				Vec::new()
			},
			Action::Package(PackageAction::Open { package, key, receiver }) => {
				let record = world.packages.get_mut(package).unwrap();
				let key = PackageKey::from_bytes(*key);
				let contents = crate::packages::open_with(record, &key).unwrap();
				record.status = PackageStatus::Opened;
				record.sealed.clear();
				let asset = PublicAsset {
					currency: CurrencyId(contents.asset.currency),
					amount: contents.asset.amount,
					ticket: crate::scan::ticket_of(&contents.asset),
				};
				vec![public(id, *receiver, asset)]
			},
			Action::Package(PackageAction::Unpack { package }) => {
				let record = world.packages.get_mut(package).unwrap();
				record.status = PackageStatus::Unpacked;
				record.sealed.clear();
				assert!(base_from_bytes(&record.note_commitment.0).is_ok());
				vec![NewNote::Hidden {
					address: record.address,
					commitment: record.note_commitment.0,
					rpk: record.ephemeral_key.0,
					text: record.ciphertext.0,
				}]
			},
			Action::Contract(action) => {
				if let Some((prefix, evm)) = deployed(&bundle.from, action) {
					world.contracts.insert(evm, ContractAddress::new(prefix, evm));
				}
				if let Some((contract, asset)) = world.payout.take() {
					let NewNote::Public { output, .. } = public(id, bundle.from, asset) else {
						unreachable!()
					};
					let origin = PublicOrigin::Contract(contract);
					let note = NewNote::Public { origin, output };
					world.payouts.push(NewEntry { bundle: None, notes: vec![note] });
				}
				world.calls.push(bundle.clone());
				Vec::new()
			},
			_ => Vec::new(),
		}
	}

	/// What contracts have paid since the last time.
	pub(super) fn take_payouts(&self) -> Vec<NewEntry> {
		std::mem::take(&mut self.lock().world.payouts)
	}

	/// What trial runs answer from now on.
	pub fn answer_runs(&self, run: DryRun) {
		self.lock().world.run = Some(run);
	}

	/// Whether trial runs of deployments name another address.
	pub fn lie_about_deployments(&self, lies: bool) {
		self.lock().world.lies = lies;
	}

	/// The trial runs that were asked for since the last time.
	pub fn tried(&self) -> Vec<(OneTimeAddressBytes, ContractAction)> {
		std::mem::take(&mut self.lock().world.tried)
	}

	/// The next call of a contract pays this to its sender.
	pub fn pay_next_caller(&self, contract: EvmAddress, asset: PublicAsset) {
		self.lock().world.payout = Some((contract, asset));
	}

	/// The bundles with calls that were mined.
	pub fn calls(&self) -> Vec<Bundle> {
		self.lock().world.calls.clone()
	}

	pub fn set_rate(&self, contract: EvmAddress, rate: TokenRate) {
		self.lock().world.rates.insert((contract, rate.currency), rate);
	}

	/// A contract hands a package over, which no bundle shows.
	pub fn hand_over(&self, id: &PackageId, to: PackageOwner) {
		self.lock().world.packages.get_mut(id).unwrap().owner = to;
	}

	/// Gives a name to somebody.
	pub fn register(&self, currency: CurrencyId, issuer: OneTimeAddressBytes, hidden: bool) {
		self.lock().world.tokens.insert(currency, (issuer, hidden));
	}
}

impl AssetChain for SimChain {
	async fn currency(&self, currency: &CurrencyId) -> Result<CurrencyInfo> {
		let known = self.lock().world.tokens.get(currency).copied();
		let free = known.is_none() && !currency.name().is_some_and(|name| name.contains("SERO"));
		Ok(CurrencyInfo {
			registered: known.is_some(),
			issuer: known.map(|(issuer, _)| AssetIssuer::Address(issuer)),
			registration_fee: free.then_some(NAME_PRICE),
			hidden: known.is_some_and(|(_, hidden)| hidden),
			supply: None,
		})
	}

	async fn sealed_packages(&self) -> Result<Vec<PackageRecord>> {
		let sim = self.lock();
		let sealed = sim.world.packages.values();
		Ok(sealed.filter(|record| record.status == PackageStatus::Sealed).cloned().collect())
	}

	async fn package(&self, id: &PackageId) -> Result<Option<PackageRecord>> {
		Ok(self.lock().world.packages.get(id).cloned())
	}
}

impl ContractChain for SimChain {
	async fn dry_run(&self, from: &OneTimeAddressBytes, action: &ContractAction) -> Result<DryRun> {
		let mut sim = self.lock();
		sim.world.tried.push((*from, action.clone()));
		let mut run =
			sim.world.run.clone().ok_or(WalletError::Rejected(RejectReason::NoContract))?;
		if let (Some((_, evm)), false) = (deployed(from, action), sim.world.lies) {
			run.contract = Some(evm);
		}
		let out_of_range = action.limits().ref_time > u64::MAX / 2;
		match action.limits() != GasLimits::default() && out_of_range {
			true => Err(WalletError::Rejected(RejectReason::GasLimitOutOfRange)),
			false => Ok(run),
		}
	}

	async fn long_address(&self, contract: &EvmAddress) -> Result<Option<ContractAddress>> {
		Ok(self.lock().world.contracts.get(contract).copied())
	}

	async fn token_rate(
		&self,
		contract: &EvmAddress,
		currency: &CurrencyId,
	) -> Result<Option<TokenRate>> {
		Ok(self.lock().world.rates.get(&(*contract, *currency)).copied())
	}
}
