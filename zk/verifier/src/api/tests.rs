// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{testing::Toy, NativeCrypto};
use codec::Encode;
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_primitives::{TicketCategory, TicketId};
use sero_shielded_primitives::{
	Memo, ProofBytes, ProofItem, PublicInput, ShieldedCrypto, ValueCommitment,
};
use sero_zk_crypto::{
	curve::compress,
	field::{random_nonzero_scalar, random_scalar, scalar_to_bytes},
	value_commitment, Base, Seed, SpendingKey, Tree,
};

mod packages;

use packages::{sealed, Sealed};

fn rng(seed: u8) -> ChaCha20Rng {
	ChaCha20Rng::from_seed([seed; 32])
}

fn key(seed: u8) -> SpendingKey {
	SpendingKey::from_seed(&Seed::from_bytes([seed; 32])).unwrap()
}

/// The bytes of the modulus of the base field, of the scalar field, and 2^256 - 1.
fn not_canonical() -> [[u8; 32]; 3] {
	use ark_ff::{BigInteger, PrimeField};
	let bytes = |modulus: Vec<u8>| -> [u8; 32] { modulus.try_into().unwrap() };
	[
		bytes(Base::MODULUS.to_bytes_le()),
		bytes(<Scalar as PrimeField>::MODULUS.to_bytes_le()),
		[0xff; 32],
	]
}

/// Adds the base field's modulus to an integer, if the sum fits.
fn alias(bytes: &[u8; 32]) -> Option<[u8; 32]> {
	let modulus = not_canonical()[0];
	let mut carry = 0u16;
	let mut out = [0u8; 32];
	for ((out, a), b) in out.iter_mut().zip(bytes).zip(modulus) {
		carry += u16::from(*a) + u16::from(b);
		*out = carry as u8;
		carry >>= 8;
	}
	(carry == 0).then_some(out)
}

/// `(0, 1)`, `(0, -1)` and a point of order 4 or 8.
fn low_order() -> Vec<[u8; 32]> {
	use ark_ec::{AffineRepr, CurveGroup};
	let mut one = [0u8; 32];
	one[0] = 1;
	let mut points = vec![
		one,
		compress(&ark_ed_on_bn254::EdwardsAffine::new_unchecked(
			Base::from(0u64),
			-Base::from(1u64),
		)),
	];
	// l times any point has low order.
	let order = <Scalar as ark_ff::PrimeField>::MODULUS;
	for byte in 0..=255u8 {
		let mut bytes = [0u8; 32];
		bytes[0] = byte;
		if let Ok(point) = decompress(&bytes) {
			let small = point.mul_bigint(order).into_affine();
			points.push(compress(&small));
		}
	}
	points.sort_unstable();
	points.dedup();
	assert_eq!(points.len(), 8);
	points
}

// --- points ---

#[test]
fn low_order_points_are_refused_as_keys_and_accepted_as_plain_points() {
	// A2, A15, A24
	for point in low_order() {
		assert_eq!(check_points(&[(PointKind::Plain, point)]), Ok(()));
		assert_eq!(check_points(&[(PointKind::Cofactor, point)]), Err(CryptoError::LowOrderPoint));
	}
}

#[test]
fn non_canonical_points_are_refused() {
	let mut negative_zero = [0u8; 32];
	negative_zero[0] = 1;
	negative_zero[31] = 0x80;
	let mut wrong = not_canonical().to_vec();
	wrong.truncate(1);
	wrong.extend([[0xff; 32], negative_zero]);
	for y in 0..64u8 {
		// A point that is not on the curve, and the aliases of one that is.
		let mut bytes = [0u8; 32];
		bytes[0] = y;
		match decompress(&bytes) {
			Ok(_) => wrong.extend(alias(&bytes)),
			Err(_) => wrong.push(bytes),
		}
	}
	for point in wrong {
		for kind in [PointKind::Plain, PointKind::Cofactor] {
			assert_eq!(check_points(&[(kind, point)]), Err(CryptoError::InvalidPoint));
		}
	}
	assert_eq!(check_points(&[]), Ok(()));
}

// --- address signatures ---

fn signed(seed: u8) -> (OneTimeAddressBytes, [u8; 32], SignatureBytes) {
	let mut rng = rng(seed);
	let key = key(seed);
	let address = key.payment_address().one_time(random_nonzero_scalar(&mut rng));
	let secret = *key.spend_auth() * key.view();
	let message = [seed; 32];
	let signature =
		schnorr::sign(&FROM_SIGNATURE, &secret, address.base(), &message, &mut rng).unwrap();
	(OneTimeAddressBytes(address.to_bytes()), message, SignatureBytes(signature))
}

#[test]
fn address_signature_verifies_and_every_alteration_is_refused() {
	// A20
	let (address, message, signature) = signed(1);
	assert_eq!(verify_address_signature(&address, &message, &signature), Ok(()));
	for bit in 0..8 * 64 {
		let mut wrong = signature;
		wrong.0[bit / 8] ^= 1 << (bit % 8);
		assert!(verify_address_signature(&address, &message, &wrong).is_err(), "{bit}");
	}
	for byte in 0..32 {
		let mut wrong = message;
		wrong[byte] ^= 1;
		let verdict = verify_address_signature(&address, &wrong, &signature);
		assert_eq!(verdict, Err(CryptoError::InvalidSignature));
	}
	let (other, ..) = signed(2);
	let verdict = verify_address_signature(&other, &message, &signature);
	assert_eq!(verdict, Err(CryptoError::InvalidSignature));
	// Each point of the address but ZPKr, which the signature does not name, binds.
	for part in [1, 2] {
		let mut mixed = address;
		mixed.0[32 * part..32 * (part + 1)].copy_from_slice(&other.0[32 * part..32 * (part + 1)]);
		let verdict = verify_address_signature(&mixed, &message, &signature);
		assert_eq!(verdict, Err(CryptoError::InvalidSignature));
	}
}

#[test]
fn signature_scalars_and_points_must_be_canonical() {
	let (address, message, signature) = signed(1);
	let scalar: [u8; 32] = signature.0[32..].try_into().unwrap();
	// s + l
	let order = not_canonical()[1];
	let mut carry = 0u16;
	let mut shifted = signature;
	for i in 0..32 {
		carry += u16::from(scalar[i]) + u16::from(order[i]);
		shifted.0[32 + i] = carry as u8;
		carry >>= 8;
	}
	assert_eq!(carry, 0);
	let verdict = verify_address_signature(&address, &message, &shifted);
	assert_eq!(verdict, Err(CryptoError::NonCanonicalField));
	for point in low_order() {
		let mut wrong = signature;
		wrong.0[..32].copy_from_slice(&point);
		let verdict = verify_address_signature(&address, &message, &wrong);
		assert_eq!(verdict, Err(CryptoError::LowOrderPoint));
		for part in 0..3 {
			let mut wrong = address;
			wrong.0[32 * part..32 * (part + 1)].copy_from_slice(&point);
			let verdict = verify_address_signature(&wrong, &message, &signature);
			assert_eq!(verdict, Err(CryptoError::LowOrderPoint));
		}
	}
}

// --- balance ---

/// 5 SERO and a ticket come in; 2 SERO and the ticket go to a hidden output, 1 SERO is public, 2 are fee.
struct Balanced {
	statement: BalanceStatement,
	secret: Scalar,
}

fn ticket() -> Ticket {
	Ticket { category: TicketCategory::from_name("CAT").unwrap(), id: TicketId([7; 32]) }
}

fn commit(asset: &Asset, trapdoor: Scalar) -> ValueCommitment {
	let point = value_commitment(&sero_zk_crypto::asset_point(asset), trapdoor);
	ValueCommitment(point.to_bytes())
}

fn sign_balance(statement: &mut BalanceStatement, secret: &Scalar) {
	let base = &VALUE_TRAPDOOR_GENERATOR;
	let signature =
		schnorr::sign(&BALANCE_SIGNATURE, secret, base, &statement.message, &mut rng(9)).unwrap();
	statement.signature = SignatureBytes(signature);
}

fn balanced() -> Balanced {
	let mut rng = rng(3);
	let sero = CurrencyId::SERO;
	let with_ticket = |amount| Asset {
		ticket: Some((ticket().category.0, ticket().id.0)),
		..Asset::token(sero.0, amount)
	};
	let trapdoors: Vec<Scalar> = (0..3).map(|_| random_scalar(&mut rng)).collect();
	let mut statement = BalanceStatement {
		inputs: vec![
			commit(&with_ticket(3), trapdoors[0]),
			commit(&Asset::token(sero.0, 2), trapdoors[1]),
		],
		outputs: vec![commit(&with_ticket(2), trapdoors[2])],
		public: vec![(sero, 1, None), (sero, 2, None)],
		message: [4; 32],
		signature: SignatureBytes([0; 64]),
	};
	let secret = trapdoors[0] + trapdoors[1] - trapdoors[2];
	sign_balance(&mut statement, &secret);
	Balanced { statement, secret }
}

#[test]
fn balance_holds() {
	assert_eq!(verify_balance(&balanced().statement), Ok(()));
}

#[test]
fn every_altered_part_of_the_balance_is_refused() {
	let Balanced { statement, secret } = balanced();
	let token = CurrencyId::from_name("OTHER").unwrap();
	let alterations: Vec<Box<dyn Fn(&mut BalanceStatement)>> = vec![
		Box::new(|s| s.inputs.truncate(1)),
		Box::new(|s| s.outputs.clear()),
		Box::new(|s| s.inputs.push(s.inputs[0])),
		Box::new(|s| s.outputs.push(s.outputs[0])),
		Box::new(|s| s.outputs[0] = s.inputs[0]),
		// A11: more or less of the currency, the largest amount
		Box::new(|s| s.public[0].1 += 1),
		Box::new(|s| s.public[0].1 = 0),
		Box::new(|s| s.public[0].1 = u128::MAX),
		Box::new(|s| s.public.truncate(1)),
		// A33: the fee in another currency
		Box::new(move |s| s.public[1].0 = token),
		Box::new(move |s| s.public.push((token, 1, None))),
		Box::new(|s| s.public.push((CurrencyId::SERO, 0, Some(ticket())))),
	];
	for (number, alter) in alterations.iter().enumerate() {
		let mut wrong = statement.clone();
		alter(&mut wrong);
		assert_eq!(verify_balance(&wrong), Err(CryptoError::InvalidSignature), "{number}");
		// Signing again with what the forger knows does not help.
		sign_balance(&mut wrong, &secret);
		assert_eq!(verify_balance(&wrong), Err(CryptoError::InvalidSignature), "{number}");
	}
	let mut wrong = statement.clone();
	wrong.message[0] ^= 1;
	assert_eq!(verify_balance(&wrong), Err(CryptoError::InvalidSignature));
}

#[test]
fn amounts_do_not_wrap() {
	// A11: 2^128 - 1 and 1 are not 0.
	let sero = CurrencyId::SERO;
	let secret = Scalar::from(5u64);
	let mut statement = BalanceStatement {
		inputs: vec![commit(&Asset::default(), secret)],
		outputs: vec![],
		public: vec![(sero, u128::MAX, None), (sero, 1, None)],
		message: [0; 32],
		signature: SignatureBytes([0; 64]),
	};
	sign_balance(&mut statement, &secret);
	assert_eq!(verify_balance(&statement), Err(CryptoError::InvalidSignature));
	// Three times the largest amount, as one and as three.
	let point = sero_zk_crypto::asset_point(&Asset::token(sero.0, u128::MAX));
	let sum = SubgroupPoint::sum([&point, &point, &point]);
	statement.inputs = vec![ValueCommitment(value_commitment(&sum, secret).to_bytes())];
	statement.public = vec![(sero, u128::MAX, None); 3];
	sign_balance(&mut statement, &secret);
	assert_eq!(verify_balance(&statement), Ok(()));
}

#[test]
fn a_zero_balance_key_is_refused() {
	// A19
	let mut statement = balanced().statement;
	statement.inputs = statement.outputs.clone();
	statement.public.clear();
	assert_eq!(verify_balance(&statement), Err(CryptoError::ZeroBalanceKey));
	statement.inputs.clear();
	statement.outputs.clear();
	assert_eq!(verify_balance(&statement), Err(CryptoError::ZeroBalanceKey));
	statement.public = vec![(CurrencyId::SERO, 0, None)];
	assert_eq!(verify_balance(&statement), Err(CryptoError::ZeroBalanceKey));
}

#[test]
fn low_order_parts_do_not_help() {
	let Balanced { statement, secret } = balanced();
	for point in low_order() {
		let mut wrong = statement.clone();
		wrong.inputs.push(ValueCommitment(point));
		sign_balance(&mut wrong, &secret);
		let identity = decompress(&point).unwrap() == ark_ed_on_bn254::EdwardsAffine::default();
		let expected = if identity { Ok(()) } else { Err(CryptoError::InvalidSignature) };
		assert_eq!(verify_balance(&wrong), expected);
	}
}

#[test]
fn a_ticket_of_category_zero_is_no_ticket() {
	let mut statement = balanced().statement;
	statement.public[0].2 = Some(Ticket::default());
	assert_eq!(verify_balance(&statement), Ok(()));
}

#[test]
fn commitments_must_be_canonical() {
	let mut statement = balanced().statement;
	statement.inputs[0] = ValueCommitment([0xff; 32]);
	assert_eq!(verify_balance(&statement), Err(CryptoError::InvalidPoint));
}

// --- proofs ---

fn field_inputs(inputs: &[Base]) -> Vec<PublicInput> {
	inputs.iter().map(|input| PublicInput::Field(base_to_bytes(input))).collect()
}

fn items(toy: &Toy, key: u32, count: u8) -> Vec<ProofItem> {
	(0..count)
		.map(|i| {
			let (proof, inputs) = toy.prove(i);
			ProofItem { key, proof: ProofBytes(proof), inputs: field_inputs(&inputs) }
		})
		.collect()
}

#[test]
fn proofs_verify_alone_together_and_again() {
	let toys = [Toy::new(2, 11), Toy::new(3, 12)];
	let keys: Vec<_> = toys.iter().map(|toy| toy.key.clone()).collect();
	let mut all = items(&toys[0], 0, 3);
	all.extend(items(&toys[1], 1, 3));
	assert_eq!(verify_proofs(&[], &[]), Ok(()));
	assert_eq!(verify_proofs(&keys, &[]), Ok(()));
	assert_eq!(verify_proofs(&keys, &all[..1]), Ok(()));
	assert_eq!(verify_proofs(&keys, &all), Ok(()));
	assert_eq!(verify_proofs(&keys, &all), Ok(()));
}

#[test]
fn aliased_inputs_are_refused_whether_or_not_the_proof_is_known() {
	// A5: x + r is not another name of x.
	let toy = Toy::new(2, 13);
	let keys = [toy.key.clone()];
	let mut tried = 0;
	for item in items(&toy, 0, 8) {
		assert_eq!(verify_proofs(&keys, core::slice::from_ref(&item)), Ok(()));
		for position in 0..2 {
			let PublicInput::Field(bytes) = &item.inputs[position] else { unreachable!() };
			if let Some(aliased) = alias(bytes) {
				let mut wrong = item.clone();
				wrong.inputs[position] = PublicInput::Field(aliased);
				assert_eq!(verify_proofs(&keys, &[wrong]), Err(CryptoError::NonCanonicalField));
				tried += 1;
			}
		}
	}
	assert!(tried > 4);
}

#[test]
fn wrong_proofs_get_their_errors_in_order() {
	let toys = [Toy::new(2, 14), Toy::new(3, 15)];
	let keys: Vec<_> = toys.iter().map(|toy| toy.key.clone()).collect();
	let good = items(&toys[0], 0, 2);
	let verdict = |items: &[ProofItem]| verify_proofs(&keys, items);

	let mut count = good.clone();
	count[1].inputs.pop();
	assert_eq!(verdict(&count), Err(CryptoError::WrongInputCount));
	count[1].inputs.extend(field_inputs(&[Base::from(0u64); 2]));
	assert_eq!(verdict(&count), Err(CryptoError::WrongInputCount));
	// A point stands for two inputs.
	let mut point = good.clone();
	point[0].inputs = vec![PublicInput::CofactorPoint(low_order()[0])];
	assert_eq!(verdict(&point), Err(CryptoError::LowOrderPoint));
	point[0].inputs = vec![PublicInput::Point([0xff; 32])];
	assert_eq!(verdict(&point), Err(CryptoError::InvalidPoint));
	point[0].inputs = vec![PublicInput::Point(low_order()[0])];
	assert_eq!(verdict(&point), Err(CryptoError::InvalidProof));
	// And so does a currency.
	point[0].inputs = vec![PublicInput::TokenGenerator(CurrencyId::SERO)];
	assert_eq!(verdict(&point), Err(CryptoError::InvalidProof));
	point[0].inputs = field_inputs(&[Base::from(0u64)]);
	point[0].inputs.push(PublicInput::TokenGenerator(CurrencyId::SERO));
	assert_eq!(verdict(&point), Err(CryptoError::WrongInputCount));

	let mut malformed = good.clone();
	malformed[0].proof.0[..32].fill(0xff);
	assert_eq!(verdict(&malformed), Err(CryptoError::MalformedProof));
	let mut other = good.clone();
	other[0].proof = other[1].proof;
	assert_eq!(verdict(&other), Err(CryptoError::InvalidProof));
	let mut swapped = good.clone();
	swapped[0].inputs.swap(0, 1);
	assert_eq!(verdict(&swapped), Err(CryptoError::InvalidProof));
	let mut no_key = good.clone();
	no_key[1].key = 2;
	assert_eq!(verdict(&no_key), Err(CryptoError::Malformed));
	// The first error counts, also when it is in the last of many items.
	let both = [malformed[0].clone(), count[1].clone()];
	assert_eq!(verdict(&both), Err(CryptoError::MalformedProof));
	let both = [count[1].clone(), malformed[0].clone()];
	assert_eq!(verdict(&both), Err(CryptoError::WrongInputCount));
	// Proof of another circuit.
	let foreign = ProofItem { key: 0, ..items(&toys[1], 1, 1).remove(0) };
	assert_eq!(verdict(&[foreign]), Err(CryptoError::WrongInputCount));
	// Every key is checked, used or not, and before the items.
	let keys = [keys[0].clone(), vec![1, 2, 3]];
	assert_eq!(verify_proofs(&keys, &good), Err(CryptoError::InvalidKey));
	assert_eq!(verify_proofs(&keys, &malformed), Err(CryptoError::InvalidKey));
}

#[test]
fn a_known_proof_is_not_known_under_another_key_or_statement() {
	let toys = [Toy::new(2, 16), Toy::new(2, 17)];
	let keys: Vec<_> = toys.iter().map(|toy| toy.key.clone()).collect();
	let good = items(&toys[0], 0, 1).remove(0);
	assert_eq!(verify_proofs(&keys, core::slice::from_ref(&good)), Ok(()));
	let wrong = ProofItem { key: 1, ..good.clone() };
	assert_eq!(verify_proofs(&keys, &[wrong]), Err(CryptoError::InvalidProof));
	let mut wrong = good.clone();
	wrong.inputs = field_inputs(&[Base::from(1u64), Base::from(1u64)]);
	assert_eq!(verify_proofs(&keys, &[wrong]), Err(CryptoError::InvalidProof));
	let mut wrong = good;
	wrong.proof = ProofBytes(toys[0].prove(99).0);
	assert_eq!(verify_proofs(&keys, &[wrong]), Err(CryptoError::InvalidProof));
}

#[cfg(feature = "std")]
#[test]
fn preverified_proofs_are_known_and_bad_ones_are_named() {
	let toy = Toy::new(2, 18);
	let keys = [toy.key.clone(), vec![0; 5]];
	let mut all = items(&toy, 0, 9);
	all[2].inputs.swap(0, 1);
	all[5].proof.0.fill(0xff);
	all[7].key = 1;
	all[8].key = 7;
	let verdicts = preverify(&keys, &all);
	for (position, verdict) in verdicts.iter().enumerate() {
		let expected = match position {
			2 => Err(CryptoError::InvalidProof),
			5 => Err(CryptoError::MalformedProof),
			7 => Err(CryptoError::InvalidKey),
			8 => Err(CryptoError::Malformed),
			_ => Ok(()),
		};
		assert_eq!(*verdict, expected, "{position}");
	}
	let before = crate::cache::counters();
	let good = [0, 1, 3, 4, 6].map(|position| all[position].clone());
	assert_eq!(verify_proofs(&keys[..1], &good), Ok(()));
	// Other tests run at the same time, so only a lower bound holds.
	assert!(crate::cache::counters().proof_hits >= before.proof_hits + 5);
	assert!(before.remembered_proofs >= 5 && before.key_misses > 0);
	assert_eq!(preverify(&keys, &all), verdicts);
	assert_eq!(preverify(&[], &[]), []);
}

#[test]
fn keys_are_linted() {
	let key = Toy::new(2, 19).key;
	assert_eq!(lint_key(&key, 2), Ok(()));
	assert_eq!(lint_key(&key, 3), Err(CryptoError::InvalidKey));
	assert_eq!(lint_key(&key, u32::MAX), Err(CryptoError::InvalidKey));
	assert_eq!(lint_key(&[], 0), Err(CryptoError::InvalidKey));
}

// --- notes and tree ---

fn public_output() -> PublicOutput {
	let address = key(4).payment_address().one_time(Scalar::from(3u64));
	PublicOutput {
		address: OneTimeAddressBytes(address.to_bytes()),
		currency: CurrencyId::SERO,
		amount: 12,
		ticket: Some(ticket()),
		memo: Memo([6; 64]),
	}
}

#[test]
fn public_note_commitment_is_that_of_the_note() {
	let output = public_output();
	let asset = Asset {
		ticket: Some((ticket().category.0, ticket().id.0)),
		..Asset::token(CurrencyId::SERO.0, 12)
	};
	let address = OneTimeAddress::from_bytes(&output.address.0).unwrap();
	let note = Note::public(asset, address, [6; 64]);
	assert_eq!(note.rsk, Scalar::from(0u64));
	let expected = NoteCommitment(base_to_bytes(&note.commitment()));
	assert_eq!(public_note_commitment(&output), Ok(expected));
	let mut wrong = output;
	wrong.address.0[64..].copy_from_slice(&low_order()[3]);
	assert_eq!(public_note_commitment(&wrong), Err(CryptoError::LowOrderPoint));
	wrong.address.0[64..].fill(0xff);
	assert_eq!(public_note_commitment(&wrong), Err(CryptoError::InvalidPoint));
}

#[test]
fn appending_in_parts_gives_the_tree() {
	let commitments: Vec<_> = (0..50u64).map(Base::from).collect();
	let encoded: Vec<_> = commitments.iter().map(|c| NoteCommitment(base_to_bytes(c))).collect();
	let mut tree = Tree::new();
	for (index, commitment) in (0..).zip(&commitments) {
		tree.append(sero_zk_crypto::leaf(index, *commitment)).unwrap();
	}
	let mut frontier = Vec::new();
	let mut leaves = Vec::new();
	for (part, expected) in [(0..1, 0), (1..1, 1), (1..20, 1), (20..50, 20)] {
		let update = append_notes(&frontier, &encoded[part]).unwrap();
		assert_eq!(update.first_index, expected);
		frontier = update.frontier;
		leaves.extend(update.leaves);
	}
	let expected: Vec<_> = tree.leaves().iter().map(base_to_bytes).collect();
	assert_eq!(leaves, expected);
	assert_eq!(tree_root(&frontier), Ok(Anchor(base_to_bytes(&tree.root()))));
	assert_eq!(tree_root(&[]), Ok(Anchor(base_to_bytes(&Tree::new().root()))));
	assert_eq!(append_notes(&[], &[]).unwrap().frontier, Frontier::new().to_bytes());
}

#[test]
fn faulty_tree_arguments_are_refused() {
	let good = NoteCommitment([0; 32]);
	let bad = NoteCommitment([0xff; 32]);
	assert_eq!(append_notes(&[], &[good, bad]), Err(CryptoError::NonCanonicalField));
	assert_eq!(append_notes(&[1], &[good]), Err(CryptoError::Malformed));
	assert_eq!(tree_root(&[0; 9]), Err(CryptoError::Malformed));
	assert_eq!(tree_root(&[0xff; 8]), Err(CryptoError::Malformed));
	// A full tree, and one with a single place left.
	let mut full = CAPACITY.to_le_bytes().to_vec();
	full.extend([0; 32]);
	assert_eq!(append_notes(&full, &[good]), Err(CryptoError::TreeFull));
	assert_eq!(append_notes(&full, &[]), Err(CryptoError::TreeFull));
	let mut last = (CAPACITY - 1).to_le_bytes().to_vec();
	last.extend([0; 32 * 3 * 16]);
	assert_eq!(append_notes(&last, &[good, good]), Err(CryptoError::TreeFull));
	let update = append_notes(&last, &[good]).unwrap();
	assert_eq!(update.first_index, u32::MAX);
	assert!(tree_root(&update.frontier).is_ok());
}

// --- bytes ---

#[test]
fn lengths_that_are_announced_are_not_allocated() {
	// Compact 2^30 - 1 and 2^32 - 1 elements.
	for count in [&[0xfe, 0xff, 0xff, 0xff][..], &[0x03, 0xff, 0xff, 0xff, 0xff][..]] {
		assert_eq!(bytes::check_points(count), CryptoError::Malformed.code());
		assert_eq!(bytes::verify_proofs(count, &[0]), CryptoError::Malformed.code());
		assert_eq!(bytes::verify_proofs(&[0], count), CryptoError::Malformed.code());
		assert_eq!(bytes::verify_balance(count), CryptoError::Malformed.code());
		assert_eq!(bytes::append_notes(&[], count, &mut []), CryptoError::Malformed.code());
		let item = [&[4, 0, 0, 0, 0][..], &[0; 128], count].concat();
		assert_eq!(bytes::verify_proofs(&[0], &item), CryptoError::Malformed.code());
		let keys = [&[4][..], count].concat();
		assert_eq!(bytes::verify_proofs(&keys, &[0]), CryptoError::Malformed.code());
	}
}

#[test]
fn bytes_left_over_are_malformed() {
	let malformed = CryptoError::Malformed.code();
	let long = |bytes: Vec<u8>| [&bytes[..], &[0]].concat();
	assert_eq!(bytes::check_points(&[0]), bytes::SUCCESS);
	assert_eq!(bytes::check_points(&[0, 0]), malformed);
	let statement = balanced().statement.encode();
	assert_eq!(bytes::verify_balance(&statement), bytes::SUCCESS);
	assert_eq!(bytes::verify_balance(&long(statement)), malformed);
	assert_eq!(bytes::verify_proofs(&[0], &[0]), bytes::SUCCESS);
	assert_eq!(bytes::verify_proofs(&[0, 0], &[0]), malformed);
	assert_eq!(bytes::verify_proofs(&[0], &[0, 0]), malformed);
	let mut out = [1; 32];
	let output = public_output().encode();
	assert_eq!(bytes::public_note_commitment(&long(output.clone()), &mut out), malformed);
	assert_eq!(out, [1; 32]);
	assert_eq!(bytes::public_note_commitment(&output, &mut out), bytes::SUCCESS);
	assert_eq!(NoteCommitment(out), public_note_commitment(&public_output()).unwrap());
}

#[test]
fn tree_update_fits_its_buffer() {
	for count in [0, 1, 63, 64, 300] {
		let commitments = vec![NoteCommitment([1; 32]); count];
		let mut frontier = (CAPACITY - 1 - count as u64).to_le_bytes().to_vec();
		let digits: u32 =
			(0..16).map(|i| ((CAPACITY - 1 - count as u64) >> (2 * i) & 3) as u32).sum();
		frontier.extend(vec![0; 32 * digits as usize]);
		let mut out = vec![0; bytes::tree_update_length(count)];
		let code = bytes::append_notes(&frontier, &commitments.encode(), &mut out);
		assert_eq!(code, bytes::SUCCESS);
		let update: TreeUpdate = codec::Decode::decode(&mut &out[..]).unwrap();
		assert_eq!(update, append_notes(&frontier, &commitments).unwrap());
		let mut short = vec![7; update.encode().len() - 1];
		let code = bytes::append_notes(&frontier, &commitments.encode(), &mut short);
		assert_eq!(code, CryptoError::Malformed.code());
		assert!(short.iter().all(|byte| *byte == 7));
	}
}

#[test]
fn trait_and_functions_are_the_same() {
	let (address, message, signature) = signed(5);
	assert_eq!(NativeCrypto::verify_address_signature(&address, &message, &signature), Ok(()));
	assert_eq!(NativeCrypto::verify_balance(&balanced().statement), Ok(()));
	assert_eq!(NativeCrypto::tree_root(&[]), tree_root(&[]));
	assert_eq!(
		NativeCrypto::public_note_commitment(&public_output()),
		public_note_commitment(&public_output())
	);
	assert_eq!(NativeCrypto::check_points(&[]), Ok(()));
	assert_eq!(NativeCrypto::verify_proofs(&[], &[]), Ok(()));
	assert_eq!(NativeCrypto::lint_key(&[], 1), Err(CryptoError::InvalidKey));
	assert_eq!(NativeCrypto::append_notes(&[], &[]), append_notes(&[], &[]));
	let Sealed { key, bytes, address, commitment } = sealed(Asset::default(), b"data");
	let opened = NativeCrypto::open_package(&key, &bytes, &address, &commitment);
	assert!(opened.is_ok());
	assert_eq!(opened, open_package(&key, &bytes, &address, &commitment));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn arbitrary_bytes_never_panic(
		bytes_a in proptest::collection::vec(any::<u8>(), 0..600),
		bytes_b in proptest::collection::vec(any::<u8>(), 0..600),
		count in any::<u32>(),
	) {
		bytes::check_points(&bytes_a);
		bytes::verify_balance(&bytes_a);
		bytes::verify_proofs(&bytes_a, &bytes_b);
		bytes::lint_key(&bytes_a, count);
		let mut out = [0; 32];
		bytes::public_note_commitment(&bytes_a, &mut out);
		bytes::append_notes(&bytes_a, &bytes_b, &mut [0; 100]);
		bytes::tree_root(&bytes_a, &mut out);
		let fixed: [u8; 192] = core::array::from_fn(|i| bytes_a.get(i).copied().unwrap_or(7));
		bytes::verify_address_signature(
			fixed[..96].try_into().unwrap(),
			fixed[96..128].try_into().unwrap(),
			fixed[128..].try_into().unwrap(),
		);
		let good = sealed(Asset::default(), &[]);
		bytes::open_package(&good.key, &bytes_a, &good.address.0, &good.commitment.0, &mut out);
	}

	#[test]
	fn signature_scalars_are_canonical_or_refused(scalar in any::<[u8; 32]>()) {
		let (address, message, mut signature) = signed(6);
		signature.0[32..].copy_from_slice(&scalar);
		let canonical = sero_zk_crypto::field::scalar_from_bytes(&scalar)
			.is_ok_and(|value| scalar_to_bytes(&value) == scalar);
		let expected =
			if canonical { CryptoError::InvalidSignature } else { CryptoError::NonCanonicalField };
		prop_assert_eq!(verify_address_signature(&address, &message, &signature), Err(expected));
	}
}
