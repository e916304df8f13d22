// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The output statement in plain Rust, independent of the circuit.

use ark_ec::twisted_edwards::MontCurveConfig;
use ark_ed_on_bn254::EdwardsConfig;
use ark_ff::{AdditiveGroup, Field};
use sero_zk_crypto::{
	curve::{montgomery_to_edwards, SubgroupPoint},
	domains,
	generators::{TICKET_OFFSET, TOKEN_OFFSET},
	poseidon2::compress,
	value_commitment, Base, Scalar,
};

use super::{GeneratorOpening, OutputPrivate, OutputPublic};

/// The rule of the output statement that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutputRule {
	/// The token generator does not come from a token id.
	#[error("OUT-1: the token generator does not come from a token id")]
	TokenGenerator,
	/// The ticket generator does not come from a ticket id.
	#[error("OUT-2: the ticket generator does not come from a ticket id")]
	TicketGenerator,
	/// The value commitment is not to the amount and the ticket.
	#[error("OUT-3: wrong value commitment")]
	ValueCommitment,
	/// The note commitment is not to the asset, the address, the memo and the randomness.
	#[error("OUT-4: wrong note commitment")]
	NoteCommitment,
}

/// `K + 8 P` for the curve point `P = (u, v)` with `u = compress3(domain, id, counter)`; `None` if `(u, v)`
/// is not on the curve, has small order, or `8 P = ±K`.
fn generator(
	domain: Base,
	offset: SubgroupPoint,
	opening: &GeneratorOpening,
) -> Option<SubgroupPoint> {
	let a = <EdwardsConfig as MontCurveConfig>::COEFF_A;
	let b = <EdwardsConfig as MontCurveConfig>::COEFF_B;
	let u = compress(&[domain, opening.id, opening.counter]);
	if b * opening.v.square() != ((u + a) * u + Base::ONE) * u {
		return None;
	}
	let point = SubgroupPoint::clear_cofactor(&montgomery_to_edwards(&u, &opening.v)?);
	if point.is_identity() || point == offset || point == -offset {
		return None;
	}
	Some(offset + point)
}

/// Checks an output statement.
///
/// # Errors
/// The first rule that does not hold, in the order of [`OutputRule`].
pub fn check_statement(public: &OutputPublic, private: &OutputPrivate) -> Result<(), OutputRule> {
	let token = generator(domains::DOM_TOKEN, TOKEN_OFFSET, &private.token)
		.ok_or(OutputRule::TokenGenerator)?;
	let ticket = generator(domains::DOM_TICKET, TICKET_OFFSET, &private.ticket)
		.ok_or(OutputRule::TicketGenerator)?;
	let mut asset_point = token.mul(Scalar::from(private.amount));
	if private.has_ticket {
		asset_point = asset_point + ticket;
	}
	if value_commitment(&asset_point, private.trapdoor).affine() != public.value_commitment {
		return Err(OutputRule::ValueCommitment);
	}
	let address = &public.address;
	let note_commitment = compress(&[
		domains::DOM_NOTE,
		asset_point.x(),
		asset_point.y(),
		address.base().x(),
		address.base().y(),
		address.zpkr().x(),
		address.zpkr().y(),
		address.vpkr().x(),
		address.vpkr().y(),
		private.memo_hash,
		private.rsk,
		Base::ZERO,
	]);
	if note_commitment != public.note_commitment {
		return Err(OutputRule::NoteCommitment);
	}
	Ok(())
}
