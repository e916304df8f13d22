// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The tree against a plain list, and its storage accesses.

use super::*;
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeMap};

/// A tree in memory that counts accesses.
#[derive(Default)]
struct Memory {
	shape: Shape,
	nodes: BTreeMap<(u8, u32), Counts>,
	free: BTreeMap<u32, u32>,
	accesses: Accesses,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Accesses {
	node_reads: u32,
	node_writes: u32,
	free_reads: u32,
	free_writes: u32,
}

thread_local! {
	static MEMORY: RefCell<Memory> = RefCell::default();
}

fn with<R>(f: impl FnOnce(&mut Memory) -> R) -> R {
	MEMORY.with(|memory| f(&mut memory.borrow_mut()))
}

struct Store;

impl CountStore for Store {
	fn shape() -> Shape {
		with(|m| m.shape)
	}

	fn set_shape(shape: Shape) {
		with(|m| m.shape = shape)
	}

	fn node(level: u8, index: u32) -> Counts {
		with(|m| {
			m.accesses.node_reads += 1;
			m.nodes.get(&(level, index)).copied().unwrap_or_default()
		})
	}

	fn set_node(level: u8, index: u32, counts: &Counts) {
		with(|m| {
			m.accesses.node_writes += 1;
			match counts.iter().all(|count| *count == 0) {
				true => m.nodes.remove(&(level, index)),
				false => m.nodes.insert((level, index), *counts),
			};
		})
	}

	fn take_free(place: u32) -> Option<u32> {
		with(|m| {
			m.accesses.free_reads += 1;
			m.free.remove(&place)
		})
	}

	fn put_free(place: u32, slot: u32) {
		with(|m| {
			m.accesses.free_writes += 1;
			m.free.insert(place, slot);
		})
	}
}

fn clear() {
	with(|m| *m = Memory::default());
}

fn accesses<R>(f: impl FnOnce() -> R) -> (R, Accesses) {
	with(|m| m.accesses = Accesses::default());
	let result = f();
	(result, with(|m| m.accesses))
}

/// What the tree has to be: tickets by slot.
#[derive(Default)]
struct Model(Vec<u64>);

impl Model {
	fn find(&self, position: u64) -> Option<u32> {
		let owners = (0u32..).zip(&self.0);
		owners.flat_map(|(slot, count)| (0..*count).map(move |_| slot)).nth(position as usize)
	}

	fn put(&mut self, slot: u32, tickets: u64) {
		let slot = slot as usize;
		self.0.resize(self.0.len().max(slot + 1), 0);
		assert_eq!(self.0[slot], 0, "the slot was free");
		self.0[slot] = tickets;
	}
}

/// Every node is the sum of what is below it, nothing else is kept, the stack has the free slots.
fn check_against(model: &Model) {
	let shape = Store::shape();
	assert_eq!(shape.total, model.0.iter().sum::<u64>());
	assert_eq!(shape.slots as usize, model.0.len());
	assert!(u64::from(shape.slots) <= capacity(shape.depth));
	let mut nodes: BTreeMap<(u8, u32), Counts> = BTreeMap::new();
	for (slot, count) in (0u32..).zip(&model.0).filter(|(_, count)| **count > 0) {
		assert_eq!(count_at::<Store>(slot), *count);
		for level in 0..shape.depth {
			let index = slot >> (4 * (u32::from(level) + 1));
			let child = (slot >> (4 * u32::from(level))) & 15;
			nodes.entry((level, index)).or_default()[child as usize] += count;
		}
	}
	with(|m| assert_eq!(m.nodes, nodes));
	let mut free: Vec<u32> = with(|m| m.free.values().copied().collect());
	free.sort_unstable();
	let empty = (0u32..).zip(&model.0).filter(|(_, count)| **count == 0);
	assert_eq!(free, empty.map(|(slot, _)| slot).collect::<Vec<_>>());
	assert_eq!(shape.free as usize, free.len());
}

#[derive(Clone, Debug)]
enum Step {
	Insert(u32),
	/// A used slot, chosen by the first number; a part of its tickets, chosen by the second.
	Take(usize, u64),
	TakeAll(usize),
}

fn arb_step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (1u32..40).prop_map(Step::Insert),
		2 => (any::<usize>(), any::<u64>()).prop_map(|(slot, part)| Step::Take(slot, part)),
		2 => any::<usize>().prop_map(Step::TakeAll),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn the_tree_is_a_list(steps in prop::collection::vec(arb_step(), 1..400)) {
		clear();
		let mut model = Model::default();
		for step in steps {
			let used: Vec<usize> = (0..model.0.len()).filter(|s| model.0[*s] > 0).collect();
			match step {
				Step::Insert(tickets) => {
					let slot = insert::<Store>(tickets).expect("there is room");
					model.put(slot, tickets.into());
				},
				Step::Take(choice, part) if !used.is_empty() => {
					let slot = used[choice % used.len()];
					let tickets = 1 + part % model.0[slot];
					prop_assert_eq!(take::<Store>(slot as u32, tickets as u32), Ok(()));
					model.0[slot] -= tickets;
				},
				Step::TakeAll(choice) if !used.is_empty() => {
					let slot = used[choice % used.len()];
					prop_assert_eq!(take::<Store>(slot as u32, model.0[slot] as u32), Ok(()));
					model.0[slot] = 0;
				},
				_ => {},
			}
		}
		check_against(&model);
		let shape = Store::shape();
		for position in 0..shape.total {
			prop_assert_eq!(find::<Store>(&shape, position), model.find(position));
		}
		prop_assert_eq!(find::<Store>(&shape, shape.total), None);
		prop_assert_eq!(find::<Store>(&shape, u64::MAX), None);
	}
}

#[test]
fn an_empty_tree_has_no_tickets() {
	clear();
	assert_eq!(find::<Store>(&Store::shape(), 0), None);
	assert_eq!(take::<Store>(0, 1), Err(TreeError::TooFew));
}

#[test]
fn more_than_a_slot_holds_cannot_be_taken() {
	clear();
	let slot = insert::<Store>(5).expect("there is room");
	assert_eq!(take::<Store>(slot, 6), Err(TreeError::TooFew));
	assert_eq!(take::<Store>(slot, 0), Err(TreeError::TooFew));
	assert_eq!(take::<Store>(slot + 1, 1), Err(TreeError::TooFew));
	check_against(&Model(vec![5]));
}

/// Rule ST-10.
#[test]
fn a_full_tree_takes_no_more() {
	clear();
	with(|m| m.shape = Shape { slots: u32::MAX, depth: MAX_DEPTH, ..Default::default() });
	assert_eq!(insert::<Store>(1), Err(TreeError::Full));
	// The last slot can be used once one is free.
	with(|m| m.shape = Shape { slots: u32::MAX - 1, depth: MAX_DEPTH, ..Default::default() });
	assert_eq!(insert::<Store>(1), Ok(u32::MAX - 1));
	assert_eq!(find::<Store>(&Store::shape(), 0), Some(u32::MAX - 1));
	assert_eq!(insert::<Store>(1), Err(TreeError::Full));
	assert_eq!(take::<Store>(u32::MAX - 1, 1), Ok(()));
	assert_eq!(insert::<Store>(1), Ok(u32::MAX - 1));
	clear();
	with(|m| m.shape = Shape { total: u64::MAX - 1, ..Default::default() });
	assert_eq!(insert::<Store>(2), Err(TreeError::Full));
}

/// Defect 18 of the original: a search tree by share id degenerated into a list. Here the number of
/// accesses depends on the number of shares alone, and is what the module's table says.
#[test]
fn accesses_grow_with_the_logarithm_of_the_shares() {
	for (shares, depth) in [(10u32, 1u32), (16, 1), (17, 2), (10_000, 4), (1_000_000, 5)] {
		clear();
		for slot in 0..shares {
			assert_eq!(insert::<Store>(1 + slot % 7), Ok(slot));
		}
		let shape = Store::shape();
		assert_eq!(u32::from(shape.depth), depth, "{shares} shares");
		for position in [0, 1, shape.total / 3, shape.total - 1] {
			let (slot, used) = accesses(|| find::<Store>(&shape, position));
			assert!(slot.is_some());
			assert_eq!(used, Accesses { node_reads: depth, ..Default::default() });
		}
		let path = Accesses { node_reads: depth, node_writes: depth, ..Default::default() };
		for slot in [0, shares / 2, shares - 1] {
			let tickets = count_at::<Store>(slot) as u32;
			let (taken, used) = accesses(|| take::<Store>(slot, tickets));
			assert_eq!(taken, Ok(()));
			// One read more, of the slot itself.
			assert_eq!(used, Accesses { node_reads: depth + 1, free_writes: 1, ..path });
			let (again, used) = accesses(|| insert::<Store>(3));
			assert_eq!(again, Ok(slot), "the free slot is used again");
			assert_eq!(used, Accesses { free_reads: 1, ..path });
		}
		assert_eq!(Store::shape().slots, shares);
	}
}
