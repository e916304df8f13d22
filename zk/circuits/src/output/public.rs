// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The public part of an output statement.

use ark_ed_on_bn254::EdwardsAffine;
use sero_zk_crypto::{Base, OneTimeAddress};

/// What everybody sees of an output. The order of the fields is the order of the public inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputPublic {
	/// Whom the note belongs to.
	#[doc(alias = "PKr")]
	pub address: OneTimeAddress,
	/// Hiding commitment to the note's asset.
	#[doc(alias = "CM_asset")]
	#[doc(alias = "AssetCM")]
	pub value_commitment: EdwardsAffine,
	/// Commitment to the note.
	#[doc(alias = "CM_out")]
	#[doc(alias = "OutCM")]
	pub note_commitment: Base,
}

impl OutputPublic {
	/// Number of public inputs.
	pub const LEN: usize = 9;

	/// The public inputs: `x` and `y` of `ZPKr`, `VPKr`, `BASEr` and the value commitment, then the note
	/// commitment.
	pub fn to_field_elements(&self) -> [Base; Self::LEN] {
		let (zpkr, vpkr, base) = (self.address.zpkr(), self.address.vpkr(), self.address.base());
		[
			zpkr.x(),
			zpkr.y(),
			vpkr.x(),
			vpkr.y(),
			base.x(),
			base.y(),
			self.value_commitment.x,
			self.value_commitment.y,
			self.note_commitment,
		]
	}
}
