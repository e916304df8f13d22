// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the runtime API returns.

use crate::{pallet::*, types::*};
use alloc::vec::Vec;
use sero_consensus_primitives::ShareId;
use sero_shielded_primitives::NodeId;

impl<T: Config> Pallet<T> {
	/// Staking as a whole.
	pub fn staking_status() -> StakingStatus {
		StakingStatus {
			params: Params::<T>::get(),
			pool: SetShape::<T>::get().total,
			price: Self::price(),
			totals: Sums::<T>::get(),
			queued: Queue::ALL.iter().map(|queue| (*queue, Self::queue_length(*queue))).collect(),
		}
	}

	/// A share.
	pub fn share_info(id: ShareId) -> Option<ShareInfo> {
		let share = Shares::<T>::get(id)?;
		Some(ShareInfo { id, status: share.status(), share })
	}

	/// A staking node.
	pub fn node_info(id: NodeId) -> Option<NodeInfo> {
		Some(NodeInfo { id, node: Nodes::<T>::get(id)? })
	}

	/// A page of shares.
	pub fn shares_after(after: Option<ShareId>, limit: u32) -> Vec<ShareInfo> {
		let all = match after {
			None => Shares::<T>::iter(),
			Some(id) => Shares::<T>::iter_from_key(id),
		};
		all.take(limit.min(MAX_PAGE) as usize)
			.map(|(id, share)| ShareInfo { id, status: share.status(), share })
			.collect()
	}

	/// A page of staking nodes.
	pub fn nodes_after(after: Option<NodeId>, limit: u32) -> Vec<NodeInfo> {
		let all = match after {
			None => Nodes::<T>::iter(),
			Some(id) => Nodes::<T>::iter_from_key(id),
		};
		all.take(limit.min(MAX_PAGE) as usize).map(|(id, node)| NodeInfo { id, node }).collect()
	}
}
