// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The public part of an issue statement.

use ark_ed_on_bn254::EdwardsAffine;
use sero_zk_crypto::{token_generator, value_commitment, Base, SubgroupPoint};

use super::IssuePrivate;

/// What everybody sees of an issue. The order of the fields is the order of the public inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuePublic {
	/// The canonical generator of the token: first counter, smaller root.
	///
	/// Who verifies computes it from the token's name (rule IS-1) and takes it from nobody: a proof for the
	/// other root would mint every token there is, see [`IssueCircuit`](super::IssueCircuit).
	#[doc(alias = "G_tkn")]
	pub generator: SubgroupPoint,
	/// Hiding commitment to the amount.
	#[doc(alias = "CM_asset")]
	pub value_commitment: EdwardsAffine,
}

impl IssuePublic {
	/// Number of public inputs.
	pub const LEN: usize = 4;

	/// The public part for a token, by its name.
	pub fn new(currency: &[u8; 32], private: &IssuePrivate) -> Self {
		let generator = token_generator(currency).point;
		let asset_point = generator.mul(private.amount.into());
		let commitment = value_commitment(&asset_point, private.trapdoor);
		Self { generator, value_commitment: commitment.affine() }
	}

	/// The public inputs: `x` and `y` of the generator and of the value commitment.
	pub fn to_field_elements(&self) -> [Base; Self::LEN] {
		[self.generator.x(), self.generator.y(), self.value_commitment.x, self.value_commitment.y]
	}
}
