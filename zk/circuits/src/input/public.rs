// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The public part of an input statement.

use ark_ed_on_bn254::EdwardsAffine;
use sero_zk_crypto::Base;

/// What everybody sees of an input. The order of the fields is the order of the public inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputPublic {
	/// Root of the tree that holds the note. Any value if the input is disabled.
	#[doc(alias = "Anchor")]
	pub anchor: Base,
	/// Marks the note as spent.
	#[doc(alias = "Nil")]
	pub nullifier: Base,
	/// Shows the spend to the holder of the full viewing key.
	#[doc(alias = "Til")]
	pub trace: Base,
	/// Hiding commitment to the note's asset, or to nothing if the input is disabled.
	#[doc(alias = "CM_asset")]
	#[doc(alias = "AssetCM")]
	pub value_commitment: EdwardsAffine,
}

impl InputPublic {
	/// Number of public inputs.
	pub const LEN: usize = 5;

	/// The public inputs: anchor, nullifier, trace, `x` and `y` of the value commitment.
	pub fn to_field_elements(&self) -> [Base; Self::LEN] {
		let EdwardsAffine { x, y } = self.value_commitment;
		[self.anchor, self.nullifier, self.trace, x, y]
	}
}
