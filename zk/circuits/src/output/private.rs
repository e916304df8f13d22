// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The private part of an output statement.

use core::fmt;

use sero_zk_crypto::{
	asset::asset_point, field::scalar_to_base, note::memo_hash, value_commitment, Base, Note,
	Scalar,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{GeneratorOpening, OutputPublic};

/// What only the creator of the note knows. Erased when dropped.
#[derive(Clone)]
pub struct OutputPrivate {
	/// The generator of the token; of any token if the amount is zero.
	pub token: GeneratorOpening,
	/// Amount of the token, in base units.
	#[doc(alias = "Tkn.Value")]
	pub amount: u128,
	/// The generator of the ticket; of any ticket if there is none.
	pub ticket: GeneratorOpening,
	/// Whether the note holds the ticket.
	pub has_ticket: bool,
	/// The memo as a field element.
	pub memo_hash: Base,
	/// The note's randomness as a field element.
	///
	/// Not range-checked: a note whose randomness is not below `l` is refused by its receiver.
	#[doc(alias = "RSK")]
	pub rsk: Base,
	/// Blinds the value commitment.
	#[doc(alias = "ar")]
	pub trapdoor: Scalar,
}

impl OutputPrivate {
	/// The private part for a note.
	pub fn new(note: &Note, trapdoor: Scalar) -> Self {
		let asset = note.asset.normalized();
		Self {
			token: GeneratorOpening::from(&asset.token_generator()),
			amount: asset.amount,
			ticket: GeneratorOpening::from(&asset.ticket_generator()),
			has_ticket: asset.ticket.is_some(),
			memo_hash: memo_hash(&note.memo),
			rsk: scalar_to_base(&note.rsk),
			trapdoor,
		}
	}
}

impl OutputPublic {
	/// The public part for a note.
	pub fn new(note: &Note, trapdoor: Scalar) -> Self {
		Self {
			address: note.address,
			value_commitment: value_commitment(&asset_point(&note.asset), trapdoor).affine(),
			note_commitment: note.commitment(),
		}
	}
}

impl fmt::Debug for OutputPrivate {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("OutputPrivate(..)")
	}
}

impl Zeroize for OutputPrivate {
	fn zeroize(&mut self) {
		for opening in [&mut self.token, &mut self.ticket] {
			opening.id.zeroize();
			opening.counter.zeroize();
			opening.v.zeroize();
		}
		self.amount.zeroize();
		self.has_ticket.zeroize();
		self.memo_hash.zeroize();
		self.rsk.zeroize();
		self.trapdoor.zeroize();
	}
}

impl Drop for OutputPrivate {
	fn drop(&mut self) {
		self.zeroize();
	}
}

impl ZeroizeOnDrop for OutputPrivate {}
