// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The key of a ceremony: `.zkey` files.
//!
//! | section | content |
//! |---|---|
//! | 1 | 1, for Groth16 |
//! | 2 | bytes of an element and modulus (4, 32), of both fields; variables 4, public inputs 4, domain 4; `alpha`, `beta` of the first group, `beta`, `gamma` of the second, `delta` of both |
//! | 3 | per public input and the one: `beta A_i + alpha B_i + C_i` |
//! | 4 | entries of A and B 4; per entry: matrix 4, row 4, column 4, coefficient 32 |
//! | 5, 6, 7 | per variable: `A_i`; `B_i`, first group; `B_i`, second group |
//! | 8 | per private variable: `(beta A_i + alpha B_i + C_i) / delta` |
//! | 9 | per row: `L_(2j+1)(tau) / delta`, see [`Lagrange::odd_g1`](crate::Lagrange) |
//! | 10 | hash of the circuit 64; contributions 4; [each](crate::Contribution) |
//!
//! Coefficients of section 4 are `value · 2^512 mod r`. `gamma` is the generator; the verifying key that a chain
//! gets has another one, see [`crate::export`].

use ark_bn254::{Fq, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, Field, PrimeField};
use rayon::prelude::*;
use sero_zk_params::setup::{ProvingKey, VerifyingKey};

use crate::{
	binary::{assemble, bad, Sections},
	contribution::{Contribution, ContributionKind},
	points::{
		point_from_bytes, points_from_bytes, points_to_bytes, push_point, FIELD_LENGTH, G1_LENGTH,
		G2_LENGTH,
	},
	CeremonyError, Progress, Secret,
};

const KIND: &str = "zkey";
/// Groth16.
const PROTOCOL: u32 = 1;
/// Points that are multiplied before progress is reported.
const CHUNK: usize = 256;

/// The proving key of a circuit, and the record of how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CeremonyKey {
	pub(crate) public: u32,
	pub(crate) variables: u32,
	pub(crate) domain: u32,
	pub(crate) alpha_g1: G1Affine,
	pub(crate) beta_g1: G1Affine,
	pub(crate) beta_g2: G2Affine,
	pub(crate) gamma_g2: G2Affine,
	pub(crate) delta_g1: G1Affine,
	pub(crate) delta_g2: G2Affine,
	pub(crate) inputs: Vec<G1Affine>,
	/// Section 4.
	pub(crate) coefficients: Vec<u8>,
	pub(crate) a: Vec<G1Affine>,
	pub(crate) b_g1: Vec<G1Affine>,
	pub(crate) b_g2: Vec<G2Affine>,
	pub(crate) l: Vec<G1Affine>,
	pub(crate) h: Vec<G1Affine>,
	pub(crate) circuit_hash: [u8; 64],
	pub(crate) contributions: Vec<Contribution>,
}

impl CeremonyKey {
	/// Reads a `.zkey` file. The points are checked, what they say is not: see [`crate::verify`].
	///
	/// # Errors
	/// [`CeremonyError::Format`], [`CeremonyError::Point`], [`CeremonyError::Name`],
	/// [`CeremonyError::Beacon`].
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, CeremonyError> {
		let sections = Sections::new(KIND, bytes)?;
		let mut protocol = sections.reader(1)?;
		if protocol.u32()? != PROTOCOL {
			return Err(bad(KIND, "it is for another proof system than Groth16"));
		}
		protocol.finish()?;
		let mut header = sections.reader(2)?;
		for modulus in [Fq::MODULUS.to_bytes_le(), Fr::MODULUS.to_bytes_le()] {
			if header.u32()? as usize != FIELD_LENGTH || header.take(FIELD_LENGTH)? != modulus {
				return Err(bad(KIND, "it is for another curve than BN254"));
			}
		}
		let (variables, public, domain) = (header.u32()?, header.u32()?, header.u32()?);
		if public >= variables || !domain.is_power_of_two() {
			return Err(bad(KIND, "its sizes make no sense"));
		}
		const WHAT: &str = "header";
		let alpha_g1 = point_from_bytes(WHAT, header.take(G1_LENGTH)?)?;
		let beta_g1 = point_from_bytes(WHAT, header.take(G1_LENGTH)?)?;
		let beta_g2 = point_from_bytes(WHAT, header.take(G2_LENGTH)?)?;
		let gamma_g2 = point_from_bytes(WHAT, header.take(G2_LENGTH)?)?;
		let delta_g1 = point_from_bytes(WHAT, header.take(G1_LENGTH)?)?;
		let delta_g2 = point_from_bytes(WHAT, header.take(G2_LENGTH)?)?;
		header.finish()?;

		let mut record = sections.reader(10)?;
		let circuit_hash = record.array()?;
		let contributions = (0..record.u32()?)
			.map(|_| Contribution::read(&mut record))
			.collect::<Result<_, CeremonyError>>()?;
		record.finish()?;

		let key = Self {
			public,
			variables,
			domain,
			alpha_g1,
			beta_g1,
			beta_g2,
			gamma_g2,
			delta_g1,
			delta_g2,
			inputs: points_from_bytes("public inputs", sections.section(3)?)?,
			coefficients: sections.section(4)?.to_vec(),
			a: points_from_bytes("A", sections.section(5)?)?,
			b_g1: points_from_bytes("B", sections.section(6)?)?,
			b_g2: points_from_bytes("B", sections.section(7)?)?,
			l: points_from_bytes("L", sections.section(8)?)?,
			h: points_from_bytes("H", sections.section(9)?)?,
			circuit_hash,
			contributions,
		};
		let (all, shown) = (variables as usize, public as usize + 1);
		let lengths = key.inputs.len() == shown
			&& [key.a.len(), key.b_g1.len(), key.b_g2.len()] == [all; 3]
			&& key.l.len() == all - shown
			&& key.h.len() == domain as usize;
		lengths.then_some(key).ok_or_else(|| bad(KIND, "a section has a wrong length"))
	}

	/// The `.zkey` file.
	pub fn to_bytes(&self) -> Vec<u8> {
		let mut header = Vec::new();
		for modulus in [Fq::MODULUS.to_bytes_le(), Fr::MODULUS.to_bytes_le()] {
			header.extend((FIELD_LENGTH as u32).to_le_bytes());
			header.extend(modulus);
		}
		for count in [self.variables, self.public, self.domain] {
			header.extend(count.to_le_bytes());
		}
		push_point(&mut header, &self.alpha_g1);
		push_point(&mut header, &self.beta_g1);
		push_point(&mut header, &self.beta_g2);
		push_point(&mut header, &self.gamma_g2);
		push_point(&mut header, &self.delta_g1);
		push_point(&mut header, &self.delta_g2);
		let sections = [
			(1, PROTOCOL.to_le_bytes().to_vec()),
			(2, header),
			(3, points_to_bytes(&self.inputs)),
			(4, self.coefficients.clone()),
			(5, points_to_bytes(&self.a)),
			(6, points_to_bytes(&self.b_g1)),
			(7, points_to_bytes(&self.b_g2)),
			(8, points_to_bytes(&self.l)),
			(9, points_to_bytes(&self.h)),
			(10, self.record()),
		];
		assemble(KIND, &sections)
	}

	/// Section 10: what the hash of the transcript takes in.
	pub(crate) fn record(&self) -> Vec<u8> {
		let mut record = self.circuit_hash.to_vec();
		record.extend((self.contributions.len() as u32).to_le_bytes());
		self.contributions.iter().for_each(|contribution| contribution.write(&mut record));
		record
	}

	/// Number of public inputs, without the one.
	pub fn public(&self) -> u32 {
		self.public
	}

	/// Number of variables, with the one and the public inputs.
	pub fn variables(&self) -> u32 {
		self.variables
	}

	/// Size of the domain.
	pub fn domain(&self) -> u32 {
		self.domain
	}

	/// Hash of the key that the ceremony started with.
	pub fn circuit_hash(&self) -> &[u8; 64] {
		&self.circuit_hash
	}

	/// The record.
	pub fn contributions(&self) -> &[Contribution] {
		&self.contributions
	}

	/// How many people contributed; the beacon is not counted.
	pub fn people(&self) -> usize {
		self.contributions.iter().filter(|contribution| !contribution.is_beacon()).count()
	}

	/// Whether a beacon closed the ceremony.
	pub fn is_closed(&self) -> bool {
		self.contributions.last().is_some_and(Contribution::is_beacon)
	}

	/// Adds a person's contribution.
	///
	/// # Errors
	/// [`CeremonyError::Name`]; [`CeremonyError::Closed`] after the beacon.
	pub fn contribute(
		&mut self,
		secret: &Secret,
		name: &str,
		progress: &dyn Progress,
	) -> Result<&Contribution, CeremonyError> {
		self.apply(secret, ContributionKind::Person, name, progress)
	}

	/// Closes the ceremony with a beacon.
	///
	/// # Errors
	/// [`CeremonyError::Beacon`], [`CeremonyError::Name`]; [`CeremonyError::Closed`] after a beacon.
	pub fn beacon(
		&mut self,
		value: &[u8],
		exponent: u8,
		name: &str,
		progress: &dyn Progress,
	) -> Result<&Contribution, CeremonyError> {
		if self.is_closed() {
			return Err(CeremonyError::Closed);
		}
		let secret = Secret::from_beacon(value, exponent, progress)?;
		let kind = ContributionKind::Beacon { value: value.to_vec(), exponent };
		self.apply(&secret, kind, name, progress)
	}

	fn apply(
		&mut self,
		secret: &Secret,
		kind: ContributionKind,
		name: &str,
		progress: &dyn Progress,
	) -> Result<&Contribution, CeremonyError> {
		if self.is_closed() {
			return Err(CeremonyError::Closed);
		}
		let earlier = &self.contributions;
		let contribution =
			Contribution::new(&self.circuit_hash, earlier, &self.delta_g1, secret, kind, name)?;
		let mut inverse = zeroize::Zeroizing::new(secret.factor);
		inverse.inverse_in_place().ok_or(CeremonyError::Key("a factor is zero"))?;
		progress.start("multiplying the key", (self.l.len() + self.h.len()) as u64);
		for points in [&mut self.l, &mut self.h] {
			points.par_chunks_mut(CHUNK).for_each(|chunk| {
				let products: Vec<_> = chunk.iter().map(|point| *point * *inverse).collect();
				chunk.copy_from_slice(&CurveGroup::normalize_batch(&products));
				progress.advance(chunk.len() as u64);
			});
		}
		progress.finish();
		self.delta_g1 = contribution.delta_after;
		self.delta_g2 = (self.delta_g2 * secret.factor).into_affine();
		self.contributions.push(contribution);
		self.contributions.last().ok_or(CeremonyError::Key("it has no contributions"))
	}

	/// The proving key, in the form of the prover; `gamma` is still the generator.
	pub fn to_proving_key(&self) -> ProvingKey {
		ProvingKey {
			vk: VerifyingKey {
				alpha_g1: self.alpha_g1,
				beta_g2: self.beta_g2,
				gamma_g2: self.gamma_g2,
				delta_g2: self.delta_g2,
				gamma_abc_g1: self.inputs.clone(),
			},
			beta_g1: self.beta_g1,
			delta_g1: self.delta_g1,
			a_query: self.a.clone(),
			b_g1_query: self.b_g1.clone(),
			b_g2_query: self.b_g2.clone(),
			h_query: self.h.clone(),
			l_query: self.l.clone(),
		}
	}

	/// Whether `delta` is that of a key without contributions.
	pub(crate) fn has_first_delta(&self) -> bool {
		self.delta_g1 == G1Affine::generator() && self.delta_g2 == G2Affine::generator()
	}
}
