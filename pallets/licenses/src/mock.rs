// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A chain with this pallet, a licensor, and two miners that it licensed.

use std::sync::OnceLock;

use crate as pallet_licenses;
use crate::types::*;
use frame_support::{derive_impl, traits::Hooks};
use frame_system::EnsureRoot;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use sero_consensus_primitives::{LicenseProof, LicenseProperty, PreDigest};
use sero_zk_crypto::{LicensorKey, PaymentAddress, Seed, SpendingKey};
use sero_zk_params::{dev_verifying_key, CircuitKind};
use sero_zk_prover::{LicenseFile, LicenseProver};
use sero_zk_verifier::NativeCrypto;
use sp_core::H256;
use sp_runtime::{AccountId32, BuildStorage, Digest};

/// Blocks of the licenses.
pub const PROPERTY: LicenseProperty = LicenseProperty { first_block: 2, last_block: 1_000 };

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Licenses = pallet_licenses::Pallet<Test>;
}

pub type Block = frame_system::mocking::MockBlockU32<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId32;
	type Lookup = sp_runtime::traits::IdentityLookup<AccountId32>;
}

impl crate::Config for Test {
	type Crypto = NativeCrypto;
	type AdminOrigin = EnsureRoot<AccountId32>;
	type RequirementOrigin = EnsureRoot<AccountId32>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Makes licenses for the benchmarks.
#[cfg(feature = "runtime-benchmarks")]
#[derive(Debug)]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Helper {
	fn verifying_key() -> VerifyingKeyBytes {
		verifying_key()
	}

	fn licensor() -> LicensorKeyBytes {
		licensor_bytes()
	}

	fn author(parent: H256) -> PreDigest {
		licensed(0, parent)
	}
}

/// The licensor.
pub fn licensor() -> LicensorKey {
	LicensorKey::random(&mut ChaCha20Rng::seed_from_u64(1))
}

/// Its public key.
pub fn licensor_bytes() -> LicensorKeyBytes {
	LicensorKeyBytes(licensor().public_key().to_bytes())
}

/// The key of the circuit.
pub fn verifying_key() -> VerifyingKeyBytes {
	dev_verifying_key(CircuitKind::License).to_vec().try_into().expect("it is short enough")
}

/// A miner's address.
pub fn miner(number: u8) -> PaymentAddress {
	SpendingKey::from_seed(&Seed::from_bytes([number; 32])).expect("a seed").payment_address()
}

/// A license of the miner by a licensor.
pub fn license(
	number: u8,
	licensor: &LicensorKey,
	property: sero_zk_crypto::LicenseProperty,
) -> LicenseFile {
	let mut rng = ChaCha20Rng::seed_from_u64(2);
	let license =
		licensor.issue(miner(number).zpk(), property, &mut rng).expect("it is a good one");
	LicenseFile { license, licensor: licensor.public_key() }
}

pub fn prover() -> &'static LicenseProver {
	static PROVER: OnceLock<LicenseProver> = OnceLock::new();
	PROVER.get_or_init(|| LicenseProver::load().expect("proving keys can be made"))
}

/// The digest of a block of a miner on this parent.
pub fn digest_of(file: &LicenseFile, number: u8, parent: H256) -> PreDigest {
	let mut rng = fresh_rng();
	let proven = prover()
		.prove_author(file, &miner(number), &parent.0, &mut rng)
		.expect("the miner is licensed");
	let property = LicenseProperty {
		first_block: proven.property.first_block,
		last_block: proven.property.last_block,
	};
	PreDigest {
		author: proven.author,
		license: Some(LicenseProof { property, proof: proven.proof.0 }),
	}
}

/// A generator that is another one each time.
fn fresh_rng() -> ChaCha20Rng {
	use std::sync::atomic::{AtomicU64, Ordering};
	static NEXT: AtomicU64 = AtomicU64::new(100);
	ChaCha20Rng::seed_from_u64(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The digest of a block of a miner with the usual license.
pub fn licensed(number: u8, parent: H256) -> PreDigest {
	let property = sero_zk_crypto::LicenseProperty {
		first_block: PROPERTY.first_block,
		last_block: PROPERTY.last_block,
	};
	digest_of(&license(number, &licensor(), property), number, parent)
}

/// A configuration in which blocks need a license.
pub fn config() -> crate::GenesisConfig<Test> {
	crate::GenesisConfig {
		required: true,
		required_until: Some(500),
		licensor: licensor_bytes().0.to_vec(),
		circuit: Some(GenesisCircuit {
			provenance: KeyProvenance::Development,
			verifying_key: verifying_key().into_inner(),
		}),
		allow_development_keys: true,
		..Default::default()
	}
}

/// A chain at its genesis block.
pub fn chain_of(config: crate::GenesisConfig<Test>) -> sp_io::TestExternalities {
	let genesis = RuntimeGenesisConfig { system: Default::default(), licenses: config };
	genesis.build_storage().expect("the genesis configuration is a good one").into()
}

/// A chain of [`config`].
pub fn chain() -> sp_io::TestExternalities {
	chain_of(config())
}

/// Begins a block with these digest items.
pub fn begin(number: u32, parent: H256, digests: &[PreDigest]) {
	let logs = digests.iter().map(PreDigest::to_digest_item).collect();
	System::reset_events();
	// Heights may be left out, and tried several times.
	System::set_block_number(number - 1);
	System::initialize(&number, &parent, &Digest { logs });
	Licenses::on_initialize(number);
}

/// Runs a block with these digest items.
pub fn block(number: u32, parent: H256, digests: &[PreDigest]) {
	begin(number, parent, digests);
	Licenses::on_finalize(number);
	assert_eq!(Licenses::do_try_state(), Ok(()));
}
