// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Ethereum transactions and their logs, for the node's Ethereum JSON-RPC.

use crate::{Runtime, RuntimeCall, RuntimeEvent, System, UncheckedExtrinsic};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_system::Phase;
use sero_ethereum_primitives::{Log, Outcome};
use sp_runtime::{generic, traits::ExtrinsicCall};

/// The transaction that brings a signed Ethereum transaction on the chain.
pub fn transaction(payload: Vec<u8>) -> UncheckedExtrinsic {
	let call = RuntimeCall::Revive(pallet_revive::Call::eth_transact { payload });
	generic::UncheckedExtrinsic::new_bare(call).into()
}

/// The signed Ethereum transactions among `extrinsics`, with their positions.
pub fn payloads(extrinsics: Vec<UncheckedExtrinsic>) -> Vec<(u32, Vec<u8>)> {
	let payload = |(index, extrinsic): (u32, UncheckedExtrinsic)| match extrinsic.call() {
		RuntimeCall::Revive(pallet_revive::Call::eth_transact { payload }) => {
			Some((index, payload.clone()))
		},
		_ => None,
	};
	(0..).zip(extrinsics).filter_map(payload).collect()
}

/// What the contracts of this block left, by the position of the transaction.
pub fn outcomes() -> Vec<(u32, Outcome)> {
	let mut outcomes = BTreeMap::<u32, Outcome>::new();
	for record in System::read_events_no_consensus() {
		let Phase::ApplyExtrinsic(index) = record.phase else { continue };
		match record.event {
			RuntimeEvent::Revive(pallet_revive::Event::<Runtime>::ContractEmitted {
				contract,
				data,
				topics,
			}) => outcomes.entry(index).or_default().logs.push(Log {
				address: contract,
				topics,
				data,
			}),
			RuntimeEvent::Revive(pallet_revive::Event::<Runtime>::EthExtrinsicRevert {
				..
			}) => {
				outcomes.entry(index).or_default().reverted = true;
			},
			_ => {},
		}
	}
	outcomes.into_iter().collect()
}
