// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The full dataset of an epoch, for miners.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::{cache::LightCache, error::Error, memory::Items, params::MAX_CACHE_BYTES};

/// 64 bytes of cache or dataset as little-endian words.
pub type Item = [u32; 16];

/// Something that serves dataset items: computed ([`crate::LightDag`]) or stored ([`Dataset`]).
pub trait DagSource {
	/// The epoch.
	fn epoch(&self) -> u32;
	/// Parents of an item.
	fn parents(&self) -> u32;
	/// Number of items.
	fn item_count(&self) -> u32;
	/// The first words of the dataset, at least as many as the largest first-level cache.
	fn first_words(&self) -> &[u32];
	/// Reads consecutive items; `first + out.len()` is at most [`Self::item_count`].
	fn load(&self, first: u32, out: &mut [Item]);
	/// Reads at two places: for sources that are faster when they serve both together.
	fn load_two(&self, firsts: [u32; 2], outs: [&mut [Item]; 2]) {
		for (first, out) in firsts.into_iter().zip(outs) {
			self.load(first, out);
		}
	}
}

impl<D: DagSource + ?Sized> DagSource for &D {
	fn epoch(&self) -> u32 {
		(**self).epoch()
	}

	fn parents(&self) -> u32 {
		(**self).parents()
	}

	fn item_count(&self) -> u32 {
		(**self).item_count()
	}

	fn first_words(&self) -> &[u32] {
		(**self).first_words()
	}

	fn load(&self, first: u32, out: &mut [Item]) {
		(**self).load(first, out)
	}

	fn load_two(&self, firsts: [u32; 2], outs: [&mut [Item]; 2]) {
		(**self).load_two(firsts, outs)
	}
}

/// The full dataset (DAG) of one epoch: 1 GiB at epoch 0, 8 MiB more per epoch.
pub struct Dataset {
	pub(crate) epoch: u32,
	pub(crate) parents: u32,
	pub(crate) items: Items,
	pub(crate) first_words: Vec<u32>,
}

impl core::fmt::Debug for Dataset {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("Dataset")
			.field("epoch", &self.epoch)
			.field("parents", &self.parents)
			.field("items", &self.items.as_slice().len())
			.finish_non_exhaustive()
	}
}

/// Items generated between two calls of the progress callback.
const PROGRESS_STEP: usize = 1 << 16;
/// Items computed in step: their reads of the cache overlap.
const TOGETHER: usize = 8;

/// The start of the dataset, as long as the largest first-level cache.
pub(crate) fn first_words(dag: &impl DagSource) -> Vec<u32> {
	dag.first_words()[..(MAX_CACHE_BYTES / 4) as usize].to_vec()
}

impl Dataset {
	/// Generates the dataset from its light cache, on all cores with the feature `std`.
	/// `progress(done, total)` counts items and can stop the work.
	///
	/// # Errors
	/// [`Error::OutOfMemory`], [`Error::Canceled`], [`Error::ParentsMismatch`] unless `parents` is
	/// 256 or 512.
	pub fn generate(
		cache: &LightCache,
		parents: u32,
		progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
	) -> Result<Self, Error> {
		let dag = cache.dag(parents).ok_or(Error::ParentsMismatch)?;
		let count = cache.dataset_items() as usize;
		let mut items = Items::zeroed(count)?;
		let mut done = 0;
		for step in items.as_mut_slice().chunks_mut(PROGRESS_STEP) {
			let fill = |(i, chunk): (usize, &mut [Item])| {
				// Counts stay below 2^32, see `MAX_EPOCH`.
				dag.load((done + i * TOGETHER) as u32, chunk);
			};
			#[cfg(feature = "std")]
			{
				use rayon::prelude::*;
				step.par_chunks_mut(TOGETHER).enumerate().for_each(fill);
			}
			#[cfg(not(feature = "std"))]
			step.chunks_mut(TOGETHER).enumerate().for_each(fill);
			done += step.len();
			if progress(done as u64, count as u64).is_break() {
				return Err(Error::Canceled);
			}
		}
		Ok(Self { epoch: cache.epoch(), parents, items, first_words: first_words(&dag) })
	}

	/// All items.
	pub fn items(&self) -> &[Item] {
		self.items.as_slice()
	}
}

impl DagSource for Dataset {
	fn epoch(&self) -> u32 {
		self.epoch
	}

	fn parents(&self) -> u32 {
		self.parents
	}

	fn item_count(&self) -> u32 {
		self.items.as_slice().len() as u32
	}

	fn first_words(&self) -> &[u32] {
		&self.first_words
	}

	fn load(&self, first: u32, out: &mut [Item]) {
		let first = first as usize;
		if let Some(items) = self.items.as_slice().get(first..first + out.len()) {
			out.copy_from_slice(items);
		}
	}
}

#[cfg(test)]
mod tests;
