// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The note-commitment tree in a table: every complete node, so that a path is a few reads and a
//! rollback is a deletion.

use redb::{ReadableTable, Table};
use sero_zk_crypto::{
	field::{base_from_bytes, base_to_bytes, Base},
	tree::{node, MerklePath, ARITY, CAPACITY, DEPTH, EMPTY_ROOTS},
};

use super::failed;
use crate::error::{Result, WalletError};

/// Key of a node: the level (0 = leaves), then its place in the level.
fn key(level: usize, place: u64) -> u64 {
	(level as u64) << 32 | place
}

/// Number of leaves below a node, as a shift.
const fn shift(level: usize) -> u64 {
	2 * level as u64
}

fn decode(bytes: &[u8; 32]) -> Result<Base> {
	base_from_bytes(bytes).map_err(|_| WalletError::NodeAnswer {
		method: "shielded_blocks",
		reason: "a leaf is not a field element".into(),
	})
}

/// Adds the leaf number `leaves` and every node that it completes.
pub(super) fn append(
	nodes: &mut Table<'_, u64, &[u8; 32]>,
	leaves: u64,
	leaf: [u8; 32],
) -> Result<()> {
	if leaves >= CAPACITY {
		return Err(WalletError::StoreCorrupt("the tree is full"));
	}
	let mut value = decode(&leaf)?;
	let mut place = leaves;
	for level in 0..=DEPTH {
		nodes.insert(key(level, place), &base_to_bytes(&value)).map_err(failed)?;
		if level == DEPTH || place % ARITY as u64 != ARITY as u64 - 1 {
			break;
		}
		let mut children = [value; ARITY];
		for (sibling, child) in (place + 1 - ARITY as u64..place).zip(&mut children) {
			*child = complete(nodes, level, sibling)?;
		}
		value = node(&children);
		place /= ARITY as u64;
	}
	Ok(())
}

/// Removes what is not in a tree of `leaves` leaves.
pub(super) fn truncate(nodes: &mut Table<'_, u64, &[u8; 32]>, leaves: u64) -> Result<()> {
	for level in 0..=DEPTH {
		let range = key(level, leaves >> shift(level))..key(level + 1, 0);
		nodes.retain_in(range, |_, _| false).map_err(failed)?;
	}
	Ok(())
}

fn complete(
	nodes: &impl ReadableTable<u64, &'static [u8; 32]>,
	level: usize,
	place: u64,
) -> Result<Base> {
	let row = nodes.get(key(level, place)).map_err(failed)?;
	let row = row.ok_or(WalletError::StoreCorrupt("a node of the tree is missing"))?;
	decode(row.value())
}

/// A node of the tree as it was with `leaves` leaves.
fn node_at(
	nodes: &impl ReadableTable<u64, &'static [u8; 32]>,
	level: usize,
	place: u64,
	leaves: u64,
) -> Result<Base> {
	if (place + 1) << shift(level) <= leaves {
		return complete(nodes, level, place);
	}
	if place << shift(level) >= leaves || level == 0 {
		return Ok(EMPTY_ROOTS[level]);
	}
	let mut children = [EMPTY_ROOTS[level - 1]; ARITY];
	for (child, slot) in (place * ARITY as u64..).zip(&mut children) {
		*slot = node_at(nodes, level - 1, child, leaves)?;
	}
	Ok(node(&children))
}

/// The root with `leaves` leaves.
pub(super) fn root(
	nodes: &impl ReadableTable<u64, &'static [u8; 32]>,
	leaves: u64,
) -> Result<Base> {
	node_at(nodes, DEPTH, 0, leaves)
}

/// The path of a leaf with `leaves` leaves.
pub(super) fn path(
	nodes: &impl ReadableTable<u64, &'static [u8; 32]>,
	index: u32,
	leaves: u64,
) -> Result<MerklePath> {
	if u64::from(index) >= leaves {
		return Err(WalletError::StoreCorrupt("a note is newer than its anchor"));
	}
	let mut siblings = [[Base::from(0u64); ARITY - 1]; DEPTH];
	for (level, slots) in siblings.iter_mut().enumerate() {
		let place = u64::from(index) >> shift(level);
		let first = place - place % ARITY as u64;
		let others = (first..first + ARITY as u64).filter(|other| *other != place);
		for (other, slot) in others.zip(slots) {
			*slot = node_at(nodes, level, other, leaves)?;
		}
	}
	Ok(MerklePath { index, siblings })
}
