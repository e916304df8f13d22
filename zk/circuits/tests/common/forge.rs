// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Public parts for private parts that break a rule: the same formulas with none of the checks.

use ark_ec::CurveGroup;
use ark_ed_on_bn254::{EdwardsAffine, EdwardsProjective};
use ark_ff::AdditiveGroup;
use sero_zk_circuits::{
	input::{InputPrivate, InputPublic},
	output::{OutputPrivate, OutputPublic},
};
use sero_zk_crypto::{
	domains, generators::VALUE_TRAPDOOR_GENERATOR, note::note_auth_point, poseidon2::compress,
	Base, OneTimeAddress, Scalar,
};

/// `scalar · point` for any curve point.
pub fn multiply(point: EdwardsAffine, scalar: Scalar) -> EdwardsAffine {
	(point * scalar).into_affine()
}

/// The note commitment of rule K6 over raw points.
pub fn note_commitment(
	asset: EdwardsAffine,
	base: EdwardsAffine,
	zpkr: EdwardsAffine,
	vpkr: EdwardsAffine,
	memo_hash: Base,
	rsk: Base,
) -> Base {
	compress(&[
		domains::DOM_NOTE,
		asset.x,
		asset.y,
		base.x,
		base.y,
		zpkr.x,
		zpkr.y,
		vpkr.x,
		vpkr.y,
		memo_hash,
		rsk,
		Base::ZERO,
	])
}

/// The public part of a spend, whatever the address base and the asset point are.
pub fn input(private: &InputPrivate) -> InputPublic {
	let zpkr = multiply(private.address_base, private.spend_auth);
	let vpkr = multiply(zpkr, private.view);
	let commitment = note_commitment(
		private.asset_point,
		private.address_base,
		zpkr,
		vpkr,
		private.memo_hash,
		private.rsk,
	);
	let auth = note_auth_point(private.path.index, commitment);
	let trace = auth.mul(private.view);
	let nullifier = trace.mul(private.spend_auth);
	let mut value = VALUE_TRAPDOOR_GENERATOR.mul(private.trapdoor).projective();
	if private.enabled {
		value += private.asset_point;
	}
	InputPublic {
		anchor: private.path.root_from(auth.x()),
		nullifier: compress(&[nullifier.x(), domains::DOM_NULLIFIER]),
		trace: compress(&[trace.x(), domains::DOM_TRACE]),
		value_commitment: value.into_affine(),
	}
}

/// The public part of an output that holds `asset`, whatever this point is.
pub fn output(
	private: &OutputPrivate,
	address: OneTimeAddress,
	asset: EdwardsProjective,
) -> OutputPublic {
	let blinding = VALUE_TRAPDOOR_GENERATOR.mul(private.trapdoor).projective();
	OutputPublic {
		address,
		value_commitment: (asset + blinding).into_affine(),
		note_commitment: note_commitment(
			asset.into_affine(),
			address.base().affine(),
			address.zpkr().affine(),
			address.vpkr().affine(),
			private.memo_hash,
			private.rsk,
		),
	}
}
