// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Root switches licenses on; from then on blocks need one, with real proofs.

use codec::Encode;
use frame_support::genesis_builder_helper::build_state;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_consensus_primitives::{LicensePeriod, LicenseProof, LicenseProperty, PreDigest, Seal};
use sero_runtime::{
	demo, extension, genesis_config_presets, Executive, Header, Licenses, Runtime, RuntimeCall,
	RuntimeGenesisConfig, SignedPayload, UncheckedExtrinsic,
};
use sero_zk_crypto::{LicensorKey, Scalar};
use sero_zk_prover::{LicenseFile, LicenseProver};
use sp_core::{crypto::Pair, H256};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::{generic::Era, traits::Header as _, Digest, MultiSignature};

fn development() -> TestExternalities {
	let patch = genesis_config_presets::get_preset(&"development".into()).unwrap();
	let patch: serde_json::Value = serde_json::from_slice(&patch).unwrap();
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	for (pallet, fields) in patch.as_object().unwrap() {
		for (field, value) in fields.as_object().unwrap() {
			config[pallet][field] = value.clone();
		}
	}
	let mut ext = TestExternalities::new_empty();
	ext.execute_with(|| {
		build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes()).unwrap();
	});
	ext
}

/// A call of root, by Alice's account.
fn sudo(nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
	let call = pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call) };
	let payload =
		SignedPayload::new(RuntimeCall::from(call), extension(Era::Immortal, nonce, 0)).unwrap();
	let signature = payload.using_encoded(|bytes| Alice.pair().sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	sp_runtime::generic::UncheckedExtrinsic::new_signed(
		call,
		Alice.to_account_id().into(),
		MultiSignature::Sr25519(signature),
		extension,
	)
	.into()
}

/// The block after `parent`, sealed without votes; the first one if there is none.
fn block(
	parent: Option<&Header>,
	author: PreDigest,
	extrinsics: Vec<UncheckedExtrinsic>,
) -> Header {
	let number = parent.map_or(0, |parent| parent.number) + 1;
	let parent_hash = parent.map_or(H256::repeat_byte(1), Header::hash);
	let digest = Digest { logs: vec![author.to_digest_item()] };
	let header = Header::new(number, Default::default(), Default::default(), parent_hash, digest);
	Executive::initialize_block(&header);
	let bare = |call: RuntimeCall| sp_runtime::generic::UncheckedExtrinsic::new_bare(call).into();
	let now = pallet_timestamp::Call::set { now: u64::from(number) * 2_000 };
	let seal_of_parent = parent.map(|parent| {
		let header = Box::new(parent.clone());
		let late_votes = Default::default();
		bare(pallet_pow_pos_consensus::Call::note_parent { header, late_votes }.into())
	});
	for extrinsic in [bare(now.into())].into_iter().chain(seal_of_parent).chain(extrinsics) {
		Executive::apply_extrinsic(extrinsic).unwrap().unwrap();
	}
	let mut header = Executive::finalize_block();
	header.digest.push(Seal::new(u64::from(number), H256::zero()).to_digest_item());
	header
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
	let free = |number: u32| PreDigest::new(miner.one_time(Scalar::from(number)).to_bytes());

	development().execute_with(|| {
		let key = pallet_licenses::types::LicensorKeyBytes(licensor.public_key().to_bytes());
		let period = Some(LicensePeriod { first_block: 3, last_block: None });
		let first = block(None, free(1), vec![]);
		// Signatures cover the genesis hash, which the state holds from block 1 on.
		let on = vec![
			sudo(0, pallet_licenses::Call::set_licensor { licensor: key }.into()),
			sudo(1, pallet_licenses::Call::set_required { period }.into()),
		];
		let second = block(Some(&first), free(2), on);
		assert_eq!(Licenses::period(), period);
		// Shown and checked.
		let author = licensed(second.hash());
		let third = block(Some(&second), author, vec![]);
		assert_eq!(
			Licenses::check(&author.author, &author.license.unwrap(), &second.hash(), 3),
			Ok(())
		);
		// Off again with block 5.
		let off = sudo(2, pallet_licenses::Call::set_required { period: None }.into());
		let fourth = block(Some(&third), licensed(third.hash()), vec![off]);
		block(Some(&fourth), free(5), vec![]);
	});
}

#[test]
#[should_panic(expected = "the chain asks for a license and the block has none")]
fn a_block_without_a_license_cannot_be_executed() {
	development().execute_with(|| {
		pallet_licenses::Period::<Runtime>::put(LicensePeriod { first_block: 1, last_block: None });
		let author = demo::address(1).unwrap().one_time(Scalar::from(3u64)).to_bytes();
		block(None, PreDigest::new(author), vec![]);
	});
}
