// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a finished ceremony leaves: proving keys, verifying keys, the hash of the transcript, and the part of a chain
//! specification that names them.
//!
//! # The hash of the transcript
//! BLAKE2b-256, personalized `SERO_CEREMONY`, of the circuits that belong together, in the order of
//! [`CircuitKind::ALL`]:
//!
//! | bytes | content |
//! |---|---|
//! | 4 | number of circuits |
//! | per circuit: 4 | position of the circuit |
//! | 32 | hash of its matrices |
//! | 8, … | length and content of section 10 of the finished key: hash of the first key, and the record |
//!
//! Integers are little-endian. The circuits of payments (input, output, issue) are one version on a chain and have one
//! hash; the license circuit has a hash of its own.
//!
//! # Gamma
//! A ceremony of snarkjs has `gamma` at the generator, which chains refuse: together with a `delta` that nobody
//! changed, it is how keys became forgeable elsewhere. The verifying key for a chain has `gamma` multiplied by a hash of
//! the transcript, and the points of the public inputs divided by it. It accepts the same proofs.

use std::path::{Path, PathBuf};

use ark_bn254::Fr;
use ark_ff::{PrimeField, Zero};
use blake2b_simd::Params;
use serde_json::{json, Value};
use sero_zk_params::{
	setup::{circuit_hash, file_name, key_hash, proving_key_bytes, randomize_gamma, save},
	setup::{verifying_key_bytes, ProvingKey},
	CircuitKind, Provenance, CIRCUIT_VERSION,
};

use crate::{binary::bad, write_new, CeremonyError, CeremonyKey};

const TRANSCRIPT: &[u8; 16] = b"SERO_CEREMONY\0\0\0";
const GAMMA: &[u8; 16] = b"SERO_GAMMA\0\0\0\0\0\0";

/// The circuits of payments.
pub const PAYMENTS: [CircuitKind; 3] =
	[CircuitKind::Input, CircuitKind::Output, CircuitKind::Issue];

/// A finished key of a circuit, ready for use.
#[derive(Clone, Debug)]
pub struct FinishedKey {
	kind: CircuitKind,
	proving: ProvingKey,
	verifying: Vec<u8>,
}

impl FinishedKey {
	/// The circuit.
	pub fn kind(&self) -> CircuitKind {
		self.kind
	}

	/// The proving key, with the chain's verifying key in it.
	pub fn proving_key(&self) -> &ProvingKey {
		&self.proving
	}

	/// The verifying key in the chain's encoding.
	pub fn verifying_key(&self) -> &[u8] {
		&self.verifying
	}
}

/// The finished keys of circuits that belong together.
#[derive(Clone, Debug)]
pub struct Finished {
	keys: Vec<FinishedKey>,
	transcript: [u8; 32],
	people: usize,
}

/// Orders keys by circuit and refuses one that is there twice.
fn ordered<'a>(
	keys: &[(CircuitKind, &'a CeremonyKey)],
) -> Result<Vec<(CircuitKind, &'a CeremonyKey)>, CeremonyError> {
	let mut keys = keys.to_vec();
	keys.sort_by_key(|(kind, _)| kind.position());
	if keys.is_empty() || keys.windows(2).any(|pair| pair[0].0 == pair[1].0) {
		return Err(CeremonyError::Circuits("of one transcript"));
	}
	Ok(keys)
}

/// The hash of the transcript of circuits that belong together.
///
/// # Errors
/// [`CeremonyError::Circuits`] if there is none, or one twice.
pub fn transcript_hash(keys: &[(CircuitKind, &CeremonyKey)]) -> Result<[u8; 32], CeremonyError> {
	let keys = ordered(keys)?;
	let mut state = Params::new().hash_length(32).personal(TRANSCRIPT).to_state();
	state.update(&(keys.len() as u32).to_le_bytes());
	for (kind, key) in keys {
		let record = key.record();
		state.update(&(kind.position() as u32).to_le_bytes());
		state.update(&circuit_hash(kind));
		state.update(&(record.len() as u64).to_le_bytes());
		state.update(&record);
	}
	let mut hash = [0; 32];
	hash.copy_from_slice(state.finalize().as_bytes());
	Ok(hash)
}

/// What `gamma` of a circuit is multiplied by.
fn gamma_factor(transcript: &[u8; 32], kind: CircuitKind) -> Fr {
	let mut counter = 0u8;
	loop {
		let mut state = Params::new().hash_length(64).personal(GAMMA).to_state();
		state.update(transcript).update(kind.name().as_bytes()).update(&[counter]);
		let factor = Fr::from_le_bytes_mod_order(state.finalize().as_bytes());
		if !factor.is_zero() {
			return factor;
		}
		counter = counter.wrapping_add(1);
	}
}

impl Finished {
	/// Takes over keys that were [verified](crate::verify) and are closed by a beacon.
	///
	/// # Errors
	/// [`CeremonyError::NoBeacon`], [`CeremonyError::Circuits`], [`CeremonyError::Key`] if a key has the shape of
	/// another circuit, [`CeremonyError::Lint`] if a chain would refuse it.
	pub fn new(keys: &[(CircuitKind, &CeremonyKey)]) -> Result<Self, CeremonyError> {
		let transcript = transcript_hash(keys)?;
		let keys = ordered(keys)?;
		let people = keys.iter().map(|(_, key)| key.people()).min().unwrap_or_default();
		let finish = |(kind, key): (CircuitKind, &CeremonyKey)| {
			if !key.is_closed() {
				return Err(CeremonyError::NoBeacon);
			}
			if key.public() != kind.public_inputs() {
				return Err(CeremonyError::Key("it has another number of public inputs"));
			}
			let mut proving = key.to_proving_key();
			proving.vk = randomize_gamma(&proving.vk, gamma_factor(&transcript, kind))?;
			let verifying = verifying_key_bytes(&proving.vk)?;
			sero_zk_verifier::lint(&verifying, kind.public_inputs() as usize)
				.map_err(|source| CeremonyError::Lint { kind, source })?;
			Ok(FinishedKey { kind, proving, verifying })
		};
		let keys = keys.into_iter().map(finish).collect::<Result<_, _>>()?;
		Ok(Self { keys, transcript, people })
	}

	/// The keys, by circuit.
	pub fn keys(&self) -> &[FinishedKey] {
		&self.keys
	}

	/// The key of a circuit.
	pub fn key(&self, kind: CircuitKind) -> Option<&FinishedKey> {
		self.keys.iter().find(|key| key.kind == kind)
	}

	/// Hash of the transcript.
	pub fn transcript(&self) -> &[u8; 32] {
		&self.transcript
	}

	/// Where the keys come from; people are counted for the circuit with the fewest.
	pub fn provenance(&self) -> Provenance {
		Provenance::Ceremony {
			transcript_hash: self.transcript,
			contributions: u32::try_from(self.people).unwrap_or(u32::MAX),
		}
	}

	/// The part of the genesis configuration that names these keys, to be merged into a chain specification.
	///
	/// # Errors
	/// [`CeremonyError::Circuits`] if they are neither those of payments nor the license circuit alone.
	pub fn genesis(&self) -> Result<Value, CeremonyError> {
		let provenance = json!({ "ceremony": { "transcript": hex_text(&self.transcript) } });
		let kinds: Vec<_> = self.keys.iter().map(FinishedKey::kind).collect();
		let key = |kind| self.key(kind).map(|key| hex_text(&key.verifying)).unwrap_or_default();
		if kinds == PAYMENTS {
			return Ok(json!({ "shieldedAssets": {
				"circuits": [{
					"version": CIRCUIT_VERSION,
					"provenance": provenance,
					"inputKey": key(CircuitKind::Input),
					"outputKey": key(CircuitKind::Output),
					"issueKey": key(CircuitKind::Issue),
				}],
				"allowDevelopmentKeys": false,
			} }));
		}
		if kinds == [CircuitKind::License] {
			return Ok(json!({ "licenses": {
				"circuit": { "provenance": provenance, "verifyingKey": key(CircuitKind::License) },
				"allowDevelopmentKeys": false,
			} }));
		}
		Err(CeremonyError::Circuits("input, output and issue, or license alone"))
	}

	/// Writes `NAME-vN.pk` and `NAME-vN.vk` of each circuit into a folder, and returns what was written.
	///
	/// # Errors
	/// [`CeremonyError::Io`], also if a verifying key is there already; [`CeremonyError::Params`].
	pub fn write(&self, dir: &Path) -> Result<Vec<PathBuf>, CeremonyError> {
		let mut written = Vec::new();
		crate::files::io("creating", dir, std::fs::create_dir_all(dir))?;
		for key in &self.keys {
			let path = dir.join(file_name(key.kind)).with_extension("vk");
			write_new(&path, &key.verifying)?;
			written.push(path);
			written.push(save(key.kind, dir, &key.proving)?);
		}
		Ok(written)
	}

	/// What is worth telling about these keys: hashes of keys and circuits, for a release and its readers.
	///
	/// # Errors
	/// [`CeremonyError::Params`].
	pub fn summary(&self) -> Result<Value, CeremonyError> {
		let circuits = self
			.keys
			.iter()
			.map(|key| {
				Ok(json!({
					"circuit": key.kind.name(),
					"version": CIRCUIT_VERSION,
					"circuitHash": hex_text(&circuit_hash(key.kind)),
					"verifyingKeyHash": hex_text(&key_hash(&key.verifying)),
					"provingKeyHash": hex_text(&key_hash(&proving_key_bytes(&key.proving)?)),
				}))
			})
			.collect::<Result<Vec<_>, CeremonyError>>()?;
		Ok(json!({
			"transcript": hex_text(&self.transcript),
			"contributions": self.people,
			"circuits": circuits,
		}))
	}
}

/// The record of a key as JSON, for people.
pub fn record(key: &CeremonyKey) -> Value {
	let entry = |contribution: &crate::Contribution| {
		let mut entry = json!({
			"name": contribution.name,
			"hash": hex::encode(contribution.hash()),
		});
		if let crate::ContributionKind::Beacon { value, exponent } = &contribution.kind {
			entry["beacon"] = json!({ "value": hex::encode(value), "exponent": exponent });
		}
		entry
	};
	json!({
		"firstKey": hex::encode(key.circuit_hash()),
		"contributions": key.contributions().iter().map(entry).collect::<Vec<_>>(),
	})
}

fn hex_text(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// The genesis configuration of a chain specification that is not raw.
fn genesis_of(spec: &mut Value) -> Result<&mut Value, CeremonyError> {
	let error = |text: &str| CeremonyError::ChainSpec(text.into());
	let genesis = spec.get_mut("genesis").ok_or_else(|| error("it has no field \"genesis\""))?;
	if genesis.get("raw").is_some() {
		return Err(error("it is raw; take the plain one, and make it raw afterwards"));
	}
	let runtime = genesis
		.get_mut("runtimeGenesis")
		.ok_or_else(|| error("it has no field \"genesis.runtimeGenesis\""))?;
	let names = ["patch", "config"];
	let name = names.into_iter().find(|name| runtime.get(name).is_some());
	let name = name.ok_or_else(|| error("it has neither a patch nor a configuration"))?;
	Ok(&mut runtime[name])
}

/// Puts `from` over `into`: objects field by field, anything else as a whole.
pub fn merge(into: &mut Value, from: &Value) {
	match (into, from) {
		(Value::Object(into), Value::Object(from)) => {
			for (name, value) in from {
				merge(into.entry(name.clone()).or_insert(Value::Null), value);
			}
		},
		(into, from) => *into = from.clone(),
	}
}

/// Puts a part of a genesis configuration into a chain specification.
///
/// # Errors
/// [`CeremonyError::ChainSpec`].
pub fn import(spec: &mut Value, genesis: &Value) -> Result<(), CeremonyError> {
	merge(genesis_of(spec)?, genesis);
	Ok(())
}

/// Checks that a chain specification has these keys and this provenance, and no other circuits.
///
/// # Errors
/// [`CeremonyError::ChainSpec`] with the first field that differs.
pub fn check_spec(spec: &Value, genesis: &Value) -> Result<(), CeremonyError> {
	fn differs(path: &str, found: &Value, expected: &Value) -> Option<String> {
		match expected {
			Value::Object(fields) => fields
				.iter()
				.find_map(|(name, value)| differs(&format!("{path}.{name}"), &found[name], value)),
			// A specification may write hexadecimal text with capitals.
			Value::String(text) => {
				let found = found.as_str().unwrap_or_default();
				(!found.eq_ignore_ascii_case(text)).then(|| path.to_owned())
			},
			Value::Array(items) => {
				let found_items = found.as_array().map(Vec::len);
				if found_items != Some(items.len()) {
					return Some(path.to_owned());
				}
				let mut items = items.iter().enumerate();
				items.find_map(|(i, item)| differs(&format!("{path}[{i}]"), &found[i], item))
			},
			// A flag that is not there is off.
			Value::Bool(false) if found.is_null() => None,
			other => (found != other).then(|| path.to_owned()),
		}
	}
	let mut spec = spec.clone();
	match differs("genesis", genesis_of(&mut spec)?, genesis) {
		None => Ok(()),
		Some(path) => {
			Err(CeremonyError::ChainSpec(format!("{path} is not what the ceremony made")))
		},
	}
}

/// Reads JSON.
///
/// # Errors
/// [`CeremonyError::Format`].
pub fn read_json(bytes: &[u8]) -> Result<Value, CeremonyError> {
	serde_json::from_slice(bytes).map_err(|error| bad("JSON", error.to_string()))
}
