// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The public part of a license statement.

use sero_zk_crypto::{Base, LicenseProperty, LicensorPublicKey, OneTimeAddress};

/// What everybody sees of a block's license. The order of the fields is the order of the public inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LicensePublic {
	/// The block's author.
	#[doc(alias = "PKr")]
	pub author: OneTimeAddress,
	/// What the license permits.
	#[doc(alias = "prop")]
	pub property: LicenseProperty,
	/// Who issued the license.
	#[doc(alias = "PK_lic")]
	pub licensor: LicensorPublicKey,
	/// The parent of the block, see [`sero_zk_crypto::license::parent_input`].
	pub parent: Base,
}

impl LicensePublic {
	/// Number of public inputs.
	pub const LEN: usize = 12;

	/// The public inputs: `x` and `y` of `ZPKr`, `VPKr` and `BASEr`; the property as an integer; `x` and
	/// `y` of `PK_zpk` and `PK_prop`; the parent.
	pub fn to_field_elements(&self) -> [Base; Self::LEN] {
		let (zpkr, vpkr, base) = (self.author.zpkr(), self.author.vpkr(), self.author.base());
		let (account, property) = (self.licensor.account(), self.licensor.property());
		[
			zpkr.x(),
			zpkr.y(),
			vpkr.x(),
			vpkr.y(),
			base.x(),
			base.y(),
			self.property.to_base(),
			account.x(),
			account.y(),
			property.x(),
			property.y(),
			self.parent,
		]
	}
}
