// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Powers of tau: `.ptau` files.
//!
//! | section | content |
//! |---|---|
//! | 1 | bytes of an element 4, modulus of the base field 32, power 4, power of the ceremony 4 |
//! | 2 | `tau^k`, first group, `2^(power+1) − 1` of them |
//! | 3 | `tau^k`, second group, `2^power` |
//! | 4, 5 | `alpha tau^k`, `beta tau^k`, first group, `2^power` each |
//! | 6 | `beta`, second group |
//! | 7 | the record of the contributions |
//! | 12 | Lagrange polynomials at tau, first group, for the domains 1, 2, 4, …, `2^(power+1)` one after the other |
//! | 13, 14, 15 | the same, second group; times alpha; times beta; up to the domain `2^power` |
//!
//! Sections 12 to 15 are there only in a prepared file. What is read is the first powers, as many as a circuit
//! needs: they are powers of tau just as well.

use std::{
	fs::File,
	io::{Read, Seek, SeekFrom},
	path::{Path, PathBuf},
};

use ark_bn254::{Bn254, Fq, Fr, G1Affine, G2Affine};
use ark_ec::{
	pairing::Pairing,
	short_weierstrass::{Affine, SWCurveConfig},
	AffineRepr, CurveGroup,
};
use ark_ff::{BigInteger, FftField, Field, One, PrimeField, Zero};
use blake2b_simd::Params;

use crate::{
	binary::{bad, Directory, Reader},
	files::io,
	lagrange::{combination, is_transform, transform, transform_steps},
	points::{point_from_bytes, points_from_bytes, FileCurve, FIELD_LENGTH, G1_LENGTH, G2_LENGTH},
	random::challenges,
	CeremonyError, Lagrange, Progress,
};

pub(crate) const KIND: &str = "ptau";
/// Above it the field has no roots of unity that are needed here.
const MAX_POWER: u32 = 27;
/// Most bytes of the record of contributions that are read.
const MAX_RECORD: u64 = 16 << 20;

/// An open powers-of-tau file.
#[derive(Debug)]
pub struct PowersFile {
	path: PathBuf,
	file: File,
	directory: Directory,
	hash: [u8; 64],
	power: u32,
	contributions: Vec<Step>,
}

/// What tau, alpha and beta were after a contribution, and who made it.
#[derive(Clone, Debug)]
struct Step {
	tau_g1: G1Affine,
	tau_g2: G2Affine,
	alpha_g1: G1Affine,
	beta_g1: G1Affine,
	beta_g2: G2Affine,
	name: String,
}

/// The powers of tau that a circuit needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Powers {
	pub(crate) power: u32,
	pub(crate) tau_g1: Vec<G1Affine>,
	pub(crate) tau_g2: Vec<G2Affine>,
	pub(crate) alpha_g1: Vec<G1Affine>,
	pub(crate) beta_g1: Vec<G1Affine>,
	pub(crate) beta_g2: G2Affine,
	pub(crate) prepared: Option<Lagrange>,
}

impl PowersFile {
	/// Opens a file: computes its hash, reads header and record, checks all lengths.
	///
	/// # Errors
	/// [`CeremonyError::Io`], [`CeremonyError::Format`], [`CeremonyError::Point`].
	pub fn open(path: &Path, progress: &dyn Progress) -> Result<Self, CeremonyError> {
		let mut file = io("opening", path, File::open(path))?;
		let length = io("reading", path, file.metadata())?.len();
		let hash = hash_of(&mut file, path, length, progress)?;
		let directory = Directory::read(KIND, length, |position, buffer| {
			read_at(&mut file, path, position, buffer)
		})?;
		let mut opened =
			Self { path: path.to_owned(), file, directory, hash, power: 0, contributions: vec![] };
		let header = opened.content(1, 0, None)?;
		let mut header = Reader::new(KIND, &header);
		let field = header.u32()? as usize == FIELD_LENGTH
			&& header.take(FIELD_LENGTH)? == Fq::MODULUS.to_bytes_le();
		if !field {
			return Err(bad(KIND, "it is for another curve than BN254"));
		}
		opened.power = header.u32()?;
		let _power_of_the_ceremony = header.u32()?;
		header.finish()?;
		opened.check_lengths()?;
		opened.read_record()?;
		Ok(opened)
	}

	/// BLAKE2b-512 of the file, as it is published for powers of tau.
	pub fn hash(&self) -> &[u8; 64] {
		&self.hash
	}

	/// The powers reach to `2^(power + 1) − 2`, enough for a domain of `2^power`.
	pub fn power(&self) -> u32 {
		self.power
	}

	/// How many people contributed; zero for powers of a rehearsal.
	pub fn contributions(&self) -> usize {
		self.contributions.len()
	}

	/// Their names, as they gave them.
	pub fn names(&self) -> impl Iterator<Item = &str> {
		self.contributions.iter().map(|step| step.name.as_str())
	}

	/// Whether the Lagrange polynomials are there.
	pub fn is_prepared(&self) -> bool {
		self.directory.find(12).is_some()
	}

	/// Refuses a file with another hash.
	///
	/// # Errors
	/// [`CeremonyError::PowersHash`].
	pub fn expect_hash(&self, expected: &[u8; 64]) -> Result<(), CeremonyError> {
		if self.hash == *expected {
			return Ok(());
		}
		let text = |hash: &[u8]| hex::encode(hash);
		Err(CeremonyError::PowersHash { expected: text(expected), found: text(&self.hash) })
	}

	fn check_lengths(&self) -> Result<(), CeremonyError> {
		if !(1..=MAX_POWER).contains(&self.power) {
			return Err(bad(KIND, "its power makes no sense"));
		}
		let size = 1u64 << self.power;
		let (first, second) = (G1_LENGTH as u64, G2_LENGTH as u64);
		let mut expected = vec![
			(2, (2 * size - 1) * first),
			(3, size * second),
			(4, size * first),
			(5, size * first),
			(6, second),
		];
		if self.is_prepared() {
			let below = 2 * size - 1;
			expected.extend([
				(12, (4 * size - 1) * first),
				(13, below * second),
				(14, below * first),
				(15, below * first),
			]);
		}
		for (number, length) in expected {
			let range = self.directory.section(number)?;
			if range.end - range.start != length {
				return Err(bad(KIND, format!("section {number} has a wrong length")));
			}
		}
		Ok(())
	}

	/// Bytes of a section, from `start` on; all that are there without `length`.
	fn content(
		&mut self,
		number: u32,
		start: u64,
		length: Option<u64>,
	) -> Result<Vec<u8>, CeremonyError> {
		let range = self.directory.section(number)?;
		let available = (range.end - range.start).saturating_sub(start);
		let length = length.unwrap_or(available);
		if length > available {
			return Err(bad(KIND, format!("section {number} is too short")));
		}
		let mut bytes = vec![0; length as usize];
		read_at(&mut self.file, &self.path, range.start + start, &mut bytes)?;
		Ok(bytes)
	}

	fn points<P: FileCurve>(
		&mut self,
		what: &'static str,
		section: u32,
		start: u64,
		count: u64,
	) -> Result<Vec<Affine<P>>, CeremonyError> {
		let unit = P::LENGTH as u64;
		points_from_bytes(what, &self.content(section, start * unit, Some(count * unit))?)
	}

	fn read_record(&mut self) -> Result<(), CeremonyError> {
		let range = self.directory.section(7)?;
		if range.end - range.start > MAX_RECORD {
			return Err(bad(KIND, "its record of contributions is too long"));
		}
		let bytes = self.content(7, 0, None)?;
		let mut reader = Reader::new(KIND, &bytes);
		for _ in 0..reader.u32()? {
			self.contributions.push(read_step(&mut reader)?);
		}
		reader.finish()
	}

	/// Reads what a circuit with a domain of `2^power` needs. Nothing is checked yet but the points themselves.
	///
	/// # Errors
	/// [`CeremonyError::TooFewPowers`], [`CeremonyError::Io`], [`CeremonyError::Point`].
	pub fn powers(&mut self, power: u32) -> Result<Powers, CeremonyError> {
		if power > self.power {
			return Err(CeremonyError::TooFewPowers { needed: power, found: self.power });
		}
		let size = 1u64 << power;
		// The last power of twice the domain is missing if the file is just large enough.
		let first = (2 * size).min((2 << self.power) - 1);
		let mut tau_g1 = self.points("tau", 2, 0, first)?;
		let prepared = if self.is_prepared() {
			let double = self.points("Lagrange", 12, 2 * size - 1, 2 * size)?;
			// The Lagrange polynomials of a file that was cut from a larger one have it all the same.
			if first < 2 * size {
				tau_g1.extend(last_power(&double, power + 1)?);
			}
			Some(Lagrange {
				tau_g1: self.points("Lagrange", 12, size - 1, size)?,
				tau_g2: self.points("Lagrange", 13, size - 1, size)?,
				alpha_g1: self.points("Lagrange", 14, size - 1, size)?,
				beta_g1: self.points("Lagrange", 15, size - 1, size)?,
				odd_g1: odd(&double),
			})
		} else {
			None
		};
		let beta = self.content(6, 0, None)?;
		let powers = Powers {
			power,
			tau_g1,
			tau_g2: self.points("tau", 3, 0, size)?,
			alpha_g1: self.points("alpha", 4, 0, size)?,
			beta_g1: self.points("beta", 5, 0, size)?,
			beta_g2: point_from_bytes("beta", &beta)?,
			prepared,
		};
		if let Some(last) = self.contributions.last() {
			let same = powers.tau_g1.get(1) == Some(&last.tau_g1)
				&& powers.tau_g2.get(1) == Some(&last.tau_g2)
				&& powers.alpha_g1.first() == Some(&last.alpha_g1)
				&& powers.beta_g1.first() == Some(&last.beta_g1)
				&& powers.beta_g2 == last.beta_g2;
			if !same {
				return Err(CeremonyError::Powers("the record ends with others"));
			}
		}
		Ok(powers)
	}
}

fn read_at(
	file: &mut File,
	path: &Path,
	position: u64,
	buffer: &mut [u8],
) -> Result<(), CeremonyError> {
	io("reading", path, file.seek(SeekFrom::Start(position)))?;
	io("reading", path, file.read_exact(buffer))
}

fn hash_of(
	file: &mut File,
	path: &Path,
	length: u64,
	progress: &dyn Progress,
) -> Result<[u8; 64], CeremonyError> {
	progress.start("hashing the powers of tau", length);
	let mut state = Params::new().hash_length(64).to_state();
	let mut buffer = vec![0; 1 << 20];
	loop {
		let count = io("reading", path, file.read(&mut buffer))?;
		if count == 0 {
			progress.finish();
			return Ok(*state.finalize().as_array());
		}
		state.update(&buffer[..count]);
		progress.advance(count as u64);
	}
}

/// An entry of the record: the values, the contributor's public keys, two hashes, and parameters.
fn read_step(reader: &mut Reader<'_>) -> Result<Step, CeremonyError> {
	const WHAT: &str = "record of the powers";
	let mut step = Step {
		tau_g1: point_from_bytes(WHAT, reader.take(G1_LENGTH)?)?,
		tau_g2: point_from_bytes(WHAT, reader.take(G2_LENGTH)?)?,
		alpha_g1: point_from_bytes(WHAT, reader.take(G1_LENGTH)?)?,
		beta_g1: point_from_bytes(WHAT, reader.take(G1_LENGTH)?)?,
		beta_g2: point_from_bytes(WHAT, reader.take(G2_LENGTH)?)?,
		name: String::new(),
	};
	let _public_keys = reader.take(6 * G1_LENGTH + 3 * G2_LENGTH)?;
	let _state_of_the_response_hash = reader.take(216)?;
	let _next_challenge = reader.take(64)?;
	let _kind = reader.u32()?;
	let length = reader.u32()? as usize;
	let mut parameters = Reader::new(KIND, reader.take(length)?);
	while !parameters.is_empty() {
		let parameter = parameters.u8()?;
		if parameter == 2 {
			// Number of hashings of a beacon.
			parameters.u8()?;
			continue;
		}
		let length = usize::from(parameters.u8()?);
		let content = parameters.take(length)?;
		if parameter == 1 {
			step.name = String::from_utf8_lossy(content).into_owned();
		}
	}
	Ok(step)
}

/// The last of the powers that Lagrange polynomials were made from, unless it was taken for zero:
/// `tau^(n−1) = Σ_i w^(−i) L_i(tau)`. Whether it is a power of tau is checked with the others.
fn last_power(lagrange: &[G1Affine], power: u32) -> Result<Option<G1Affine>, CeremonyError> {
	let root = Fr::get_root_of_unity(1 << power).ok_or(CeremonyError::CircuitSize)?;
	let step = root.inverse().ok_or(CeremonyError::CircuitSize)?;
	let mut factors = vec![Fr::one(); lagrange.len()];
	for i in 1..factors.len() {
		factors[i] = factors[i - 1] * step;
	}
	let last = combination(lagrange, &factors).into_affine();
	Ok((!last.is_zero()).then_some(last))
}

fn odd(points: &[G1Affine]) -> Vec<G1Affine> {
	points.iter().skip(1).step_by(2).copied().collect()
}

/// Whether `b1 / a1 = b2 / a2`, none of them the identity.
pub(crate) fn same_ratio(
	a1: impl Into<G1Affine>,
	b1: impl Into<G1Affine>,
	a2: impl Into<G2Affine>,
	b2: impl Into<G2Affine>,
) -> bool {
	let (a1, b1, a2, b2) = (a1.into(), b1.into(), a2.into(), b2.into());
	if a1.is_zero() || b1.is_zero() || a2.is_zero() || b2.is_zero() {
		return false;
	}
	Bn254::multi_pairing([a1, -b1], [b2, a2]).is_zero()
}

/// `Σ r_k P_k` and `Σ r_k P_(k+1)` for the same random `r_k`.
fn shifted<P: SWCurveConfig<ScalarField = Fr>>(
	points: &[Affine<P>],
) -> Result<(Affine<P>, Affine<P>), CeremonyError> {
	let (Some((_, later)), Some((_, earlier))) = (points.split_first(), points.split_last()) else {
		return Err(CeremonyError::Powers("there are none"));
	};
	let scalars = challenges(earlier.len())?;
	let combine = |points: &[Affine<P>]| combination(points, &scalars).into_affine();
	Ok((combine(earlier), combine(later)))
}

impl Powers {
	/// The domain that they are enough for, as a power of two.
	pub fn power(&self) -> u32 {
		self.power
	}

	/// Checks that they are powers of one tau, with one alpha and one beta, none of them trivial, and that the
	/// Lagrange polynomials, if they are there, are those of tau.
	///
	/// Whether anybody knows tau does not show in them. That comes from the ceremony they are of: compare the hash
	/// of the file with the published one.
	///
	/// # Errors
	/// [`CeremonyError::Powers`].
	pub fn verify(&self, progress: &dyn Progress) -> Result<(), CeremonyError> {
		progress.start("checking the powers of tau", 9);
		let refuse = |reason| Err(CeremonyError::Powers(reason));
		let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
		let (Some(tau_g1), Some(tau_g2)) = (self.tau_g1.get(1), self.tau_g2.get(1)) else {
			return refuse("there are none");
		};
		if self.tau_g1.first() != Some(&g1) || self.tau_g2.first() != Some(&g2) {
			return refuse("the first is not the generator");
		}
		if tau_g1.x == g1.x || tau_g2.x == g2.x {
			return refuse("tau is one or minus one");
		}
		// The vanishing polynomial of a domain would be zero at tau, and with it the quotient worth nothing.
		let mut exponent = 2;
		while let Some(power) = self.tau_g1.get(exponent) {
			if *power == g1 {
				return refuse("tau is a root of unity");
			}
			exponent *= 2;
		}
		progress.advance(1);
		if !same_ratio(g1, *tau_g1, g2, *tau_g2) {
			return refuse("both groups have different ones");
		}
		let (earlier, later) = shifted(&self.tau_g1)?;
		if !same_ratio(earlier, later, g2, *tau_g2) {
			return refuse("they are not powers, in the first group");
		}
		progress.advance(1);
		let (earlier, later) = shifted(&self.tau_g2)?;
		if !same_ratio(g1, *tau_g1, earlier, later) {
			return refuse("they are not powers, in the second group");
		}
		progress.advance(1);
		for (points, reason) in [
			(&self.alpha_g1, "those with alpha are not powers"),
			(&self.beta_g1, "those with beta are not powers"),
		] {
			let (earlier, later) = shifted(points)?;
			if !same_ratio(earlier, later, g2, *tau_g2) {
				return refuse(reason);
			}
			if points.first().is_some_and(|first| first.x == g1.x) {
				return refuse("alpha or beta is one or minus one");
			}
			progress.advance(1);
		}
		let beta = self.beta_g1.first().copied().unwrap_or_default();
		if !same_ratio(g1, beta, g2, self.beta_g2) {
			return refuse("beta is another one in the second group");
		}
		self.verify_prepared(progress)?;
		progress.finish();
		Ok(())
	}

	fn verify_prepared(&self, progress: &dyn Progress) -> Result<(), CeremonyError> {
		let Some(prepared) = &self.prepared else { return Ok(()) };
		let power = self.power;
		let mut good = is_transform(&self.tau_g1, &prepared.tau_g1, power)?;
		progress.advance(1);
		good &= is_transform(&self.tau_g2, &prepared.tau_g2, power)?;
		progress.advance(1);
		good &= is_transform(&self.alpha_g1, &prepared.alpha_g1, power)?;
		progress.advance(1);
		good &= is_transform(&self.beta_g1, &prepared.beta_g1, power)?;
		progress.advance(1);
		good &= self.is_odd_transform(&prepared.odd_g1)?;
		good.then_some(()).ok_or(CeremonyError::Powers("the Lagrange polynomials are not theirs"))
	}

	/// Whether the points are the odd ones of the double domain. With `s_j` random and zero at even places,
	/// `Σ_i s_i L_i(tau) = 1/2n Σ_k (Σ_i s_i w^(-ik)) tau^k`.
	fn is_odd_transform(&self, points: &[G1Affine]) -> Result<bool, CeremonyError> {
		let size = 1usize << self.power;
		if points.len() != size {
			return Ok(false);
		}
		let odd = challenges(size)?;
		let left = combination(points, &odd);
		let mut scalars = vec![Fr::zero(); 2 * size];
		for (place, scalar) in scalars.iter_mut().skip(1).step_by(2).zip(&odd) {
			*place = *scalar;
		}
		crate::lagrange::inverse_transform_scalars(&mut scalars, self.power + 1)?;
		Ok(left == combination(&self.tau_g1, &scalars))
	}

	/// The Lagrange polynomials: those of the file, or computed from the powers.
	///
	/// Those of the file are right only after [`Powers::verify`].
	///
	/// # Errors
	/// [`CeremonyError::CircuitSize`], which powers from a file do not have.
	pub fn lagrange(&self, progress: &dyn Progress) -> Result<Lagrange, CeremonyError> {
		if let Some(prepared) = &self.prepared {
			return Ok(prepared.clone());
		}
		let power = self.power;
		let total = 4 * transform_steps(power) + transform_steps(power + 1);
		progress.start("preparing the powers of tau", total);
		let double = transform(&self.tau_g1, power + 1, progress)?;
		let lagrange = Lagrange {
			tau_g1: transform(&self.tau_g1, power, progress)?,
			tau_g2: transform(&self.tau_g2, power, progress)?,
			alpha_g1: transform(&self.alpha_g1, power, progress)?,
			beta_g1: transform(&self.beta_g1, power, progress)?,
			odd_g1: odd(&double),
		};
		progress.finish();
		Ok(lagrange)
	}
}
