// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Which notes to spend: intent only, no cryptography.
//!
//! Bundles look alike: inputs and outputs are padded to two, or to the next power of two, and the fee is
//! the one of the padded shape. Room that a payment does not need is filled with the smallest notes, so
//! that a wallet's notes become fewer at no cost; but enough notes stay free for the next payments.

use sero_primitives::{Balance, BlockNumber, CurrencyId};
use sero_shielded_primitives::{Action, Memo, StakingAction, MAX_INPUTS};
use sero_zk_crypto::{OneTimeAddress, PaymentAddress};
pub use sero_zk_prover::builder::Recipient;

use crate::{
	balance::locked_notes,
	chain::{BundleShape, PaymentChain},
	error::{Result, WalletError},
	ledger::OwnedNote,
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
	/// How much, in SERO base units.
	pub amount: Balance,
	/// The text that goes with it.
	pub memo: Memo,
}

/// What the user wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intent {
	/// Hidden payments.
	pub payments: Vec<Payment>,
	/// What else the bundle does.
	pub action: Action,
	/// The one-time sender, an address of the wallet; a fresh one if there is none.
	pub from: Option<OneTimeAddress>,
}

impl Intent {
	/// A bundle that does nothing but this.
	pub fn of_action(action: Action) -> Self {
		Self { action, ..Self::default() }
	}

	/// Whether something is to be paid or done. A staking node can be changed and closed for the fee.
	fn is_empty(&self) -> bool {
		let free = matches!(
			self.action,
			Action::Staking(StakingAction::UpdateNode { .. } | StakingAction::CloseNode { .. })
		);
		let pays_nothing = |payment: &Payment| payment.amount == 0;
		self.payments.iter().any(pays_nothing)
			|| (self.payments.is_empty() && self.action.released().is_empty() && !free)
	}

	/// What leaves the wallet besides the fee; `None` if that is more than there can be.
	pub fn amount(&self) -> Option<Balance> {
		let action = self
			.action
			.released()
			.iter()
			.try_fold(0, |sum: Balance, asset| sum.checked_add(asset.sero()))?;
		self.payments.iter().try_fold(action, |sum, payment| sum.checked_add(payment.amount))
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
	pub spent: Balance,
	/// What comes back.
	pub change: Balance,
	/// The block whose tree root is the anchor.
	pub anchor: ScannedBlock,
	/// Last block that may include the bundle.
	pub expiry: BlockNumber,
}

/// The next power of two, at least two.
fn padded(count: usize) -> u32 {
	u32::try_from(count.next_power_of_two().max(2)).unwrap_or(u32::MAX)
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
/// The smallest note that is enough alone, else the largest first. Room that is left is filled with the
/// smallest notes as long as [`KEEP_FREE`] others stay. `None` if `room` notes do not hold `target`.
fn choose(notes: &[OwnedNote], target: Balance, room: usize) -> Option<Vec<OwnedNote>> {
	let mut sorted: Vec<&OwnedNote> = notes.iter().collect();
	sorted.sort_by_key(|note| (note.amount, note.index));
	let mut chosen = Vec::with_capacity(room);
	if let Some(place) = sorted.iter().position(|note| note.amount >= target) {
		chosen.push(sorted.remove(place));
	} else {
		let mut sum: Balance = 0;
		while sum < target {
			if chosen.len() == room {
				return None;
			}
			let note = sorted.pop()?;
			sum = sum.saturating_add(note.amount);
			chosen.push(note);
		}
	}
	let rest = (room - chosen.len()).min(sorted.len().saturating_sub(KEEP_FREE));
	chosen.extend(sorted.into_iter().take(rest));
	Some(chosen.into_iter().cloned().collect())
}

/// Plans a bundle: chooses notes, asks the chain for the fee, computes the change.
///
/// `node_best` is the height of the node, which may be behind the wallet: only what it knows already is
/// spent. Notes that a small reorganization cannot move are preferred.
///
/// # Errors
/// [`WalletError::ZeroAmount`], [`WalletError::InsufficientFunds`], [`WalletError::TooManyNotes`],
/// [`WalletError::InvalidAmount`] if the sum overflows, and those of chain and store.
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
			Err(WalletError::InsufficientFunds { .. } | WalletError::TooManyNotes { .. }) => {},
			result => return result,
		}
	}
	plan_at(chain, store, intent, newest).await
}

/// Plans a bundle that spends notes under an anchor.
async fn plan_at<C: PaymentChain>(
	chain: &C,
	store: &Store,
	intent: Intent,
	anchor: ScannedBlock,
) -> Result<TransactionPlan> {
	let amount = intent.amount().ok_or_else(|| WalletError::InvalidAmount {
		input: "the sum of the payments".into(),
		reason: "it is too large",
	})?;
	if intent.is_empty() {
		return Err(WalletError::ZeroAmount);
	}
	let newest = store.tip().map_or(anchor.number, |tip| tip.number);
	let locked = locked_notes(store);
	let notes: Vec<OwnedNote> = store
		.ledger()
		.unspent()
		.map(|entry| &entry.note)
		.filter(|note| note.currency == CurrencyId::SERO && note.amount > 0)
		// A note with a ticket needs an output that takes the ticket over.
		.filter(|note| note.ticket.is_none())
		.filter(|note| u64::from(note.index) < anchor.leaves && !locked.contains(&note.index))
		.cloned()
		.collect();
	let spendable = notes.iter().fold(0, |sum: Balance, note| sum.saturating_add(note.amount));
	// With the change; a bundle without change gets a dummy in its place.
	let padded_outputs = padded(intent.payments.len().saturating_add(1));

	let mut padded_inputs = 2;
	let mut needed;
	loop {
		let shape = BundleShape {
			inputs: padded_inputs,
			outputs: padded_outputs,
			public_outputs: 0,
			action: &intent.action,
		};
		let fee = fee_with_margin(chain.required_fee(shape).await?);
		needed = amount.saturating_add(fee);
		if spendable < needed {
			break;
		}
		if let Some(inputs) = choose(&notes, needed, padded_inputs as usize) {
			let spent = inputs.iter().fold(0, |sum: Balance, note| sum.saturating_add(note.amount));
			return Ok(TransactionPlan {
				inputs,
				padded_inputs,
				padded_outputs,
				intent,
				fee,
				spent,
				change: spent.saturating_sub(needed),
				anchor,
				expiry: newest.saturating_add(EXPIRY_BLOCKS),
			});
		}
		if padded_inputs >= MAX_INPUTS {
			let mut amounts: Vec<Balance> = notes.iter().map(|note| note.amount).collect();
			amounts.sort_unstable_by(|a, b| b.cmp(a));
			let most = amounts
				.iter()
				.take(MAX_INPUTS as usize)
				.fold(0, |sum: Balance, amount| sum.saturating_add(*amount));
			return Err(WalletError::TooManyNotes {
				max_notes: MAX_INPUTS as usize,
				max_amount: most.saturating_sub(fee),
			});
		}
		padded_inputs *= 2;
	}
	let waiting = crate::balance::balances(store)
		.currencies
		.get(&CurrencyId::SERO)
		.map_or(0, |balance| balance.pending);
	Err(WalletError::InsufficientFunds { needed, spendable, waiting })
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
