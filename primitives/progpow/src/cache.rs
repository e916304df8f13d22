// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The light cache of an epoch, and dataset items computed from it.

use alloc::vec::Vec;
use core::ops::ControlFlow;

use crate::{
	dataset::{DagSource, Item},
	error::Error,
	keccak::{keccak256, keccak512, keccak512_words},
	params::MAX_CACHE_BYTES,
	random::fnv1,
	MAX_EPOCH,
};

const CACHE_BYTES_INIT: u64 = 1 << 24;
const CACHE_BYTES_GROWTH: u64 = 1 << 17;
const DATASET_BYTES_INIT: u64 = 1 << 30;
const DATASET_BYTES_GROWTH: u64 = 1 << 23;
/// Bytes of a cache or dataset item.
pub(crate) const ITEM_BYTES: u64 = 64;
/// Bytes of an Ethash page; the dataset is a prime number of them.
const PAGE_BYTES: u64 = 128;
const CACHE_ROUNDS: usize = 3;
/// Items between two calls of the progress callback.
const PROGRESS_STEP: usize = 1 << 14;
/// Words of the stored first-level caches: the largest that [`crate::ProgPowParams`] allows.
const L1_WORDS: usize = (MAX_CACHE_BYTES / 4) as usize;

fn is_prime(n: u64) -> bool {
	if n < 4 {
		return n > 1;
	}
	let mut odd = (3..).step_by(2).take_while(|d: &u64| d * d <= n);
	!n.is_multiple_of(2) && odd.all(|d| !n.is_multiple_of(d))
}

/// `bytes` reduced until it is a prime number of `unit`s.
fn prime_multiple(bytes: u64, unit: u64) -> u64 {
	let mut units = bytes / unit - 1;
	while !is_prime(units) {
		units -= 2;
	}
	units * unit
}

/// Bytes of the light cache.
///
/// # Errors
/// [`Error::EpochTooLarge`].
pub fn cache_size(epoch: u32) -> Result<u64, Error> {
	if epoch > MAX_EPOCH {
		return Err(Error::EpochTooLarge);
	}
	Ok(prime_multiple(CACHE_BYTES_INIT + CACHE_BYTES_GROWTH * u64::from(epoch), ITEM_BYTES))
}

/// Bytes of the dataset.
///
/// # Errors
/// [`Error::EpochTooLarge`].
pub fn dataset_size(epoch: u32) -> Result<u64, Error> {
	if epoch > MAX_EPOCH {
		return Err(Error::EpochTooLarge);
	}
	Ok(prime_multiple(DATASET_BYTES_INIT + DATASET_BYTES_GROWTH * u64::from(epoch), PAGE_BYTES))
}

/// Seed of the light cache: Keccak-256 applied `epoch` times to zeros. Miners name epochs by it.
///
/// # Errors
/// [`Error::EpochTooLarge`].
pub fn seed_hash(epoch: u32) -> Result<[u8; 32], Error> {
	if epoch > MAX_EPOCH {
		return Err(Error::EpochTooLarge);
	}
	Ok((0..epoch).fold([0; 32], |seed, _| keccak256(&seed)))
}

/// An item that fills one line of the processor's cache: unaligned, each random read would touch two.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Node(Item);

/// The light cache of one epoch, with the first-level caches of ProgPoW.
///
/// 16 MiB at epoch 0, 128 KiB more per epoch. Building it is one serial chain of hashes (a few tenths
/// of a second at epoch 0), and cannot be made parallel.
#[derive(Clone)]
pub struct LightCache {
	epoch: u32,
	items: Vec<Node>,
	dataset_items: u32,
	/// `⌊(2^64 − 1) / items⌋ + 1`, see [`Self::reduce`].
	reciprocal: u64,
	/// Start of the dataset with 256 parents.
	l1_256: Vec<u32>,
	/// Start of the dataset with 512 parents.
	l1_512: Vec<u32>,
}

impl core::fmt::Debug for LightCache {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_struct("LightCache")
			.field("epoch", &self.epoch)
			.field("items", &self.items.len())
			.field("dataset_items", &self.dataset_items)
			.finish_non_exhaustive()
	}
}

impl LightCache {
	/// Builds the cache of `epoch`.
	///
	/// # Caveats
	/// Never call this with an epoch that an unverified header chose.
	///
	/// # Errors
	/// [`Error::EpochTooLarge`], [`Error::OutOfMemory`].
	pub fn new(epoch: u32) -> Result<Self, Error> {
		Self::with_progress(epoch, &mut |_, _| ControlFlow::Continue(()))
	}

	/// As [`Self::new`]; `progress(done, total)` is called every few milliseconds and can stop the
	/// work.
	///
	/// # Errors
	/// As [`Self::new`], and [`Error::Canceled`].
	pub fn with_progress(
		epoch: u32,
		progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
	) -> Result<Self, Error> {
		let items = cache_size(epoch)? / ITEM_BYTES;
		let dataset_items = dataset_size(epoch)? / ITEM_BYTES;
		Self::generate(epoch, seed_hash(epoch)?, items, dataset_items, progress)
	}

	/// A tiny cache and dataset for tests: `items` in the cache, `dataset_items` in the dataset.
	///
	/// # Errors
	/// As [`Self::new`].
	#[cfg(any(test, feature = "test-utils"))]
	pub fn tiny(epoch: u32, items: u64, dataset_items: u64) -> Result<Self, Error> {
		let seed = seed_hash(epoch)?;
		Self::generate(epoch, seed, items, dataset_items, &mut |_, _| ControlFlow::Continue(()))
	}

	fn generate(
		epoch: u32,
		seed: [u8; 32],
		count: u64,
		dataset_items: u64,
		progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
	) -> Result<Self, Error> {
		let n = usize::try_from(count).map_err(|_| Error::OutOfMemory)?;
		let total = count * (1 + CACHE_ROUNDS as u64);
		let mut done = 0u64;
		let mut tick = |i: usize| {
			done += 1;
			if i.is_multiple_of(PROGRESS_STEP) && progress(done, total).is_break() {
				return Err(Error::Canceled);
			}
			Ok(())
		};

		let mut items: Vec<Node> = Vec::new();
		items.try_reserve_exact(n).map_err(|_| Error::OutOfMemory)?;
		let mut last = keccak512(&seed);
		items.push(Node(last));
		for i in 1..n {
			last = keccak512_words(&last);
			items.push(Node(last));
			tick(i)?;
		}
		// Strict version of RandMemoHash (Lerner, 2014). `last` is the item before `i`.
		for _ in 0..CACHE_ROUNDS {
			for i in 0..n {
				let other = items[items[i].0[0] as usize % n].0;
				let mixed: Item = core::array::from_fn(|word| last[word] ^ other[word]);
				last = keccak512_words(&mixed);
				items[i] = Node(last);
				tick(i)?;
			}
		}

		let mut cache = Self {
			epoch,
			dataset_items: u32::try_from(dataset_items).map_err(|_| Error::EpochTooLarge)?,
			reciprocal: u64::MAX / count + 1,
			items,
			l1_256: Vec::new(),
			l1_512: Vec::new(),
		};
		cache.l1_256 = cache.first_words(256, L1_WORDS)?;
		cache.l1_512 = cache.first_words(512, L1_WORDS)?;
		// Complete: too late to stop.
		let _ = progress(total, total);
		Ok(cache)
	}

	/// The first `words` words of the dataset.
	fn first_words(&self, parents: u32, words: usize) -> Result<Vec<u32>, Error> {
		let mut out: Vec<u32> = Vec::new();
		out.try_reserve_exact(words).map_err(|_| Error::OutOfMemory)?;
		let groups = 0..(words / 64) as u32;
		let group = |group: u32| self.items::<4>(group * 4, parents);
		#[cfg(feature = "std")]
		let groups: Vec<[Item; 4]> = {
			use rayon::prelude::*;
			groups.into_par_iter().map(group).collect()
		};
		#[cfg(not(feature = "std"))]
		let groups = groups.map(group);
		for items in groups {
			out.extend(items.iter().flatten());
		}
		Ok(out)
	}

	/// The epoch.
	pub fn epoch(&self) -> u32 {
		self.epoch
	}

	/// Number of 64-byte items of the dataset.
	pub fn dataset_items(&self) -> u32 {
		self.dataset_items
	}

	/// Memory in bytes.
	pub fn size(&self) -> usize {
		self.items.len() * ITEM_BYTES as usize + (self.l1_256.len() + self.l1_512.len()) * 4
	}

	/// `value % items.len()` by one wide multiplication: `value·⌈2^64 / n⌉ mod 2^64` is the scaled
	/// fraction of the quotient (Lemire, Kaser and Kurz 2019; exact for 32-bit operands).
	#[inline(always)]
	fn reduce(&self, value: u32) -> usize {
		let fraction = self.reciprocal.wrapping_mul(u64::from(value));
		((u128::from(fraction) * self.items.len() as u128) >> 64) as usize
	}

	/// Computes `N` dataset items in step, so that their independent cache reads overlap.
	#[inline(always)]
	pub(crate) fn compute_items<const N: usize>(
		&self,
		indices: &[u32; N],
		parents: u32,
	) -> [Item; N] {
		let cache = self.items.as_slice();
		let mut mix: [Item; N] = core::array::from_fn(|k| {
			let mut item = cache[self.reduce(indices[k])].0;
			item[0] ^= indices[k];
			keccak512_words(&item)
		});
		for j in (0..parents).step_by(16) {
			for word in 0..16 {
				// All addresses before the first use, so that the reads are under way together: the
				// time is the latency of 256 or 512 reads, not of `N` times as many. Copying the
				// parent matters: mixing through the reference compiles to code 2.5 times slower.
				let parents: [usize; N] = core::array::from_fn(|k| {
					self.reduce(fnv1(indices[k] ^ (j + word as u32), mix[k][word]))
				});
				for (item, parent) in mix.iter_mut().zip(parents) {
					let parent = cache[parent].0;
					for (a, b) in item.iter_mut().zip(parent) {
						*a = fnv1(*a, b);
					}
				}
			}
		}
		mix.map(|item| keccak512_words(&item))
	}

	/// `N` consecutive dataset items, on the vector units if there are any.
	#[inline]
	pub(crate) fn items<const N: usize>(&self, first: u32, parents: u32) -> [Item; N] {
		let indices = core::array::from_fn(|k| first.wrapping_add(k as u32));
		crate::vector::items(self, &indices, parents)
	}

	/// One dataset item.
	pub fn item(&self, index: u32, parents: u32) -> Item {
		self.items::<1>(index, parents)[0]
	}

	/// This cache as a dataset whose items have `parents` parents. `None` unless 256 or 512.
	pub fn dag(&self, parents: u32) -> Option<LightDag<'_>> {
		matches!(parents, 256 | 512).then_some(LightDag { cache: self, parents })
	}
}

/// A dataset whose items are computed when they are read.
#[derive(Clone, Copy, Debug)]
pub struct LightDag<'a> {
	cache: &'a LightCache,
	parents: u32,
}

impl DagSource for LightDag<'_> {
	fn epoch(&self) -> u32 {
		self.cache.epoch
	}

	fn parents(&self) -> u32 {
		self.parents
	}

	fn item_count(&self) -> u32 {
		self.cache.dataset_items
	}

	fn first_words(&self) -> &[u32] {
		match self.parents {
			256 => &self.cache.l1_256,
			_ => &self.cache.l1_512,
		}
	}

	fn load(&self, mut first: u32, out: &mut [Item]) {
		let mut chunks = out.chunks_exact_mut(8);
		for chunk in &mut chunks {
			chunk.copy_from_slice(&self.cache.items::<8>(first, self.parents));
			first = first.wrapping_add(8);
		}
		let mut chunks = chunks.into_remainder().chunks_exact_mut(4);
		for chunk in &mut chunks {
			chunk.copy_from_slice(&self.cache.items::<4>(first, self.parents));
			first = first.wrapping_add(4);
		}
		let mut chunks = chunks.into_remainder().chunks_exact_mut(2);
		for chunk in &mut chunks {
			chunk.copy_from_slice(&self.cache.items::<2>(first, self.parents));
			first = first.wrapping_add(2);
		}
		for item in chunks.into_remainder() {
			*item = self.cache.item(first, self.parents);
		}
	}

	fn load_two(&self, firsts: [u32; 2], outs: [&mut [Item]; 2]) {
		let [a, b] = outs;
		if a.len() == 4 && b.len() == 4 {
			let index = |k: usize| firsts[k / 4].wrapping_add(k as u32 % 4);
			let indices: [u32; 8] = core::array::from_fn(index);
			let items = crate::vector::items(self.cache, &indices, self.parents);
			a.copy_from_slice(&items[..4]);
			b.copy_from_slice(&items[4..]);
		} else if a.len() == 2 && b.len() == 2 {
			let index = |k: usize| firsts[k / 2].wrapping_add(k as u32 % 2);
			let indices: [u32; 4] = core::array::from_fn(index);
			let items = crate::vector::items(self.cache, &indices, self.parents);
			a.copy_from_slice(&items[..2]);
			b.copy_from_slice(&items[2..]);
		} else {
			self.load(firsts[0], a);
			self.load(firsts[1], b);
		}
	}
}

#[cfg(test)]
pub(crate) mod tests;
