// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use std::time::Instant;

use crate::{mock::*, pallet::*, types::*};
use frame_support::{assert_noop, assert_ok};
use sero_consensus_primitives::{
	LicenseError, LicensePeriod, LicenseProof, LicenseProperty, PreDigest,
};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, BuildStorage, DispatchError};

const PARENT: H256 = H256::repeat_byte(9);

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn refused(number: u32, digests: &[PreDigest], why: LicenseError) {
	begin(number, PARENT, digests);
	assert_eq!(Refusal::<Test>::get(), Some(why));
	let panic = std::panic::catch_unwind(|| {
		<Licenses as frame_support::traits::Hooks<u32>>::on_finalize(number)
	});
	let panic = panic.unwrap_err();
	assert_eq!(panic.downcast_ref::<String>(), Some(&why.to_string()));
	Refusal::<Test>::kill();
}

#[test]
fn a_licensed_author_is_accepted_and_shows_the_property_only() {
	chain().execute_with(|| {
		block(2, PARENT, &[licensed(1, PARENT)]);
		let events: Vec<_> = System::events().into_iter().map(|record| record.event).collect();
		assert_eq!(events, [Event::LicenseShown { property: PROPERTY }.into()]);
		block(500, PARENT, &[licensed(2, PARENT)]);
	});
}

#[test]
fn a_block_without_a_license_is_refused() {
	chain().execute_with(|| {
		refused(2, &[PreDigest::new([1; 96])], LicenseError::Missing);
		refused(2, &[], LicenseError::NoAuthor);
		let digest = licensed(1, PARENT);
		refused(2, &[digest, digest], LicenseError::NoAuthor);
	});
}

#[test]
fn a_license_counts_for_its_heights_only() {
	chain().execute_with(|| {
		let digest = licensed(1, PARENT);
		refused(1, &[digest], LicenseError::OutOfRange);
		block(2, PARENT, &[digest]);
		let until = LicensePeriod { first_block: 1, last_block: None };
		assert_eq!(Licenses::do_set_required(Some(until)), Ok(()));
		block(1_000, PARENT, &[digest]);
		refused(1_001, &[digest], LicenseError::OutOfRange);
		// A longer property than the licensor signed.
		let mut license = digest.license.unwrap();
		license.property.last_block = 2_000;
		let digest = PreDigest { license: Some(license), ..digest };
		refused(1_001, &[digest], LicenseError::InvalidProof);
	});
}

/// Whoever copies a license from another's block can use it neither for an own address nor on another
/// parent.
#[test]
fn a_license_is_for_its_author_and_its_parent() {
	chain().execute_with(|| {
		let honest = licensed(1, PARENT);
		let thief = miner(7).one_time(5u64.into()).to_bytes();
		refused(2, &[PreDigest { author: thief, ..honest }], LicenseError::InvalidProof);
		refused(3, &[licensed(1, H256::repeat_byte(8))], LicenseError::InvalidProof);
		// Each point of the address is bound.
		for point in 0..3 {
			let mut author = honest.author;
			author[32 * point..32 * (point + 1)]
				.copy_from_slice(&thief[32 * point..32 * (point + 1)]);
			refused(2, &[PreDigest { author, ..honest }], LicenseError::InvalidProof);
		}
		block(2, PARENT, &[honest]);
	});
}

#[test]
fn a_license_of_another_licensor_is_refused() {
	chain().execute_with(|| {
		use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
		let other = sero_zk_crypto::LicensorKey::random(&mut ChaCha20Rng::seed_from_u64(66));
		let property = sero_zk_crypto::LicenseProperty { first_block: 2, last_block: 1_000 };
		let file = license(1, &other, property);
		refused(2, &[digest_of(&file, 1, PARENT)], LicenseError::InvalidProof);
		let key = LicensorKeyBytes(other.public_key().to_bytes());
		assert_ok!(Licenses::set_licensor(root(), key));
		block(2, PARENT, &[digest_of(&file, 1, PARENT)]);
		refused(3, &[licensed(1, PARENT)], LicenseError::InvalidProof);
	});
}

#[test]
fn a_garbled_proof_is_refused() {
	chain().execute_with(|| {
		let honest = licensed(1, PARENT);
		let license = honest.license.unwrap();
		for position in [0, 31, 32, 95, 96, 127] {
			let mut proof = license.proof;
			proof[position] ^= 1;
			let license = Some(LicenseProof { proof, ..license });
			refused(2, &[PreDigest { license, ..honest }], LicenseError::InvalidProof);
		}
		let license = Some(LicenseProof { proof: [0xff; 128], ..license });
		refused(2, &[PreDigest { license, ..honest }], LicenseError::InvalidProof);
	});
}

/// Two blocks of one miner have nothing in common but the property: no four bytes of the one are in the
/// other, and the points are different ones.
#[test]
fn two_blocks_of_one_miner_share_the_property_only() {
	let (first, second) = (licensed(1, PARENT), licensed(1, H256::repeat_byte(3)));
	let (a, b) = (first.license.unwrap(), second.license.unwrap());
	assert_eq!(a.property, b.property);
	let shown = |digest: &PreDigest, license: &LicenseProof| -> Vec<u8> {
		[&digest.author[..], &license.proof[..]].concat()
	};
	let (a, b) = (shown(&first, &a), shown(&second, &b));
	assert!(!a.windows(4).any(|part| b.windows(4).any(|other| other == part)));
	// And nothing of the account is in the block.
	let account = miner(1).to_bytes();
	assert!(!a.windows(4).any(|part| account.windows(4).any(|other| other == part)));
}

#[test]
fn blocks_outside_the_period_need_no_license() {
	chain().execute_with(|| {
		block(501, PARENT, &[PreDigest::new([1; 96])]);
		// What is shown without need is not looked at.
		let license = LicenseProof { property: PROPERTY, proof: [0; 128] };
		block(501, PARENT, &[PreDigest { author: [1; 96], license: Some(license) }]);
		assert_eq!(System::events(), []);
	});
	chain_of(Default::default()).execute_with(|| block(1, PARENT, &[]));
}

#[test]
fn governance_decides_from_a_height_on() {
	chain().execute_with(|| {
		System::set_block_number(10);
		let set = |first_block, last_block| {
			Licenses::set_required(root(), Some(LicensePeriod { first_block, last_block }))
		};
		assert_noop!(set(10, None), Error::<Test>::InvalidPeriod);
		assert_noop!(set(20, Some(19)), Error::<Test>::InvalidPeriod);
		assert_ok!(set(20, Some(20)));
		block(11, PARENT, &[PreDigest::new([1; 96])]);
		refused(20, &[PreDigest::new([1; 96])], LicenseError::Missing);
		block(21, PARENT, &[PreDigest::new([1; 96])]);
		assert_ok!(set(40, None));
		assert_ok!(Licenses::set_required(root(), None));
		System::assert_last_event(Event::RequirementSet { period: None }.into());
		block(41, PARENT, &[]);
	});
}

#[test]
fn only_governance_decides() {
	chain().execute_with(|| {
		let signed = RuntimeOrigin::signed([1; 32].into());
		let circuit = (verifying_key(), KeyProvenance::Development);
		assert_noop!(Licenses::set_required(signed.clone(), None), BadOrigin);
		assert_noop!(Licenses::set_licensor(signed.clone(), licensor_bytes()), BadOrigin);
		assert_noop!(Licenses::set_circuit(signed, circuit.0, circuit.1), BadOrigin);
	});
}

#[test]
fn nothing_can_be_asked_for_that_cannot_be_checked() {
	chain_of(Default::default()).execute_with(|| {
		let period = Some(LicensePeriod { first_block: 5, last_block: None });
		assert_noop!(Licenses::set_required(root(), period), Error::<Test>::NoLicensor);
		assert_ok!(Licenses::set_licensor(root(), licensor_bytes()));
		assert_noop!(Licenses::set_required(root(), period), Error::<Test>::NoCircuit);
		assert_noop!(
			Licenses::set_circuit(root(), verifying_key(), KeyProvenance::Development),
			Error::<Test>::DevelopmentKeyRefused
		);
		let ceremony = KeyProvenance::Ceremony { transcript: H256([1; 32]) };
		assert_ok!(Licenses::set_circuit(root(), verifying_key(), ceremony));
		assert_ok!(Licenses::set_required(root(), period));
		assert_eq!(Licenses::period(), period);
		assert_eq!(Licenses::licensor(), Some(licensor_bytes().0));
		assert_eq!(Licenses::license_circuit(), Some((verifying_key().into_inner(), false)));
	});
}

#[test]
fn unusable_keys_are_refused() {
	chain().execute_with(|| {
		let error = Err::<(), _>(DispatchError::from(Error::<Test>::InvalidLicensor));
		// Not on the curve; the identity; a point of small order.
		let mut identity = [0u8; 64];
		identity[0] = 1;
		identity[32] = 1;
		for key in [[0xff; 64], identity, [0; 64]] {
			assert_eq!(Licenses::set_licensor(root(), LicensorKeyBytes(key)), error);
		}
		let of_output = sero_zk_params::dev_verifying_key(sero_zk_params::CircuitKind::Output);
		for key in [Vec::new(), vec![0; 600], of_output.to_vec()] {
			let key = VerifyingKeyBytes::try_from(key).unwrap();
			assert_noop!(
				Licenses::set_circuit(root(), key, KeyProvenance::Development),
				Error::<Test>::InvalidVerifyingKey
			);
		}
	});
}

#[test]
fn faulty_genesis_is_refused_with_the_name_of_the_field() {
	let message = |change: fn(&mut GenesisConfig<Test>)| {
		let mut config = config();
		change(&mut config);
		let build = std::panic::AssertUnwindSafe(|| config.build_storage());
		let panic = std::panic::catch_unwind(build).err().unwrap();
		let constant = panic.downcast_ref::<&str>().map(|text| text.to_string());
		constant.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap()
	};
	assert!(message(|c| c.licensor = vec![1; 63]).contains("licenses.licensor must have 64 bytes"));
	assert!(message(|c| c.licensor = vec![0xff; 64]).contains("licenses.licensor is refused"));
	assert!(message(|c| c.licensor = vec![]).contains("NoLicensor"));
	assert!(message(|c| c.circuit = None).contains("NoCircuit"));
	assert!(message(|c| c.allow_development_keys = false).contains("DevelopmentKeyRefused"));
	assert!(message(|c| c.required_until = Some(0)).contains("InvalidPeriod"));
}

#[test]
fn genesis_is_json() {
	let json = serde_json::to_value(config()).unwrap();
	assert_eq!(json["circuit"]["provenance"], "development");
	let again: GenesisConfig<Test> = serde_json::from_value(json).unwrap();
	assert_eq!(again.licensor, config().licensor);
}

#[test]
fn the_state_is_consistent() {
	chain().execute_with(|| {
		assert_eq!(Licenses::do_try_state(), Ok(()));
		Circuit::<Test>::kill();
		assert!(Licenses::do_try_state().is_err());
		Period::<Test>::kill();
		assert_eq!(Licenses::do_try_state(), Ok(()));
		Refusal::<Test>::put(LicenseError::Missing);
		assert!(Licenses::do_try_state().is_err());
	});
}

/// The property of the pallet is that of the circuit's crate.
#[test]
fn public_inputs_are_those_of_the_circuit() {
	use sero_zk_crypto::{field::base_to_bytes, license::parent_input};
	let property = LicenseProperty { first_block: 0x0102_0304, last_block: u32::MAX };
	let circuits =
		sero_zk_crypto::LicenseProperty { first_block: 0x0102_0304, last_block: u32::MAX };
	let inputs = public_inputs(&[1; 96], &property, &licensor_bytes(), &H256([0xee; 32]));
	let field = |bytes| sero_shielded_primitives::PublicInput::Field(bytes);
	assert_eq!(inputs[3], field(base_to_bytes(&circuits.to_base())));
	assert_eq!(inputs[6], field(base_to_bytes(&parent_input(&[0xee; 32]))));
	assert_eq!(inputs.len(), 7);
}

#[test]
#[ignore = "measures; run it alone with --nocapture"]
fn costs() {
	chain().execute_with(|| {
		let digests: Vec<_> = (0..20).map(|_| licensed(1, PARENT)).collect();
		let start = Instant::now();
		licensed(1, PARENT);
		println!("proving: {:?}", start.elapsed());
		let start = Instant::now();
		for digest in &digests {
			begin(2, PARENT, &[*digest]);
			assert_eq!(Refusal::<Test>::get(), None);
		}
		println!("checking a license: {:?}", start.elapsed() / 20);
		let start = Instant::now();
		for _ in 0..20 {
			assert_ok!(Licenses::set_circuit(root(), verifying_key(), KeyProvenance::Development));
		}
		println!("setting a circuit: {:?}", start.elapsed() / 20);
	});
}
