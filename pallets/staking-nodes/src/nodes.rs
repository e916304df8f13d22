// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Staking nodes: registration, changes, closing.

use crate::{pallet::*, types::*};
use sero_primitives::Balance;
use sero_shielded_primitives::{
	NodeId, OneTimeAddressBytes, RejectReason, ShieldedLedger, StakingAction, StakingActions, TxId,
};
use sp_core::H256;

impl<T: Config> Pallet<T> {
	/// Checks a fee.
	///
	/// # Consensus
	/// ST-7.
	fn check_fee(params: &StakingParams, fee: u16) -> Result<(), RejectReason> {
		match (params.node_min_fee..=params.node_max_fee).contains(&fee) {
			true => Ok(()),
			false => Err(RejectReason::StakingFeeOutOfRange),
		}
	}

	/// Checks a registration.
	///
	/// # Consensus
	/// ST-1, ST-6, ST-7.
	fn check_registration(fee: u16, deposit: Balance) -> Result<(), RejectReason> {
		let params = Params::<T>::get().ok_or(RejectReason::StakingNotConfigured)?;
		if deposit != params.node_deposit {
			return Err(RejectReason::StakingWrongDeposit);
		}
		Self::check_fee(&params, fee)
	}

	/// The node that `from` wants to change.
	///
	/// # Consensus
	/// ST-1, ST-4, ST-8.
	fn owned_node(
		from: &OneTimeAddressBytes,
		id: &NodeId,
	) -> Result<(StakingParams, StakingNode), RejectReason> {
		let params = Params::<T>::get().ok_or(RejectReason::StakingNotConfigured)?;
		let node = Nodes::<T>::get(id).ok_or(RejectReason::StakingUnknownNode)?;
		match node.owner == *from {
			true => Ok((params, node)),
			false => Err(RejectReason::StakingNotNodeOwner),
		}
	}

	/// Checks a change of vote address and fee. A closed node still votes, so it may change too.
	fn check_update(
		from: &OneTimeAddressBytes,
		id: &NodeId,
		fee: u16,
	) -> Result<StakingNode, RejectReason> {
		let (params, node) = Self::owned_node(from, id)?;
		if node.status == NodeStatus::Finished {
			return Err(RejectReason::StakingNodeClosed);
		}
		Self::check_fee(&params, fee)?;
		Ok(node)
	}

	/// Checks a closing.
	///
	/// # Consensus
	/// ST-5, ST-9.
	fn check_close(from: &OneTimeAddressBytes, id: &NodeId) -> Result<StakingNode, RejectReason> {
		let (params, node) = Self::owned_node(from, id)?;
		if node.status != NodeStatus::Active {
			return Err(RejectReason::StakingNodeClosed);
		}
		if Self::now() < node.registered_at.saturating_add(params.node_lock_blocks) {
			return Err(RejectReason::StakingNodeTooYoung);
		}
		Ok(node)
	}

	/// Registers a node.
	fn register(
		bundle: &TxId,
		from: &OneTimeAddressBytes,
		vote_address: &OneTimeAddressBytes,
		fee: u16,
		deposit: Balance,
	) -> Result<(), RejectReason> {
		Self::check_registration(fee, deposit)?;
		let id = NodeId(bundle.0);
		if Nodes::<T>::contains_key(id) {
			return Err(RejectReason::InvalidAction);
		}
		Self::add_node(id, *from, *vote_address, fee, deposit);
		Self::deposit_event(Event::NodeRegistered { node: id, fee });
		Ok(())
	}

	/// Stores a new node and counts it.
	pub(crate) fn add_node(
		id: NodeId,
		owner: OneTimeAddressBytes,
		vote_address: OneTimeAddressBytes,
		fee: u16,
		deposit: Balance,
	) {
		let node = StakingNode {
			owner,
			vote_address,
			next_vote_address: None,
			fee,
			deposit,
			registered_at: Self::now(),
			status: NodeStatus::Active,
			tickets: NodeCounters::default(),
			income: Income::default(),
			profit: 0,
			payment_due: None,
		};
		Nodes::<T>::insert(id, node);
		Sums::<T>::mutate(|sums| {
			sums.nodes = sums.nodes.saturating_add(1);
			sums.staked = sums.staked.saturating_add(deposit);
		});
	}

	/// Changes a node.
	///
	/// # Consensus
	/// ST-12: the vote address is part of the set that blocks draw from, so it only changes when the
	/// set moves on. Otherwise a vote that was good when its block was found would not be any more
	/// when the next block takes it in.
	fn update(
		from: &OneTimeAddressBytes,
		id: &NodeId,
		vote_address: &OneTimeAddressBytes,
		fee: u16,
	) -> Result<(), RejectReason> {
		let mut node = Self::check_update(from, id, fee)?;
		node.fee = fee;
		if node.next_vote_address.replace(*vote_address).is_none() {
			Self::enqueue(Queue::AddressChange, H256(id.0), Self::now().saturating_add(1));
		}
		Nodes::<T>::insert(id, node);
		Self::deposit_event(Event::NodeUpdated { node: *id, fee });
		Ok(())
	}

	/// Closes a node.
	fn close(from: &OneTimeAddressBytes, id: &NodeId) -> Result<(), RejectReason> {
		let mut node = Self::check_close(from, id)?;
		node.status = NodeStatus::Closed;
		Self::deposit_event(Event::NodeClosed { node: *id });
		Self::save_node(*id, node);
		Ok(())
	}

	/// Puts a node's new vote address into force.
	pub(crate) fn change_address(id: NodeId) {
		Nodes::<T>::mutate(id, |node| {
			if let Some(node) = node {
				if let Some(address) = node.next_vote_address.take() {
					node.vote_address = address;
				}
			}
		});
	}

	/// Changes the node of a share, if it has one.
	pub(crate) fn change_node(id: Option<NodeId>, change: impl FnOnce(&mut StakingNode)) {
		let Some((id, mut node)) = id.and_then(|id| Some((id, Nodes::<T>::get(id)?))) else {
			return;
		};
		change(&mut node);
		Self::save_node(id, node);
	}

	/// Stores a node; releases the deposit of a closed one that has no tickets in the lottery any
	/// more; has its income paid; forgets it when nothing is left to come.
	///
	/// # Consensus
	/// ST-9.
	pub(crate) fn save_node(id: NodeId, mut node: StakingNode) {
		if node.status == NodeStatus::Closed && node.tickets.in_pool == 0 {
			let deposit = core::mem::take(&mut node.deposit);
			node.status = NodeStatus::Finished;
			node.income.principal = node.income.principal.saturating_add(deposit);
			Self::deposit_event(Event::NodeFinished { node: id });
		}
		if node.payment_due.is_none() && !node.income.is_zero() {
			let due = Self::payment_block();
			node.payment_due = Some(due);
			Self::enqueue(Queue::NodePayment, H256(id.0), due);
		}
		if node.status == NodeStatus::Finished && node.income.is_zero() {
			Nodes::<T>::remove(id);
			Sums::<T>::mutate(|sums| sums.nodes = sums.nodes.saturating_sub(1));
		} else {
			Nodes::<T>::insert(id, node);
		}
	}
}

impl<T: Config> StakingActions for Pallet<T> {
	/// Checks what is cheap first; ST-3 (the vote address) last.
	fn check(from: &OneTimeAddressBytes, action: &StakingAction) -> Result<(), RejectReason> {
		match action {
			StakingAction::BuyShare { vote_address, node, amount } => {
				Self::check_purchase(node.as_ref(), *amount)?;
				T::Ledger::check_address(vote_address)
			},
			StakingAction::RegisterNode { vote_address, fee, deposit } => {
				Self::check_registration(*fee, *deposit)?;
				T::Ledger::check_address(vote_address)
			},
			StakingAction::UpdateNode { node, vote_address, fee } => {
				Self::check_update(from, node, *fee)?;
				T::Ledger::check_address(vote_address)
			},
			StakingAction::CloseNode { node } => Self::check_close(from, node).map(drop),
		}
	}

	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &StakingAction,
	) -> Result<(), RejectReason> {
		match action {
			StakingAction::BuyShare { vote_address, node, amount } => {
				Self::buy(id, from, vote_address, *node, *amount)
			},
			StakingAction::RegisterNode { vote_address, fee, deposit } => {
				Self::register(id, from, vote_address, *fee, *deposit)
			},
			StakingAction::UpdateNode { node, vote_address, fee } => {
				Self::update(from, node, vote_address, *fee)
			},
			StakingAction::CloseNode { node } => Self::close(from, node),
		}
	}
}
