// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Authors of block templates: fresh one-time addresses, with a proof that they are licensed if the chain
//! asks for one.
//!
//! A proof is for one parent, so it cannot be made ahead. The first template on a parent waits for it (some
//! 150 ms of all cores); further templates on this parent have the same author, because of all of them one
//! block comes at most.

use std::{
	path::Path,
	sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::service::FullClient;
use sero_consensus_primitives::{LicenseApi, LicenseProof, LicenseProperty, PreDigest};
use sero_runtime::{opaque::Block, Hash};
use sero_zk_crypto::{field::random_nonzero_scalar, PaymentAddress};
use sero_zk_prover::{LicenseFile, LicenseProver};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;

/// Longest license file that is read, in bytes.
const MAX_BYTES: u64 = 64 * 1024;

/// Reads the license of the author's account.
pub fn read(path: &Path, author: &PaymentAddress) -> Result<LicenseFile, String> {
	use std::io::Read;
	let file = path.display();
	let mut text = String::new();
	std::fs::File::open(path)
		.and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text))
		.map_err(|error| format!("--license {file}: {error}"))?;
	let license = LicenseFile::from_json(&text).map_err(|error| {
		format!("--license {file}: {error}. `sero-wallet license inspect {file}` shows more.")
	})?;
	if license.license.zpk != *author.zpk() {
		return Err(format!(
			"--license {file} is for another account: its ZPK is {}, that of --author is {}. Ask the \
			 licensor for a license of your address {author}.",
			hex::encode(license.license.zpk.to_bytes()),
			hex::encode(author.zpk().to_bytes()),
		));
	}
	Ok(license)
}

/// Whether everybody can forge licenses of the chain.
pub fn has_insecure_circuit(client: &FullClient, at: Hash) -> bool {
	let api = client.runtime_api();
	api.has_api::<dyn LicenseApi<Block>>(at).unwrap_or(false)
		&& matches!(api.license_circuit(at), Ok(Some((_, true))))
}

/// Makes the authors of templates.
pub struct Authors {
	client: Arc<FullClient>,
	account: PaymentAddress,
	license: Option<LicenseFile>,
	prover: OnceLock<Result<LicenseProver, String>>,
	/// The licensed author of templates on a parent.
	proven: Mutex<Option<(Hash, PreDigest)>>,
}

impl Authors {
	/// Authors that pay to an account.
	pub fn new(
		client: Arc<FullClient>,
		account: PaymentAddress,
		license: Option<LicenseFile>,
	) -> Self {
		Self { client, account, license, prover: OnceLock::new(), proven: Mutex::new(None) }
	}

	fn required(&self, parent: Hash) -> Result<bool, String> {
		let api = self.client.runtime_api();
		let error = |error: sp_api::ApiError| format!("the runtime's licenses: {error}");
		// Chains with an older runtime know no licenses.
		Ok(api.has_api::<dyn LicenseApi<Block>>(parent).map_err(error)?
			&& api.required(parent).map_err(error)?)
	}

	/// Refuses to begin what cannot succeed, with a message that says what to do.
	pub fn check_start(&self) -> Result<(), String> {
		let info = self.client.info();
		if !self.required(info.best_hash)? {
			if self.license.is_some() {
				log::info!("The chain asks for no license now; --license is kept for when it does");
			}
			return Ok(());
		}
		let next = info.best_number.saturating_add(1);
		let period = self.client.runtime_api().period(info.best_hash).ok().flatten();
		match self.usable(info.best_hash, next) {
			Ok(file) if next < file.license.property.first_block => {
				log::warn!(
					"The license holds from block {} on; the chain is at block {}",
					file.license.property.first_block,
					info.best_number
				);
				Ok(())
			},
			Ok(_) => Ok(()),
			// A new node does not know yet how far the chain is.
			Err(why) if info.best_number == 0 && period.is_some_and(|p| p.last_block.is_some()) => {
				log::warn!("{why}");
				Ok(())
			},
			Err(why) => Err(why),
		}
	}

	/// The license, if it is one of this chain that has not expired.
	fn usable(&self, parent: Hash, height: u32) -> Result<&LicenseFile, String> {
		let api = self.client.runtime_api();
		let licensor = api
			.licensor(parent)
			.map_err(|error| format!("the runtime's licensor: {error}"))?
			.ok_or("the chain asks for licenses and names no licensor")?;
		let Some(file) = &self.license else {
			return Err(format!(
				"this chain takes blocks of licensed miners only, and --license <FILE> is missing. Ask \
				 the licensor for a license of your address {}; the licensor's public key is 0x{}.",
				self.account,
				hex::encode(licensor)
			));
		};
		if file.licensor.to_bytes() != licensor {
			return Err(format!(
				"the license is by another licensor: its public key is 0x{}, this chain's is 0x{}. Ask \
				 this chain's licensor for one.",
				hex::encode(file.licensor.to_bytes()),
				hex::encode(licensor)
			));
		}
		let last = file.license.property.last_block;
		if height > last {
			return Err(format!(
				"the license has expired with block {last}; the next block is {height}. Ask the \
				 licensor for a new one."
			));
		}
		Ok(file)
	}

	/// The pre-runtime digest of a template on this parent.
	pub async fn author(self: Arc<Self>, parent: Hash) -> Result<PreDigest, String> {
		if !self.required(parent)? {
			let randomizer = random_nonzero_scalar(&mut rand::rngs::OsRng);
			return Ok(PreDigest::new(self.account.one_time(randomizer).to_bytes()));
		}
		if let Some((proven, digest)) = *self.proven() {
			if proven == parent {
				return Ok(digest);
			}
		}
		tokio::task::spawn_blocking(move || {
			let digest = self.prove(parent)?;
			*self.proven() = Some((parent, digest));
			Ok(digest)
		})
		.await
		.map_err(|error| format!("proving the license: {error}"))?
	}

	fn proven(&self) -> std::sync::MutexGuard<'_, Option<(Hash, PreDigest)>> {
		self.proven.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Makes a fresh author and proves that it is licensed for a block on this parent.
	fn prove(&self, parent: Hash) -> Result<PreDigest, String> {
		let number = self.client.number(parent).ok().flatten().ok_or("the parent is unknown")?;
		let file = self.usable(parent, number.saturating_add(1))?;
		let property = LicenseProperty {
			first_block: file.license.property.first_block,
			last_block: file.license.property.last_block,
		};
		if !property.covers(number.saturating_add(1)) {
			return Err(format!("the license holds from block {} on", property.first_block));
		}
		let prover = self
			.prover
			.get_or_init(|| LicenseProver::load().map_err(|error| error.to_string()))
			.as_ref()
			.map_err(Clone::clone)?;
		let circuit = self.client.runtime_api().license_circuit(parent).ok().flatten();
		if circuit.is_none_or(|(key, _)| key != prover.verifying_key()) {
			return Err(
				"the chain's license circuit is not that of this node: install the release of \
			            sero-node that was made for this chain"
					.into(),
			);
		}
		let proven = prover
			.prove_author(file, &self.account, &parent.0, &mut rand::rngs::OsRng)
			.map_err(|error| error.to_string())?;
		Ok(PreDigest {
			author: proven.author,
			license: Some(LicenseProof { property, proof: proven.proof.0 }),
		})
	}
}
