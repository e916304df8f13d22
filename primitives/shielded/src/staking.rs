// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a bundle can do with shares and staking nodes, and who does it ([`StakingActions`]).

use crate::{OneTimeAddressBytes, RejectReason, TxId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::Balance;

/// Identifies a staking node: the id of the bundle that registered it.
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
#[doc(alias = "PoolId")]
pub struct NodeId(pub [u8; 32]);

/// Personalization of the hash that identifies a share.
const SHARE_PERSONALIZATION: &[u8; 10] = b"SERO_share";

/// The id of the share that a bundle buys: BLAKE2b-256, personalized, of the bundle's id.
///
/// A bundle's id never repeats and does not depend on proofs and signatures, so neither does this.
pub fn share_id(bundle: &TxId) -> [u8; 32] {
	let hash = blake2b_simd::Params::new()
		.hash_length(32)
		.personal(SHARE_PERSONALIZATION)
		.to_state()
		.update(&bundle.0)
		.finalize();
	let mut out = [0u8; 32];
	for (slot, byte) in out.iter_mut().zip(hash.as_bytes()) {
		*slot = *byte;
	}
	out
}

/// The staking part of a bundle. Amounts leave the hidden pool; what comes back is paid to the
/// bundle's one-time address `from`, as public notes.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum StakingAction {
	/// Buys as many tickets as `amount` pays at the present price. What is left over returns.
	#[codec(index = 0)]
	BuyShare {
		/// One-time address whose key votes, if no node does.
		vote_address: OneTimeAddressBytes,
		/// The staking node that votes with the share.
		node: Option<NodeId>,
		/// SERO base units, not zero.
		amount: Balance,
	},
	/// Registers a staking node, owned by the bundle's `from`.
	#[doc(alias = "RegistPool")]
	#[codec(index = 1)]
	RegisterNode {
		/// One-time address whose key votes.
		vote_address: OneTimeAddressBytes,
		/// The node's part of rewards, in ten-thousandths.
		fee: u16,
		/// SERO base units: exactly the chain's deposit.
		deposit: Balance,
	},
	/// Changes vote address and fee of the node that `from` owns. The fee holds for later shares.
	#[codec(index = 2)]
	UpdateNode {
		/// The node.
		node: NodeId,
		/// Its new vote address.
		vote_address: OneTimeAddressBytes,
		/// Its new fee, in ten-thousandths.
		fee: u16,
	},
	/// Closes the node that `from` owns: it takes no new shares, and gets its deposit back when its
	/// last share has settled.
	#[doc(alias = "ClosePool")]
	#[codec(index = 3)]
	CloseNode {
		/// The node.
		node: NodeId,
	},
}

impl StakingAction {
	/// SERO base units that leave the hidden pool.
	pub fn amount(&self) -> Balance {
		match self {
			Self::BuyShare { amount, .. } => *amount,
			Self::RegisterNode { deposit, .. } => *deposit,
			Self::UpdateNode { .. } | Self::CloseNode { .. } => 0,
		}
	}
}

/// Does what [`StakingAction`] says. The pallet of the hidden pool moves the money before.
pub trait StakingActions {
	/// Checks an action against the state, cheaply, without changing anything.
	///
	/// # Errors
	/// The rule that it breaks.
	fn check(from: &OneTimeAddressBytes, action: &StakingAction) -> Result<(), RejectReason>;

	/// Does an action that passed [`Self::check`] on the same state. The caller has booked
	/// [`StakingAction::amount`] as staked, and reverts the state if there is an error.
	///
	/// # Errors
	/// As [`Self::check`].
	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &StakingAction,
	) -> Result<(), RejectReason>;
}

/// A chain without staking: refuses every action.
impl StakingActions for () {
	fn check(_: &OneTimeAddressBytes, _: &StakingAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn apply(_: &TxId, _: &OneTimeAddressBytes, _: &StakingAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Python: `hashlib.blake2b(bytes([1] * 32), digest_size=32, person=b"SERO_share")`.
	#[test]
	fn share_ids_are_as_pinned() {
		let id = share_id(&TxId([1; 32]));
		assert_eq!(id[..8], [0xd3, 0x38, 0xe1, 0xbe, 0x67, 0xf2, 0x02, 0x8e]);
		assert_ne!(id, share_id(&TxId([2; 32])));
	}

	#[test]
	fn amounts_are_what_leaves_the_pool() {
		let vote_address = OneTimeAddressBytes::default();
		let node = NodeId([1; 32]);
		let buy = StakingAction::BuyShare { vote_address, node: None, amount: 5 };
		assert_eq!(buy.amount(), 5);
		let register = StakingAction::RegisterNode { vote_address, fee: 1, deposit: 6 };
		assert_eq!(register.amount(), 6);
		assert_eq!(StakingAction::UpdateNode { node, vote_address, fee: 1 }.amount(), 0);
		assert_eq!(StakingAction::CloseNode { node }.amount(), 0);
	}
}
