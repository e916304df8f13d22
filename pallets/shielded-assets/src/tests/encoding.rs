// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Encodings: bounds, reduced field elements, points on the curve and of prime order.

use super::wallet::*;
use crate::{check::is_canonical_field, mock::*};
use codec::{Decode, DecodeAll, Encode};
use sero_primitives::units::SERO;
use sero_shielded_primitives::*;
use sero_zk_crypto::{curve::decompress, Base};

/// The identity: x = 0, y = 1.
const IDENTITY: [u8; 32] = {
	let mut bytes = [0u8; 32];
	bytes[0] = 1;
	bytes
};

/// The point of order two: x = 0, y = -1.
fn order_two() -> [u8; 32] {
	let mut bytes = field_order();
	bytes[0] -= 1;
	bytes
}

/// The order of the field.
fn field_order() -> [u8; 32] {
	let mut bytes = sero_zk_crypto::field::base_to_bytes(&-Base::from(1u64));
	bytes[0] += 1;
	bytes
}

/// Bytes of no point: a y for which the curve has no x.
fn off_curve() -> [u8; 32] {
	(2u8..)
		.map(|y| {
			let mut bytes = [0u8; 32];
			bytes[0] = y;
			bytes
		})
		.find(|bytes| decompress(bytes).is_err())
		.expect("half of all y have no x")
}

/// A payment with a public output, to be spoilt.
fn good() -> (Wallet, sp_io::TestExternalities, Bundle) {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	let bundle = chain.execute_with(|| {
		let mut plan = wallet.plan(&[0]).pay(wallet.address(), sero(SERO));
		plan.public.push(wallet.public_output(SERO));
		let plan = plan.with_change(&wallet);
		let bundle = wallet.build(&plan);
		assert!(pool(&bundle).is_ok());
		bundle
	});
	(wallet, chain, bundle)
}

#[test]
fn a_field_element_is_canonical_below_the_order() {
	let order = field_order();
	let mut largest = order;
	largest[0] -= 1;
	assert!(is_canonical_field(&[0; 32]));
	assert!(is_canonical_field(&largest));
	assert!(!is_canonical_field(&order));
	assert!(!is_canonical_field(&[0xff; 32]));
	let mut above = order;
	above[31] += 1;
	assert!(!is_canonical_field(&above));
	let mut below = [0xff; 32];
	below[31] = order[31] - 1;
	assert!(is_canonical_field(&below));
}

/// SA-3, A5: a nullifier plus the field's order would be another nullifier for the same note.
#[test]
fn a_nullifier_that_is_not_reduced_is_refused() {
	let (_, mut chain, mut bundle) = good();
	chain.execute_with(|| {
		let mut carry = 0u16;
		for (byte, order) in bundle.inputs[0].nullifier.0.iter_mut().zip(field_order()) {
			let sum = u16::from(*byte) + u16::from(order) + carry;
			*byte = sum as u8;
			carry = sum >> 8;
		}
		assert_eq!(carry, 0);
		assert_refused(&bundle, RejectReason::NonCanonicalField);
	});
}

/// SA-3, A5.
#[test]
fn field_elements_that_are_not_reduced_are_refused() {
	let (_, mut chain, good) = good();
	chain.execute_with(|| {
		let spoil: [&dyn Fn(&mut Bundle); 4] = [
			&|bundle| bundle.anchor.0 = field_order(),
			&|bundle| bundle.inputs[1].nullifier.0 = [0xff; 32],
			&|bundle| bundle.inputs[1].trace.0 = field_order(),
			&|bundle| bundle.outputs[1].note_commitment.0 = field_order(),
		];
		for change in spoil {
			let mut bundle = good.clone();
			change(&mut bundle);
			assert_refused(&bundle, RejectReason::NonCanonicalField);
		}
	});
}

/// Every place of a bundle with a point of prime order: at `offset` in an address, or a key.
fn prime_order_places() -> Vec<Box<dyn Fn(&mut Bundle, [u8; 32])>> {
	let mut places: Vec<Box<dyn Fn(&mut Bundle, [u8; 32])>> = Vec::new();
	for offset in [0, 32, 64] {
		places.push(Box::new(move |bundle, point| {
			bundle.from.0[offset..offset + 32].copy_from_slice(&point);
		}));
		places.push(Box::new(move |bundle, point| {
			bundle.outputs[0].address.0[offset..offset + 32].copy_from_slice(&point);
		}));
		places.push(Box::new(move |bundle, point| {
			bundle.public_outputs[0].address.0[offset..offset + 32].copy_from_slice(&point);
		}));
	}
	places.push(Box::new(|bundle, point| bundle.outputs[1].ephemeral_key.0 = point));
	places
}

/// SA-4, A2, A15, A24.
#[test]
fn identity_and_low_order_points_are_refused_in_addresses_and_keys() {
	let (_, mut chain, good) = good();
	chain.execute_with(|| {
		for place in prime_order_places() {
			for point in [IDENTITY, order_two()] {
				let mut bundle = good.clone();
				place(&mut bundle, point);
				assert_refused(&bundle, RejectReason::LowOrderPoint);
			}
		}
	});
}

/// SA-3.
#[test]
fn bytes_that_are_no_point_are_refused() {
	let (_, mut chain, good) = good();
	let mut places = prime_order_places();
	places.push(Box::new(|bundle, point| bundle.inputs[0].value_commitment.0 = point));
	places.push(Box::new(|bundle, point| bundle.outputs[0].value_commitment.0 = point));
	chain.execute_with(|| {
		// Off the curve; y not reduced; the sign of x set where x is zero.
		let mut zero_with_sign = IDENTITY;
		zero_with_sign[31] |= 0x80;
		for place in places {
			for point in [off_curve(), field_order(), zero_with_sign] {
				let mut bundle = good.clone();
				place(&mut bundle, point);
				assert_refused(&bundle, RejectReason::InvalidPoint);
			}
		}
	});
}

/// SA-3: nonces and scalars of the signatures.
#[test]
fn signatures_with_other_encodings_are_refused() {
	let (_, mut chain, good) = good();
	chain.execute_with(|| {
		let mut bundle = good.clone();
		bundle.from_signature.0[32..].fill(0xff);
		assert_refused(&bundle, RejectReason::NonCanonicalField);
		let mut bundle = good.clone();
		bundle.from_signature.0[..32].copy_from_slice(&IDENTITY);
		assert_refused(&bundle, RejectReason::LowOrderPoint);
		let mut bundle = good.clone();
		bundle.from_signature.0[..32].copy_from_slice(&off_curve());
		assert_refused(&bundle, RejectReason::InvalidPoint);
		let mut bundle = good;
		bundle.balance_signature.0[32..].fill(0xff);
		assert_refused(&bundle, RejectReason::NonCanonicalField);
	});
}

/// SA-2: more inputs, outputs or public outputs than the bounds do not decode.
#[test]
fn over_long_bundles_do_not_decode() {
	let (_, _, good) = good();
	let encoded = extrinsic(&good).encode();
	assert!(UncheckedExtrinsic::decode_all(&mut &encoded[..]).is_ok());

	let items = |bundle: &Bundle, inputs: usize, outputs: usize, public: usize| {
		let mut bytes =
			(bundle.version, bundle.expiry, bundle.anchor, bundle.from, bundle.fee).encode();
		vec![bundle.inputs[0].clone(); inputs].encode_to(&mut bytes);
		vec![bundle.outputs[0].clone(); outputs].encode_to(&mut bytes);
		vec![bundle.public_outputs[0].clone(); public].encode_to(&mut bytes);
		(bundle.action.clone(), bundle.from_signature, bundle.balance_signature)
			.encode_to(&mut bytes);
		bytes
	};
	let decodes = |bytes: Vec<u8>| Bundle::decode_all(&mut &bytes[..]).is_ok();
	let (inputs, outputs, public) =
		(MAX_INPUTS as usize, MAX_OUTPUTS as usize, MAX_PUBLIC_OUTPUTS as usize);
	assert!(decodes(items(&good, inputs, outputs, public)));
	assert!(!decodes(items(&good, inputs + 1, 1, 1)));
	assert!(!decodes(items(&good, 1, outputs + 1, 1)));
	assert!(!decodes(items(&good, 1, 1, public + 1)));
}

/// SA-2: a bundle that is cut, or has another version or action, does not decode.
#[test]
fn malformed_bundles_do_not_decode() {
	let (_, _, good) = good();
	let encoded = good.encode();
	for length in (0..encoded.len()).step_by(97) {
		assert!(Bundle::decode(&mut &encoded[..length]).is_err());
	}
	for version in [0u8, 2, 255] {
		let mut other = encoded.clone();
		other[0] = version;
		assert!(Bundle::decode(&mut &other[..]).is_err());
	}
}
