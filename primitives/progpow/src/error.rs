// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

/// Why a cache or dataset cannot be built or used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Error {
	/// The epoch is above [`crate::MAX_EPOCH`].
	EpochTooLarge,
	/// The memory cannot be reserved.
	OutOfMemory,
	/// The progress callback asked to stop.
	Canceled,
	/// The block number belongs to another epoch than the cache or dataset.
	EpochMismatch,
	/// The dataset was generated with another number of parents than the algorithm asks for.
	ParentsMismatch,
}

impl core::fmt::Display for Error {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(match self {
			Self::EpochTooLarge => "epoch is too large",
			Self::OutOfMemory => "not enough memory",
			Self::Canceled => "canceled",
			Self::EpochMismatch => "block belongs to another epoch",
			Self::ParentsMismatch => "dataset belongs to another algorithm",
		})
	}
}

impl core::error::Error for Error {}
