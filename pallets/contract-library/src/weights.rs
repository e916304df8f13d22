// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the functions cost.
//!
//! All but [`WeightInfo::groth16`] run as Wasm. They were measured compiled for `wasm32v1-none` and run by V8
//! (Node 20) on one core of a busy machine, for arguments of the greatest length and the kind that takes
//! longest; the constants are about three times that, since the runtime's compiler makes slower code. Proofs are
//! verified natively, by the node: `cargo test --release -p pallet-contract-library -- --ignored costs --nocapture`
//! measures them, and calls of the rest natively, which is several times faster.

use frame_support::weights::Weight;

/// Weights of the precompiles' functions. Lengths are in bytes.
pub trait WeightInfo {
	/// A function of texts or numerals that reads and writes so many bytes.
	fn text(bytes: u32) -> Weight;
	/// Sum, difference or order of two numbers.
	fn sum(a: u32, b: u32) -> Weight;
	/// Product or quotient of two numbers.
	fn product(a: u32, b: u32) -> Weight;
	/// Power for a modulus, by an exponent of so many bits.
	fn mod_exp(base: u32, exponent_bits: u32, modulus: u32) -> Weight;
	/// Greatest common divisor, or inverse.
	fn euclid(a: u32, b: u32) -> Weight;
	/// Verifying an RSA signature of a message.
	fn rsa(modulus: u32, message: u32) -> Weight;
	/// Product of a `rows × inner` and an `inner × columns` matrix.
	fn matrix_product(rows: u32, inner: u32, columns: u32) -> Weight;
	/// Singular value decomposition in so many sweeps.
	fn svd(rows: u32, columns: u32, sweeps: u32) -> Weight;
	/// Verifying a proof under a key of this length.
	fn groth16(key: u32) -> Weight;
}

/// Cost of the steps in picoseconds, which are units of weight.
pub mod costs {
	/// A microsecond.
	const MICRO: u64 = 1_000_000;
	/// Everything about a call that does not depend on sizes.
	pub const CALL: u64 = 40 * MICRO;
	/// A byte of a text that is read or written. Measured: 10 ns where each byte is replaced, 2 ns else.
	pub const TEXT: u64 = 30_000;
	/// A byte of a number that is decoded, added or encoded. Measured: 5 ns.
	pub const NUMBER: u64 = 15_000;
	/// A byte times a byte in a product or quotient. Measured: 0.05 ns.
	pub const PRODUCT: u64 = 150;
	/// A byte of the modulus, squared, for a multiplication in a power. Measured: 0.1 ns.
	pub const POWER: u64 = 330;
	/// A multiplication in a power besides. Measured: 0.1 µs.
	pub const POWER_STEP: u64 = 400_000;
	/// A byte of the longer number in Euclid's algorithm. Measured: 2 µs.
	pub const EUCLID: u64 = 6 * MICRO;
	/// A byte of the longer number, squared, in Euclid's algorithm. Measured: 20 ns for neighbors among
	/// Fibonacci's numbers, which take the most steps.
	pub const EUCLID_SQUARE: u64 = 60_000;
	/// A byte of the modulus, squared, in an RSA signature, whatever the exponent. Measured: 8 ns.
	pub const RSA: u64 = 25_000;
	/// A byte that is hashed. Measured: 3 ns.
	pub const HASH: u64 = 10_000;
	/// A product of two fixed-point numbers. Measured: 20 ns.
	pub const FIXED: u64 = 60_000;
	/// The angle of a rotation. Measured: 4 µs.
	pub const ANGLE: u64 = 12 * MICRO;
	/// Rotating a row. Measured: 0.1 µs.
	pub const ROTATION: u64 = 300_000;
	/// A proof under a key that the node has not seen before. Measured: 3 ms with two inputs.
	pub const PROOF: u64 = 8_000 * MICRO;
	/// 32 bytes of a key: a point to decode, and to multiply with a public input. As for other proofs: 15 µs and
	/// 50 µs.
	pub const POINT: u64 = 200 * MICRO;
}

/// Longest number, in bytes: what is longer is refused without any work.
const MAX_NUMBER: u64 = sero_contract_library::bignum::MAX_BYTES as u64;
/// Longest key, in bytes, rounded up.
const MAX_KEY: u64 = 72 * 32;
/// Multiplications of a power with an exponent of no bits: a table of powers, a word of the exponent, conversions.
const POWER_STEPS: u64 = 80;

fn weight(picoseconds: u64) -> Weight {
	Weight::from_parts(costs::CALL.saturating_add(picoseconds), 0)
}

/// Length of a number that is not refused.
fn number(bytes: u32) -> u64 {
	u64::from(bytes).min(MAX_NUMBER)
}

/// `cost · a · b`.
fn cost(cost: u64, a: u64, b: u64) -> u64 {
	cost.saturating_mul(a).saturating_mul(b)
}

/// The weights of SERO's chains.
#[derive(Debug)]
pub struct SeroWeight;

impl WeightInfo for SeroWeight {
	fn text(bytes: u32) -> Weight {
		weight(cost(costs::TEXT, bytes.into(), 1))
	}

	fn sum(a: u32, b: u32) -> Weight {
		weight(cost(costs::NUMBER, u64::from(a).saturating_add(b.into()), 1))
	}

	fn product(a: u32, b: u32) -> Weight {
		let product = cost(costs::PRODUCT, number(a), number(b));
		Self::sum(a, b).saturating_add(Weight::from_parts(product, 0))
	}

	fn mod_exp(base: u32, exponent_bits: u32, modulus: u32) -> Weight {
		let bits = u64::from(exponent_bits).min(MAX_NUMBER.saturating_mul(8));
		let steps = bits.saturating_mul(2).saturating_add(POWER_STEPS);
		let m = number(modulus);
		let step = cost(costs::POWER, m, m).saturating_add(costs::POWER_STEP);
		Self::product(base, modulus).saturating_add(Weight::from_parts(cost(step, steps, 1), 0))
	}

	fn euclid(a: u32, b: u32) -> Weight {
		let n = number(a).max(number(b));
		let steps = cost(costs::EUCLID, n, 1).saturating_add(cost(costs::EUCLID_SQUARE, n, n));
		Self::sum(a, b).saturating_add(Weight::from_parts(steps, 0))
	}

	fn rsa(modulus: u32, message: u32) -> Weight {
		let m = number(modulus);
		weight(cost(costs::RSA, m, m).saturating_add(cost(costs::HASH, message.into(), 1)))
	}

	fn matrix_product(rows: u32, inner: u32, columns: u32) -> Weight {
		let (rows, inner, columns) = (u64::from(rows), u64::from(inner), u64::from(columns));
		let entries = rows.saturating_add(columns).saturating_mul(inner);
		let products = cost(rows, inner, columns).saturating_add(entries);
		weight(cost(costs::FIXED, products, 1))
	}

	fn svd(rows: u32, columns: u32, sweeps: u32) -> Weight {
		let (rows, columns) = (u64::from(rows), u64::from(columns));
		let k = rows.min(columns);
		// Twice the number of pairs; half of the cost of each.
		let pairs = k.saturating_mul(k.saturating_sub(1));
		let pair =
			costs::ANGLE.saturating_add(cost(costs::ROTATION, rows.saturating_add(columns), 1));
		let rotations = cost(pair / 2, pairs, sweeps.into());
		// Completing U where singular values are zero: at worst all.
		let long = rows.max(columns);
		let completion = cost(costs::FIXED, cost(k, k, 1), cost(long, long, 1));
		weight(rotations.saturating_add(completion))
	}

	fn groth16(key: u32) -> Weight {
		let points = u64::from(key).min(MAX_KEY) / 32;
		weight(costs::PROOF.saturating_add(cost(costs::POINT, points, 1)))
	}
}
