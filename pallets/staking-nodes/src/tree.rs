// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The weighted set behind the lottery: a tree of counts.
//!
//! A share sits in a *slot* with its number of tickets. Slots are the leaves of a tree of arity
//! [`ARITY`]; a node holds the sum of tickets below each of its children. Tickets have positions
//! `0..total`, counted along the slots; finding the slot of a position walks down one path, changing
//! a slot walks up one path.
//!
//! | shares | depth | reads to find a ticket | reads and writes to change a slot |
//! | --- | --- | --- | --- |
//! | up to 16 | 1 | 1 | 1 + 1 |
//! | up to 65,536 | 4 | 4 | 4 + 4 |
//! | up to 1,048,576 | 5 | 5 | 5 + 5 |
//! | up to 2^32 | 8 | 8 | 8 + 8 |
//!
//! The [`Shape`] comes on top: one read, and one write if it changes. The depth follows from the
//! most slots that were ever used, and never from ids: no choice of ids can make a path longer (the
//! original's search tree degenerated into a list). Free slots are used again, the last one first.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Children of a node.
pub const ARITY: u32 = 16;
/// Levels at most: `16^8 = 2^32` slots.
pub const MAX_DEPTH: u8 = 8;
/// Bits of a slot that choose the child at one level.
const BITS: u32 = ARITY.trailing_zeros();

/// Tickets below each child of a node.
pub type Counts = [u64; ARITY as usize];

/// Where the set stands as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Shape {
	/// Tickets in all slots.
	pub total: u64,
	/// Slots that were ever used: the next fresh one.
	pub slots: u32,
	/// Free ones among them.
	pub free: u32,
	/// Levels of nodes. Level 0 is the one above the slots.
	pub depth: u8,
}

/// Where the tree is kept.
pub trait CountStore {
	/// The shape.
	fn shape() -> Shape;
	/// Sets the shape.
	fn set_shape(shape: Shape);
	/// A node; all zero if there is none.
	fn node(level: u8, index: u32) -> Counts;
	/// Sets a node. One that is all zero need not be kept.
	fn set_node(level: u8, index: u32, counts: &Counts);
	/// Takes the free slot at this place of the stack of free slots.
	fn take_free(place: u32) -> Option<u32>;
	/// Puts a free slot at this place of the stack.
	fn put_free(place: u32, slot: u32);
}

/// Why the tree refuses a change. Nothing is changed then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TreeError {
	/// All slots are taken, or the tickets cannot be counted.
	Full,
	/// The slot does not hold as many tickets.
	TooFew,
}

/// The slots whose tickets start at `position` of a node with these children: child and position
/// inside of it.
fn child_at(counts: &Counts, position: u64) -> Option<(u32, u64)> {
	let mut rest = position;
	for (child, count) in (0u32..).zip(counts) {
		match rest.checked_sub(*count) {
			None => return Some((child, rest)),
			Some(left) => rest = left,
		}
	}
	None
}

/// The child of the level's node on the way to a slot, and that node's index.
fn step(level: u8, slot: u32) -> (u32, usize) {
	let shift = BITS.saturating_mul(level.into());
	let at_level = slot.checked_shr(shift).unwrap_or(0);
	(at_level >> BITS, (at_level & (ARITY - 1)) as usize)
}

/// Slots of a tree of this depth.
fn capacity(depth: u8) -> u64 {
	if depth == 0 {
		return 0;
	}
	1u64.checked_shl(BITS.saturating_mul(depth.into())).unwrap_or(u64::MAX)
}

/// Applies `change` to a slot's count in every node above it. The caller has made sure that it
/// succeeds at level 0, and so everywhere.
fn change_path<S: CountStore>(
	depth: u8,
	slot: u32,
	change: impl Fn(u64) -> Option<u64>,
) -> Result<(), TreeError> {
	for level in 0..depth {
		let (index, child) = step(level, slot);
		let mut counts = S::node(level, index);
		let count = counts.get_mut(child).ok_or(TreeError::TooFew)?;
		*count = change(*count).ok_or(TreeError::TooFew)?;
		S::set_node(level, index, &counts);
	}
	Ok(())
}

/// Adds a level if no fresh slot is left.
fn grow<S: CountStore>(shape: &mut Shape) -> Result<(), TreeError> {
	if u64::from(shape.slots) < capacity(shape.depth) {
		return Ok(());
	}
	if shape.depth >= MAX_DEPTH {
		return Err(TreeError::Full);
	}
	if shape.depth > 0 && shape.total > 0 {
		let mut root = Counts::default();
		if let Some(first) = root.first_mut() {
			*first = shape.total;
		}
		S::set_node(shape.depth, 0, &root);
	}
	shape.depth = shape.depth.saturating_add(1);
	Ok(())
}

/// Puts `tickets` into a free slot and returns it.
///
/// # Errors
/// [`TreeError::Full`].
pub fn insert<S: CountStore>(tickets: u32) -> Result<u32, TreeError> {
	let mut shape = S::shape();
	let total = shape.total.checked_add(tickets.into()).ok_or(TreeError::Full)?;
	let slot = match shape.free.checked_sub(1) {
		Some(place) => {
			shape.free = place;
			S::take_free(place).ok_or(TreeError::Full)?
		},
		None => {
			// The last slot stays unused, so that `slots` can count all others.
			let next = shape.slots.checked_add(1).ok_or(TreeError::Full)?;
			grow::<S>(&mut shape)?;
			core::mem::replace(&mut shape.slots, next)
		},
	};
	// No count is above the total, which was added to without overflow.
	change_path::<S>(shape.depth, slot, |count| count.checked_add(tickets.into()))?;
	shape.total = total;
	S::set_shape(shape);
	Ok(slot)
}

/// Takes `tickets` out of a slot.
///
/// # Errors
/// [`TreeError::TooFew`].
pub fn take<S: CountStore>(slot: u32, tickets: u32) -> Result<(), TreeError> {
	let mut shape = S::shape();
	let held = count_at::<S>(slot);
	if held < u64::from(tickets) || tickets == 0 {
		return Err(TreeError::TooFew);
	}
	shape.total = shape.total.checked_sub(tickets.into()).ok_or(TreeError::TooFew)?;
	change_path::<S>(shape.depth, slot, |count| count.checked_sub(tickets.into()))?;
	if held == u64::from(tickets) {
		S::put_free(shape.free, slot);
		shape.free = shape.free.saturating_add(1);
	}
	S::set_shape(shape);
	Ok(())
}

/// Tickets in a slot.
pub fn count_at<S: CountStore>(slot: u32) -> u64 {
	let (index, child) = step(0, slot);
	S::node(0, index).get(child).copied().unwrap_or(0)
}

/// The slot that the ticket at `position` sits in; `None` from the total on.
pub fn find<S: CountStore>(shape: &Shape, position: u64) -> Option<u32> {
	let mut rest = position;
	let mut index = 0u32;
	for level in (0..shape.depth).rev() {
		let (child, inside) = child_at(&S::node(level, index), rest)?;
		rest = inside;
		index = index.checked_mul(ARITY)?.checked_add(child)?;
	}
	(shape.depth > 0).then_some(index)
}

#[cfg(test)]
mod tests;
