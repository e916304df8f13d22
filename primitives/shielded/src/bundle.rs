// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The transaction of a wallet: hidden inputs, hidden and public outputs, fee and action.

use crate::{
	bytes::*, ContractAction, HiddenIssue, PackageAction, PublicAsset, StakingAction, TicketAction,
};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::{Balance, BlockNumber, CurrencyId, Ticket};

/// Most hidden inputs in a bundle (rule SA-2).
pub const MAX_INPUTS: u32 = 64;
/// Most hidden outputs in a bundle (rule SA-2).
pub const MAX_OUTPUTS: u32 = 500;
/// Most public outputs in a bundle (rule SA-2).
pub const MAX_PUBLIC_OUTPUTS: u32 = 64;

/// Personalization of the hash that identifies a bundle.
const TX_ID_PERSONALIZATION: &[u8; 9] = b"SERO_txid";
/// Personalization of the message under the balance signature.
const BALANCE_PERSONALIZATION: &[u8; 12] = b"SERO_balance";

/// Layout of a bundle. The first byte of its encoding.
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
pub enum BundleVersion {
	/// The layout of this file.
	#[codec(index = 1)]
	V1,
}

/// Names the circuits and verifying keys that a proof was made for.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CircuitVersion(pub u8);

/// The input or output circuit of a version.
impl CircuitVersion {
	/// The circuits of the first release.
	pub const V1: Self = Self(1);
}

/// Spends a note without saying which one.
#[doc(alias = "In_C")]
#[doc(alias = "Z_in")]
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct HiddenInput {
	/// Circuit version of the proof.
	pub circuit: CircuitVersion,
	/// Marks the spent note.
	pub nullifier: Nullifier,
	/// Recognised by the holder of the viewing key.
	pub trace: SpendTrace,
	/// Re-randomised commitment to the note's asset.
	pub value_commitment: ValueCommitment,
	/// Proof of the input statement.
	pub proof: ProofBytes,
}

/// Creates a note without saying for whom, nor what it holds.
#[doc(alias = "Out_C")]
#[doc(alias = "Z_out")]
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct HiddenOutput {
	/// Circuit version of the proof.
	pub circuit: CircuitVersion,
	/// The receiver's one-time address.
	pub address: OneTimeAddressBytes,
	/// Commitment to the asset.
	pub value_commitment: ValueCommitment,
	/// Commitment to the note.
	pub note_commitment: NoteCommitment,
	/// Ephemeral key of the note's encryption.
	pub ephemeral_key: EphemeralPublicKey,
	/// Asset, memo and note secret for the receiver.
	pub ciphertext: NoteCiphertext,
	/// Proof of the output statement.
	pub proof: ProofBytes,
}

/// Creates a note whose asset everybody sees; its receiver is still a one-time address.
#[doc(alias = "Out_P")]
#[doc(alias = "O_out")]
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PublicOutput {
	/// The receiver's one-time address.
	pub address: OneTimeAddressBytes,
	/// Currency of the amount.
	pub currency: CurrencyId,
	/// Amount in base units; may be zero if there is a ticket.
	pub amount: Balance,
	/// A ticket beside, or instead of, the amount.
	pub ticket: Option<Ticket>,
	/// Text that everybody can read.
	pub memo: Memo,
}

/// What a bundle does besides moving notes. At most one.
#[doc(alias = "Desc_Cmd")]
#[derive(
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Action {
	/// Nothing.
	#[default]
	#[codec(index = 0)]
	None,
	/// Pays an amount out of the hidden pool to an account.
	#[codec(index = 1)]
	Unshield {
		/// The receiving account.
		account: [u8; 32],
		/// Currency of the amount.
		currency: CurrencyId,
		/// Amount in base units, not zero.
		amount: Balance,
	},
	/// Buys shares, or runs a staking node.
	#[codec(index = 2)]
	Staking(StakingAction),
	/// Deploys or calls a contract.
	#[codec(index = 3)]
	Contract(ContractAction),
	/// Makes or destroys a ticket.
	#[codec(index = 4)]
	Ticket(TicketAction),
	/// Makes, hands over or opens a package.
	#[doc(alias = "Desc_Pkg")]
	#[codec(index = 5)]
	Package(PackageAction),
	/// Issues a hidden amount of a token.
	#[codec(index = 6)]
	Issue(HiddenIssue),
}

impl Action {
	/// What leaves the hidden pool through the action, visibly.
	pub fn released(&self) -> Vec<PublicAsset> {
		let token = |currency, amount| {
			Some(PublicAsset::token(currency, amount)).filter(|asset| asset.amount > 0)
		};
		let one = match self {
			Self::None | Self::Package(_) => None,
			Self::Unshield { currency, amount, .. } => token(*currency, *amount),
			Self::Staking(action) => token(CurrencyId::SERO, action.amount()),
			Self::Contract(action) => return action.released(),
			Self::Ticket(action) => action
				.released()
				.map(|ticket| PublicAsset { ticket: Some(ticket), ..PublicAsset::NOTHING }),
			Self::Issue(issue) => token(CurrencyId::SERO, issue.registration_fee),
		};
		one.into_iter().collect()
	}

	/// A hidden output that the action makes beside those of [`Bundle::outputs`]: it takes part in
	/// the balance and has a proof, but does not enter the tree.
	pub fn packed_output(&self) -> Option<&HiddenOutput> {
		match self {
			Self::Package(action) => action.contents(),
			_ => None,
		}
	}

	/// A hidden amount that the action makes: takes part in the balance as an input.
	pub fn issue(&self) -> Option<&HiddenIssue> {
		match self {
			Self::Issue(issue) => Some(issue),
			_ => None,
		}
	}

	/// The part of the fee that a contract pays, in SERO base units.
	pub fn sponsored_fee(&self) -> Balance {
		match self {
			Self::Contract(action) => action.sponsor().map_or(0, |sponsor| sponsor.fee),
			_ => 0,
		}
	}

	/// The action without its long parts, for events and records: call data, code and sealed bytes
	/// are left out. They stay in the block's extrinsic.
	pub fn summary(&self) -> Self {
		let mut summary = self.clone();
		match &mut summary {
			Self::Contract(ContractAction::Deploy { code: long, .. })
			| Self::Contract(ContractAction::Call { data: long, .. }) => long.clear(),
			Self::Package(PackageAction::Create { sealed, .. }) => sealed.clear(),
			_ => {},
		}
		summary
	}
}

/// A shielded transaction.
///
/// Value flows from hidden inputs to hidden outputs, public outputs, the fee and the action; the
/// balance signature proves that nothing is left over, for each currency and ticket.
#[doc(alias = "stx.T")]
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Bundle {
	/// Layout.
	pub version: BundleVersion,
	/// Last block that may include the bundle.
	pub expiry: BlockNumber,
	/// Tree root that the inputs prove membership in.
	pub anchor: Anchor,
	/// One-time address of the sender: refunds go to it, contracts see it.
	pub from: OneTimeAddressBytes,
	/// Fee in SERO base units, public.
	pub fee: Balance,
	/// Hidden inputs, dummies included.
	pub inputs: BoundedVec<HiddenInput, ConstU32<MAX_INPUTS>>,
	/// Hidden outputs, dummies included.
	pub outputs: BoundedVec<HiddenOutput, ConstU32<MAX_OUTPUTS>>,
	/// Public outputs.
	pub public_outputs: BoundedVec<PublicOutput, ConstU32<MAX_PUBLIC_OUTPUTS>>,
	/// What else is to be done.
	pub action: Action,
	/// Signature under `from` over the bundle's id.
	pub from_signature: SignatureBytes,
	/// Signature under the left-over of the commitments: proves the balance.
	#[doc(alias = "Bsign")]
	pub balance_signature: SignatureBytes,
}

/// What an input does, without its proof.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct InputEffects<'a> {
	/// See [`HiddenInput::circuit`].
	pub circuit: CircuitVersion,
	/// See [`HiddenInput::nullifier`].
	pub nullifier: &'a Nullifier,
	/// See [`HiddenInput::trace`].
	pub trace: &'a SpendTrace,
	/// See [`HiddenInput::value_commitment`].
	pub value_commitment: &'a ValueCommitment,
}

/// What an output does, without its proof.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct OutputEffects<'a> {
	/// See [`HiddenOutput::circuit`].
	pub circuit: CircuitVersion,
	/// See [`HiddenOutput::address`].
	pub address: &'a OneTimeAddressBytes,
	/// See [`HiddenOutput::value_commitment`].
	pub value_commitment: &'a ValueCommitment,
	/// See [`HiddenOutput::note_commitment`].
	pub note_commitment: &'a NoteCommitment,
	/// See [`HiddenOutput::ephemeral_key`].
	pub ephemeral_key: &'a EphemeralPublicKey,
	/// See [`HiddenOutput::ciphertext`].
	pub ciphertext: &'a NoteCiphertext,
}

/// Everything a bundle does: all of it except proofs and signatures.
#[derive(Clone, PartialEq, Eq, Debug, Encode)]
pub struct BundleEffects<'a> {
	/// See [`Bundle::version`].
	pub version: BundleVersion,
	/// See [`Bundle::expiry`].
	pub expiry: BlockNumber,
	/// See [`Bundle::anchor`].
	pub anchor: &'a Anchor,
	/// See [`Bundle::from`].
	pub from: &'a OneTimeAddressBytes,
	/// See [`Bundle::fee`].
	pub fee: Balance,
	/// See [`Bundle::inputs`].
	pub inputs: Vec<InputEffects<'a>>,
	/// See [`Bundle::outputs`].
	pub outputs: Vec<OutputEffects<'a>>,
	/// See [`Bundle::public_outputs`].
	pub public_outputs: &'a [PublicOutput],
	/// See [`Bundle::action`].
	pub action: &'a Action,
}

/// BLAKE2b-256 with a personalization over the genesis hash and an encoding.
fn chain_bound_hash(personalization: &[u8], genesis_hash: &[u8; 32], encoding: &[u8]) -> [u8; 32] {
	let hash = blake2b_simd::Params::new()
		.hash_length(32)
		.personal(personalization)
		.to_state()
		.update(genesis_hash)
		.update(encoding)
		.finalize();
	let mut out = [0u8; 32];
	for (slot, byte) in out.iter_mut().zip(hash.as_bytes()) {
		*slot = *byte;
	}
	out
}

impl Bundle {
	/// The bundle without proofs and signatures.
	pub fn effects(&self) -> BundleEffects<'_> {
		BundleEffects {
			version: self.version,
			expiry: self.expiry,
			anchor: &self.anchor,
			from: &self.from,
			fee: self.fee,
			inputs: self
				.inputs
				.iter()
				.map(|input| InputEffects {
					circuit: input.circuit,
					nullifier: &input.nullifier,
					trace: &input.trace,
					value_commitment: &input.value_commitment,
				})
				.collect(),
			outputs: self
				.outputs
				.iter()
				.map(|output| OutputEffects {
					circuit: output.circuit,
					address: &output.address,
					value_commitment: &output.value_commitment,
					note_commitment: &output.note_commitment,
					ephemeral_key: &output.ephemeral_key,
					ciphertext: &output.ciphertext,
				})
				.collect(),
			public_outputs: &self.public_outputs,
			action: &self.action,
		}
	}

	/// Identifier on the chain with this genesis: the message under [`Bundle::from_signature`].
	///
	/// It does not cover proofs and signatures, so that re-randomising a proof does not change it.
	///
	/// # Consensus
	/// SA-12: the genesis hash is part of every signed message.
	#[doc(alias = "Ehash")]
	pub fn id(&self, genesis_hash: &[u8; 32]) -> TxId {
		TxId(chain_bound_hash(TX_ID_PERSONALIZATION, genesis_hash, &self.effects().encode()))
	}

	/// The message under [`Bundle::balance_signature`]: every byte of the bundle except that
	/// signature, proofs included.
	pub fn balance_message(&self, genesis_hash: &[u8; 32]) -> [u8; 32] {
		let mut unsigned = self.clone();
		unsigned.balance_signature = SignatureBytes::default();
		chain_bound_hash(BALANCE_PERSONALIZATION, genesis_hash, &unsigned.encode())
	}
}

#[cfg(test)]
mod tests;
