// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The Poseidon2 permutation over BN254's scalar field, and its compression mode.
//!
//! Widths 2, 3, 4 and 12; S-box `x^5`; 8 external and 56 (57 for width 12) internal rounds. The constants
//! are those of the Poseidon2 authors' parameter script as shipped by `taceo-poseidon2` 0.3.1.
//!
//! Source: Grassi, Khovratovich, Schofnegger, "Poseidon2", <https://eprint.iacr.org/2023/323>.

use ark_ff::{AdditiveGroup, Field};

use crate::field::{base_from_limbs, Base};

mod constants_t12;
mod constants_t2;
mod constants_t3;
mod constants_t4;

#[cfg(test)]
mod tests;

/// Number of external (full) rounds, half before and half after the internal rounds.
pub const EXTERNAL_ROUNDS: usize = 8;

/// The constants of one width.
#[derive(Debug)]
pub struct Poseidon2Params<const T: usize> {
	/// Round constants of the external rounds.
	pub external_round_constants: [[Base; T]; EXTERNAL_ROUNDS],
	/// Round constants of the internal rounds, added to the first element only.
	pub internal_round_constants: &'static [Base],
	/// Diagonal of the internal matrix, minus one: the matrix is `J + diag(..)` with `J` all ones.
	pub internal_diagonal_minus_one: [Base; T],
}

/// Marker that carries the widths this module supports.
#[derive(Clone, Copy, Debug)]
pub struct Width;

/// A supported width.
pub trait SupportedWidth<const T: usize> {
	/// The constants.
	const PARAMS: &'static Poseidon2Params<T>;

	/// Multiplies the state by the external matrix.
	fn external_matrix(state: &mut [Base; T]);

	/// Multiplies the state by the internal matrix.
	fn internal_matrix(state: &mut [Base; T]);
}

const fn convert<const N: usize>(limbs: &[[u64; 4]; N]) -> [Base; N] {
	let mut out = [Base::ZERO; N];
	let mut i = 0;
	while i < N {
		out[i] = base_from_limbs(limbs[i]);
		i += 1;
	}
	out
}

const fn convert_rounds<const T: usize>(
	limbs: &[[[u64; 4]; T]; EXTERNAL_ROUNDS],
) -> [[Base; T]; EXTERNAL_ROUNDS] {
	let mut out = [[Base::ZERO; T]; EXTERNAL_ROUNDS];
	let mut i = 0;
	while i < EXTERNAL_ROUNDS {
		out[i] = convert(&limbs[i]);
		i += 1;
	}
	out
}

macro_rules! width {
	($t:literal, $name:ident, $constants:ident) => {
		/// The constants of this width.
		pub static $name: Poseidon2Params<$t> = {
			static INTERNAL: [Base; $constants::INTERNAL.len()] = convert(&$constants::INTERNAL);
			Poseidon2Params {
				external_round_constants: convert_rounds(&$constants::EXTERNAL),
				internal_round_constants: &INTERNAL,
				internal_diagonal_minus_one: convert(&$constants::DIAGONAL),
			}
		};
	};
}

width!(2, PARAMS_T2, constants_t2);
width!(3, PARAMS_T3, constants_t3);
width!(4, PARAMS_T4, constants_t4);
width!(12, PARAMS_T12, constants_t12);

impl SupportedWidth<2> for Width {
	const PARAMS: &'static Poseidon2Params<2> = &PARAMS_T2;

	/// `circ(2, 1)`.
	#[inline]
	fn external_matrix(state: &mut [Base; 2]) {
		let sum = state[0] + state[1];
		state[0] += sum;
		state[1] += sum;
	}

	/// `[[2, 1], [1, 3]]`.
	#[inline]
	fn internal_matrix(state: &mut [Base; 2]) {
		let sum = state[0] + state[1];
		state[0] += sum;
		state[1].double_in_place();
		state[1] += sum;
	}
}

impl SupportedWidth<3> for Width {
	const PARAMS: &'static Poseidon2Params<3> = &PARAMS_T3;

	/// `circ(2, 1, 1)`.
	#[inline]
	fn external_matrix(state: &mut [Base; 3]) {
		let sum = state[0] + state[1] + state[2];
		state[0] += sum;
		state[1] += sum;
		state[2] += sum;
	}

	/// `[[2, 1, 1], [1, 2, 1], [1, 1, 3]]`.
	#[inline]
	fn internal_matrix(state: &mut [Base; 3]) {
		let sum = state[0] + state[1] + state[2];
		state[0] += sum;
		state[1] += sum;
		state[2].double_in_place();
		state[2] += sum;
	}
}

/// Multiplies four elements by `[[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]]`.
#[inline]
fn matrix_4([a, b, c, d]: [Base; 4]) -> [Base; 4] {
	let ab = a + b;
	let cd = c + d;
	let t2 = b.double() + cd;
	let t3 = d.double() + ab;
	let t4 = cd.double().double() + t3;
	let t5 = ab.double().double() + t2;
	[t3 + t5, t5, t2 + t4, t4]
}

/// Multiplies by `J + diag(diagonal)`.
#[inline]
fn diagonal_matrix<const T: usize>(state: &mut [Base; T], diagonal: &[Base; T]) {
	let mut sum = state[0];
	for value in &state[1..] {
		sum += value;
	}
	for (value, factor) in state.iter_mut().zip(diagonal) {
		*value *= factor;
		*value += sum;
	}
}

impl SupportedWidth<4> for Width {
	const PARAMS: &'static Poseidon2Params<4> = &PARAMS_T4;

	#[inline]
	fn external_matrix(state: &mut [Base; 4]) {
		*state = matrix_4(*state);
	}

	#[inline]
	fn internal_matrix(state: &mut [Base; 4]) {
		diagonal_matrix(state, &PARAMS_T4.internal_diagonal_minus_one);
	}
}

impl SupportedWidth<12> for Width {
	const PARAMS: &'static Poseidon2Params<12> = &PARAMS_T12;

	/// `circ(2 M, M, M)` with the 4 x 4 matrix `M` of width 4.
	#[inline]
	fn external_matrix(state: &mut [Base; 12]) {
		for block in 0..3 {
			let i = 4 * block;
			let out = matrix_4([state[i], state[i + 1], state[i + 2], state[i + 3]]);
			state[i..i + 4].copy_from_slice(&out);
		}
		let sums: [Base; 4] = core::array::from_fn(|i| state[i] + state[i + 4] + state[i + 8]);
		for (i, value) in state.iter_mut().enumerate() {
			*value += sums[i % 4];
		}
	}

	#[inline]
	fn internal_matrix(state: &mut [Base; 12]) {
		diagonal_matrix(state, &PARAMS_T12.internal_diagonal_minus_one);
	}
}

#[inline]
fn sbox(value: &mut Base) {
	let fourth = value.square().square();
	*value *= fourth;
}

#[inline]
fn external_round<const T: usize>(state: &mut [Base; T], constants: &[Base; T])
where
	Width: SupportedWidth<T>,
{
	for (value, constant) in state.iter_mut().zip(constants) {
		*value += constant;
		sbox(value);
	}
	Width::external_matrix(state);
}

/// Applies the permutation in place.
pub fn permute<const T: usize>(state: &mut [Base; T])
where
	Width: SupportedWidth<T>,
{
	let params = <Width as SupportedWidth<T>>::PARAMS;
	let (first, last) = params.external_round_constants.split_at(EXTERNAL_ROUNDS / 2);
	Width::external_matrix(state);
	for constants in first {
		external_round(state, constants);
	}
	for constant in params.internal_round_constants {
		state[0] += constant;
		sbox(&mut state[0]);
		Width::internal_matrix(state);
	}
	for constants in last {
		external_round(state, constants);
	}
}

/// The compression function `P(state)[0] + state[0]`.
///
/// Fixed input length; every use inside the protocol has its own domain constant or, in the tree, a fixed
/// depth.
pub fn compress<const T: usize>(state: &[Base; T]) -> Base
where
	Width: SupportedWidth<T>,
{
	let mut permuted = *state;
	permute(&mut permuted);
	permuted[0] + state[0]
}
