// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::io::Write;

use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{FftField, Field};
use ark_groth16::Proof;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::{binary, rehearsal, PowersFile};

/// `x = y³ + 5`, with x public.
fn system() -> System {
	let one = Fr::from(1u64);
	let rows = vec![
		[vec![(2, one)], vec![(2, one)], vec![(3, one)]],
		[vec![(3, one)], vec![(2, one)], vec![(4, one)]],
		[vec![(0, Fr::from(5u64)), (4, one)], vec![(0, one)], vec![(1, one)]],
	];
	System::new(1, 5, rows).unwrap()
}

fn powers_bytes(seed: u8, power: u32) -> Vec<u8> {
	let mut rng = ChaCha20Rng::from_seed([seed; 32]);
	rehearsal::powers_file(power, true, &mut rng, &()).unwrap()
}

fn opened(bytes: &[u8]) -> Result<PowersFile, CeremonyError> {
	let mut file = tempfile::NamedTempFile::new().unwrap();
	file.write_all(bytes).unwrap();
	// The open file stays readable without its name.
	PowersFile::open(file.path(), &())
}

fn powers(seed: u8) -> Powers {
	opened(&powers_bytes(seed, 4)).unwrap().powers(system().domain_power()).unwrap()
}

/// The bytes without the Lagrange polynomials, and with a section changed.
fn changed(bytes: &[u8], change: impl Fn(u32, &mut Vec<u8>) -> bool) -> Vec<u8> {
	let sections = binary::Sections::new("ptau", bytes).unwrap();
	let kept = (1..16).filter_map(|number| {
		let mut content = sections.section(number).ok()?.to_vec();
		change(number, &mut content).then_some((number, content))
	});
	binary::assemble("ptau", &kept.collect::<Vec<_>>())
}

fn contributed(names: &[&str]) -> CeremonyKey {
	let mut key = CeremonyKey::start(&system(), &powers(1), &()).unwrap();
	for name in names {
		let secret = Secret::from_entropy(name.as_bytes()).unwrap();
		key.contribute(&secret, name, &()).unwrap();
	}
	key
}

fn check(key: &CeremonyKey) -> Result<(), CeremonyError> {
	everything(&system(), &powers(1), key, &())
}

/// The reason of a refused contribution, with its number.
fn refused(key: &CeremonyKey) -> (usize, &'static str) {
	match check(key) {
		Err(CeremonyError::Contribution { number, reason }) => (number, reason),
		other => panic!("{other:?}"),
	}
}

const ORDER: &str = "its transcript is not the hash of what comes before";
const KNOWLEDGE: &str = "the contributor did not know the factor";
const STEP: &str = "delta did not go on by the contributor's factor";

#[test]
fn three_contributions_and_a_beacon_are_accepted() {
	let mut key = contributed(&["one", "two", "three"]);
	check(&key).unwrap();
	key.beacon(&[7; 32], 10, "the end", &()).unwrap();
	check(&key).unwrap();
	assert_eq!((key.people(), key.is_closed()), (3, true));
	// The file says the same.
	assert_eq!(CeremonyKey::from_bytes(&key.to_bytes()).unwrap(), key);
	// Nobody contributes after the beacon.
	let secret = Secret::from_entropy(b"late").unwrap();
	assert!(matches!(key.contribute(&secret, "late", &()), Err(CeremonyError::Closed)));
	assert!(matches!(key.beacon(&[8; 32], 10, "", &()), Err(CeremonyError::Closed)));
}

#[test]
fn no_contribution_is_accepted_as_such() {
	check(&contributed(&[])).unwrap();
}

#[test]
fn a_contribution_that_leaves_delta_unchanged_is_refused() {
	let mut key = contributed(&["one"]);
	let before = key.delta_g1;
	key.contribute(&Secret::of(Fr::from(1u64)), "idle", &()).unwrap();
	assert_eq!(key.delta_g1, before);
	assert_eq!(refused(&key), (2, "it leaves delta as it was"));
}

#[test]
fn contributions_in_another_order_are_refused() {
	let mut key = contributed(&["one", "two", "three"]);
	key.contributions.swap(0, 1);
	assert_eq!(refused(&key), (1, ORDER));
	let mut key = contributed(&["one", "two", "three"]);
	key.contributions.swap(1, 2);
	assert_eq!(refused(&key), (2, ORDER));
}

#[test]
fn missing_and_repeated_contributions_are_refused() {
	for place in 0..2 {
		let mut key = contributed(&["one", "two", "three"]);
		key.contributions.remove(place);
		assert_eq!(refused(&key), (place + 1, ORDER));
	}
	let mut key = contributed(&["one", "two", "three"]);
	key.contributions.pop();
	assert!(matches!(check(&key), Err(CeremonyError::Key(_))));
	let mut key = contributed(&["one", "two"]);
	key.contributions.push(key.contributions[1].clone());
	assert_eq!(refused(&key), (3, ORDER));
}

#[test]
fn each_altered_field_of_a_contribution_is_refused() {
	let other = (G1Affine::generator() * Fr::from(11u64)).into_affine();
	let other_g2 = (G2Affine::generator() * Fr::from(11u64)).into_affine();
	type Change = fn(&mut Contribution, G1Affine, G2Affine);
	let changes: [(Change, &str); 8] = [
		(|entry, point, _| entry.base = point, ORDER),
		(|entry, point, _| entry.base_multiple = point, ORDER),
		(|entry, _, _| entry.transcript[0] ^= 1, ORDER),
		(|entry, _, point| entry.hash_multiple = point, KNOWLEDGE),
		(|entry, _, _| entry.hash_multiple = G2Affine::zero(), KNOWLEDGE),
		(|entry, point, _| entry.delta_after = point, STEP),
		(|entry, _, _| entry.delta_after = G1Affine::zero(), STEP),
		(|entry, _, _| entry.delta_after = -entry.delta_after, STEP),
	];
	for (number, (change, reason)) in changes.into_iter().enumerate() {
		for place in 0..2 {
			let mut key = contributed(&["one", "two"]);
			change(&mut key.contributions[place], other, other_g2);
			assert_eq!(refused(&key), (place + 1, reason), "change {number}");
		}
	}
}

/// Somebody else's proof of knowledge is worth nothing at another place: it is bound to what comes before.
#[test]
fn a_copied_proof_of_knowledge_is_refused() {
	let mut key = contributed(&["one"]);
	let copied = key.contributions[0].clone();
	let mut again = contributed(&["two"]);
	let first = &again.contributions[0];
	let hash = transcript(
		&key.circuit_hash,
		core::slice::from_ref(first),
		&copied.base,
		&copied.base_multiple,
	);
	again.contributions.push(Contribution { transcript: hash, ..copied });
	again.delta_g1 = again.contributions[1].delta_after;
	assert_eq!(refused(&again), (2, KNOWLEDGE));
	// Nor does a factor that nobody knows lead anywhere: multiples of the generators alone.
	let unknown = Fr::from(13u64);
	key.contributions[0].base_multiple = (key.contributions[0].base * unknown).into_affine();
	let (base, multiple) = (key.contributions[0].base, key.contributions[0].base_multiple);
	key.contributions[0].transcript = transcript(&key.circuit_hash, &[], &base, &multiple);
	key.contributions[0].hash_multiple = (G2Affine::generator() * unknown).into_affine();
	assert_eq!(refused(&key), (1, KNOWLEDGE));
}

#[test]
fn another_beacon_than_recorded_is_refused() {
	let mut key = contributed(&["one"]);
	key.beacon(&[7; 32], 10, "", &()).unwrap();
	for (value, exponent) in [([8; 32], 10), ([7; 32], 11)] {
		let mut wrong = key.clone();
		let kind = ContributionKind::Beacon { value: value.to_vec(), exponent };
		wrong.contributions[1].kind = kind;
		assert_eq!(refused(&wrong), (2, "it is not what the beacon leads to"));
	}
	// A person's contribution dressed up as a beacon.
	let mut wrong = contributed(&["one", "two"]);
	wrong.contributions[1].kind = ContributionKind::Beacon { value: vec![7; 32], exponent: 10 };
	assert_eq!(refused(&wrong), (2, "it is not what the beacon leads to"));
}

#[test]
fn contributions_after_a_beacon_are_refused() {
	let mut key = contributed(&["one"]);
	key.beacon(&[7; 32], 10, "", &()).unwrap();
	let open = ContributionKind::Person;
	let recorded = core::mem::replace(&mut key.contributions[1].kind, open);
	key.contribute(&Secret::from_entropy(b"late").unwrap(), "late", &()).unwrap();
	key.contributions[1].kind = recorded;
	assert_eq!(refused(&key), (3, "it follows the beacon"));
}

#[test]
fn each_altered_part_of_a_key_is_refused() {
	let other = (G1Affine::generator() * Fr::from(11u64)).into_affine();
	let other_g2 = (G2Affine::generator() * Fr::from(11u64)).into_affine();
	type Change = fn(&mut CeremonyKey, G1Affine, G2Affine);
	let changes: [Change; 16] = [
		|key, point, _| key.alpha_g1 = point,
		|key, point, _| key.beta_g1 = point,
		|key, _, point| key.beta_g2 = point,
		|key, _, point| key.gamma_g2 = point,
		|key, point, _| key.delta_g1 = point,
		|key, _, point| key.delta_g2 = point,
		|key, _, _| key.inputs.swap(0, 1),
		|key, _, _| key.coefficients[20] ^= 1,
		|key, _, _| key.a.swap(2, 3),
		|key, point, _| key.b_g1[2] = point,
		|key, _, point| key.b_g2[2] = point,
		|key, _, _| key.l.swap(0, 1),
		|key, point, _| key.l[2] = point,
		|key, _, _| key.h.swap(0, 1),
		|key, point, _| key.h[7] = point,
		|key, _, _| key.h[3] = G1Affine::zero(),
	];
	for (number, change) in changes.into_iter().enumerate() {
		let mut key = contributed(&["one", "two"]);
		check(&key).unwrap();
		change(&mut key, other, other_g2);
		assert!(matches!(check(&key), Err(CeremonyError::Key(_))), "change {number}");
	}
}

/// A contributor that multiplies a part of the key by another factor than it records.
#[test]
fn points_divided_by_another_factor_are_refused() {
	for part in 0..2 {
		let mut key = contributed(&["one", "two"]);
		let points = if part == 0 { &mut key.l } else { &mut key.h };
		for point in points {
			*point = (*point * Fr::from(2u64)).into_affine();
		}
		assert!(matches!(check(&key), Err(CeremonyError::Key(_))));
	}
}

/// The quotients of honest provers are orthogonal to `w^(2j+1)`: a multiple of it in the points H changes no honest
/// proof. But it gives a forger the point that somebody put there, divided by delta: here that of the public input,
/// with which a proof for one value becomes a proof for any. All contributors after it were honest.
#[test]
fn points_that_no_honest_proof_uses_are_compared_too() {
	let powers = powers(1);
	let mut key = CeremonyKey::start(&system(), &powers, &()).unwrap();
	let size = u64::from(key.domain());
	let root = <Fr as FftField>::get_root_of_unity(2 * size).unwrap();
	// What the forger's combination of the honest points is: (tau^(2n-1) - tau^(n-1)) / 2.
	let [low, high] = [size - 1, 2 * size - 1].map(|k| powers.tau_g1[k as usize]);
	let half = Fr::from(2u64).inverse().unwrap();
	let added = key.inputs[1] - (high - low) * half;
	let scale = Fr::from(size).inverse().unwrap();
	for (j, point) in (0u64..).zip(&mut key.h) {
		*point = (*point + added * (root.pow([2 * j + 1]) * scale)).into_affine();
	}
	for name in ["one", "two"] {
		let verdict = check(&key);
		let reason = "the points H are not divided by delta";
		assert!(matches!(verdict, Err(CeremonyError::Key(found)) if found == reason));
		key.contribute(&Secret::from_entropy(name.as_bytes()).unwrap(), name, &()).unwrap();
	}
	// The hash of the first key does not tell: it takes in powers, not the points H.
	assert_eq!(key.circuit_hash, contributed(&[]).circuit_hash);

	let assignment = [1u64, 32, 3, 9, 27].map(Fr::from);
	assert!(system().is_satisfied(&assignment));
	let proof = prove(&key, &assignment);
	assert!(accepted(&key, &proof, 32) && !accepted(&key, &proof, 1_000_000));
	let factors: Vec<_> = (0..size).map(|j| root.inverse().unwrap().pow([2 * j + 1])).collect();
	let divided = combination(&key.h, &factors);
	let change = Fr::from(32u64) - Fr::from(1_000_000u64);
	let forged = Proof { c: (proof.c + divided * change).into_affine(), ..proof };
	assert!(accepted(&key, &forged, 1_000_000));
}

type Groth16 = ark_groth16::Groth16<Bn254, sero_zk_params::setup::CircomReduction>;

fn prove(key: &CeremonyKey, assignment: &[Fr]) -> Proof<Bn254> {
	let system = system();
	let side = |side: usize| {
		let turned = |row: &Vec<(u32, Fr)>| row.iter().map(|(i, v)| (*v, *i as usize)).collect();
		system.rows().iter().map(|row| turned(&row[side])).collect()
	};
	let (r, s) = (Fr::from(5u64), Fr::from(6u64));
	Groth16::create_proof_with_reduction_and_matrices(
		&key.to_proving_key(),
		r,
		s,
		&[side(0), side(1), side(2)],
		2,
		system.rows().len(),
		assignment,
	)
	.unwrap()
}

fn accepted(key: &CeremonyKey, proof: &Proof<Bn254>, public: u64) -> bool {
	let key = ark_groth16::prepare_verifying_key(&key.to_proving_key().vk);
	Groth16::verify_proof(&key, proof, &[Fr::from(public)]).unwrap()
}

/// A file cut from a larger one: its Lagrange polynomials know a power that its section 2 does not have.
#[test]
fn files_cut_from_larger_ones_are_read() {
	let large = powers_bytes(1, 4);
	let header = |number: u32, content: &mut Vec<u8>| {
		let (first, second) = (crate::points::G1_LENGTH, crate::points::G2_LENGTH);
		match number {
			1 => content[36..40].copy_from_slice(&3u32.to_le_bytes()),
			2 => content.truncate(15 * first),
			3 => content.truncate(8 * second),
			4 | 5 => content.truncate(8 * first),
			12 => content.truncate(31 * first),
			13 => content.truncate(15 * second),
			14 | 15 => content.truncate(15 * first),
			_ => {},
		}
		true
	};
	let small = opened(&changed(&large, header)).unwrap().powers(3).unwrap();
	small.verify(&()).unwrap();
	assert_eq!(small, opened(&large).unwrap().powers(3).unwrap());
	// Another point in the place of that power.
	let mut wrong = small;
	wrong.tau_g1[15] = wrong.tau_g1[14];
	assert!(matches!(wrong.verify(&()), Err(CeremonyError::Powers(_))));
	let lagrange = wrong.prepared.as_mut().unwrap();
	let root = <Fr as FftField>::get_root_of_unity(16).unwrap();
	for (j, point) in (0u64..).zip(&mut lagrange.odd_g1) {
		*point = (*point + G1Affine::generator() * root.pow([2 * j + 1])).into_affine();
	}
	assert!(matches!(wrong.verify(&()), Err(CeremonyError::Powers(_))));
}

#[test]
fn other_powers_of_tau_and_other_circuits_are_refused() {
	let key = contributed(&["one", "two"]);
	let other = everything(&system(), &powers(2), &key, &());
	assert!(matches!(other, Err(CeremonyError::Key(_))), "{other:?}");
	let mut rows = system().rows().to_vec();
	rows[2][0][0].1 = Fr::from(6u64);
	let circuit = System::new(1, 5, rows).unwrap();
	let other = everything(&circuit, &powers(1), &key, &());
	assert!(matches!(other, Err(CeremonyError::Key(_))), "{other:?}");
	// With the sizes of another one.
	let circuit = System::new(2, 5, system().rows().to_vec()).unwrap();
	let other = everything(&circuit, &powers(1), &key, &());
	assert!(matches!(other, Err(CeremonyError::Key("its sizes are others"))), "{other:?}");
}

#[test]
fn a_key_continues_only_what_it_holds() {
	let first = contributed(&["one"]);
	let mut next = first.clone();
	next.contribute(&Secret::from_entropy(b"two").unwrap(), "two", &()).unwrap();
	continuation(&first, &next).unwrap();
	let no = |earlier: &CeremonyKey, key: &CeremonyKey| {
		matches!(continuation(earlier, key), Err(CeremonyError::NoContinuation(_)))
	};
	assert!(no(&first, &first) && no(&next, &first));
	// Somebody worked on an older file: correct by itself, but "one" is gone.
	let fork = contributed(&["two", "three"]);
	check(&fork).unwrap();
	assert!(no(&first, &fork));
	let mut other_powers = next.clone();
	other_powers.circuit_hash =
		CeremonyKey::start(&system(), &powers(2), &()).unwrap().circuit_hash;
	assert!(no(&first, &other_powers));
}

#[test]
fn keys_in_broken_files_are_refused() {
	let mut key = contributed(&["one", "two"]);
	key.beacon(&[7; 32], 10, "end", &()).unwrap();
	let good = key.to_bytes();
	for length in (0..good.len()).step_by(41) {
		assert!(CeremonyKey::from_bytes(&good[..length]).is_err());
	}
	for position in (0..good.len()).step_by(23) {
		let mut wrong = good.clone();
		wrong[position] ^= 0x10;
		// Refused at once, or other than it was and refused when it is checked; a name is nobody's.
		if let Ok(read) = CeremonyKey::from_bytes(&wrong) {
			assert_ne!(read, key, "{position}");
			let mut renamed = read.clone();
			for (to, from) in renamed.contributions.iter_mut().zip(&key.contributions) {
				to.name.clone_from(&from.name);
			}
			assert!(renamed == key || check(&read).is_err(), "{position}");
		}
	}
}

#[test]
fn names_are_short_and_without_control_characters() {
	let mut key = contributed(&[]);
	let secret = Secret::from_entropy(b"name").unwrap();
	for name in ["a\u{1b}[2J", "two\nlines", &"x".repeat(65)] {
		assert!(matches!(key.contribute(&secret, name, &()), Err(CeremonyError::Name)));
	}
	key.contribute(&secret, &"x".repeat(64), &()).unwrap();
	key.contribute(&secret, "", &()).unwrap();
	key.contribute(&secret, "Åsa 名", &()).unwrap();
	check(&key).unwrap();
	assert_eq!(CeremonyKey::from_bytes(&key.to_bytes()).unwrap(), key);
}

#[test]
fn own_preparation_is_that_of_the_file() {
	let bytes = powers_bytes(1, 4);
	let plain = changed(&bytes, |number, _| number < 12);
	// With powers to spare, and with just enough: the last power of the double domain is missing then.
	for power in [2, 3, 4] {
		let prepared = opened(&bytes).unwrap().powers(power).unwrap();
		let unprepared = opened(&plain).unwrap().powers(power).unwrap();
		prepared.verify(&()).unwrap();
		unprepared.verify(&()).unwrap();
		assert!(prepared.prepared.is_some() && unprepared.prepared.is_none());
		assert_eq!(prepared.lagrange(&()).unwrap(), unprepared.lagrange(&()).unwrap(), "{power}");
	}
	let needed = opened(&bytes).unwrap().powers(5);
	assert!(matches!(needed, Err(CeremonyError::TooFewPowers { needed: 5, found: 4 })));
}

#[test]
fn altered_powers_are_refused() {
	let bytes = powers_bytes(1, 3);
	let other = crate::points::points_to_bytes(&[(G1Affine::generator() * Fr::from(9u64)).into()]);
	let other_g2 =
		crate::points::points_to_bytes(&[(G2Affine::generator() * Fr::from(9u64)).into()]);
	let wrong = |section: u32, place: usize| {
		let point = if matches!(section, 3 | 6 | 13) { &other_g2 } else { &other };
		let bytes = changed(&bytes, |number, content| {
			if number == section {
				let start = place * point.len();
				content[start..start + point.len()].copy_from_slice(point);
			}
			true
		});
		opened(&bytes).unwrap().powers(3).unwrap().verify(&())
	};
	opened(&bytes).unwrap().powers(3).unwrap().verify(&()).unwrap();
	let places = [
		(2, vec![0, 1, 2, 8, 14]),
		(3, vec![0, 1, 2, 7]),
		(4, vec![0, 1, 7]),
		(5, vec![0, 1, 7]),
		(6, vec![0]),
		// The Lagrange polynomials of the domain of 8, and the odd ones of that of 16.
		(12, vec![7, 14, 16, 30]),
		(13, vec![7, 14]),
		(14, vec![7, 14]),
		(15, vec![7, 14]),
	];
	for (section, places) in places {
		for place in places {
			let verdict = wrong(section, place);
			assert!(matches!(verdict, Err(CeremonyError::Powers(_))), "{section}, {place}");
		}
	}
}

#[test]
fn degenerate_powers_are_refused() {
	// Of tau = 1, which everybody knows; and of a root of unity, at which the vanishing polynomial is zero.
	for tau in [Fr::from(1u64), -Fr::from(1u64), FftField::get_root_of_unity(4).unwrap()] {
		let powers = of_tau(tau, Fr::from(3u64), Fr::from(4u64));
		assert!(matches!(powers.verify(&()), Err(CeremonyError::Powers(_))));
	}
	of_tau(Fr::from(2u64), Fr::from(3u64), Fr::from(4u64)).verify(&()).unwrap();
	for (alpha, beta) in [(1u64, 4u64), (3, 1), (0, 4), (3, 0)] {
		let powers = of_tau(Fr::from(2u64), Fr::from(alpha), Fr::from(beta));
		assert!(matches!(powers.verify(&()), Err(CeremonyError::Powers(_))), "{alpha} {beta}");
	}
}

fn of_tau(tau: Fr, alpha: Fr, beta: Fr) -> Powers {
	let first = |factor: Fr, count: u64| {
		(0..count)
			.map(|k| (G1Affine::generator() * (factor * tau.pow([k]))).into_affine())
			.collect()
	};
	Powers {
		power: 3,
		tau_g1: first(Fr::from(1u64), 16),
		tau_g2: (0..8u64).map(|k| (G2Affine::generator() * tau.pow([k])).into_affine()).collect(),
		alpha_g1: first(alpha, 8),
		beta_g1: first(beta, 8),
		beta_g2: (G2Affine::generator() * beta).into_affine(),
		prepared: None,
	}
}

#[test]
fn broken_powers_files_are_refused() {
	let good = powers_bytes(1, 2);
	assert_eq!(opened(&good).unwrap().contributions(), 0);
	for length in (0..good.len()).step_by(97) {
		assert!(opened(&good[..length]).is_err());
	}
	for section in 1..16 {
		let cut = changed(&good, |number, content| {
			if number == section {
				content.pop();
			}
			true
		});
		assert!(cut == good || opened(&cut).is_err(), "{section}");
		let missing = changed(&good, |number, _| number != section);
		// Without section 12 the file is one that is not prepared.
		assert!(missing == good || section >= 12 || opened(&missing).is_err(), "{section}");
	}
}

#[test]
fn the_hash_of_the_powers_is_compared() {
	let file = opened(&powers_bytes(1, 2)).unwrap();
	let mut hash = *file.hash();
	file.expect_hash(&hash).unwrap();
	hash[63] ^= 1;
	assert!(matches!(file.expect_hash(&hash), Err(CeremonyError::PowersHash { .. })));
	assert_ne!(opened(&powers_bytes(2, 2)).unwrap().hash(), file.hash());
}
