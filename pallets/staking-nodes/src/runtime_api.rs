// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes and wallets ask about staking ([`StakingApi`]).

use crate::{
	price::Quote,
	types::{NodeInfo, ShareInfo, StakingStatus},
};
use alloc::vec::Vec;
use sero_consensus_primitives::ShareId;
use sero_primitives::Balance;
use sero_shielded_primitives::{NodeId, TxId};

sp_api::decl_runtime_apis! {
	/// Shares and staking nodes after the block at which a function is called.
	pub trait StakingApi {
		/// Parameters, size of the lottery, price, sums.
		fn staking_status() -> StakingStatus;

		/// What an amount of SERO base units would buy now; `None` if it does not pay for a ticket.
		fn quote(amount: Balance) -> Option<Quote>;

		/// The id of the share that the bundle with this id bought, whether it did or not.
		fn share_id(bundle: TxId) -> ShareId;

		/// A share; `None` if it does not exist or was paid in full.
		fn share(id: ShareId) -> Option<ShareInfo>;

		/// A staking node; `None` if it does not exist or its deposit was paid back.
		fn node(id: NodeId) -> Option<NodeInfo>;

		/// Shares in ascending order of their ids, those above `after`, at most `limit` and 256.
		fn shares(after: Option<ShareId>, limit: u32) -> Vec<ShareInfo>;

		/// Staking nodes in ascending order of their ids, those above `after`, at most `limit` and
		/// 256.
		fn nodes(after: Option<NodeId>, limit: u32) -> Vec<NodeInfo>;
	}
}
