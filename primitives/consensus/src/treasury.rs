// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Where the community's share of the emission goes.

use sero_primitives::Balance;

/// An account that only governance spends from.
pub trait Treasury {
	/// Creates new money on the account. Returns whether that was possible; nothing is changed otherwise.
	fn pay(amount: Balance) -> bool;
}

/// A chain without a treasury: what it is owed waits.
impl Treasury for () {
	fn pay(_: Balance) -> bool {
		false
	}
}
