// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The genesis block: parameters, nodes and shares.
//!
//! A faulty configuration stops the building of the block with a message that names the entry.

use crate::{pallet::*, types::*};
use alloc::string::String;
use sero_consensus_primitives::ShareId;
use sero_primitives::Balance;
use sero_shielded_primitives::{NodeId, OneTimeAddressBytes, ShieldedLedger, TxId};

/// Stands for the id of the bundle that made the entry: a tag, the list, the place in the list.
fn bundle_id(list: u8, row: u32) -> TxId {
	let mut id = [0u8; 32];
	let bytes = b"SERO genesis".iter().chain(core::iter::once(&list));
	for (slot, byte) in id.iter_mut().zip(bytes) {
		*slot = *byte;
	}
	for (slot, byte) in id.iter_mut().rev().zip(row.to_le_bytes()) {
		*slot = byte;
	}
	TxId(id)
}

/// The id of a node by its place in the list.
pub(crate) fn genesis_node_id(row: u32) -> NodeId {
	NodeId(sero_shielded_primitives::share_id(&bundle_id(b'n', row)))
}

/// The id of a share by its place in the list.
pub(crate) fn genesis_share_id(row: u32) -> ShareId {
	sp_core::H256(sero_shielded_primitives::share_id(&bundle_id(b's', row)))
}

impl<T: Config> Pallet<T> {
	/// Reads an address and checks it.
	fn read_address(bytes: &[u8]) -> Result<OneTimeAddressBytes, String> {
		let address = <[u8; 96]>::try_from(bytes)
			.map(OneTimeAddressBytes)
			.map_err(|_| String::from("must have 96 bytes"))?;
		T::Ledger::check_address(&address)
			.map_err(|reason| alloc::format!("is refused: {}", reason.name()))?;
		Ok(address)
	}

	/// Reads a node.
	fn read_node(
		params: &StakingParams,
		node: &GenesisNode,
	) -> Result<(OneTimeAddressBytes, OneTimeAddressBytes), String> {
		if !(params.node_min_fee..=params.node_max_fee).contains(&node.fee) {
			return Err("fee is out of range".into());
		}
		let owner = Self::read_address(&node.owner).map_err(|e| alloc::format!("owner {e}"))?;
		let vote_address = Self::read_address(&node.vote_address)
			.map_err(|e| alloc::format!("voteAddress {e}"))?;
		Ok((owner, vote_address))
	}

	/// Reads a share.
	fn read_share(share: &GenesisShare, nodes: &[GenesisNode]) -> Result<Share, String> {
		let owner = Self::read_address(&share.owner).map_err(|e| alloc::format!("owner {e}"))?;
		let vote_address = Self::read_address(&share.vote_address)
			.map_err(|e| alloc::format!("voteAddress {e}"))?;
		if share.tickets == 0 {
			return Err("tickets must not be 0".into());
		}
		share
			.value
			.checked_mul(share.tickets.into())
			.ok_or_else(|| String::from("tickets times value is too large"))?;
		let node_fee = match share.node {
			None => 0,
			Some(row) => {
				let node = usize::try_from(row).ok().and_then(|row| nodes.get(row));
				node.ok_or_else(|| String::from("node is not in the list of nodes"))?.fee
			},
		};
		Ok(Share {
			owner,
			vote_address,
			node: share.node.map(genesis_node_id),
			node_fee,
			value: share.value,
			bought_at: 0,
			tickets: TicketCounts {
				initial: share.tickets,
				in_pool: share.tickets,
				..Default::default()
			},
			slot: None,
			income: Income::default(),
			profit: 0,
			payment_due: None,
		})
	}

	/// Books new money as staked.
	fn mint_stake(amount: Balance) -> Result<(), String> {
		match amount {
			0 => Ok(()),
			_ => T::Ledger::mint_stake(amount)
				.map_err(|reason| alloc::format!("cannot be booked: {}", reason.name())),
		}
	}

	/// Builds the genesis state. Without parameters the chain has no staking.
	pub(crate) fn build_genesis(config: &GenesisConfig<T>) {
		let Some(params) = config.params else {
			assert!(
				config.nodes.is_empty() && config.shares.is_empty(),
				"stakingNodes.params is missing"
			);
			return;
		};
		params.check().unwrap_or_else(|e| panic!("stakingNodes.params.{e}"));
		Params::<T>::put(params);
		for (row, node) in (0u32..).zip(&config.nodes) {
			Self::read_node(&params, node)
				.and_then(|addresses| {
					Self::mint_stake(params.node_deposit)?;
					Ok(addresses)
				})
				.map(|(owner, vote_address)| {
					let id = genesis_node_id(row);
					Self::add_node(id, owner, vote_address, node.fee, params.node_deposit);
				})
				.unwrap_or_else(|e| panic!("stakingNodes.nodes[{row}]: {e}"));
		}
		for (row, share) in (0u32..).zip(&config.shares) {
			Self::add_genesis_share(row, share, &config.nodes, &params)
				.unwrap_or_else(|e| panic!("stakingNodes.shares[{row}]: {e}"));
		}
	}

	/// Puts a share into the lottery.
	fn add_genesis_share(
		row: u32,
		share: &GenesisShare,
		nodes: &[GenesisNode],
		params: &StakingParams,
	) -> Result<(), String> {
		let id = genesis_share_id(row);
		let mut share = Self::read_share(share, nodes)?;
		Self::mint_stake(share.value.saturating_mul(share.tickets.initial.into()))?;
		Self::enter_set(&id, &mut share).map_err(|_| String::from("the lottery is full"))?;
		Self::enqueue(Queue::Expiry, id, params.expiry_blocks);
		Self::add_share(id, share);
		Ok(())
	}
}
