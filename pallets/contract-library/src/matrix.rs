// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Matrices.

use alloc::vec::Vec;
use core::marker::PhantomData;

use pallet_revive::precompiles::{
	alloy::{primitives::U256, sol_types::SolCall},
	AddressMatcher, Error, Ext, Precompile,
};
use sero_contract_library::matrix::{self, MAX_SIDE, MAX_SWEEPS};

use crate::{
	refused, Config,
	ISeroMatrix::{self, ISeroMatrixCalls},
	Input, WeightInfo,
};

/// [`ISeroMatrix`] at `0x000000000000000000000000000000005E130000`.
#[derive(Debug)]
pub struct Matrix<T>(PhantomData<T>);

/// Number of rows or columns; more than all allowed ones if it is too large.
fn side(number: &U256) -> usize {
	usize::try_from(*number).unwrap_or(usize::MAX)
}

/// A side in the type of the weights. No more than [`MAX_SIDE`]: what is larger is refused without any work.
fn weighed(side: usize) -> u32 {
	u32::try_from(side.min(MAX_SIDE)).unwrap_or_default()
}

impl<T: Config> Precompile for Matrix<T> {
	type T = T;
	type Interface = Input<ISeroMatrixCalls>;
	const MATCHER: AddressMatcher = crate::at(0x5E13);
	const HAS_CONTRACT_INFO: bool = false;

	fn call(
		_address: &[u8; 20],
		input: &Self::Interface,
		env: &mut impl Ext<T = T>,
	) -> Result<Vec<u8>, Error> {
		use ISeroMatrix::*;
		Ok(match input.call(env)? {
			ISeroMatrixCalls::multiply(call) => {
				let (rows, inner) = (side(&call.rows), side(&call.inner));
				let columns = side(&call.columns);
				let sides = (weighed(rows), weighed(inner), weighed(columns));
				env.charge(T::LibraryWeightInfo::matrix_product(sides.0, sides.1, sides.2))?;
				let product = matrix::multiply(rows, inner, columns, &call.left, &call.right)
					.map_err(refused)?;
				multiplyCall::abi_encode_returns(&product)
			},
			ISeroMatrixCalls::svd(call) => {
				let (rows, columns) = (side(&call.rows), side(&call.columns));
				let weight = |sweeps: usize| {
					let sweeps = u32::try_from(sweeps).unwrap_or(u32::MAX);
					T::LibraryWeightInfo::svd(weighed(rows), weighed(columns), sweeps)
				};
				// As many sweeps as there can be; those that were not needed are paid back.
				let charged = env.charge(weight(MAX_SWEEPS))?;
				let svd = matrix::svd(rows, columns, &call.entries).map_err(refused)?;
				env.adjust_gas(charged, weight(svd.sweeps));
				svdCall::abi_encode_returns(&svdReturn { u: svd.u, s: svd.s, v: svd.v })
			},
		})
	}
}
