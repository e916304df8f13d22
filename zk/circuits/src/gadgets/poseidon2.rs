// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The Poseidon2 compression function.
//!
//! Only the S-boxes cost constraints, three each; the linear layers are linear combinations.
//!
//! # Soundness
//! Every S-box output is determined by its input: `a = x²`, `b = a²`, `y = b · x`. No divisions.

use ark_ff::Field;
use sero_zk_crypto::{
	poseidon2::{SupportedWidth, Width, EXTERNAL_ROUNDS},
	Base,
};

use crate::r1cs::{ConstraintSink, LinearForm, Num, NumOf};

/// `x^5`. Three constraints.
fn sbox<S: ConstraintSink>(cs: &mut S, x: &NumOf<S>) -> NumOf<S> {
	let square = cs.multiply(x, x);
	let fourth = cs.multiply(&square, &square);
	// `x` is on the B side already, `fourth` is not.
	cs.multiply(&fourth, x)
}

/// `[[5, 7, 1, 3], [4, 6, 1, 1], [1, 3, 5, 7], [1, 1, 4, 6]] · state`.
fn matrix_4<F: LinearForm>(state: &mut [Num<F>]) {
	let ab = &state[0] + &state[1];
	let cd = &state[2] + &state[3];
	let t2 = state[1].double() + &cd;
	let t3 = state[3].double() + &ab;
	let t4 = cd.double().double() + &t3;
	let t5 = ab.double().double() + &t2;
	state[0] = &t3 + &t5;
	state[2] = t2 + &t4;
	state[1] = t5;
	state[3] = t4;
}

/// The external matrix: `J + I` for widths 2 and 3, the 4 x 4 matrix `M` for width 4, `circ(2 M, M, M)`
/// for width 12.
fn external_matrix<F: LinearForm, const T: usize>(state: &mut [Num<F>; T]) {
	let stride = if T < 4 { 1 } else { 4 };
	if T >= 4 {
		state.chunks_exact_mut(4).for_each(matrix_4);
	}
	if T == 4 {
		return;
	}
	let sums: Vec<Num<F>> = (0..stride)
		.map(|i| state.iter().skip(i).step_by(stride).fold(Num::zero(), |sum, x| sum + x))
		.collect();
	for (i, x) in state.iter_mut().enumerate() {
		*x = &*x + &sums[i % stride];
	}
}

fn external_round<S: ConstraintSink, const T: usize>(
	cs: &mut S,
	state: &mut [NumOf<S>; T],
	constants: &[Base; T],
) {
	for (x, constant) in state.iter_mut().zip(constants) {
		*x = sbox(cs, &(&*x + *constant));
	}
	external_matrix(state);
}

/// `P(state)[0] + state[0]`. 216, 240, 264 or 459 constraints for width 2, 3, 4 or 12.
pub fn compress<S: ConstraintSink, const T: usize>(cs: &mut S, input: &[NumOf<S>; T]) -> NumOf<S>
where
	Width: SupportedWidth<T>,
{
	let params = <Width as SupportedWidth<T>>::PARAMS;
	let (first, last) = params.external_round_constants.split_at(EXTERNAL_ROUNDS / 2);
	let mut state = input.clone();
	external_matrix(&mut state);
	for constants in first {
		external_round(cs, &mut state, constants);
	}
	for constant in params.internal_round_constants {
		state[0] = sbox(cs, &(&state[0] + *constant));
		let sum = state.iter().fold(Num::zero(), |sum, x| sum + x);
		for (x, diagonal) in state.iter_mut().zip(&params.internal_diagonal_minus_one) {
			*x = if *diagonal == Base::ONE { &*x + &sum } else { &*x * *diagonal + &sum };
		}
	}
	for constants in last {
		external_round(cs, &mut state, constants);
	}
	&state[0] + &input[0]
}
