// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Attacks on the construction, by their row in the security review: what a prover tries, and that the
//! circuits (and, where it can be put so, the plain checks) refuse it.

mod common;

use std::collections::BTreeSet;

use ark_ec::CurveGroup;
use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, One, PrimeField, Zero};
use common::{
	circuit_accepts, forge,
	mutation::{row_columns, Mutation},
};
use sero_zk_circuits::{
	gadgets::{ladder, montgomery},
	input::{self, InputPrivate, InputPublic},
	output::{self, GeneratorOpening, OutputPrivate, OutputPublic},
	r1cs::Section,
	Circuit, InputCircuit, OutputCircuit,
};
use sero_zk_crypto::{
	domains, field::random_nonzero_scalar, generators::KEY_GENERATOR, note::note_auth_point,
	token_generator, Asset, Base, Note, OneTimeAddress, Scalar, SubgroupPoint,
};

fn refused_input(public: &InputPublic, private: &InputPrivate) {
	assert!(input::check_statement(public, private).is_err());
	assert!(!circuit_accepts::<InputCircuit>(public, private));
}

fn refused_output(public: &OutputPublic, private: &OutputPrivate) {
	assert!(output::check_statement(public, private).is_err());
	assert!(!circuit_accepts::<OutputCircuit>(public, private));
}

fn mutation_of_spend(seed: u64) -> Mutation {
	let (public, private) = common::spend(seed);
	Mutation::new(InputCircuit::matrices(), InputCircuit::assignment(&public, &private))
}

fn mutation_of_output(seed: u64) -> Mutation {
	let (public, private) = common::output(seed);
	Mutation::new(OutputCircuit::matrices(), OutputCircuit::assignment(&public, &private))
}

/// The points of a spend: `CM_auth`, the trace point, the nullifier point.
fn points(private: &InputPrivate) -> [SubgroupPoint; 3] {
	let zpkr = forge::multiply(private.address_base, private.spend_auth);
	let vpkr = forge::multiply(zpkr, private.view);
	let commitment = forge::note_commitment(
		private.asset_point,
		private.address_base,
		zpkr,
		vpkr,
		private.memo_hash,
		private.rsk,
	);
	let auth = note_auth_point(private.path.index, commitment);
	let trace = auth.mul(private.view);
	[auth, trace, trace.mul(private.spend_auth)]
}

#[test]
fn a01_published_points_are_refused_only_their_hashes_pass() {
	let (honest, private) = common::spend(1);
	let [_, trace, nullifier] = points(&private);
	for raw in [nullifier.x(), nullifier.y()] {
		refused_input(&InputPublic { nullifier: raw, ..honest }, &private);
	}
	for raw in [trace.x(), trace.y()] {
		refused_input(&InputPublic { trace: raw, ..honest }, &private);
	}
	// Trace and nullifier have different domains: one cannot stand for the other.
	let swapped = InputPublic { trace: honest.nullifier, nullifier: honest.trace, ..honest };
	refused_input(&swapped, &private);
}

/// Equal commitments at neighboring indices: the points differ by a constant multiple, the published
/// values do not.
#[test]
fn a01_nullifiers_of_neighbors_are_not_related() {
	let (_, mut private) = common::spend(2);
	private.path.index = 0x40;
	let first = (forge::input(&private), points(&private)[2]);
	private.path.index = 0x42;
	let second = (forge::input(&private), points(&private)[2]);
	private.path.index = 0x50;
	let third = (forge::input(&private), points(&private)[2]);
	private.path.index = 0x52;
	let fourth = (forge::input(&private), points(&private)[2]);
	assert_eq!(second.1 - first.1, fourth.1 - third.1);
	let difference = |a: &InputPublic, b: &InputPublic| a.nullifier - b.nullifier;
	assert_ne!(difference(&second.0, &first.0), difference(&fourth.0, &third.0));
}

#[test]
fn a02_address_base_of_small_order_is_refused() {
	let (_, honest) = common::spend(3);
	let mut rng = common::rng(3);
	for torsion in common::torsion() {
		for base in [torsion, (honest.address_base + torsion).into_affine()] {
			if base == honest.address_base {
				continue;
			}
			// Any secret opens such a note, or the nullifier takes eight values.
			let mut private = honest.clone();
			private.address_base = base;
			private.spend_auth = random_nonzero_scalar(&mut rng);
			refused_input(&forge::input(&private), &private);
		}
	}
	// In the circuit the base is eight times a point: torsion in that point changes nothing.
	let mutation = mutation_of_spend(3);
	let columns = mutation.choices("address base");
	let eighth = montgomery_value(&mutation.honest, columns[0], columns[1]);
	for torsion in common::torsion() {
		let (u, v) = montgomery::coordinates(&(eighth + torsion).into_affine());
		assert!(mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
	}
	for torsion in common::torsion() {
		let (u, v) = montgomery::coordinates(&torsion);
		assert!(!mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
	}
}

fn montgomery_value(assignment: &[Base], u: usize, v: usize) -> EdwardsAffine {
	sero_zk_crypto::curve::montgomery_to_edwards(&assignment[u], &assignment[v]).unwrap()
}

/// The columns that a section reads and that are older than it.
fn read_by(mutation: &Mutation, section: &Section) -> BTreeSet<usize> {
	section
		.constraints
		.clone()
		.flat_map(|constraint| row_columns(mutation.system, constraint))
		.filter(|column| !section.columns.contains(column) && *column != 0)
		.collect()
}

/// A named part of the circuit.
fn section(mutation: &Mutation, name: &str) -> Section {
	mutation.system.section(name).unwrap().clone()
}

/// The base variables of the four ladders, each with the section that uses them: the only older variables
/// besides the digits (and, in the last two, the public input that is compared).
fn ladder_bases(mutation: &Mutation) -> [[usize; 2]; 4] {
	let digits: BTreeSet<usize> = section(mutation, "secrets").columns.collect();
	let publics: BTreeSet<usize> = (0..mutation.system.num_instance_variables()).collect();
	let base = |name: &str| -> Vec<usize> {
		read_by(mutation, &section(mutation, name))
			.into_iter()
			.filter(|column| !digits.contains(column) && !publics.contains(column))
			.collect()
	};
	let pair = |columns: Vec<usize>| -> [usize; 2] { columns.try_into().unwrap() };
	let trace = section(mutation, "trace");
	// The trace section begins with the Montgomery form of CM_auth: u, then v.
	let auth = [trace.columns.start, trace.columns.start + 1];
	[pair(base("ZPKr")), pair(base("VPKr")), auth, pair(base("nullifier"))]
}

/// CVE-2026-54496: in Orchard the base of a variable-base multiplication was not constrained to be the
/// committed one. Here every ladder reads no older variables than the digits and its base.
#[test]
fn a03_ladders_read_only_digits_and_their_base() {
	let mutation = mutation_of_spend(4);
	let bases = ladder_bases(&mutation);
	let [address_base, zpkr, auth, trace] = bases;
	let from = |columns: [usize; 2], name: &str| {
		let section = section(&mutation, name);
		assert!(columns.iter().all(|column| section.columns.contains(column)), "{name}");
	};
	from(address_base, "address base");
	from(zpkr, "ZPKr");
	from(trace, "trace");
	// The trace ladder's base is made from the positioned commitment, whose x is the leaf.
	let positioned = section(&mutation, "positioned commitment");
	let read: Vec<usize> = read_by(&mutation, &section(&mutation, "trace"))
		.into_iter()
		.filter(|column| positioned.columns.contains(column))
		.collect();
	assert_eq!(read.len(), 2, "x and y of CM_auth");
	assert!(read_by(&mutation, &section(&mutation, "tree")).contains(&read[0]));
	// And the values are what they should be.
	let (_, private) = common::spend(4);
	let [auth_point, trace_point, _] = points(&private);
	let zpkr_point = forge::multiply(private.address_base, private.spend_auth);
	let expected = [private.address_base, zpkr_point, auth_point.affine(), trace_point.affine()];
	for (columns, expected) in [address_base, zpkr, auth, trace].into_iter().zip(expected) {
		assert_eq!(montgomery_value(&mutation.honest, columns[0], columns[1]), expected);
	}
	// The bases that are committed to: their Edwards forms enter the note commitment.
	let committed = read_by(&mutation, &section(&mutation, "note commitment"));
	for name in ["address base", "ZPKr", "VPKr"] {
		let columns = section(&mutation, name).columns;
		assert!(committed.contains(&(columns.end - 1)) && committed.contains(&(columns.end - 2)));
	}
}

#[test]
fn a03_swapped_bases_are_refused_in_every_multiplication() {
	let mut rng = common::rng(5);
	for mutation in [mutation_of_spend(5), {
		let (public, private) = common::dummy(5);
		Mutation::new(InputCircuit::matrices(), InputCircuit::assignment(&public, &private))
	}] {
		let bases = ladder_bases(&mutation);
		for columns in bases {
			let honest = montgomery_value(&mutation.honest, columns[0], columns[1]);
			let mut others: Vec<EdwardsAffine> = bases
				.iter()
				.map(|columns| montgomery_value(&mutation.honest, columns[0], columns[1]))
				.filter(|other| *other != honest)
				.collect();
			let random = KEY_GENERATOR.mul(random_nonzero_scalar(&mut rng)).affine();
			let double = (honest + honest).into_affine();
			others.extend([-honest, double, random]);
			for other in others {
				let (u, v) = montgomery::coordinates(&other);
				assert!(!mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
			}
		}
		// The base of the address through what determines it: the prover's choice.
		let columns = mutation.choices("address base");
		let random = KEY_GENERATOR.mul(random_nonzero_scalar(&mut rng)).affine();
		let (u, v) = montgomery::coordinates(&random);
		assert!(!mutation.accepts_adapted(&[(columns[0], u), (columns[1], v)]));
	}
	// The two multiplications of an output: the amount's and the trapdoor's (whose base is constant).
	let mutation = mutation_of_output(5);
	let generator = output_generator_columns(&mutation);
	let random = KEY_GENERATOR.mul(random_nonzero_scalar(&mut rng)).affine();
	let honest = montgomery_value(&mutation.honest, generator[0], generator[1]);
	for other in [random, -honest, (honest + honest).into_affine()] {
		let (u, v) = montgomery::coordinates(&other);
		assert!(!mutation.accepts_adapted(&[(generator[0], u), (generator[1], v)]));
	}
}

/// A scalar has one or two digit strings. Both give the same points, hence the same nullifier; there is no
/// third.
#[test]
fn a04_both_representatives_of_a_scalar_give_one_nullifier() {
	let mut both = 0;
	for seed in 6..12 {
		let (_, private) = common::spend(seed);
		let mutation = mutation_of_spend(seed);
		let scalars =
			[("spend authorizing digit", private.spend_auth), ("view digit", private.view)];
		for (label, scalar) in scalars {
			// m = 2^252 + 1 + 2 Σ bit_i 2^i; the other representative is m + 2 l.
			let digits = ladder::scalar_digits(&scalar);
			let mut other = BigInt::<4>::from_bits_be(&digits);
			other.add_with_carry(&Scalar::MODULUS);
			if other.num_bits() as usize > digits.len() {
				continue;
			}
			both += 1;
			let changes: Vec<(usize, Base)> = mutation
				.choices(label)
				.into_iter()
				.enumerate()
				.map(|(i, column)| (column, other.get_bit(digits.len() - 1 - i).into()))
				.collect();
			assert!(mutation.accepts_adapted(&changes));
		}
	}
	assert!(both > 0);
}

/// Faerie gold: two notes with one nullifier. The index is in the positioned commitment and is the place.
#[test]
fn a07_equal_notes_at_two_places_have_two_nullifiers() {
	let mut rng = common::rng(12);
	let key = common::key(&mut rng);
	let note = common::note(&mut rng, &key);
	let trapdoor = Scalar::from(5u64);
	let at = |rng: &mut _, index| {
		let path = common::place_at(rng, index);
		let private = InputPrivate::spend(&key, &note, path, trapdoor);
		(private.public(Base::zero()).unwrap(), private)
	};
	let (first, first_private) = at(&mut rng, 17);
	let (second, second_private) = at(&mut rng, 18);
	assert!(circuit_accepts::<InputCircuit>(&first, &first_private));
	assert!(circuit_accepts::<InputCircuit>(&second, &second_private));
	assert_ne!(first.nullifier, second.nullifier);
	assert_ne!(first.trace, second.trace);
	// The second spend with the first nullifier, and the other way round.
	refused_input(&InputPublic { nullifier: first.nullifier, ..second }, &second_private);
	refused_input(&InputPublic { nullifier: second.nullifier, ..first }, &first_private);
}

/// The index that is hashed and the place in the tree are the same variables.
#[test]
fn a08_index_and_place_are_one_variable() {
	let mutation = mutation_of_spend(13);
	let index: BTreeSet<usize> = mutation.choices("index").into_iter().collect();
	assert_eq!(index.len(), 32);
	let tree = read_by(&mutation, &section(&mutation, "tree"));
	assert!(index.is_subset(&tree));
	// Besides the index, the tree reads the leaf, the anchor and the enabled bit; nothing else.
	assert_eq!(tree.difference(&index).count(), 3);
	let positioned = section(&mutation, "positioned commitment");
	assert!(index.iter().all(|column| positioned.columns.contains(column)));
	// Each is hashed: it is in a constraint of this section besides its booleanity.
	for column in &index {
		let uses = positioned
			.constraints
			.clone()
			.filter(|constraint| row_columns(mutation.system, *constraint).any(|c| c == *column));
		assert!(uses.count() > 1);
	}
	// A note that lies at place i, spent as if its index were j.
	let (public, private) = common::spend(13);
	for bit in [0, 1, 5, 31] {
		let mut moved = private.clone();
		moved.path.index ^= 1 << bit;
		refused_input(&public, &moved);
		let forged = InputPublic { anchor: public.anchor, ..forge::input(&moved) };
		refused_input(&forged, &moved);
	}
}

/// `u` and `v` of the token generator: the base of the amount ladder.
fn output_generator_columns(mutation: &Mutation) -> [usize; 2] {
	let columns = section(mutation, "token generator").columns;
	[columns.end - 2, columns.end - 1]
}

/// With a generator of his choice, `-G` for example, a prover would mint: `v G + v (-G) = 0`.
#[test]
fn a09_unbound_asset_generator_is_refused() {
	let mut rng = common::rng(14);
	let asset = Asset::token(common::SERO, 1_000);
	let (_, honest) = common::output_of(14, asset);
	let generator = token_generator(&common::SERO).point;
	let address = common::address(&mut rng, &common::key(&mut common::rng(1)));
	let amount = Scalar::from(1_000u64);
	for wrong in [
		-generator,
		generator + generator,
		generator.mul(Scalar::from(7u64)),
		KEY_GENERATOR,
		SubgroupPoint::IDENTITY,
	] {
		let public = forge::output(&honest, address, wrong.mul(amount).projective());
		refused_output(&public, &honest);
	}
	// In the circuit: the variables of the generator set to the point, everything after them adapted.
	let (public, private) = common::output_of(14, asset);
	let mutation =
		Mutation::new(OutputCircuit::matrices(), OutputCircuit::assignment(&public, &private));
	let [u, v] = output_generator_columns(&mutation);
	assert_eq!(montgomery_value(&mutation.honest, u, v), generator.affine());
	for wrong in [-generator, generator + generator, KEY_GENERATOR] {
		let (wrong_u, wrong_v) = montgomery::coordinates(&wrong.affine());
		let forged = forge::output(&private, public.address, wrong.mul(amount).projective());
		let mut changes: Vec<(usize, Base)> = forged
			.to_field_elements()
			.into_iter()
			.enumerate()
			.map(|(i, value)| (i + 1, value))
			.collect();
		changes.extend([(u, wrong_u), (v, wrong_v)]);
		let adapted = mutation.adapt(&changes);
		// Everything after the generator is consistent with the forged public inputs: only what
		// determines the generator refuses.
		let token = section(&mutation, "token generator");
		for constraint in 0..mutation.system.num_constraints() {
			if !token.constraints.contains(&constraint) {
				assert!(mutation.system.holds(constraint, &adapted));
			}
		}
		assert!(!mutation.system.is_satisfied(&adapted));
	}
	// A v that is not on the curve of the hash.
	let mut private = private.clone();
	private.token.v = private.token.v.double();
	refused_output(&public, &private);
}

/// The lift may take the other root: `K - 8 P`. This is accepted, and harmless: the offsets do not cancel,
/// so such an amount never balances against one on `K + 8 P`, nor against zero.
#[test]
fn a09_other_sign_of_the_lift_does_not_cancel() {
	let (public, honest) = common::output_of(15, Asset::token(common::SERO, 1_000));
	let mut private = honest.clone();
	private.token.v = -honest.token.v;
	refused_output(&public, &private);
	let generator = token_generator(&common::SERO).point;
	let offset = sero_zk_crypto::generators::TOKEN_OFFSET;
	let other = offset + offset - generator;
	let amount = Scalar::from(1_000u64);
	let forged = forge::output(&private, public.address, other.mul(amount).projective());
	assert_eq!(output::check_statement(&forged, &private), Ok(()));
	assert!(circuit_accepts::<OutputCircuit>(&forged, &private));
	assert_eq!(generator + other, offset + offset);
	assert!(!(generator + other).mul(amount).is_identity());
}

#[test]
fn a10_token_is_not_a_ticket() {
	let mut rng = common::rng(16);
	let address = common::address(&mut rng, &common::key(&mut common::rng(1)));
	let (_, honest) = common::output_of(16, Asset::token(common::SERO, 1));
	// The id of the token under the ticket domain and offset, and under its own domain.
	let mut private = honest.clone();
	private.has_ticket = true;
	private.amount = 0;
	let token = token_generator(&common::SERO).point;
	let public = forge::output(&private, address, token.projective());
	refused_output(&public, &private);
	private.ticket = honest.token;
	refused_output(&public, &private);
	// A ticket counted as one unit of a token.
	let asset = Asset { ticket: Some(([1; 32], [2; 32])), ..Asset::default() };
	let (public, ticket) = common::output_of(16, asset);
	let mut private = ticket.clone();
	private.has_ticket = false;
	private.amount = 1;
	private.token = ticket.ticket;
	refused_output(&public, &private);
	assert_ne!(domains::DOM_TOKEN, domains::DOM_TICKET);
}

/// `2^128` and everything that is not an amount has no assignment.
#[test]
fn a11_amount_of_two_to_the_128_is_refused() {
	let mut rng = common::rng(17);
	let address = common::address(&mut rng, &common::key(&mut common::rng(1)));
	let generator = token_generator(&common::SERO).point;
	let two_128 = Scalar::from(2u64).pow([128]);
	for amount in [two_128, two_128 + Scalar::ONE, -Scalar::ONE, -two_128] {
		let (_, honest) = common::output_of(17, Asset::token(common::SERO, u128::MAX));
		let public = forge::output(&honest, address, generator.mul(amount).projective());
		for digits in [0, 1, 1 << 127, u128::MAX - 1, u128::MAX] {
			let mut private = honest.clone();
			private.amount = digits;
			refused_output(&public, &private);
		}
	}
	// Digits that are not bits would reach it: S = 2^128 - 1 and S - even with even = -1; or a first digit
	// worth more. Everything but their booleanity is adapted.
	let (public, private) = common::output_of(17, Asset::token(common::SERO, u128::MAX));
	let mutation =
		Mutation::new(OutputCircuit::matrices(), OutputCircuit::assignment(&public, &private));
	let even = mutation.choices("amount is even")[0];
	let digits = mutation.choices("amount digit");
	assert_eq!(digits.len(), 127);
	let last = digits[126];
	let forged = forge::output(&private, public.address, generator.mul(two_128).projective());
	let publics: Vec<(usize, Base)> = forged
		.to_field_elements()
		.into_iter()
		.enumerate()
		.map(|(i, value)| (i + 1, value))
		.collect();
	for (column, value) in [(even, -Base::one()), (last, Base::one().double())] {
		let mut changes = publics.clone();
		changes.push((column, value));
		let adapted = mutation.adapt(&changes);
		assert!(!mutation.system.is_satisfied(&adapted));
	}
}

#[test]
fn a11_largest_amount_is_accepted() {
	let (public, private) = common::output_of(18, Asset::token(common::SERO, u128::MAX));
	assert_eq!(output::check_statement(&public, &private), Ok(()));
	assert!(circuit_accepts::<OutputCircuit>(&public, &private));
}

/// A ticket counts once: its coefficient is a bit.
#[test]
fn a12_ticket_coefficient_is_a_bit() {
	let asset = Asset { ticket: Some(([1; 32], [2; 32])), ..Asset::default() };
	let (public, private) = common::output_of(19, asset);
	let ticket = asset.ticket_generator().point;
	for count in [2u64, 3] {
		let twice =
			forge::output(&private, public.address, ticket.mul(Scalar::from(count)).projective());
		refused_output(&twice, &private);
	}
	let mutation =
		Mutation::new(OutputCircuit::matrices(), OutputCircuit::assignment(&public, &private));
	let column = mutation.choices("has ticket")[0];
	for value in [Base::from(2u64), -Base::one()] {
		assert!(!mutation.accepts_adapted(&[(column, value)]));
		assert!(!mutation.accepts_perturbed(column, value));
	}
	// A ticket that is committed to but not declared, and the reverse.
	let mut without = private.clone();
	without.has_ticket = false;
	refused_output(&public, &without);
	let (public, private) = common::output_of(19, Asset::token(common::SERO, 4));
	let mut with = private.clone();
	with.has_ticket = true;
	refused_output(&public, &with);
}

/// The address is a public input: each of its six coordinates is bound.
#[test]
fn a13_output_is_bound_to_its_address() {
	let mut rng = common::rng(20);
	let (honest, private) = common::output(20);
	let other = common::address(&mut rng, &common::key(&mut common::rng(2)));
	let address = honest.address;
	for (zpkr, vpkr, base) in [
		(other.zpkr(), address.vpkr(), address.base()),
		(address.zpkr(), other.vpkr(), address.base()),
		(address.zpkr(), address.vpkr(), other.base()),
		(address.vpkr(), address.zpkr(), address.base()),
		(other.zpkr(), other.vpkr(), other.base()),
	] {
		let address = OneTimeAddress::from_points(*zpkr, *vpkr, *base).unwrap();
		refused_output(&OutputPublic { address, ..honest }, &private);
	}
	let mutation = mutation_of_output(20);
	for column in 1..=OutputPublic::LEN {
		assert!(!mutation.accepts_perturbed(column, -mutation.honest[column]));
	}
}

/// The burn attack `PKr = (r VPK, r ZPK, r' G)`: passes the trace test, and cannot be spent.
#[test]
fn a14_address_with_a_foreign_base_cannot_be_spent() {
	let mut rng = common::rng(21);
	let key = common::key(&mut rng);
	let (r, other) = (random_nonzero_scalar(&mut rng), random_nonzero_scalar(&mut rng));
	let honest = key.payment_address().one_time(r);
	let foreign = KEY_GENERATOR.mul(other);
	let address = OneTimeAddress::from_points(*honest.zpkr(), *honest.vpkr(), foreign).unwrap();
	let asset = Asset::token(common::SERO, 5);
	let note = Note { address, ..common::note_of(&mut rng, &key, asset) };
	assert!(key.full_viewing_key().owns(&address) && !key.owns(&address));
	let path = common::place(&mut rng, &note);
	let anchor = path.root_from(sero_zk_crypto::leaf(path.index, note.commitment()));
	let private = InputPrivate::spend(&key, &note, path, Scalar::ONE);
	let public = InputPublic { anchor, ..private.public(Base::zero()).unwrap() };
	refused_input(&public, &private);
}

/// A note whose address points are the identity would belong to everybody; no input opens it.
#[test]
fn a15_note_at_the_identity_cannot_be_spent() {
	let identity = SubgroupPoint::IDENTITY;
	assert!(OneTimeAddress::from_points(identity, identity, KEY_GENERATOR).is_err());
	let (_, mut private) = common::spend(22);
	private.spend_auth = Scalar::ZERO;
	refused_input(&forge::input(&private), &private);
	private.view = Scalar::ZERO;
	refused_input(&forge::input(&private), &private);
}

/// The trace is proved, and the split of the product `zsk · vsk` is pinned by `ZPKr`.
#[test]
fn a16_trace_is_bound_and_the_secrets_cannot_be_split_otherwise() {
	let (honest, private) = common::spend(23);
	refused_input(&InputPublic { trace: Base::zero(), ..honest }, &private);
	let factor = Scalar::from(11u64);
	let mut split = private.clone();
	split.view *= factor;
	split.spend_auth *= factor.inverse().unwrap();
	// The product, hence VPKr and the nullifier point, are unchanged.
	assert_eq!(split.view * split.spend_auth, private.view * private.spend_auth);
	let [auth, _, nullifier] = points(&private);
	assert_eq!(auth.mul(split.view).mul(split.spend_auth), nullifier);
	refused_input(&honest, &split);
	// With the trace that the split would give: the note is another one.
	let trace =
		sero_zk_crypto::poseidon2::compress(&[auth.mul(split.view).x(), domains::DOM_TRACE]);
	refused_input(&InputPublic { trace, ..honest }, &split);
	refused_input(&InputPublic { anchor: honest.anchor, ..forge::input(&split) }, &split);
}

/// The randomness that determines `RPK = rsk · ZPKr` and the note key is in the note commitment.
#[test]
fn a25_randomness_of_the_note_key_is_committed() {
	let (honest, private) = common::output(24);
	let mut other = private.clone();
	other.rsk += Base::one();
	refused_output(&honest, &other);
	let (honest, private) = common::spend(24);
	let mut other = private.clone();
	other.rsk += Base::one();
	refused_input(&honest, &other);
}

/// A disabled input commits to nothing, so it brings no value in, whatever note it opens.
#[test]
fn disabled_input_brings_no_value() {
	let (_, mut private) = common::spend(25);
	private.enabled = false;
	let public = forge::input(&private);
	assert!(circuit_accepts::<InputCircuit>(&public, &private));
	let blinding = sero_zk_crypto::generators::VALUE_TRAPDOOR_GENERATOR.mul(private.trapdoor);
	assert_eq!(public.value_commitment, blinding.affine());
	// Half enabled: a coefficient that is not a bit.
	let mutation = mutation_of_spend(25);
	let column = mutation.choices("enabled")[0];
	for value in [Base::from(2u64), -Base::one(), Base::from(2u64).inverse().unwrap()] {
		assert!(!mutation.accepts_adapted(&[(column, value)]));
		assert!(!mutation.accepts_perturbed(column, value));
	}
}

/// The bits of the note commitment need not be canonical. The other integer with the same residue gives
/// another leaf, so it is refused; nothing else notices it.
#[test]
fn non_canonical_commitment_bits_are_refused_by_the_tree() {
	let bound = {
		let mut bound = BigInt::<4>::new([0, 0, 0, 1 << 62]);
		bound.sub_with_borrow(&Base::MODULUS);
		bound
	};
	let (mutation, commitment) = (26..)
		.find_map(|seed| {
			let mutation = mutation_of_spend(seed);
			let columns = mutation.choices("note commitment bit");
			let bits: Vec<bool> =
				columns.iter().map(|column| mutation.honest[*column].is_one()).collect();
			let integer = BigInt::<4>::from_bits_le(&bits);
			(integer < bound).then_some((mutation, integer))
		})
		.unwrap();
	let mut alias = commitment;
	alias.add_with_carry(&Base::MODULUS);
	let changes: Vec<(usize, Base)> = mutation
		.choices("note commitment bit")
		.into_iter()
		.enumerate()
		.map(|(i, column)| (column, Base::from(alias.get_bit(i))))
		.collect();
	let adapted = mutation.adapt(&changes);
	let failing: Vec<usize> = (0..mutation.system.num_constraints())
		.filter(|constraint| !mutation.system.holds(*constraint, &adapted))
		.collect();
	// The anchor, and trace and nullifier since the public inputs stay.
	let ends =
		["tree", "trace", "nullifier"].map(|name| section(&mutation, name).constraints.end - 1);
	assert_eq!(failing, ends);
}

/// Openings of generators are plain data; a copy of an opening under another counter is another generator.
#[test]
fn another_counter_is_another_generator() {
	let (public, honest) = common::output_of(40, Asset::token(common::SERO, 9));
	let (counter, v) = (1u64..)
		.map(|i| honest.token.counter + Base::from(i))
		.find_map(|counter| {
			let u = sero_zk_crypto::poseidon2::compress(&[
				domains::DOM_TOKEN,
				honest.token.id,
				counter,
			]);
			Some((counter, sero_zk_crypto::curve::montgomery_v(&u)?))
		})
		.unwrap();
	let mut private = honest.clone();
	private.token = GeneratorOpening { counter, v, ..honest.token };
	refused_output(&public, &private);
}
