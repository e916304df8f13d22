// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Signed transactions of ordinary accounts, built without the runtime's code.
//!
//! The layout is the runtime's (extrinsic format 4): address, signature, the explicit parts of the
//! transaction extensions in their order, the call. It is frozen under a `transaction_version`; the
//! wallet refuses to sign for any other one ([`TRANSACTION_VERSION`]).

use codec::{Compact, Encode};
use sero_primitives::{Balance, CurrencyId, Nonce};
use sero_shielded_primitives::{Memo, OneTimeAddressBytes};
use sp_core::{crypto::Ss58Codec, sr25519, Pair};

use crate::{
	chain::BlockHash,
	error::{Result, WalletError},
};

/// The transaction format that this file knows.
pub const TRANSACTION_VERSION: u32 = 1;

/// Index of the pallet `ShieldedAssets` in the runtime.
const SHIELDED_ASSETS: u8 = 11;
/// Index of the call `shield`.
const SHIELD: u8 = 1;

/// Extrinsic format 4, with the bit for "signed".
const SIGNED_FORMAT: u8 = 0x84;
/// `MultiAddress::Id`.
const ADDRESS_ID: u8 = 0;
/// `MultiSignature::Sr25519`.
const SIGNATURE_SR25519: u8 = 1;
/// `Era::Immortal`.
const ERA_IMMORTAL: u8 = 0;
/// `CheckMetadataHash` switched off, in the explicit part.
const METADATA_HASH_DISABLED: u8 = 0;
/// No metadata hash, in the implicit part.
const NO_METADATA_HASH: u8 = 0;

/// An account of the chain that the user can sign for (sr25519).
pub struct Account(sr25519::Pair);

impl std::fmt::Debug for Account {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "Account({})", self.ss58())
	}
}

impl Account {
	/// Reads a secret URI: words, a seed in hexadecimal, or a development name such as `//Alice`, with
	/// optional derivations and password.
	///
	/// # Errors
	/// [`WalletError::InvalidAccount`].
	pub fn from_secret_uri(uri: &str) -> Result<Self> {
		sr25519::Pair::from_string(uri.trim(), None).map(Self).map_err(|error| {
			WalletError::InvalidAccount { reason: format!("{error:?}").to_lowercase() }
		})
	}

	/// The account id.
	pub fn id(&self) -> [u8; 32] {
		self.0.public().0
	}

	/// The account id as text.
	pub fn ss58(&self) -> String {
		self.0.public().to_ss58check()
	}
}

/// Reads the id of an account: SS58 text, 64 hexadecimal digits after `0x`, or a secret URI that names a
/// development account (`//Alice`).
///
/// # Errors
/// [`WalletError::InvalidAccount`].
pub fn account_id(text: &str) -> Result<[u8; 32]> {
	let text = text.trim();
	if let Some(digits) = text.strip_prefix("0x") {
		let mut id = [0u8; 32];
		return hex::decode_to_slice(digits, &mut id)
			.map(|()| id)
			.map_err(|error| WalletError::InvalidAccount { reason: error.to_string() });
	}
	if text.starts_with("//") {
		return Account::from_secret_uri(text).map(|account| account.id());
	}
	sr25519::Public::from_ss58check(text).map(|public| public.0).map_err(|_| {
		WalletError::InvalidAccount { reason: "neither an SS58 address nor an id after 0x".into() }
	})
}

/// What a signature depends on besides the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningContext {
	/// Version of the runtime.
	pub spec_version: u32,
	/// Version of the transaction format, equal to [`TRANSACTION_VERSION`].
	pub transaction_version: u32,
	/// Genesis hash of the chain.
	pub genesis: BlockHash,
	/// Number of transactions that the account has sent.
	pub nonce: Nonce,
}

/// The encoded call that pays from the signer's account into the hidden pool.
pub fn shield_call(
	address: OneTimeAddressBytes,
	currency: CurrencyId,
	amount: Balance,
	memo: Memo,
) -> Vec<u8> {
	(SHIELDED_ASSETS, SHIELD, address, currency, Compact(amount), memo).encode()
}

/// BLAKE2b-256, as the runtime hashes long payloads before they are signed.
fn hash(payload: &[u8]) -> [u8; 32] {
	let mut out = [0u8; 32];
	let digest = blake2b_simd::Params::new().hash_length(32).hash(payload);
	out.copy_from_slice(digest.as_bytes());
	out
}

/// Signs a call; returns the transaction as nodes take it, length prefix included.
pub fn sign(account: &Account, call: &[u8], context: SigningContext) -> Vec<u8> {
	// Explicit parts: AuthorizeCall, CheckNonZeroSender, CheckSpecVersion, CheckTxVersion and
	// CheckGenesis have none; CheckEra; CheckNonce; CheckWeight none; ChargeTransactionPayment (tip);
	// CheckMetadataHash; EthSetOrigin and WeightReclaim none.
	let explicit =
		(ERA_IMMORTAL, Compact(context.nonce), Compact(0u128), METADATA_HASH_DISABLED).encode();
	// Implicit parts in the same order; an immortal era refers to the genesis block.
	let implicit = (
		context.spec_version,
		context.transaction_version,
		context.genesis,
		context.genesis,
		NO_METADATA_HASH,
	)
		.encode();
	let payload = [call, &explicit, &implicit].concat();
	let signature = if payload.len() > 256 {
		account.0.sign(&hash(&payload))
	} else {
		account.0.sign(&payload)
	};
	let mut body = vec![SIGNED_FORMAT, ADDRESS_ID];
	body.extend_from_slice(&account.id());
	body.push(SIGNATURE_SR25519);
	body.extend_from_slice(&signature.0);
	body.extend_from_slice(&explicit);
	body.extend_from_slice(call);
	body.encode()
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Decode;

	const CONTEXT: SigningContext = SigningContext {
		spec_version: 1000,
		transaction_version: TRANSACTION_VERSION,
		genesis: [9; 32],
		nonce: 70,
	};

	#[test]
	fn accounts_are_read_in_every_usual_form() {
		let alice = Account::from_secret_uri("//Alice").unwrap();
		// The best known account of Substrate.
		let ss58 = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		let id = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
		assert_eq!(alice.ss58(), ss58);
		assert_eq!(format!("0x{}", hex::encode(alice.id())), id);
		for text in ["//Alice", ss58, id] {
			assert_eq!(account_id(text).unwrap(), alice.id());
		}
		for text in ["", "Alice", "0x12", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQX"] {
			assert!(matches!(account_id(text), Err(WalletError::InvalidAccount { .. })), "{text}");
		}
	}

	#[test]
	fn errors_do_not_repeat_secrets() {
		let error = Account::from_secret_uri("my secret words").unwrap_err();
		assert!(!error.to_string().contains("words "), "{error}");
		assert!(!format!("{error:?}").contains("my secret"));
	}

	#[test]
	fn shield_call_has_the_frozen_layout() {
		let call =
			shield_call(OneTimeAddressBytes([7; 96]), CurrencyId::SERO, 1 << 70, Memo([3; 64]));
		assert_eq!(call[..2], [11, 1]);
		assert_eq!(call[2..98], [7; 96]);
		assert_eq!(call[98..130], CurrencyId::SERO.0);
		// Compact of 2^70: nine bytes follow.
		assert_eq!(call[130], 0b11 | (9 - 4) << 2);
		assert_eq!(call[131..140], [0, 0, 0, 0, 0, 0, 0, 0, 64]);
		assert_eq!(call[140..], [3; 64]);
	}

	#[test]
	fn signed_transaction_decodes_and_verifies() {
		let account = Account::from_secret_uri("//Bob").unwrap();
		let call = shield_call(OneTimeAddressBytes([7; 96]), CurrencyId::SERO, 5, Memo::default());
		let encoded = sign(&account, &call, CONTEXT);
		let body = Vec::<u8>::decode(&mut &encoded[..]).unwrap();
		assert_eq!(body[..2], [0x84, 0]);
		assert_eq!(body[2..34], account.id());
		assert_eq!(body[34], 1);
		// Era, compact nonce 70 (two bytes), tip 0, metadata mode.
		let (nonce, tip) = (Compact(70u32).encode(), Compact(0u128).encode());
		let explicit = [&[0], &nonce[..], &tip, &[0]].concat();
		assert_eq!(body[99..99 + explicit.len()], explicit);
		assert_eq!(body[99 + explicit.len()..], call);

		let implicit = (1000u32, 1u32, [9u8; 32], [9u8; 32], None::<[u8; 32]>).encode();
		let payload = [&call[..], &explicit, &implicit].concat();
		assert!(payload.len() > 256);
		let signature = sr25519::Signature::try_from(&body[35..99]).unwrap();
		let message = hash(&payload);
		assert!(sr25519::Pair::verify(&signature, message, &account.0.public()));
	}
}
