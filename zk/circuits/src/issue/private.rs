// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The private part of an issue statement.

use core::fmt;

use sero_zk_crypto::Scalar;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What only the issuer knows. Erased when dropped.
#[derive(Clone)]
pub struct IssuePrivate {
	/// Amount of the token, in base units. Zero issues nothing and does no harm.
	#[doc(alias = "Tkn.Value")]
	pub amount: u128,
	/// Blinds the value commitment.
	#[doc(alias = "ar")]
	pub trapdoor: Scalar,
}

impl fmt::Debug for IssuePrivate {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("IssuePrivate(..)")
	}
}

impl Zeroize for IssuePrivate {
	fn zeroize(&mut self) {
		self.amount.zeroize();
		self.trapdoor.zeroize();
	}
}

impl Drop for IssuePrivate {
	fn drop(&mut self) {
		self.zeroize();
	}
}

impl ZeroizeOnDrop for IssuePrivate {}
