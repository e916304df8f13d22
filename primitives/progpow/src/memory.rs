// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The memory of a dataset.

use crate::{dataset::Item, error::Error};

/// Items in anonymous memory, in huge pages where the system gives them: a hash reads 64 and more
/// random places, and with pages of 4 KiB each read would also walk the page tables.
///
/// A dataset file is read into this memory and not mapped: what was checked cannot change under a
/// running miner, and a file that shrinks cannot end the process.
#[cfg(feature = "std")]
pub(crate) struct Items {
	map: memmap2::MmapMut,
}

#[cfg(feature = "std")]
impl Items {
	/// `count` items of zeros.
	pub(crate) fn zeroed(count: usize) -> Result<Self, Error> {
		let bytes = count.checked_mul(size_of::<Item>()).ok_or(Error::OutOfMemory)?;
		let map = memmap2::MmapMut::map_anon(bytes).map_err(|_| Error::OutOfMemory)?;
		#[cfg(target_os = "linux")]
		{
			// Advice only: small pages serve as well.
			let _ = map.advise(memmap2::Advice::HugePage);
		}
		Ok(Self { map })
	}

	pub(crate) fn as_bytes(&self) -> &[u8] {
		&self.map
	}

	pub(crate) fn as_mut_bytes(&mut self) -> &mut [u8] {
		&mut self.map
	}

	/// The items. A mapping starts at a page and is whole items long, so the view never fails.
	#[inline]
	pub(crate) fn as_slice(&self) -> &[Item] {
		zerocopy::FromBytes::ref_from_bytes(&self.map[..]).unwrap_or_default()
	}

	pub(crate) fn as_mut_slice(&mut self) -> &mut [Item] {
		zerocopy::FromBytes::mut_from_bytes(&mut self.map[..]).unwrap_or_default()
	}

	/// Turns words from little-endian (as files have them) into the machine's order, or back.
	pub(crate) fn swap_if_big_endian(&mut self) {
		if cfg!(target_endian = "big") {
			for word in self.as_mut_slice().as_flattened_mut() {
				*word = word.swap_bytes();
			}
		}
	}
}

/// Items in memory.
#[cfg(not(feature = "std"))]
pub(crate) struct Items {
	items: alloc::vec::Vec<Item>,
}

#[cfg(not(feature = "std"))]
impl Items {
	pub(crate) fn zeroed(count: usize) -> Result<Self, Error> {
		let mut items = alloc::vec::Vec::new();
		items.try_reserve_exact(count).map_err(|_| Error::OutOfMemory)?;
		items.resize(count, [0; 16]);
		Ok(Self { items })
	}

	pub(crate) fn as_slice(&self) -> &[Item] {
		&self.items
	}

	pub(crate) fn as_mut_slice(&mut self) -> &mut [Item] {
		&mut self.items
	}
}
