// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

use super::*;
use crate::{field::random_scalar, hash::hash_to_base, Seed, SpendingKey};

const TERMS: LicenseProperty = LicenseProperty { first_block: 100, last_block: 5_000 };

fn setup(seed: u64) -> (ChaCha20Rng, LicensorKey, SubgroupPoint) {
	let mut rng = ChaCha20Rng::seed_from_u64(seed);
	let licensor = LicensorKey::random(&mut rng);
	let key = SpendingKey::from_seed(&Seed::random(&mut rng)).unwrap();
	let zpk = *key.payment_address().zpk();
	(rng, licensor, zpk)
}

#[test]
fn licenses_verify_and_round_trip() {
	for seed in 0..10 {
		let (mut rng, licensor, zpk) = setup(seed);
		let license = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
		let public = licensor.public_key();
		assert_eq!(license.verify(&public), Ok(()));
		assert_eq!(License::from_bytes(&license.to_bytes()), Ok(license));
		assert_eq!(LicensorPublicKey::from_bytes(&public.to_bytes()), Ok(public));
		let again = LicensorKey::from_bytes(&licensor.to_bytes()).unwrap();
		assert_eq!(again.public_key(), public);
	}
}

/// The equation of the module's documentation, from the secrets.
#[test]
fn the_response_is_the_papers_with_a_full_challenge() {
	let (mut rng, licensor, zpk) = setup(1);
	let license = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
	let public = licensor.public_key();
	let c = challenge(&license.nonce_point, &zpk, TERMS, &public).unwrap();
	let p = Scalar::from(100u64 + (5_000u64 << 32));
	let w = p.double() + Scalar::from(1u128 << 65) + Scalar::ONE;
	let sum = license.nonce_point + public.account().mul(c) + public.property().mul(c * w);
	assert_eq!(sum, LICENSE_GENERATOR.mul(license.response));
}

#[test]
fn nonces_differ_even_without_randomness() {
	struct Stuck;
	impl rand_core::RngCore for Stuck {
		fn next_u32(&mut self) -> u32 {
			0
		}
		fn next_u64(&mut self) -> u64 {
			0
		}
		fn fill_bytes(&mut self, bytes: &mut [u8]) {
			bytes.fill(0);
		}
		fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
			bytes.fill(0);
			Ok(())
		}
	}
	impl rand_core::CryptoRng for Stuck {}
	let (_, licensor, zpk) = setup(2);
	let issue = |terms| licensor.issue(&zpk, terms, &mut Stuck).unwrap();
	let first = issue(TERMS);
	let second = issue(LicenseProperty { last_block: 5_001, ..TERMS });
	assert_ne!(first.nonce_point, second.nonce_point);
	assert_eq!(first, issue(TERMS));
}

#[test]
fn altered_licenses_are_refused() {
	let (mut rng, licensor, zpk) = setup(3);
	let public = licensor.public_key();
	let good = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
	let refused =
		|license: License| assert_eq!(license.verify(&public), Err(LicenseError::Invalid));
	refused(License { property: LicenseProperty { last_block: 5_001, ..TERMS }, ..good });
	refused(License { property: LicenseProperty { first_block: 99, ..TERMS }, ..good });
	refused(License { zpk: zpk + zpk, ..good });
	refused(License { response: good.response + Scalar::ONE, ..good });
	refused(License { nonce_point: -good.nonce_point, ..good });
	// Another licensor, and the same with the two keys exchanged.
	let other = LicensorKey::random(&mut rng).public_key();
	assert_eq!(good.verify(&other), Err(LicenseError::Invalid));
	let swapped = LicensorPublicKey::from_points(*public.property(), *public.account()).unwrap();
	assert_eq!(good.verify(&swapped), Err(LicenseError::Invalid));
}

#[test]
fn unusable_parts_are_refused() {
	let (mut rng, licensor, zpk) = setup(4);
	let backwards = LicenseProperty { first_block: 2, last_block: 1 };
	assert_eq!(licensor.issue(&zpk, backwards, &mut rng), Err(LicenseError::EmptyRange));
	let nobody = SubgroupPoint::IDENTITY;
	assert_eq!(licensor.issue(&nobody, TERMS, &mut rng), Err(LicenseError::IdentityAccount));
	let good = licensor.issue(&zpk, TERMS, &mut rng).unwrap().to_bytes();
	let mut bytes = good;
	bytes[72..].fill(0xff);
	assert_eq!(License::from_bytes(&bytes), Err(LicenseError::ScalarNotCanonical));
	bytes = good;
	bytes[40..72].copy_from_slice(&nobody.to_bytes());
	assert_eq!(License::from_bytes(&bytes), Err(LicenseError::Point(PointError::Identity)));
	bytes = good;
	bytes[..32].copy_from_slice(&nobody.to_bytes());
	assert_eq!(License::from_bytes(&bytes), Err(LicenseError::IdentityAccount));
	assert!(LicensorKey::from_bytes(&[0; 64]).is_err());
	assert!(LicensorKey::from_bytes(&[0xff; 64]).is_err());
	assert!(LicensorPublicKey::from_points(nobody, zpk).is_err());
}

/// A licensor whose keys cancel out for a property would let everybody sign it.
#[test]
fn cancelling_keys_are_refused() {
	let (mut rng, _, zpk) = setup(5);
	let property = random_nonzero_scalar(&mut rng);
	let account = -property * TERMS.multiplier();
	let licensor = LicensorKey { account, property };
	assert_eq!(licensor.issue(&zpk, TERMS, &mut rng), Err(LicenseError::Degenerate));
	let forged =
		License { zpk, property: TERMS, nonce_point: LICENSE_GENERATOR, response: Scalar::ONE };
	assert_eq!(forged.verify(&licensor.public_key()), Err(LicenseError::Degenerate));
}

/// The white paper's equation `R + Hash(ZPK) PK_zpk + prop PK_prop = S G`, for the attacks on it.
mod white_paper {
	use super::*;

	pub fn hash(zpk: &SubgroupPoint) -> Scalar {
		hash_to_scalar(b"paper\0\0\0\0\0\0\0\0\0\0\0", &[&zpk.to_bytes()])
	}

	pub fn verifies(license: &License, key: &LicensorPublicKey) -> bool {
		let prop = Scalar::from(license.property.to_integer());
		let left =
			license.nonce_point + key.account().mul(hash(&license.zpk)) + key.property().mul(prop);
		left == LICENSE_GENERATOR.mul(license.response)
	}
}

/// Attack on the paper: `R := S G - Hash(ZPK) PK_zpk - prop PK_prop` for any `S`, without any secret.
#[test]
fn the_papers_license_can_be_forged_from_the_public_key_alone() {
	let (mut rng, licensor, zpk) = setup(6);
	let public = licensor.public_key();
	let response = random_scalar(&mut rng);
	let prop = Scalar::from(TERMS.to_integer());
	let nonce_point = LICENSE_GENERATOR.mul(response)
		+ -public.account().mul(white_paper::hash(&zpk))
		+ -public.property().mul(prop);
	let forged = License { zpk, property: TERMS, nonce_point, response };
	assert!(white_paper::verifies(&forged, &public));
	// Ours covers R by the challenge: the same recipe does not work, whatever challenge R was made for.
	assert_eq!(forged.verify(&public), Err(LicenseError::Invalid));
	let guess = challenge(&nonce_point, &zpk, TERMS, &public).unwrap();
	let key = public.combined(TERMS).unwrap();
	let adapted = LICENSE_GENERATOR.mul(response) + -key.mul(guess);
	let forged = License { nonce_point: adapted, ..forged };
	assert_eq!(forged.verify(&public), Err(LicenseError::Invalid));
}

/// Attack on the paper: a property is linear, so a license for one becomes a license for another by adding
/// a multiple of the public key to `R`; and so does the account.
#[test]
fn the_papers_license_can_be_moved_to_another_property_and_account() {
	let (mut rng, licensor, zpk) = setup(7);
	let public = licensor.public_key();
	// A license as the paper issues it.
	let nonce = random_scalar(&mut rng);
	let prop = Scalar::from(TERMS.to_integer());
	let issued = License {
		zpk,
		property: TERMS,
		nonce_point: LICENSE_GENERATOR.mul(nonce),
		response: nonce + licensor.account * white_paper::hash(&zpk) + licensor.property * prop,
	};
	assert!(white_paper::verifies(&issued, &public));
	let longer = LicenseProperty { last_block: u32::MAX, ..TERMS };
	let (_, _, other) = setup(8);
	let move_to = |license: &License| {
		let more = Scalar::from(longer.to_integer()) - prop;
		let hashes = white_paper::hash(&other) - white_paper::hash(&zpk);
		License {
			zpk: other,
			property: longer,
			nonce_point: license.nonce_point
				+ -public.property().mul(more)
				+ -public.account().mul(hashes),
			..*license
		}
	};
	assert!(white_paper::verifies(&move_to(&issued), &public));
	let ours = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
	assert_eq!(move_to(&ours).verify(&public), Err(LicenseError::Invalid));
}

/// Two licenses give no third: sums and differences of their parts are refused.
#[test]
fn licenses_cannot_be_combined() {
	let (mut rng, licensor, zpk) = setup(9);
	let public = licensor.public_key();
	let a = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
	let b = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
	let sum = License {
		nonce_point: a.nonce_point + b.nonce_point,
		response: a.response + b.response,
		..a
	};
	assert_eq!(sum.verify(&public), Err(LicenseError::Invalid));
	let mixed = License { response: b.response, ..a };
	assert_eq!(mixed.verify(&public), Err(LicenseError::Invalid));
}

#[test]
fn a_license_covers_addresses_of_its_account_only() {
	let (mut rng, licensor, zpk) = setup(10);
	let license = licensor.issue(&zpk, TERMS, &mut rng).unwrap();
	let other = SpendingKey::from_seed(&Seed::random(&mut rng)).unwrap().payment_address();
	let r = random_nonzero_scalar(&mut rng);
	assert!(!license.covers_address(&other.one_time(r), r));
	assert!(TERMS.covers(100) && TERMS.covers(5_000) && !TERMS.covers(99) && !TERMS.covers(5_001));
}

#[test]
fn inputs_are_the_documented_integers() {
	assert_eq!(TERMS.to_base(), Base::from(100u64 + (5_000u64 << 32)));
	let mut hash = [0xff; 32];
	let base = parent_input(&hash);
	hash[31] = 0;
	assert_eq!(base_to_bytes(&base), hash);
	assert_ne!(base, hash_to_base(b"paper\0\0\0\0\0\0\0\0\0\0\0", &[&hash]));
}
