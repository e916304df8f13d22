// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Constraint systems, from circuits and from `.r1cs` files.
//!
//! The file has these sections (integers little-endian, elements plain and little-endian):
//!
//! | section | content |
//! |---|---|
//! | 1 | bytes of an element 4, the modulus 32, wires 4, public outputs 4, public inputs 4, private inputs 4, labels 8, constraints 4 |
//! | 2 | per constraint, for A, B and C: entries 4; per entry: wire 4, coefficient 32 |
//! | 3 | per wire: its label 8 |
//!
//! Wire 0 is the constant one; public outputs and inputs follow.

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField, Zero};
use blake2b_simd::Params;
use sero_zk_circuits::{r1cs::R1cs, Circuit};
use sero_zk_circuits::{InputCircuit, IssueCircuit, LicenseCircuit, OutputCircuit};
use sero_zk_params::CircuitKind;

use crate::{
	binary::{assemble, bad, Reader, Sections},
	points::{fr_from_le_bytes, fr_to_le_bytes, FIELD_LENGTH},
	CeremonyError,
};

const KIND: &str = "r1cs";
/// Largest domain, as a power of two: above it, snarkjs computes another hash of the circuit.
pub(crate) const MAX_DOMAIN_POWER: u32 = 14;

/// A row of a matrix: columns and coefficients.
pub type Row = Vec<(u32, Fr)>;

/// A rank-1 constraint system: `(A z) ∘ (B z) = C z` with `z` = one, public, private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
	public: u32,
	variables: u32,
	rows: Vec<[Row; 3]>,
}

/// The matrices of a circuit of this workspace.
fn matrices(kind: CircuitKind) -> &'static R1cs {
	match kind {
		CircuitKind::Input => InputCircuit::matrices(),
		CircuitKind::Output => OutputCircuit::matrices(),
		CircuitKind::License => LicenseCircuit::matrices(),
		CircuitKind::Issue => IssueCircuit::matrices(),
	}
}

impl System {
	/// A system with so many public inputs and variables (the one and the public inputs counted).
	///
	/// # Errors
	/// [`CeremonyError::CircuitSize`] if it is too large, and [`CeremonyError::Format`] if a column is not there,
	/// or there twice in a row.
	pub fn new(public: u32, variables: u32, rows: Vec<[Row; 3]>) -> Result<Self, CeremonyError> {
		let most = 1usize << MAX_DOMAIN_POWER;
		if rows.len() + public as usize + 1 > most || variables as usize > 4 * most {
			return Err(CeremonyError::CircuitSize);
		}
		if variables <= public {
			return Err(bad(KIND, "it has fewer wires than public ones"));
		}
		for row in rows.iter().flatten() {
			let mut columns: Vec<u32> = row.iter().map(|(column, _)| *column).collect();
			columns.sort_unstable();
			if columns.last().is_some_and(|last| *last >= variables) {
				return Err(bad(KIND, "a constraint has a wire that is not there"));
			}
			if columns.windows(2).any(|pair| pair[0] == pair[1]) {
				return Err(bad(KIND, "a wire is twice in a combination"));
			}
		}
		Ok(Self { public, variables, rows })
	}

	/// The system of a circuit.
	///
	/// # Errors
	/// As [`System::new`].
	pub fn of_circuit(kind: CircuitKind) -> Result<Self, CeremonyError> {
		let matrices = matrices(kind);
		let count = |value: usize| u32::try_from(value).map_err(|_| CeremonyError::CircuitSize);
		let row = |side: usize, constraint: usize| -> Result<Row, CeremonyError> {
			let entries = &matrices.matrices()[side][constraint];
			entries.iter().map(|(value, column)| Ok((count(*column)?, *value))).collect()
		};
		let rows = (0..matrices.num_constraints())
			.map(|constraint| Ok([row(0, constraint)?, row(1, constraint)?, row(2, constraint)?]))
			.collect::<Result<_, CeremonyError>>()?;
		let instance = matrices.num_instance_variables();
		let variables = count(instance + matrices.num_witness_variables())?;
		Self::new(count(instance - 1)?, variables, rows)
	}

	/// Reads an `.r1cs` file. Custom gates are refused.
	///
	/// # Errors
	/// [`CeremonyError::Format`], and as [`System::new`].
	pub fn from_r1cs(bytes: &[u8]) -> Result<Self, CeremonyError> {
		let sections = Sections::new(KIND, bytes)?;
		let mut header = sections.reader(1)?;
		if header.u32()? as usize != FIELD_LENGTH || header.take(FIELD_LENGTH)? != modulus() {
			return Err(bad(KIND, "it is for another field than BN254's"));
		}
		let variables = header.u32()?;
		let (outputs, inputs) = (header.u32()?, header.u32()?);
		let _private_inputs = header.u32()?;
		let _labels = header.u64()?;
		let constraints = header.u32()?;
		header.finish()?;
		if sections.section(4).is_ok() || sections.section(5).is_ok() {
			return Err(bad(KIND, "it has custom gates"));
		}
		let public = outputs.checked_add(inputs).ok_or(CeremonyError::CircuitSize)?;
		let mut reader = sections.reader(2)?;
		// A constraint takes 12 bytes at least.
		let room = (constraints as usize).min(reader.len() / 12);
		let mut rows = Vec::with_capacity(room);
		for _ in 0..constraints {
			rows.push([read_row(&mut reader)?, read_row(&mut reader)?, read_row(&mut reader)?]);
		}
		reader.finish()?;
		Self::new(public, variables, rows)
	}

	/// The `.r1cs` file.
	pub fn to_r1cs(&self) -> Vec<u8> {
		let mut header = Vec::new();
		header.extend((FIELD_LENGTH as u32).to_le_bytes());
		header.extend(modulus());
		// No public outputs and no private inputs: a private wire is private, whoever computes it.
		for count in [self.variables, 0, self.public, 0] {
			header.extend(count.to_le_bytes());
		}
		header.extend(u64::from(self.variables).to_le_bytes());
		header.extend((self.rows.len() as u32).to_le_bytes());
		let mut constraints = Vec::new();
		for row in self.rows.iter().flatten() {
			constraints.extend((row.len() as u32).to_le_bytes());
			for (column, value) in row {
				constraints.extend(column.to_le_bytes());
				constraints.extend(fr_to_le_bytes(value));
			}
		}
		let labels = (0..u64::from(self.variables)).flat_map(u64::to_le_bytes).collect();
		assemble(KIND, &[(1, header), (2, constraints), (3, labels)])
	}

	/// Number of public inputs, without the one.
	pub fn public(&self) -> u32 {
		self.public
	}

	/// Number of variables, with the one and the public inputs.
	pub fn variables(&self) -> u32 {
		self.variables
	}

	/// The constraints: rows of A, B and C.
	pub fn rows(&self) -> &[[Row; 3]] {
		&self.rows
	}

	/// The domain's size, as a power of two: one value per constraint, and one per public input and the one.
	pub fn domain_power(&self) -> u32 {
		let size = self.rows.len() + self.public as usize + 1;
		size.next_power_of_two().trailing_zeros()
	}

	/// Whether an assignment satisfies all constraints.
	pub fn is_satisfied(&self, assignment: &[Fr]) -> bool {
		let product = |row: &Row| {
			row.iter().try_fold(Fr::zero(), |sum, (column, value)| {
				Some(sum + *value * assignment.get(*column as usize)?)
			})
		};
		self.rows.iter().all(|[a, b, c]| match (product(a), product(b), product(c)) {
			(Some(a), Some(b), Some(c)) => a * b == c,
			_ => false,
		})
	}

	/// BLAKE2b-256 of the `.r1cs` file, to tell circuits apart.
	pub fn hash(&self) -> [u8; 32] {
		let mut hash = [0; 32];
		hash.copy_from_slice(Params::new().hash_length(32).hash(&self.to_r1cs()).as_bytes());
		hash
	}
}

fn modulus() -> Vec<u8> {
	Fr::MODULUS.to_bytes_le()
}

fn read_row(reader: &mut Reader<'_>) -> Result<Row, CeremonyError> {
	let count = reader.u32()? as usize;
	if count > reader.len() / (4 + FIELD_LENGTH) {
		return Err(bad(KIND, "it is cut off"));
	}
	(0..count)
		.map(|_| {
			let column = reader.u32()?;
			let value = fr_from_le_bytes(&reader.array()?);
			Ok((column, value.ok_or_else(|| bad(KIND, "a coefficient is not canonical"))?))
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn circuits_survive_the_file_format() {
		for kind in CircuitKind::ALL {
			let system = System::of_circuit(kind).unwrap();
			assert_eq!(system.public(), kind.public_inputs());
			assert_eq!(System::from_r1cs(&system.to_r1cs()).unwrap(), system);
			assert!(system.domain_power() <= MAX_DOMAIN_POWER);
		}
	}

	#[test]
	fn broken_files_are_refused() {
		let one = Fr::from(1u64);
		let rows = vec![[vec![(1, one)], vec![(2, one)], vec![(3, one)]]];
		let system = System::new(1, 4, rows).unwrap();
		assert!(system.is_satisfied(&[one, Fr::from(6u64), Fr::from(7u64), Fr::from(42u64)]));
		assert!(!system.is_satisfied(&[one, Fr::from(6u64), Fr::from(7u64), Fr::from(43u64)]));
		assert!(!system.is_satisfied(&[one]));
		let good = system.to_r1cs();
		assert_eq!(System::from_r1cs(&good).unwrap(), system);
		for length in 0..good.len() {
			assert!(System::from_r1cs(&good[..length]).is_err());
		}
		// The modulus of another curve, a count that is not there, a coefficient above the modulus.
		let constraints = 12 + 12 + 64 + 12;
		for (position, value) in [(28, 2), (constraints, 200), (constraints + 8 + 31, 0xff)] {
			let mut wrong = good.clone();
			wrong[position] = value;
			assert!(System::from_r1cs(&wrong).is_err(), "{position}");
		}
		let twice = vec![[vec![(1, one), (1, one)], vec![], vec![]]];
		assert!(System::new(1, 4, twice).is_err());
		assert!(System::new(1, 4, vec![[vec![(4, one)], vec![], vec![]]]).is_err());
		assert!(System::new(1, 1, vec![]).is_err());
	}
}
