// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Licenses as files, and proofs about them.

use core::fmt;
use std::path::Path;

use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use sero_shielded_primitives::ProofBytes;
use sero_zk_circuits::{
	license::{check_statement, LicensePrivate, LicensePublic},
	LicenseCircuit,
};
use sero_zk_crypto::{
	curve::PointError,
	field::random_nonzero_scalar,
	license::{parent_input, LicenseError, LICENSE_LENGTH},
	KeyError, License, LicenseProperty, LicensorKey, LicensorPublicKey, OneTimeAddress,
	PaymentAddress,
};
use sero_zk_params::{
	setup::{default_dir, load_or_generate, Progress, ProvingKey},
	CircuitKind,
};
use zeroize::{Zeroize, Zeroizing};

use crate::{circuit::CircuitProver, error::ProverError};

/// Kind of a file with a license.
pub const LICENSE_KIND: &str = "sero-license";
/// Kind of a file with a licensor's key.
pub const LICENSOR_KIND: &str = "sero-licensor";
/// Version of both files.
const VERSION: u8 = 1;

/// Why a file is not the one that is asked for.
#[derive(Debug, thiserror::Error)]
pub enum LicenseFileError {
	/// Not JSON with the fields that it should have.
	#[error("it does not have the form of a license file: {0}")]
	Json(#[from] serde_json::Error),
	/// Another kind of file, or a newer one.
	#[error(
		"it says that it is \"{kind}\" version {version}, and \"{expected}\" version 1 is needed"
	)]
	Kind {
		/// What is needed.
		expected: &'static str,
		/// What it is.
		kind: String,
		/// Its version.
		version: u8,
	},
	/// A field is not the hexadecimal text of so many bytes.
	#[error("its field \"{0}\" is not hexadecimal text of the right length")]
	Hex(&'static str),
	/// The licensor's public key is refused.
	#[error("its licensor's public key is refused: {0:?}")]
	Licensor(PointError),
	/// The licensor's secret key is refused.
	#[error("its secret key is refused: {0}")]
	Secret(KeyError),
	/// The public key is not that of the secret key.
	#[error("its public key does not belong to its secret key")]
	Mismatch,
	/// The license is refused.
	#[error("its license is refused: {0}")]
	License(LicenseError),
	/// The readable fields are not those of the license.
	#[error("its field \"{0}\" says something else than the license")]
	Field(&'static str),
}

fn bytes<const N: usize>(field: &'static str, text: &str) -> Result<[u8; N], LicenseFileError> {
	let mut bytes = [0u8; N];
	hex::decode_to_slice(text.trim_start_matches("0x"), &mut bytes)
		.map_err(|_| LicenseFileError::Hex(field))?;
	Ok(bytes)
}

fn check_kind(expected: &'static str, kind: &str, version: u8) -> Result<(), LicenseFileError> {
	if kind != expected || version != VERSION {
		return Err(LicenseFileError::Kind { expected, kind: kind.into(), version });
	}
	Ok(())
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LicenseJson {
	kind: String,
	version: u8,
	/// `ZPK`, plain encoding.
	account: String,
	first_block: u32,
	last_block: u32,
	licensor: String,
	/// [`License::to_bytes`].
	license: String,
}

/// A license with the licensor that issued it, as it is handed to a miner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LicenseFile {
	/// The license; signed by the licensor.
	pub license: License,
	/// Who issued it.
	pub licensor: LicensorPublicKey,
}

impl LicenseFile {
	/// The text of the file.
	pub fn to_json(&self) -> String {
		let json = LicenseJson {
			kind: LICENSE_KIND.into(),
			version: VERSION,
			account: hex::encode(self.license.zpk.to_bytes()),
			first_block: self.license.property.first_block,
			last_block: self.license.property.last_block,
			licensor: hex::encode(self.licensor.to_bytes()),
			license: hex::encode(self.license.to_bytes()),
		};
		serde_json::to_string_pretty(&json).unwrap_or_default()
	}

	/// Reads the text of a file and checks the licensor's signature.
	///
	/// # Errors
	/// [`LicenseFileError`].
	pub fn from_json(text: &str) -> Result<Self, LicenseFileError> {
		let json: LicenseJson = serde_json::from_str(text)?;
		check_kind(LICENSE_KIND, &json.kind, json.version)?;
		let licensor = LicensorPublicKey::from_bytes(&bytes("licensor", &json.licensor)?)
			.map_err(LicenseFileError::Licensor)?;
		let encoded: [u8; LICENSE_LENGTH] = bytes("license", &json.license)?;
		let license = License::from_bytes(&encoded).map_err(LicenseFileError::License)?;
		if bytes::<32>("account", &json.account)? != license.zpk.to_bytes() {
			return Err(LicenseFileError::Field("account"));
		}
		let property =
			LicenseProperty { first_block: json.first_block, last_block: json.last_block };
		if property != license.property {
			return Err(LicenseFileError::Field("firstBlock or lastBlock"));
		}
		license.verify(&licensor).map_err(LicenseFileError::License)?;
		Ok(Self { license, licensor })
	}
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LicensorJson {
	kind: String,
	version: u8,
	public_key: String,
	secret_key: String,
}

impl Drop for LicensorJson {
	fn drop(&mut self) {
		self.secret_key.zeroize();
	}
}

/// A licensor's key as a file. The text is secret.
#[derive(Clone, Debug)]
pub struct LicensorFile(pub LicensorKey);

impl LicensorFile {
	/// The text of the file.
	pub fn to_json(&self) -> Zeroizing<String> {
		let secret = Zeroizing::new(self.0.to_bytes());
		let json = LicensorJson {
			kind: LICENSOR_KIND.into(),
			version: VERSION,
			public_key: hex::encode(self.0.public_key().to_bytes()),
			secret_key: hex::encode(&secret[..]),
		};
		Zeroizing::new(serde_json::to_string_pretty(&json).unwrap_or_default())
	}

	/// Reads the text of a file.
	///
	/// # Errors
	/// [`LicenseFileError`].
	pub fn from_json(text: &str) -> Result<Self, LicenseFileError> {
		let json: LicensorJson = serde_json::from_str(text)?;
		check_kind(LICENSOR_KIND, &json.kind, json.version)?;
		let secret = Zeroizing::new(bytes::<64>("secretKey", &json.secret_key)?);
		let key = LicensorKey::from_bytes(&secret).map_err(LicenseFileError::Secret)?;
		if bytes::<64>("publicKey", &json.public_key)? != key.public_key().to_bytes() {
			return Err(LicenseFileError::Mismatch);
		}
		Ok(Self(key))
	}
}

/// A fresh author and the proof that it is licensed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvenAuthor {
	/// The one-time address, wire form.
	pub author: [u8; 96],
	/// What the license permits.
	pub property: LicenseProperty,
	/// The proof.
	pub proof: ProofBytes,
}

/// The proving key of the license circuit, about 3 MB. Share one in a process.
pub struct LicenseProver(CircuitProver<LicenseCircuit>);

impl LicenseProver {
	/// Loads the proving key; makes it (in seconds) if it is missing.
	///
	/// # Errors
	/// [`ProverError::Params`] and, for a file that was altered, [`ProverError::WrongKey`].
	pub fn load() -> Result<Self, ProverError> {
		Self::load_from(&default_dir()?, &mut |_| {})
	}

	/// [`LicenseProver::load`] from a folder, with progress.
	///
	/// # Errors
	/// As [`LicenseProver::load`].
	pub fn load_from(dir: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Self, ProverError> {
		Self::from_key(load_or_generate(CircuitKind::License, dir, progress)?)
	}

	/// A prover with this key, see [`crate::Prover::from_keys`].
	///
	/// # Errors
	/// [`ProverError::WrongKey`], [`ProverError::DegenerateKey`].
	pub fn from_key(key: ProvingKey) -> Result<Self, ProverError> {
		Ok(Self(CircuitProver::new(CircuitKind::License, key)?))
	}

	/// The verifying key that goes with the proving key, compressed.
	pub fn verifying_key(&self) -> &[u8] {
		self.0.verifying_key()
	}

	/// Proves a license statement.
	///
	/// # Errors
	/// [`ProverError::License`] if the statement is wrong, [`ProverError::Proving`],
	/// [`ProverError::SelfCheck`].
	pub fn prove_license(
		&self,
		public: &LicensePublic,
		private: &LicensePrivate,
		rng: &mut impl CryptoRngCore,
	) -> Result<ProofBytes, ProverError> {
		check_statement(public, private)?;
		self.0.prove(public, private, rng)
	}

	/// Makes a fresh author of a block on this parent and proves that it is licensed.
	///
	/// # Errors
	/// As [`LicenseProver::prove_license`]; [`ProverError::License`] if the license is of another account.
	pub fn prove_author(
		&self,
		file: &LicenseFile,
		account: &PaymentAddress,
		parent_hash: &[u8; 32],
		rng: &mut impl CryptoRngCore,
	) -> Result<ProvenAuthor, ProverError> {
		let randomizer = Zeroizing::new(random_nonzero_scalar(rng));
		let author: OneTimeAddress = account.one_time(*randomizer);
		let public = LicensePublic {
			author,
			property: file.license.property,
			licensor: file.licensor,
			parent: parent_input(parent_hash),
		};
		let private = LicensePrivate::new(&file.license, *randomizer);
		let proof = self.prove_license(&public, &private, rng)?;
		Ok(ProvenAuthor { author: author.to_bytes(), property: public.property, proof })
	}
}

impl fmt::Debug for LicenseProver {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("LicenseProver(..)")
	}
}
