// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The wallets and accounts that hold money on development chains.
//!
//! **Their secrets are public.** They only appear in the presets `development` and
//! `local_testnet`.

use crate::{AccountId, Balance};
use alloc::{vec, vec::Vec};
use sero_primitives::units::SERO;
use sero_zk_crypto::{
	keys::address_randomizer, KeyError, OneTimeAddress, PaymentAddress, Scalar, Seed, SpendingKey,
};
use sp_keyring::Sr25519Keyring;

/// Number of demo wallets.
pub const WALLETS: u8 = 3;

/// What the genesis notes of each demo wallet hold, in base units: 10,000 SERO together.
pub const NOTES: [Balance; 4] = [5_000 * SERO, 3_000 * SERO, 1_500 * SERO, 500 * SERO];

/// What each demo account holds, in base units.
pub const ACCOUNT_ENDOWMENT: Balance = 1_000_000 * SERO;

/// The id of the development chains in Ethereum transactions.
pub const ETHEREUM_CHAIN_ID: u64 = 737_600;

/// Ethereum accounts with the secrets that every Ethereum development tool knows (the mnemonic
/// "test test test test test test test test test test test junk"): address and secret key.
pub const ETHEREUM_ACCOUNTS: [([u8; 20], &str); 3] = [
	(
		hex20("f39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
		"0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
	),
	(
		hex20("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
		"0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
	),
	(
		hex20("3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
		"0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
	),
];

/// Reads an address of 40 lower-case hexadecimal digits at compile time.
const fn hex20(text: &str) -> [u8; 20] {
	const fn digit(byte: u8) -> u8 {
		match byte {
			b'0'..=b'9' => byte - b'0',
			_ => byte - b'a' + 10,
		}
	}
	let bytes = text.as_bytes();
	let mut out = [0; 20];
	let mut i = 0;
	while i < 20 {
		out[i] = digit(bytes[2 * i]) * 16 + digit(bytes[2 * i + 1]);
		i += 1;
	}
	out
}

/// The seed of demo wallet `number` (1 to [`WALLETS`]): BLAKE2b-256 of "SERO demo wallet 1".
pub fn seed(number: u8) -> [u8; 32] {
	sp_io::hashing::blake2_256(alloc::format!("SERO demo wallet {number}").as_bytes())
}

/// The address of demo wallet `number`.
///
/// # Errors
/// [`KeyError::ZeroScalar`], never for the numbers in use.
pub fn address(number: u8) -> Result<PaymentAddress, KeyError> {
	Ok(SpendingKey::from_seed(&Seed::from_bytes(seed(number)))?.payment_address())
}

/// The genesis notes of all demo wallets: one-time address, amount in base units, memo.
///
/// # Errors
/// As [`address`].
pub fn notes() -> Result<Vec<(OneTimeAddress, Balance, alloc::string::String)>, KeyError> {
	let mut notes = Vec::new();
	for number in 1..=WALLETS {
		let address = address(number)?;
		for amount in NOTES {
			// Public and fixed, as everything here; distinct, so that the notes are.
			let r = address_randomizer(&Scalar::from(notes.len() as u64 + 1));
			let memo = alloc::format!("genesis note of demo wallet {number}");
			notes.push((address.one_time(r), amount, memo));
		}
	}
	Ok(notes)
}

/// The vote seed `number` (1 to [`WALLETS`]): BLAKE2b-256 of "SERO demo voter 1". The node of a
/// development chain votes with the first one; on a local network each node has one.
pub fn vote_seed(number: u8) -> [u8; 32] {
	sp_io::hashing::blake2_256(alloc::format!("SERO demo voter {number}").as_bytes())
}

/// The vote address of vote seed `number`: a one-time address of the account of that seed.
///
/// # Errors
/// As [`address`].
pub fn vote_address(number: u8) -> Result<OneTimeAddress, KeyError> {
	let key = SpendingKey::from_seed(&Seed::from_bytes(vote_seed(number)))?;
	Ok(key.payment_address().one_time(address_randomizer(&Scalar::from(u64::from(number)))))
}

/// The one-time address of demo wallet `number` that owns its share of the genesis block.
///
/// # Errors
/// As [`address`].
pub fn share_owner(number: u8) -> Result<OneTimeAddress, KeyError> {
	// Not one of a note's.
	let r = address_randomizer(&Scalar::from(1_000 + u64::from(number)));
	Ok(address(number)?.one_time(r))
}

/// The account of an Ethereum address.
pub fn ethereum_account(address: &[u8; 20]) -> AccountId {
	let mut account = [0xEE; 32];
	for (slot, byte) in account.iter_mut().zip(address) {
		*slot = *byte;
	}
	account.into()
}

/// The endowed accounts: the well-known Substrate ones, then the Ethereum ones.
pub fn accounts() -> Vec<AccountId> {
	let mut accounts = vec![
		Sr25519Keyring::Alice,
		Sr25519Keyring::Bob,
		Sr25519Keyring::Charlie,
		Sr25519Keyring::Dave,
		Sr25519Keyring::Eve,
		Sr25519Keyring::Ferdie,
	]
	.into_iter()
	.map(|key| key.to_account_id())
	.collect::<Vec<_>>();
	accounts.extend(ETHEREUM_ACCOUNTS.iter().map(|(address, _)| ethereum_account(address)));
	accounts
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::{ecdsa, Pair};

	#[test]
	fn ethereum_secrets_belong_to_their_addresses() {
		for (address, secret) in ETHEREUM_ACCOUNTS {
			let pair = ecdsa::Pair::from_string(secret, None).unwrap();
			let message = [7; 32];
			let signature = pair.sign_prehashed(&message);
			let public =
				sp_io::crypto::secp256k1_ecdsa_recover(&signature.0, &message).ok().unwrap();
			assert_eq!(sp_io::hashing::keccak_256(&public)[12..], address);
		}
	}

	#[test]
	fn notes_belong_to_their_wallets() {
		let notes = notes().unwrap();
		assert_eq!(notes.len(), usize::from(WALLETS) * NOTES.len());
		for number in 1..=WALLETS {
			let key = SpendingKey::from_seed(&Seed::from_bytes(seed(number))).unwrap();
			let owned: Balance =
				notes.iter().filter(|(a, ..)| key.owns(a)).map(|(_, amount, _)| amount).sum();
			assert_eq!(owned, 10_000 * SERO);
		}
		let mut distinct: Vec<_> = notes.iter().map(|(a, ..)| a.to_bytes()).collect();
		distinct.extend((1..=WALLETS).map(|number| share_owner(number).unwrap().to_bytes()));
		distinct.sort();
		distinct.dedup();
		assert_eq!(distinct.len(), notes.len() + usize::from(WALLETS));
		for number in 1..=WALLETS {
			let key = SpendingKey::from_seed(&Seed::from_bytes(vote_seed(number))).unwrap();
			assert!(key.owns(&vote_address(number).unwrap()));
			let key = SpendingKey::from_seed(&Seed::from_bytes(seed(number))).unwrap();
			assert!(key.owns(&share_owner(number).unwrap()));
		}
	}
}
