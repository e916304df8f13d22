// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Root switches licenses on; from then on blocks need one, with real proofs.

mod common;

use common::{genesis, signed, Chain};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_consensus_primitives::{LicensePeriod, LicenseProof, LicenseProperty, PreDigest};
use sero_runtime::{demo, Licenses, Runtime, RuntimeCall, UncheckedExtrinsic};
use sero_zk_crypto::LicensorKey;
use sero_zk_prover::{LicenseFile, LicenseProver};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::Alice;

/// A call of root, by Alice's account.
fn sudo(nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
	signed(Alice, nonce, pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call) }.into())
}

#[test]
fn licenses_can_be_switched_on_and_off() {
	let rng = &mut ChaCha20Rng::seed_from_u64(5);
	let licensor = LicensorKey::random(rng);
	let miner = demo::address(1).unwrap();
	let terms = sero_zk_crypto::LicenseProperty { first_block: 2, last_block: 10 };
	let license = licensor.issue(miner.zpk(), terms, rng).unwrap();
	let file = LicenseFile { license, licensor: licensor.public_key() };
	let prover = LicenseProver::load().unwrap();
	let mut licensed = |parent: H256| {
		let proven = prover.prove_author(&file, &miner, &parent.0, rng).unwrap();
		let property = LicenseProperty { first_block: 2, last_block: 10 };
		let license = Some(LicenseProof { property, proof: proven.proof.0 });
		PreDigest { author: proven.author, license }
	};

	genesis("development").execute_with(|| {
		let mut chain = Chain::default();
		let key = pallet_licenses::types::LicensorKeyBytes(licensor.public_key().to_bytes());
		let period = Some(LicensePeriod { first_block: 3, last_block: None });
		chain.block(vec![]);
		// Signatures cover the genesis hash, which the state holds from block 1 on.
		let on = vec![
			sudo(0, pallet_licenses::Call::set_licensor { licensor: key }.into()),
			sudo(1, pallet_licenses::Call::set_required { period }.into()),
		];
		chain.block(on);
		assert_eq!(Licenses::period(), period);
		// Shown and checked.
		let second = chain.hash();
		let author = licensed(second);
		chain.block_by(author, vec![]);
		assert_eq!(Licenses::check(&author.author, &author.license.unwrap(), &second, 3), Ok(()));
		// Off again with block 5.
		let off = sudo(2, pallet_licenses::Call::set_required { period: None }.into());
		chain.block_by(licensed(chain.hash()), vec![off]);
		chain.block(vec![]);
	});
}

#[test]
#[should_panic(expected = "the chain asks for a license and the block has none")]
fn a_block_without_a_license_cannot_be_executed() {
	genesis("development").execute_with(|| {
		pallet_licenses::Period::<Runtime>::put(LicensePeriod { first_block: 1, last_block: None });
		Chain::default().block(vec![]);
	});
}
