// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Who votes, and how votes are signed: with real keys in block sequences, with cheap stand-ins in
//! simulated networks. The address tells which.

use codec::Encode;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sero_shielded_primitives::{
	verify::OpenedPackage, Anchor, BalanceStatement, CryptoError, NoteCommitment,
	OneTimeAddressBytes, PointKind, ProofItem, PublicOutput, ShieldedCrypto, SignatureBytes,
	TreeUpdate,
};
use sero_zk_crypto::{domains::FROM_SIGNATURE, schnorr, OneTimeAddress, Scalar, Seed, SpendingKey};
use sero_zk_verifier::NativeCrypto;
use sp_core::H256;

/// What the addresses of stand-ins begin with. No point is encoded so.
const STAND_IN: [u8; 4] = [0xff; 4];

/// BLAKE2b-256 over an encoding: the randomness of fixtures.
pub fn hash_of(data: &impl Encode) -> H256 {
	H256(sp_io::hashing::blake2_256(&data.encode()))
}

/// A one-time address that is no point; its owner signs with a hash.
pub fn stand_in(tag: &[u8], number: u32) -> OneTimeAddressBytes {
	let mut bytes = [0u8; 96];
	bytes[..4].copy_from_slice(&STAND_IN);
	bytes[4..8].copy_from_slice(&number.to_le_bytes());
	let len = tag.len().min(88);
	bytes[8..8 + len].copy_from_slice(&tag[..len]);
	OneTimeAddressBytes(bytes)
}

fn is_stand_in(address: &[u8; 96]) -> bool {
	address[..4] == STAND_IN
}

/// The signature of a stand-in. Not a secret: nobody forges votes in a simulation but on purpose.
pub fn stand_in_signature(address: &[u8; 96], message: &[u8; 32]) -> [u8; 64] {
	let mut signature = [0u8; 64];
	signature[..32].copy_from_slice(hash_of(&(address, message)).as_bytes());
	signature
}

/// Checks a vote's signature, as a node does.
pub fn verify(address: &[u8; 96], message: &[u8; 32], signature: &[u8; 64]) -> bool {
	let (address, signature) = (OneTimeAddressBytes(*address), SignatureBytes(*signature));
	TestCrypto::verify_address_signature(&address, message, &signature).is_ok()
}

/// A stakeholder with a real key.
#[derive(Clone, Debug)]
pub struct Voter {
	key: SpendingKey,
	address: OneTimeAddress,
}

impl Voter {
	/// The stakeholder of this number.
	pub fn new(number: u32) -> Self {
		let seed = Seed::from_bytes(hash_of(&(b"voter", number)).0);
		let key = SpendingKey::from_seed(&seed).expect("one seed in 2^250 is not good");
		let address = key.payment_address().one_time(Scalar::from(u64::from(number) + 1));
		Self { key, address }
	}

	/// Its one-time address.
	pub fn address(&self) -> OneTimeAddressBytes {
		OneTimeAddressBytes(self.address.to_bytes())
	}

	/// Signs a vote's message, always in the same way.
	pub fn sign(&self, message: &[u8; 32]) -> [u8; 64] {
		let secret = *self.key.spend_auth() * self.key.view();
		let mut rng = ChaCha20Rng::from_seed(*message);
		schnorr::sign(&FROM_SIGNATURE, &secret, self.address.base(), message, &mut rng)
			.expect("the key is a good one")
	}
}

/// Real algebra, and the signatures of stand-ins.
#[derive(Debug)]
pub struct TestCrypto;

impl ShieldedCrypto for TestCrypto {
	fn check_points(points: &[(PointKind, [u8; 32])]) -> Result<(), CryptoError> {
		NativeCrypto::check_points(points)
	}

	fn verify_address_signature(
		address: &OneTimeAddressBytes,
		message: &[u8; 32],
		signature: &SignatureBytes,
	) -> Result<(), CryptoError> {
		if !is_stand_in(&address.0) {
			return NativeCrypto::verify_address_signature(address, message, signature);
		}
		match signature.0 == stand_in_signature(&address.0, message) {
			true => Ok(()),
			false => Err(CryptoError::InvalidSignature),
		}
	}

	fn verify_balance(statement: &BalanceStatement) -> Result<(), CryptoError> {
		NativeCrypto::verify_balance(statement)
	}

	fn verify_proofs(keys: &[Vec<u8>], items: &[ProofItem]) -> Result<(), CryptoError> {
		NativeCrypto::verify_proofs(keys, items)
	}

	fn lint_key(key: &[u8], public_inputs: u32) -> Result<(), CryptoError> {
		NativeCrypto::lint_key(key, public_inputs)
	}

	fn public_note_commitment(output: &PublicOutput) -> Result<NoteCommitment, CryptoError> {
		NativeCrypto::public_note_commitment(output)
	}

	fn append_notes(
		frontier: &[u8],
		commitments: &[NoteCommitment],
	) -> Result<TreeUpdate, CryptoError> {
		NativeCrypto::append_notes(frontier, commitments)
	}

	fn tree_root(frontier: &[u8]) -> Result<Anchor, CryptoError> {
		NativeCrypto::tree_root(frontier)
	}

	fn open_package(
		key: &[u8; 32],
		sealed: &[u8],
		address: &OneTimeAddressBytes,
		note_commitment: &NoteCommitment,
	) -> Result<OpenedPackage, CryptoError> {
		NativeCrypto::open_package(key, sealed, address, note_commitment)
	}
}

/// Checks an address as the hidden pool does; stand-ins are good.
pub(crate) fn check_address(address: &OneTimeAddressBytes) -> Result<(), CryptoError> {
	if is_stand_in(&address.0) {
		return Ok(());
	}
	let point = |from: usize| {
		let mut bytes = [0u8; 32];
		bytes.copy_from_slice(&address.0[from..from + 32]);
		(PointKind::Cofactor, bytes)
	};
	NativeCrypto::check_points(&[point(0), point(32), point(64)])
}
