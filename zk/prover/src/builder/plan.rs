// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a bundle is to do: intent only, no cryptography.

use std::collections::{BTreeMap, BTreeSet};

use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{Action, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTPUTS};
use sero_zk_crypto::{
	leaf, Asset, Base, MerklePath, Note, OneTimeAddress, PaymentAddress, Scalar, SpendingKey,
};

use super::{error::BuildError, issue::ProvenIssue, package::PlannedPackage};

/// A note with its place in the tree.
#[derive(Clone, Debug)]
pub struct SpendableNote {
	/// The note.
	pub note: Note,
	/// Its index and the siblings on the way to the root.
	pub path: MerklePath,
}

/// Whom an output is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recipient {
	/// A long-term address; the builder makes the one-time address.
	Address(PaymentAddress),
	/// A one-time address that the receiver handed out.
	OneTime(OneTimeAddress),
}

impl From<PaymentAddress> for Recipient {
	fn from(address: PaymentAddress) -> Self {
		Self::Address(address)
	}
}

impl From<OneTimeAddress> for Recipient {
	fn from(address: OneTimeAddress) -> Self {
		Self::OneTime(address)
	}
}

impl Recipient {
	/// The one-time address, made with `r` if it has to be made.
	pub(super) fn one_time(&self, r: Scalar) -> OneTimeAddress {
		match self {
			Self::Address(address) => address.one_time(r),
			Self::OneTime(address) => *address,
		}
	}
}

/// An output to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedOutput {
	/// Whom it is for.
	pub recipient: Recipient,
	/// What it holds.
	pub asset: Asset,
	/// Text for the receiver.
	pub memo: [u8; 64],
}

/// What a plan leaves over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Leftover {
	/// Amounts that come in and do not go out.
	pub amounts: BTreeMap<CurrencyId, Balance>,
	/// Tickets that come in and do not go out.
	pub tickets: BTreeSet<Ticket>,
}

/// What a bundle is to do.
///
/// Everything that comes in must go out: [`BundlePlan::add_change`] sends the rest back.
#[derive(Clone, Debug)]
pub struct BundlePlan {
	/// Hash of the chain's first block: the bundle is valid on this chain only.
	pub genesis_hash: [u8; 32],
	/// Root of the tree that the paths of the notes lead to.
	pub anchor: Base,
	/// Last block that may include the bundle.
	pub expiry: BlockNumber,
	/// Fee in SERO base units.
	pub fee: Balance,
	/// Notes to spend.
	pub spends: Vec<SpendableNote>,
	/// Hidden outputs.
	pub outputs: Vec<PlannedOutput>,
	/// Outputs whose asset and memo everybody sees.
	pub public_outputs: Vec<PlannedOutput>,
	/// What else is to be done.
	pub action: Action,
	/// A package to be made. It is the bundle's action then.
	pub package: Option<PlannedPackage>,
	/// An issue of a hidden amount. It is the bundle's action then.
	pub issue: Option<ProvenIssue>,
	/// Makes the From address from the sender's address; `None` derives a fresh one. Contracts know a
	/// sender by its From address: the same randomizer makes a lasting pseudonym.
	pub from_randomizer: Option<Scalar>,
	/// The From address itself, in the place of one that is made; it must be the sender's. A staking
	/// node obeys the address that registered it, whoever made that address up.
	pub from_address: Option<OneTimeAddress>,
}

fn ticket_of(asset: &Asset) -> Option<Ticket> {
	asset
		.ticket
		.map(|(category, id)| Ticket { category: TicketCategory(category), id: TicketId(id) })
}

/// Adds the amount of an asset.
fn add(
	totals: &mut BTreeMap<CurrencyId, Balance>,
	currency: CurrencyId,
	amount: Balance,
) -> Result<(), BuildError> {
	if amount != 0 {
		let total = totals.entry(currency).or_default();
		*total = total.checked_add(amount).ok_or(BuildError::AmountOverflow(currency))?;
	}
	Ok(())
}

impl BundlePlan {
	/// A plan that pays only the fee.
	pub fn new(genesis_hash: [u8; 32], anchor: Base, expiry: BlockNumber, fee: Balance) -> Self {
		Self {
			genesis_hash,
			anchor,
			expiry,
			fee,
			spends: Vec::new(),
			outputs: Vec::new(),
			public_outputs: Vec::new(),
			action: Action::None,
			package: None,
			issue: None,
			from_randomizer: None,
			from_address: None,
		}
	}

	/// Spends a note.
	#[must_use]
	pub fn spend(mut self, note: Note, path: MerklePath) -> Self {
		self.spends.push(SpendableNote { note, path });
		self
	}

	/// Makes a hidden output.
	#[must_use]
	pub fn pay(mut self, recipient: impl Into<Recipient>, asset: Asset, memo: [u8; 64]) -> Self {
		self.outputs.push(PlannedOutput { recipient: recipient.into(), asset, memo });
		self
	}

	/// Makes a public output.
	#[must_use]
	pub fn pay_publicly(
		mut self,
		recipient: impl Into<Recipient>,
		asset: Asset,
		memo: [u8; 64],
	) -> Self {
		self.public_outputs.push(PlannedOutput { recipient: recipient.into(), asset, memo });
		self
	}

	/// Makes a package.
	#[must_use]
	pub fn pack(mut self, package: PlannedPackage) -> Self {
		self.package = Some(package);
		self
	}

	/// Issues a hidden amount.
	#[must_use]
	pub fn issue(mut self, issue: ProvenIssue) -> Self {
		self.issue = Some(issue);
		self
	}

	/// Pays an amount to an account.
	#[must_use]
	pub fn unshield(mut self, account: [u8; 32], currency: CurrencyId, amount: Balance) -> Self {
		self.action = Action::Unshield { account, currency, amount };
		self
	}

	/// What is left over.
	///
	/// # Errors
	/// [`BuildError::AmountOverflow`], [`BuildError::Insufficient`], [`BuildError::MissingTicket`].
	pub fn leftover(&self) -> Result<Leftover, BuildError> {
		let (mut incoming, mut outgoing) = (BTreeMap::new(), BTreeMap::new());
		let mut tickets = BTreeMap::<Ticket, i64>::new();
		for spend in &self.spends {
			let asset = spend.note.asset.normalized();
			add(&mut incoming, CurrencyId(asset.currency), asset.amount)?;
			if let Some(ticket) = ticket_of(&asset) {
				*tickets.entry(ticket).or_default() += 1;
			}
		}
		if let Some(issue) = &self.issue {
			add(&mut incoming, issue.action().currency, issue.amount())?;
			add(&mut outgoing, CurrencyId::SERO, issue.action().registration_fee)?;
		}
		let outputs = self.outputs.iter().chain(&self.public_outputs).map(|output| &output.asset);
		for asset in outputs.chain(self.package.iter().map(|package| &package.asset)) {
			let asset = asset.normalized();
			add(&mut outgoing, CurrencyId(asset.currency), asset.amount)?;
			if let Some(ticket) = ticket_of(&asset) {
				*tickets.entry(ticket).or_default() -= 1;
			}
		}
		add(&mut outgoing, CurrencyId::SERO, self.fee)?;
		for asset in self.action.released() {
			add(&mut outgoing, asset.currency, asset.amount)?;
			if let Some(ticket) = asset.ticket {
				*tickets.entry(ticket).or_default() -= 1;
			}
		}

		let mut amounts = incoming;
		for (currency, needed) in outgoing {
			let available = amounts.remove(&currency).unwrap_or_default();
			let rest = available.checked_sub(needed).ok_or_else(|| BuildError::Insufficient {
				currency,
				missing: needed - available,
			})?;
			if rest != 0 {
				amounts.insert(currency, rest);
			}
		}
		if let Some((ticket, _)) = tickets.iter().find(|(_, count)| **count < 0) {
			return Err(BuildError::MissingTicket(*ticket));
		}
		let tickets =
			tickets.into_iter().filter(|(_, count)| *count > 0).map(|(ticket, _)| ticket).collect();
		Ok(Leftover { amounts, tickets })
	}

	/// Adds outputs that send what is left over to an address, usually the sender's own.
	///
	/// # Errors
	/// Those of [`BundlePlan::leftover`].
	pub fn add_change(mut self, recipient: impl Into<Recipient>) -> Result<Self, BuildError> {
		let recipient = recipient.into();
		let Leftover { amounts, tickets } = self.leftover()?;
		let mut tickets = tickets.into_iter().map(|ticket| (ticket.category.0, ticket.id.0));
		let mut assets: Vec<Asset> = amounts
			.into_iter()
			.map(|(currency, amount)| Asset {
				currency: currency.0,
				amount,
				ticket: tickets.next(),
			})
			.collect();
		assets.extend(tickets.map(|ticket| Asset {
			currency: [0; 32],
			amount: 0,
			ticket: Some(ticket),
		}));
		self.outputs.extend(assets.into_iter().map(|asset| PlannedOutput {
			recipient,
			asset,
			memo: [0; 64],
		}));
		Ok(self)
	}

	/// Checks everything that can be checked without proving.
	///
	/// # Errors
	/// Every [`BuildError`] that is not about proofs, encryption or signatures.
	pub fn check(&self, key: &SpendingKey) -> Result<(), BuildError> {
		if self.spends.len() > MAX_INPUTS as usize {
			return Err(BuildError::TooManyInputs(self.spends.len()));
		}
		if self.outputs.len() > MAX_OUTPUTS as usize {
			return Err(BuildError::TooManyOutputs(self.outputs.len()));
		}
		if self.public_outputs.len() > MAX_PUBLIC_OUTPUTS as usize {
			return Err(BuildError::TooManyPublicOutputs(self.public_outputs.len()));
		}
		let outputs = self.outputs.iter().chain(&self.public_outputs).map(|output| &output.asset);
		let mut tickets = outputs
			.chain(self.package.iter().map(|package| &package.asset))
			.filter_map(|asset| asset.ticket);
		if tickets.any(|(category, _)| category == [0; 32]) {
			return Err(BuildError::ZeroTicketCategory);
		}
		if let Some(position) = self.public_outputs.iter().position(|out| out.asset.is_empty()) {
			return Err(BuildError::EmptyPublicOutput(position));
		}
		let actions = [self.package.is_some(), self.issue.is_some(), self.action != Action::None];
		if actions.iter().filter(|present| **present).count() > 1 {
			return Err(BuildError::SeveralActions);
		}
		if matches!(self.action, Action::Unshield { amount: 0, .. }) {
			return Err(BuildError::ZeroUnshield);
		}
		if self.from_randomizer == Some(Scalar::from(0u64)) {
			return Err(BuildError::ZeroFromRandomizer);
		}
		if self.from_address.is_some_and(|from| !key.owns(&from)) {
			return Err(BuildError::WrongKey);
		}
		let Leftover { amounts, tickets } = self.leftover()?;
		if let Some((currency, excess)) = amounts.into_iter().next() {
			return Err(BuildError::Excess { currency, excess });
		}
		if let Some(ticket) = tickets.into_iter().next() {
			return Err(BuildError::LostTicket(ticket));
		}
		let mut indices = BTreeSet::new();
		for SpendableNote { note, path } in &self.spends {
			if !indices.insert(path.index) {
				return Err(BuildError::DuplicateSpend(path.index));
			}
			if !key.owns(&note.address) {
				return Err(BuildError::NotOwned(path.index));
			}
			if path.root_from(leaf(path.index, note.commitment())) != self.anchor {
				return Err(BuildError::WrongAnchor(path.index));
			}
		}
		Ok(())
	}
}
