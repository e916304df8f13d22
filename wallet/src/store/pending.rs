// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Bundles that were sent and not yet seen in a block.

use codec::{Decode, Encode};
use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket};
use sero_shielded_primitives::{Action, Memo, TxId};

use crate::{assets::Assets, ledger::Ledger};

/// A payment inside of a pending bundle.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PendingPayment {
	/// The receiver as the user gave it.
	pub receiver: String,
	/// Currency of the amount.
	pub currency: CurrencyId,
	/// Amount in base units.
	pub amount: Balance,
	/// A ticket beside, or instead of, the amount.
	pub ticket: Option<Ticket>,
	/// The text that goes with it.
	pub memo: Memo,
}

/// A bundle as it is recorded before it is sent.
///
/// It holds the whole encoding, so that the wallet can send it again when a node has lost it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct PendingBundle {
	/// Its id.
	pub tx: TxId,
	/// SCALE encoding of the bundle.
	pub encoded: Vec<u8>,
	/// Positions of the notes that it spends: locked while it waits.
	pub inputs: Vec<u32>,
	/// What those notes hold.
	pub spent: Assets,
	/// What comes back.
	pub change: Assets,
	/// The fee in SERO base units.
	pub fee: Balance,
	/// Whom it pays.
	pub payments: Vec<PendingPayment>,
	/// What else it does, without long parts.
	pub action: Action,
	/// Last block that may include it.
	pub expiry: BlockNumber,
	/// The wallet's newest block when it was made.
	pub created: BlockNumber,
}

impl std::fmt::Debug for PendingBundle {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "PendingBundle({:?})", self.tx)
	}
}

/// What has become of a pending bundle.
///
/// It is computed from the scanned blocks and never stored: a reorganization changes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingStatus {
	/// It can still be mined; its notes are locked.
	Waiting,
	/// It is in this block.
	Mined(BlockNumber),
	/// No block can include it any more; its notes are free.
	Expired,
	/// Another bundle has spent one of its notes.
	Conflict,
}

impl PendingStatus {
	pub(super) fn of(bundle: &PendingBundle, ledger: &Ledger, tip: Option<BlockNumber>) -> Self {
		if let Some(height) = ledger.sent_at(&bundle.tx) {
			return Self::Mined(height);
		}
		let spent = |index: &u32| ledger.note(*index).is_some_and(|note| note.spent.is_some());
		if bundle.inputs.iter().any(spent) {
			return Self::Conflict;
		}
		// The next block has the height `tip + 1` and may include a bundle up to `expiry`.
		if tip.is_some_and(|tip| tip >= bundle.expiry) {
			return Self::Expired;
		}
		Self::Waiting
	}
}
