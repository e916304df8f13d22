// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Which notes to spend: intent only, no cryptography.
//!
//! Bundles look alike: inputs and outputs are padded to two, or to the next power of two, and the fee is
//! the one of the padded shape. Room that a payment does not need is filled with the smallest notes, so
//! that a wallet's notes become fewer at no cost; but enough notes stay free for the next payments.

use std::collections::BTreeSet;

use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket};
use sero_shielded_primitives::{
	Action, CircuitVersion, ContractAction, EphemeralPublicKey, GasSponsor, HiddenIssue,
	HiddenOutput, Memo, NoteCiphertext, NoteCommitment, OneTimeAddressBytes, PackageAction,
	PackageOwner, ProofBytes, SealedBytes, StakingAction, ValueCommitment, MAX_INPUTS, MAX_OUTPUTS,
};
use sero_zk_crypto::{
	package::{MAX_DATA_LENGTH, MIN_SEALED_LENGTH},
	OneTimeAddress, PaymentAddress,
};
pub use sero_zk_prover::builder::{PackageReceiver, PlannedPackage, Recipient};

use crate::{
	assets::Assets,
	balance::{locked_notes, pending_change},
	chain::{BundleShape, PaymentChain},
	error::{Result, WalletError},
	ledger::OwnedNote,
	rpc::contracts::TokenRate,
	store::{ScannedBlock, Store},
};

#[cfg(test)]
mod tests;

/// Blocks after the wallet's newest one in which a bundle may still be mined.
pub const EXPIRY_BLOCKS: BlockNumber = 120;

/// How far below the newest block the anchor lies if the notes are old enough: a reorganization that is
/// not deeper leaves the payment valid.
const ANCHOR_DEPTH: BlockNumber = 10;

/// Notes that a payment leaves alone if it can, so that the next ones need not wait for its change.
const KEEP_FREE: usize = 8;

/// Reads an address: base58 of 64 bytes (a long-term address) or of 96 (a one-time address).
///
/// # Errors
/// [`WalletError::InvalidAddress`].
pub fn parse_recipient(text: &str) -> Result<Recipient> {
	let refuse = |reason: String| WalletError::InvalidAddress { reason };
	let bytes = bs58::decode(text.trim())
		.into_vec()
		.map_err(|error| refuse(format!("not base58 ({error})")))?;
	if let Ok(bytes) = <[u8; 64]>::try_from(&bytes[..]) {
		return PaymentAddress::from_bytes(&bytes)
			.map(Recipient::Address)
			.map_err(|error| refuse(error.to_string()));
	}
	let bytes = <[u8; 96]>::try_from(&bytes[..]).map_err(|_| {
		refuse(format!("{} bytes, an address has 64 and a one-time address 96", bytes.len()))
	})?;
	OneTimeAddress::from_bytes(&bytes)
		.map(Recipient::OneTime)
		.map_err(|error| refuse(error.to_string()))
}

/// Writes an address as [`parse_recipient`] reads it.
pub fn format_recipient(recipient: &Recipient) -> String {
	match recipient {
		Recipient::Address(address) => address.to_string(),
		Recipient::OneTime(address) => bs58::encode(address.to_bytes()).into_string(),
	}
}

/// A text of the sender as the chain carries it: UTF-8, padded with zeros.
///
/// # Errors
/// [`WalletError::MemoTooLong`].
pub fn memo_from_text(text: &str) -> Result<Memo> {
	let mut memo = Memo::default();
	memo.0
		.get_mut(..text.len())
		.ok_or(WalletError::MemoTooLong { length: text.len() })?
		.copy_from_slice(text.as_bytes());
	Ok(memo)
}

/// A hidden payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
	/// Whom.
	pub to: Recipient,
	/// Currency of the amount.
	pub currency: CurrencyId,
	/// How much, in base units.
	pub amount: Balance,
	/// A ticket beside, or instead of, the amount.
	pub ticket: Option<Ticket>,
	/// The text that goes with it.
	pub memo: Memo,
}

impl Payment {
	/// A payment of SERO.
	pub fn sero(to: Recipient, amount: Balance, memo: Memo) -> Self {
		Self { to, currency: CurrencyId::SERO, amount, ticket: None, memo }
	}
}

/// A hidden amount of a token to be issued to oneself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedIssue {
	/// The token.
	pub currency: CurrencyId,
	/// How much, in base units.
	pub amount: Balance,
	/// What the chain asks for a new name, in SERO base units; zero for one's own.
	pub registration_fee: Balance,
}

/// What the user wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intent {
	/// Hidden payments.
	pub payments: Vec<Payment>,
	/// What else the bundle does.
	pub action: Action,
	/// A package to be made; it is the action then.
	pub package: Option<PlannedPackage>,
	/// A hidden issue; it is the action then.
	pub issue: Option<PlannedIssue>,
	/// The called contract pays the fee, for tokens at this rate.
	pub sponsor: Option<TokenRate>,
	/// The one-time sender, an address of the wallet; a fresh one if there is none.
	pub from: Option<OneTimeAddress>,
}

impl Intent {
	/// A bundle that does nothing but this.
	pub fn of_action(action: Action) -> Self {
		Self { action, ..Self::default() }
	}

	/// Hidden payments.
	pub fn of_payments(payments: Vec<Payment>) -> Self {
		Self { payments, ..Self::default() }
	}

	/// Whether a payment pays nothing and says nothing, or there is nothing to be done at all. Many
	/// actions cost only the fee.
	fn is_empty(&self) -> bool {
		let acts = match &self.action {
			Action::None => self.package.is_some() || self.issue.is_some_and(|i| i.amount > 0),
			Action::Unshield { amount, .. } => *amount > 0,
			Action::Staking(StakingAction::UpdateNode { .. } | StakingAction::CloseNode { .. }) => {
				true
			},
			Action::Staking(action) => action.amount() > 0,
			_ => true,
		};
		let pays_nothing = |payment: &Payment| {
			payment.amount == 0 && payment.ticket.is_none() && payment.memo == Memo::default()
		};
		self.payments.iter().any(pays_nothing) || (self.payments.is_empty() && !acts)
	}

	/// What leaves the wallet besides the fee.
	///
	/// # Errors
	/// Those of [`Assets::ask`].
	pub fn outgoing(&self) -> Result<Assets> {
		let mut outgoing = Assets::default();
		for payment in &self.payments {
			outgoing.ask(payment.currency, payment.amount, payment.ticket)?;
		}
		if let Some(package) = &self.package {
			let asset = package.asset.normalized();
			let ticket = crate::scan::ticket_of(&asset);
			outgoing.ask(CurrencyId(asset.currency), asset.amount, ticket)?;
		}
		if let Some(issue) = &self.issue {
			outgoing.ask(CurrencyId::SERO, issue.registration_fee, None)?;
		}
		for asset in self.action.released() {
			outgoing.ask(asset.currency, asset.amount, asset.ticket)?;
		}
		Ok(outgoing)
	}

	/// What comes into being with the bundle.
	fn issued(&self) -> Assets {
		let mut issued = Assets::default();
		if let Some(issue) = &self.issue {
			issued.add(issue.currency, issue.amount);
		}
		issued
	}

	/// The action as far as it is known before proving: what the fee depends on.
	fn draft_action(&self) -> Action {
		if let Some(package) = &self.package {
			let owner = match package.receiver {
				PackageReceiver::Person(_) => PackageOwner::Address(OneTimeAddressBytes::default()),
				PackageReceiver::Contract(contract) => PackageOwner::Contract(contract),
			};
			let length = MIN_SEALED_LENGTH + package.data.len().min(MAX_DATA_LENGTH);
			return Action::Package(PackageAction::Create {
				owner,
				contents: HiddenOutput {
					circuit: CircuitVersion::V1,
					address: OneTimeAddressBytes::default(),
					value_commitment: ValueCommitment::default(),
					note_commitment: NoteCommitment::default(),
					ephemeral_key: EphemeralPublicKey::default(),
					ciphertext: NoteCiphertext::default(),
					proof: ProofBytes::default(),
				},
				sealed: SealedBytes::truncate_from(vec![0; length]),
			});
		}
		if let Some(issue) = &self.issue {
			return Action::Issue(HiddenIssue {
				currency: issue.currency,
				registration_fee: issue.registration_fee,
				circuit: CircuitVersion::V1,
				value_commitment: ValueCommitment::default(),
				proof: ProofBytes::default(),
			});
		}
		self.action.clone()
	}

	/// Lets the called contract pay a fee, if it takes tokens for it; returns what the bundle pays.
	fn share_fee(&mut self, fee: Balance) -> Result<Balance> {
		let Some(rate) = self.sponsor else { return Ok(fee) };
		let tokens = rate.tokens_for(fee).ok_or_else(|| WalletError::InvalidAmount {
			input: "the tokens for the fee".into(),
			reason: "it is too large",
		})?;
		self.set_sponsor(GasSponsor { currency: rate.currency, tokens, fee });
		Ok(0)
	}

	/// Before the fee is known: something in its place, so that the chain sees the whole action.
	fn share_unknown_fee(&mut self) {
		if let Some(TokenRate { currency, .. }) = self.sponsor {
			let large = Balance::from(u64::MAX);
			self.set_sponsor(GasSponsor { currency, tokens: large, fee: large });
		}
	}

	fn set_sponsor(&mut self, value: GasSponsor) {
		if let Action::Contract(ContractAction::Call { sponsor, .. }) = &mut self.action {
			*sponsor = Some(value);
		}
	}
}

/// What is going to be proved.
#[derive(Clone, Debug)]
pub struct TransactionPlan {
	/// The notes to spend.
	pub inputs: Vec<OwnedNote>,
	/// Number of inputs with dummies.
	pub padded_inputs: u32,
	/// Number of hidden outputs with change and dummies.
	pub padded_outputs: u32,
	/// What the user wants.
	pub intent: Intent,
	/// The fee in SERO base units.
	pub fee: Balance,
	/// What the inputs hold.
	pub spent: Assets,
	/// What comes back, newly issued tokens included.
	pub change: Assets,
	/// The block whose tree root is the anchor.
	pub anchor: ScannedBlock,
	/// Last block that may include the bundle.
	pub expiry: BlockNumber,
}

/// The next power of two, at least two and at most what a bundle can have.
fn padded(count: usize) -> u32 {
	let most = count.max(MAX_OUTPUTS as usize);
	u32::try_from(count.next_power_of_two().clamp(2, most)).unwrap_or(u32::MAX)
}

/// Rounds a required fee up: 5 % so that a small rise of prices until the next block does not matter,
/// then to two digits, so that wallets that saw slightly different prices pay the same.
pub fn fee_with_margin(required: Balance) -> Balance {
	let fee = required.saturating_add(required / 20);
	let mut unit: Balance = 1;
	while fee / unit >= 100 {
		unit = unit.saturating_mul(10);
	}
	fee.div_ceil(unit).saturating_mul(unit)
}

/// Chooses notes that hold at least `target`, for a bundle with room for `room` of them.
///
/// For each ticket the note that holds it; then for each currency the smallest note that is enough alone,
/// else the largest first. What comes along unwanted goes back with the change. Notes with a ticket are
/// spent for their amount only if there is no other way in so much room. Room that is left is filled with the smallest
/// notes as long as [`KEEP_FREE`] others of their currency stay. `None` if `room` notes do not hold
/// `target`.
fn choose(notes: &[OwnedNote], target: &Assets, room: usize) -> Option<Vec<OwnedNote>> {
	choose_among(notes, target, room, true).or_else(|| choose_among(notes, target, room, false))
}

fn choose_among(
	notes: &[OwnedNote],
	target: &Assets,
	room: usize,
	spare_tickets: bool,
) -> Option<Vec<OwnedNote>> {
	let wanted = |note: &OwnedNote| note.ticket.is_some_and(|t| target.tickets.contains(&t));
	let mut chosen: Vec<&OwnedNote> = notes.iter().filter(|note| wanted(note)).collect();
	for (currency, amount) in &target.amounts {
		let held = Assets::of_notes(chosen.iter().copied()).amount(currency);
		let missing = amount.saturating_sub(held);
		if missing == 0 {
			continue;
		}
		let all = sorted(notes, currency, |note| !wanted(note));
		let plain = all.iter().copied().filter(|note| note.ticket.is_none()).collect();
		let (plain, all) = (fewest(plain, missing), fewest(all, missing));
		chosen.extend(match (plain, all) {
			(Some(plain), _) if spare_tickets => plain,
			(Some(plain), Some(all)) if plain.len() <= all.len() => plain,
			(_, Some(all)) if !spare_tickets => all,
			_ => return None,
		});
	}
	let mut left = room.checked_sub(chosen.len())?;
	let taken: BTreeSet<u32> = chosen.iter().map(|note| note.index).collect();
	for currency in target.amounts.keys() {
		let free = |note: &OwnedNote| note.ticket.is_none() && !taken.contains(&note.index);
		let small = sorted(notes, currency, free);
		let rest = left.min(small.len().saturating_sub(KEEP_FREE));
		chosen.extend(small.into_iter().take(rest));
		left -= rest;
	}
	Some(chosen.into_iter().cloned().collect())
}

/// The notes with an amount of a currency, the smallest first.
fn sorted<'a>(
	notes: &'a [OwnedNote],
	currency: &CurrencyId,
	filter: impl Fn(&OwnedNote) -> bool,
) -> Vec<&'a OwnedNote> {
	let mut sorted: Vec<&OwnedNote> = notes
		.iter()
		.filter(|note| note.currency == *currency && note.amount > 0 && filter(note))
		.collect();
	sorted.sort_by_key(|note| (note.amount, note.index));
	sorted
}

/// The fewest notes that hold `target`, out of notes sorted by amount.
fn fewest(mut sorted: Vec<&OwnedNote>, target: Balance) -> Option<Vec<&OwnedNote>> {
	if let Some(note) = sorted.iter().find(|note| note.amount >= target) {
		return Some(vec![*note]);
	}
	let (mut sum, mut taken): (Balance, _) = (0, Vec::new());
	while sum < target {
		let note = sorted.pop()?;
		sum = sum.saturating_add(note.amount);
		taken.push(note);
	}
	Some(taken)
}

/// Plans a bundle: chooses notes, asks the chain for the fee, computes the change.
///
/// `node_best` is the height of the node, which may be behind the wallet: only what it knows already is
/// spent. Notes that a small reorganization cannot move are preferred.
///
/// # Errors
/// [`WalletError::ZeroAmount`], [`WalletError::InsufficientFunds`], [`WalletError::TicketMissing`],
/// [`WalletError::TooManyNotes`], [`WalletError::InvalidAmount`] if the sum overflows, and those of chain
/// and store.
pub async fn plan<C: PaymentChain>(
	chain: &C,
	store: &Store,
	intent: Intent,
	node_best: BlockNumber,
) -> Result<TransactionPlan> {
	let newest = anchor(store, node_best)?;
	if newest.number > 0 {
		let settled = anchor(store, newest.number.saturating_sub(ANCHOR_DEPTH))?;
		match plan_at(chain, store, intent.clone(), settled).await {
			Err(
				WalletError::InsufficientFunds { .. }
				| WalletError::TooManyNotes { .. }
				| WalletError::TicketMissing { .. },
			) => {},
			result => return result,
		}
	}
	plan_at(chain, store, intent, newest).await
}

/// Plans a bundle that spends notes under an anchor.
async fn plan_at<C: PaymentChain>(
	chain: &C,
	store: &Store,
	mut intent: Intent,
	anchor: ScannedBlock,
) -> Result<TransactionPlan> {
	intent.outgoing()?;
	if intent.is_empty() {
		return Err(WalletError::ZeroAmount);
	}
	let newest = store.tip().map_or(anchor.number, |tip| tip.number);
	let locked = locked_notes(store);
	let notes: Vec<OwnedNote> = store
		.ledger()
		.unspent()
		.map(|entry| &entry.note)
		.filter(|note| note.amount > 0 || note.ticket.is_some())
		.filter(|note| u64::from(note.index) < anchor.leaves && !locked.contains(&note.index))
		.cloned()
		.collect();
	let spendable = Assets::of_notes(&notes);
	let mut padded_inputs = 2;
	// With the change; a bundle without change gets a dummy in its place.
	let mut padded_outputs = padded(intent.payments.len().saturating_add(1));
	loop {
		intent.share_unknown_fee();
		let shape = BundleShape {
			inputs: padded_inputs,
			outputs: padded_outputs,
			public_outputs: 0,
			action: &intent.draft_action(),
		};
		let fee = fee_with_margin(chain.required_fee(shape).await?);
		let fee = intent.share_fee(fee)?;
		let mut outgoing = intent.outgoing()?;
		outgoing.ask(CurrencyId::SERO, fee, None)?;
		let issued = intent.issued();
		let target = outgoing.less(&issued);
		check_funds(store, &spendable, &target)?;
		match choose(&notes, &target, padded_inputs as usize) {
			Some(inputs) => {
				let spent = Assets::of_notes(&inputs);
				let mut incoming = spent.clone();
				for (currency, amount) in &issued.amounts {
					incoming.ask(*currency, *amount, None)?;
				}
				let change = incoming.less(&outgoing);
				let outputs = intent.payments.len().saturating_add(change.outputs().max(1));
				if padded(outputs) > padded_outputs {
					padded_outputs = padded(outputs);
					continue;
				}
				return Ok(TransactionPlan {
					inputs,
					padded_inputs,
					padded_outputs,
					intent,
					fee,
					spent,
					change,
					anchor,
					expiry: newest.saturating_add(EXPIRY_BLOCKS),
				});
			},
			None if padded_inputs >= MAX_INPUTS => {
				return Err(too_many_notes(&notes, &target, fee))
			},
			None => padded_inputs *= 2,
		}
	}
}

/// Compares what is needed with what can be spent.
fn check_funds(store: &Store, spendable: &Assets, target: &Assets) -> Result<()> {
	let missing = target.less(spendable);
	if missing.is_empty() {
		return Ok(());
	}
	let waiting = pending_change(store);
	if let Some(ticket) = missing.tickets.first() {
		let waiting = waiting.tickets.contains(ticket);
		return Err(WalletError::TicketMissing { ticket: *ticket, waiting });
	}
	// SERO last: whoever lacks a token is told so first.
	let currency = missing
		.amounts
		.keys()
		.find(|currency| **currency != CurrencyId::SERO)
		.unwrap_or(&CurrencyId::SERO);
	let balance = crate::balance::balances(store).currencies.get(currency).copied();
	Err(WalletError::InsufficientFunds {
		currency: *currency,
		needed: target.amount(currency),
		spendable: spendable.amount(currency),
		waiting: balance.map_or(0, |balance| balance.pending),
	})
}

/// Tells how much of the currency that lies in too many notes can be sent at once.
fn too_many_notes(notes: &[OwnedNote], target: &Assets, fee: Balance) -> WalletError {
	let amounts_of = |currency: &CurrencyId| {
		let mut amounts: Vec<Balance> =
			notes.iter().filter(|n| n.currency == *currency).map(|note| note.amount).collect();
		amounts.sort_unstable_by(|a, b| b.cmp(a));
		amounts
	};
	// Fewest notes that hold what is needed of each currency.
	let count = |currency: &CurrencyId| {
		let mut missing = target.amount(currency);
		let needed = amounts_of(currency).into_iter().take_while(|amount| {
			let more = missing > 0;
			missing = missing.saturating_sub(*amount);
			more
		});
		needed.count()
	};
	let counts: Vec<(usize, CurrencyId)> =
		target.amounts.keys().map(|currency| (count(currency), *currency)).collect();
	let (most, currency) = counts.iter().max().copied().unwrap_or((0, CurrencyId::SERO));
	let others = counts.iter().map(|(count, _)| count).sum::<usize>() - most + target.tickets.len();
	let room = (MAX_INPUTS as usize).saturating_sub(others);
	let held = amounts_of(&currency)
		.into_iter()
		.take(room)
		.fold(0, |sum: Balance, amount| sum.saturating_add(amount));
	let fee = if currency == CurrencyId::SERO { fee } else { 0 };
	WalletError::TooManyNotes { max_notes: room, currency, max_amount: held.saturating_sub(fee) }
}

/// The newest scanned block up to a height.
fn anchor(store: &Store, height: BlockNumber) -> Result<ScannedBlock> {
	let tip = store.tip().ok_or(WalletError::NodeAnswer {
		method: "shielded_blocks",
		reason: "the chain has no block".into(),
	})?;
	if height >= tip.number {
		return Ok(tip);
	}
	store.block(height)?.ok_or(WalletError::StoreCorrupt("a scanned block is missing"))
}
