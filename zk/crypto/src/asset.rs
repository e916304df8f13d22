// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Assets, their generators and value commitments.

use crate::{
	curve::{montgomery_to_edwards, montgomery_v, SubgroupPoint},
	domains,
	field::{Base, Scalar},
	fixed_base::{
		mul_native_generator, mul_value_trapdoor_generator, native_generator, NATIVE_CURRENCY,
	},
	generators::{TICKET_OFFSET, TOKEN_OFFSET},
	hash::hash_to_base,
	poseidon2::compress,
};

#[cfg(test)]
mod tests;

/// What a note holds: an amount of one token and, optionally, one ticket (non-fungible).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asset {
	/// Token name: ASCII, right-padded with zeros.
	#[doc(alias = "Tkn.Currency")]
	pub currency: [u8; 32],
	/// Amount in base units.
	#[doc(alias = "Tkn.Value")]
	pub amount: u128,
	/// Category and id of the ticket.
	#[doc(alias = "Tkt")]
	pub ticket: Option<([u8; 32], [u8; 32])>,
}

impl Asset {
	/// An amount of a token.
	pub const fn token(currency: [u8; 32], amount: u128) -> Self {
		Self { currency, amount, ticket: None }
	}

	/// The asset as it is committed and encoded: without an amount there is no token (the currency is
	/// zero), and the category zero is no ticket.
	pub fn normalized(&self) -> Self {
		Self {
			currency: if self.amount == 0 { [0; 32] } else { self.currency },
			amount: self.amount,
			ticket: self.ticket.filter(|(category, _)| *category != [0; 32]),
		}
	}

	/// Whether the asset holds neither an amount nor a ticket.
	pub fn is_empty(&self) -> bool {
		let normalized = self.normalized();
		normalized.amount == 0 && normalized.ticket.is_none()
	}

	/// The generator of the token; of the zero currency if the amount is 0.
	pub fn token_generator(&self) -> AssetGenerator {
		match self.normalized().currency {
			NATIVE_CURRENCY => native_generator(),
			currency => token_generator(&currency),
		}
	}

	/// The generator of the ticket; of the zero category and id if there is none.
	pub fn ticket_generator(&self) -> AssetGenerator {
		let (category, id) = self.normalized().ticket.unwrap_or_default();
		ticket_generator(&category, &id)
	}
}

/// The generator `K + 8 P` of an asset id, with what the output circuit needs to recompute it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetGenerator {
	/// The generator.
	pub point: SubgroupPoint,
	/// The asset id as a field element.
	pub id: Base,
	/// The first counter for which `u` is on the curve.
	pub counter: u64,
	/// Montgomery `u` of `P`: `compress3(domain, id, counter)`.
	pub u: Base,
	/// Montgomery `v` of `P`, the smaller root.
	pub v: Base,
}

/// The field element of a token name.
pub fn token_id(currency: &[u8; 32]) -> Base {
	hash_to_base(&domains::TOKEN_ID, &[currency])
}

/// The field element of a ticket.
pub fn ticket_id(category: &[u8; 32], id: &[u8; 32]) -> Base {
	hash_to_base(&domains::TICKET_ID, &[category, id])
}

/// Rule K5: lifts an asset id to the curve by try and increment, and adds the offset of its kind.
fn generator(domain: Base, id: Base, offset: &SubgroupPoint) -> AssetGenerator {
	let mut counter = 0u64;
	loop {
		let u = compress(&[domain, id, Base::from(counter)]);
		if let Some((v, point)) = montgomery_v(&u)
			.and_then(|v| Some((v, montgomery_to_edwards(&u, &v)?)))
			.map(|(v, point)| (v, SubgroupPoint::clear_cofactor(&point)))
		{
			return AssetGenerator { point: *offset + point, id, counter, u, v };
		}
		counter += 1;
	}
}

/// The generator of a token.
pub fn token_generator(currency: &[u8; 32]) -> AssetGenerator {
	generator(domains::DOM_TOKEN, token_id(currency), &TOKEN_OFFSET)
}

/// The generator of a ticket.
pub fn ticket_generator(category: &[u8; 32], id: &[u8; 32]) -> AssetGenerator {
	generator(domains::DOM_TICKET, ticket_id(category, id), &TICKET_OFFSET)
}

/// The unblinded commitment to an asset, `amount * G_tkn + has_ticket * G_tkt`.
#[doc(alias = "AssetCC")]
pub fn asset_point(asset: &Asset) -> SubgroupPoint {
	let asset = asset.normalized();
	let mut total = SubgroupPoint::IDENTITY;
	if asset.amount != 0 {
		let amount = Scalar::from(asset.amount);
		total = if asset.currency == NATIVE_CURRENCY {
			mul_native_generator(&amount)
		} else {
			token_generator(&asset.currency).point.mul(amount)
		};
	}
	if let Some((category, id)) = &asset.ticket {
		total = total + ticket_generator(category, id).point;
	}
	total
}

/// The hiding commitment `CC + trapdoor * G_cr`.
#[doc(alias = "AssetCM")]
pub fn value_commitment(asset_point: &SubgroupPoint, trapdoor: Scalar) -> SubgroupPoint {
	*asset_point + mul_value_trapdoor_generator(&trapdoor)
}
