// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The private part of a license statement.

use core::fmt;

use ark_ed_on_bn254::EdwardsAffine;
use sero_zk_crypto::{License, Scalar};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What only the miner knows. Erased when dropped.
///
/// The spending key is not part of it: a miner needs an address, its license, and the randomizer that it
/// made the block's author with.
#[derive(Clone)]
pub struct LicensePrivate {
	/// The randomizer of the author's address (rule LI-2).
	#[doc(alias = "r")]
	pub randomizer: Scalar,
	/// The licensed account (rule LI-1).
	#[doc(alias = "ZPK")]
	pub account: EdwardsAffine,
	/// The license's nonce point (rule LI-5).
	#[doc(alias = "R_lic")]
	pub nonce_point: EdwardsAffine,
	/// The license's response.
	#[doc(alias = "S_lic")]
	pub response: Scalar,
}

impl LicensePrivate {
	/// The private part for a license and the randomizer of the author's address.
	pub fn new(license: &License, randomizer: Scalar) -> Self {
		Self {
			randomizer,
			account: license.zpk.affine(),
			nonce_point: license.nonce_point.affine(),
			response: license.response,
		}
	}
}

impl fmt::Debug for LicensePrivate {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("LicensePrivate(..)")
	}
}

impl Zeroize for LicensePrivate {
	fn zeroize(&mut self) {
		self.randomizer.zeroize();
		self.account.zeroize();
		self.nonce_point.zeroize();
		self.response.zeroize();
	}
}

impl Drop for LicensePrivate {
	fn drop(&mut self) {
		self.zeroize();
	}
}

impl ZeroizeOnDrop for LicensePrivate {}
