// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! An entry of a ceremony's record.
//!
//! | bytes | content |
//! |---|---|
//! | 64 | `delta` after the contribution |
//! | 64, 64 | a random point, and its multiple by the contributor's factor |
//! | 128 | the same multiple of the point that the transcript hashes to, second group |
//! | 64 | the transcript |
//! | 4 | 0: a person, 1: a beacon |
//! | 4, … | length of the parameters; each: its number 1, then: 1: name, 2: exponent of the beacon (a byte), 3: beacon |
//!
//! The transcript is BLAKE2b-512 of the circuit's hash, all earlier entries (their points and transcripts), and the
//! two points of this one. So an entry stands for everything before it, and nobody can make the multiple in the
//! second group without knowing the factor: it is a proof of knowledge.

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::CurveGroup;
use blake2b_simd::Params;

use crate::{
	binary::{bad, Reader},
	points::{plain, point_from_bytes, push_point, G1_LENGTH, G2_LENGTH},
	random::{check_beacon, hash_to_g2},
	CeremonyError, Secret,
};

/// Longest name of a contributor, in bytes.
pub const MAX_NAME_LENGTH: usize = 64;

const KIND: &str = "zkey";

/// Who made a contribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContributionKind {
	/// A person, with a secret.
	Person,
	/// A public random value.
	Beacon {
		/// The value.
		value: Vec<u8>,
		/// How often it is hashed, as a power of two.
		exponent: u8,
	},
}

/// An entry of a ceremony's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
	/// `delta` after it, first group.
	pub delta_after: G1Affine,
	/// A random point.
	pub base: G1Affine,
	/// The contributor's factor times that point.
	pub base_multiple: G1Affine,
	/// The contributor's factor times the point that the transcript hashes to.
	pub hash_multiple: G2Affine,
	/// Hash of everything before.
	pub transcript: [u8; 64],
	/// Who made it.
	pub kind: ContributionKind,
	/// What the contributor calls itself; may be empty. Anybody may take any name.
	pub name: String,
}

/// Refuses names that are too long or would disturb a terminal.
fn check_name(name: &str) -> Result<(), CeremonyError> {
	let good = name.len() <= MAX_NAME_LENGTH && !name.chars().any(char::is_control);
	good.then_some(()).ok_or(CeremonyError::Name)
}

/// The transcript of the entry that follows `earlier` and has these two points.
pub(crate) fn transcript(
	circuit_hash: &[u8; 64],
	earlier: &[Contribution],
	base: &G1Affine,
	base_multiple: &G1Affine,
) -> [u8; 64] {
	let mut state = Params::new().hash_length(64).to_state();
	state.update(circuit_hash);
	for contribution in earlier {
		state.update(&contribution.hashed());
	}
	state.update(&plain(base)).update(&plain(base_multiple));
	*state.finalize().as_array()
}

impl Contribution {
	/// The entry of a secret, after `earlier` ones that left `delta`.
	pub(crate) fn new(
		circuit_hash: &[u8; 64],
		earlier: &[Self],
		delta: &G1Affine,
		secret: &Secret,
		kind: ContributionKind,
		name: &str,
	) -> Result<Self, CeremonyError> {
		check_name(name)?;
		let base_multiple = (secret.base * secret.factor).into_affine();
		let transcript = transcript(circuit_hash, earlier, &secret.base, &base_multiple);
		Ok(Self {
			delta_after: (*delta * secret.factor).into_affine(),
			base: secret.base,
			base_multiple,
			hash_multiple: (hash_to_g2(&transcript) * secret.factor).into_affine(),
			transcript,
			kind,
			name: name.to_owned(),
		})
	}

	/// What later transcripts, and the hash of the entry, take in.
	fn hashed(&self) -> Vec<u8> {
		let points = [&self.delta_after, &self.base, &self.base_multiple];
		let mut bytes: Vec<u8> = points.into_iter().flat_map(plain).collect();
		bytes.extend(plain(&self.hash_multiple));
		bytes.extend(self.transcript);
		bytes
	}

	/// BLAKE2b-512 of the entry: what a contributor publishes, and finds again in the finished key.
	pub fn hash(&self) -> [u8; 64] {
		*Params::new().hash_length(64).hash(&self.hashed()).as_array()
	}

	/// Whether it is a beacon.
	pub fn is_beacon(&self) -> bool {
		matches!(self.kind, ContributionKind::Beacon { .. })
	}

	pub(crate) fn write(&self, bytes: &mut Vec<u8>) {
		for point in [&self.delta_after, &self.base, &self.base_multiple] {
			push_point(bytes, point);
		}
		push_point(bytes, &self.hash_multiple);
		bytes.extend(self.transcript);
		let mut parameters = Vec::new();
		let mut text = |number: u8, content: &[u8]| {
			parameters.push(number);
			parameters.push(content.len() as u8);
			parameters.extend(content);
		};
		if !self.name.is_empty() {
			text(1, self.name.as_bytes());
		}
		match &self.kind {
			ContributionKind::Person => bytes.extend(0u32.to_le_bytes()),
			ContributionKind::Beacon { value, exponent } => {
				bytes.extend(1u32.to_le_bytes());
				parameters.extend([2, *exponent, 3, value.len() as u8]);
				parameters.extend(value);
			},
		}
		bytes.extend((parameters.len() as u32).to_le_bytes());
		bytes.extend(parameters);
	}

	pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, CeremonyError> {
		const WHAT: &str = "contribution";
		let mut first = || point_from_bytes(WHAT, reader.take(G1_LENGTH)?);
		let (delta_after, base, base_multiple) = (first()?, first()?, first()?);
		let hash_multiple = point_from_bytes(WHAT, reader.take(G2_LENGTH)?)?;
		let transcript = reader.array()?;
		let kind = reader.u32()?;
		let length = reader.u32()? as usize;
		let mut parameters = Reader::new(KIND, reader.take(length)?);
		let (mut name, mut exponent, mut value) = (None, None, None);
		let mut last = 0;
		while !parameters.is_empty() {
			let parameter = parameters.u8()?;
			if parameter <= last {
				return Err(bad(KIND, "parameters of a contribution are not in order"));
			}
			last = parameter;
			let argument = parameters.u8()?;
			let mut content = || parameters.take(usize::from(argument));
			match parameter {
				1 => name = Some(content()?),
				2 => exponent = Some(argument),
				3 => value = Some(content()?),
				_ => return Err(bad(KIND, "a contribution has an unknown parameter")),
			}
		}
		let kind = match (kind, exponent, value) {
			(0, None, None) => ContributionKind::Person,
			(1, Some(exponent), Some(value)) => {
				check_beacon(value, exponent)?;
				ContributionKind::Beacon { value: value.to_vec(), exponent }
			},
			_ => return Err(bad(KIND, "a contribution is neither a person's nor a beacon")),
		};
		let name =
			core::str::from_utf8(name.unwrap_or_default()).map_err(|_| CeremonyError::Name)?;
		// An empty name would be written in another way than it was read.
		if name.is_empty() && last == 1 {
			return Err(CeremonyError::Name);
		}
		check_name(name)?;
		let name = name.to_owned();
		Ok(Self { delta_after, base, base_multiple, hash_multiple, transcript, kind, name })
	}
}
