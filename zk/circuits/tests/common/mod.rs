// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Sample statements, deterministic in a seed.

#![allow(dead_code)]

pub mod forge;
pub mod mutation;

use ark_ec::{AffineRepr, CurveGroup};
use ark_ed_on_bn254::{EdwardsAffine, EdwardsProjective};
use ark_ff::{PrimeField, Zero};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use rand_core::RngCore;
use sero_zk_circuits::{
	input::{InputPrivate, InputPublic},
	issue::{IssuePrivate, IssuePublic},
	license::{LicensePrivate, LicensePublic},
	output::{OutputPrivate, OutputPublic},
	Circuit,
};
use sero_zk_crypto::{
	field::{random_nonzero_scalar, random_scalar},
	leaf, Asset, Base, LicenseProperty, LicensorKey, MerklePath, Note, OneTimeAddress, Scalar,
	Seed, SpendingKey, Tree,
};

pub const SERO: [u8; 32] = {
	let mut name = [0; 32];
	name[0] = b'S';
	name[1] = b'E';
	name[2] = b'R';
	name[3] = b'O';
	name
};

pub fn rng(seed: u64) -> ChaCha20Rng {
	ChaCha20Rng::seed_from_u64(seed)
}

pub fn key(rng: &mut ChaCha20Rng) -> SpendingKey {
	SpendingKey::from_seed(&Seed::random(rng)).unwrap()
}

pub fn random_base(rng: &mut ChaCha20Rng) -> Base {
	let mut bytes = [0u8; 64];
	rng.fill_bytes(&mut bytes);
	Base::from_le_bytes_mod_order(&bytes)
}

pub fn address(rng: &mut ChaCha20Rng, key: &SpendingKey) -> OneTimeAddress {
	key.payment_address().one_time(random_nonzero_scalar(rng))
}

pub fn bytes32(rng: &mut ChaCha20Rng) -> [u8; 32] {
	let mut bytes = [0u8; 32];
	rng.fill_bytes(&mut bytes);
	bytes
}

pub fn amount(rng: &mut ChaCha20Rng) -> u128 {
	u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64())
}

/// A note with a random amount of SERO and a ticket.
pub fn note(rng: &mut ChaCha20Rng, key: &SpendingKey) -> Note {
	let asset =
		Asset { currency: SERO, amount: amount(rng), ticket: Some((bytes32(rng), bytes32(rng))) };
	note_of(rng, key, asset)
}

pub fn note_of(rng: &mut ChaCha20Rng, key: &SpendingKey, asset: Asset) -> Note {
	let mut memo = [0u8; 64];
	rng.fill_bytes(&mut memo);
	Note { asset, address: address(rng, key), memo, rsk: random_scalar(rng) }
}

/// The path of a note in a tree where it has some predecessors and successors.
pub fn place(rng: &mut ChaCha20Rng, note: &Note) -> MerklePath {
	let mut tree = Tree::new();
	let before = rng.next_u32() % 40;
	for _ in 0..before {
		tree.append(random_base(rng)).unwrap();
	}
	tree.append(leaf(before, note.commitment())).unwrap();
	for _ in 0..rng.next_u32() % 40 {
		tree.append(random_base(rng)).unwrap();
	}
	tree.path(before).unwrap()
}

/// A path with the given index and random siblings: some tree holds the note there.
pub fn place_at(rng: &mut ChaCha20Rng, index: u32) -> MerklePath {
	MerklePath {
		index,
		siblings: core::array::from_fn(|_| core::array::from_fn(|_| random_base(rng))),
	}
}

/// A spend of a random note.
pub fn spend(seed: u64) -> (InputPublic, InputPrivate) {
	let mut rng = rng(seed);
	let key = key(&mut rng);
	let note = note(&mut rng, &key);
	let path = place(&mut rng, &note);
	let private = InputPrivate::spend(&key, &note, path, random_scalar(&mut rng));
	(private.public(Base::from(0u64)).unwrap(), private)
}

/// A dummy input.
pub fn dummy(seed: u64) -> (InputPublic, InputPrivate) {
	let mut rng = rng(seed);
	let private = InputPrivate::dummy(&mut rng);
	(private.public(random_base(&mut rng)).unwrap(), private)
}

/// An output with a random note.
pub fn output(seed: u64) -> (OutputPublic, OutputPrivate) {
	let mut rng = rng(seed);
	let key = key(&mut rng);
	let note = note(&mut rng, &key);
	let trapdoor = random_scalar(&mut rng);
	(OutputPublic::new(&note, trapdoor), OutputPrivate::new(&note, trapdoor))
}

/// An output with a given asset.
pub fn output_of(seed: u64, asset: Asset) -> (OutputPublic, OutputPrivate) {
	let mut rng = rng(seed);
	let key = key(&mut rng);
	let note = note_of(&mut rng, &key, asset);
	let trapdoor = random_scalar(&mut rng);
	(OutputPublic::new(&note, trapdoor), OutputPrivate::new(&note, trapdoor))
}

/// A licensed author, and the licensor.
pub fn licensed(seed: u64) -> (LicensePublic, LicensePrivate, LicensorKey) {
	let mut rng = rng(seed);
	let licensor = LicensorKey::random(&mut rng);
	let address = key(&mut rng).payment_address();
	let property = LicenseProperty { first_block: rng.next_u32() >> 1, last_block: u32::MAX };
	let license = licensor.issue(address.zpk(), property, &mut rng).unwrap();
	let randomizer = random_nonzero_scalar(&mut rng);
	let public = LicensePublic {
		author: address.one_time(randomizer),
		property,
		licensor: licensor.public_key(),
		parent: random_base(&mut rng),
	};
	(public, LicensePrivate::new(&license, randomizer), licensor)
}

/// A licensed author.
pub fn license(seed: u64) -> (LicensePublic, LicensePrivate) {
	let (public, private, _) = licensed(seed);
	(public, private)
}

/// An issue of a random amount of a random token.
pub fn issue(seed: u64) -> (IssuePublic, IssuePrivate) {
	let mut rng = rng(seed);
	let (currency, amount) = (bytes32(&mut rng), amount(&mut rng));
	issue_of(seed, &currency, amount)
}

/// An issue of an amount of a token.
pub fn issue_of(seed: u64, currency: &[u8; 32], amount: u128) -> (IssuePublic, IssuePrivate) {
	let private = IssuePrivate { amount, trapdoor: random_scalar(&mut rng(seed)) };
	(IssuePublic::new(currency, &private), private)
}

/// The eight points of order dividing 8, the identity first.
pub fn torsion() -> Vec<EdwardsAffine> {
	let mut rng = rng(0);
	let order = <Scalar as PrimeField>::MODULUS;
	let generator = loop {
		let y = random_base(&mut rng);
		let Some(point) = EdwardsAffine::get_point_from_y_unchecked(y, true) else { continue };
		let point = point.mul_bigint(order);
		if !(point + point + point + point).is_zero() {
			break point;
		}
	};
	let mut points = vec![EdwardsProjective::zero()];
	for i in 0..7 {
		points.push(points[i] + generator);
	}
	points.iter().map(|point| point.into_affine()).collect()
}

/// The circuit's verdict on a statement: whether its assignment satisfies the constraints.
pub fn circuit_accepts<C: Circuit>(public: &C::Public, private: &C::Private) -> bool {
	C::matrices().is_satisfied(&C::assignment(public, private))
}
