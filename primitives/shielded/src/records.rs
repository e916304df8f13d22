// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a block did to the hidden pool, in the form that wallets scan.

use crate::{bundle::*, bytes::*, EvmAddress};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::Balance;

/// The two marks that a spent note leaves.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Spend {
	/// Recognised by nobody but the owner.
	pub nullifier: Nullifier,
	/// Recognised by the owner's viewing key.
	pub trace: SpendTrace,
}

/// Where a public note came from.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum PublicOrigin {
	/// Made with the chain.
	#[codec(index = 0)]
	Genesis,
	/// Reward and fees of the block's miner.
	#[codec(index = 1)]
	Coinbase,
	/// Paid in from this account.
	#[codec(index = 2)]
	Shield([u8; 32]),
	/// A public output of a bundle.
	#[codec(index = 3)]
	Bundle(TxId),
	/// Principal and rewards of a stakeholder.
	#[codec(index = 4)]
	Staking,
	/// Paid by a contract.
	#[codec(index = 5)]
	Contract(EvmAddress),
}

/// A hidden note as it entered the tree.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct HiddenNoteRecord {
	/// Position in the tree.
	pub index: u32,
	/// The tree's leaf: a field element.
	pub leaf: [u8; 32],
	/// The receiver's one-time address.
	pub address: OneTimeAddressBytes,
	/// Commitment to the note.
	pub note_commitment: NoteCommitment,
	/// Ephemeral key of the note's encryption.
	pub ephemeral_key: EphemeralPublicKey,
	/// Asset, memo and note secret for the receiver.
	pub ciphertext: NoteCiphertext,
}

/// A public note as it entered the tree.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PublicNoteRecord {
	/// Position in the tree.
	pub index: u32,
	/// The tree's leaf: a field element.
	pub leaf: [u8; 32],
	/// Where the note came from.
	pub origin: PublicOrigin,
	/// The note.
	pub output: PublicOutput,
}

/// One step of a block, in execution order.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum NoteEntry {
	/// A bundle was applied.
	#[codec(index = 0)]
	Bundle {
		/// Its id.
		id: TxId,
		/// Its one-time sender.
		from: OneTimeAddressBytes,
		/// Its fee in SERO base units.
		fee: Balance,
		/// The notes it spent, dummies included.
		spends: Vec<Spend>,
		/// The hidden notes it made, dummies included.
		hidden: Vec<HiddenNoteRecord>,
		/// The public notes it made.
		public: Vec<PublicNoteRecord>,
		/// What else it did.
		action: Action,
	},
	/// A public note was made outside of a bundle.
	#[codec(index = 1)]
	Public(PublicNoteRecord),
}

/// Everything a block did to the hidden pool.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct BlockNotes {
	/// Number of leaves before the block.
	pub first_index: u32,
	/// What happened, in order; leaf positions are consecutive across it.
	pub entries: Vec<NoteEntry>,
	/// Root of the tree after the block.
	pub anchor: Anchor,
}
