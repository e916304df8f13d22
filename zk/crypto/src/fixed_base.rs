// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Multiplication of the fixed generators; with `std` through tables that are computed once.

use crate::{
	asset::{token_generator, AssetGenerator},
	curve::SubgroupPoint,
	field::Scalar,
	generators::{KEY_GENERATOR, VALUE_TRAPDOOR_GENERATOR},
};

/// The name of the native currency, for which generator and table are kept.
pub const NATIVE_CURRENCY: [u8; 32] = {
	let mut name = [0u8; 32];
	let text = b"SERO";
	let mut i = 0;
	while i < text.len() {
		name[i] = text[i];
		i += 1;
	}
	name
};

#[cfg(feature = "std")]
mod tables {
	use std::sync::OnceLock;

	use super::*;
	use crate::curve::tables::FixedBase;

	fn multiply(
		table: &OnceLock<FixedBase>,
		base: impl FnOnce() -> SubgroupPoint,
		scalar: &Scalar,
	) -> SubgroupPoint {
		let table = table.get_or_init(|| FixedBase::new(&base().affine()));
		SubgroupPoint::from_extended(table.mul(scalar))
	}

	/// `scalar * G_k`.
	pub fn mul_key_generator(scalar: &Scalar) -> SubgroupPoint {
		static TABLE: OnceLock<FixedBase> = OnceLock::new();
		multiply(&TABLE, || KEY_GENERATOR, scalar)
	}

	/// `scalar * G_cr`.
	pub fn mul_value_trapdoor_generator(scalar: &Scalar) -> SubgroupPoint {
		static TABLE: OnceLock<FixedBase> = OnceLock::new();
		multiply(&TABLE, || VALUE_TRAPDOOR_GENERATOR, scalar)
	}

	/// The generator of the native currency.
	pub fn native_generator() -> AssetGenerator {
		static GENERATOR: OnceLock<AssetGenerator> = OnceLock::new();
		*GENERATOR.get_or_init(|| token_generator(&NATIVE_CURRENCY))
	}

	/// `scalar` times the generator of the native currency.
	pub fn mul_native_generator(scalar: &Scalar) -> SubgroupPoint {
		static TABLE: OnceLock<FixedBase> = OnceLock::new();
		multiply(&TABLE, || native_generator().point, scalar)
	}
}

#[cfg(not(feature = "std"))]
mod tables {
	use super::*;

	/// `scalar * G_k`.
	pub fn mul_key_generator(scalar: &Scalar) -> SubgroupPoint {
		KEY_GENERATOR.mul(*scalar)
	}

	/// `scalar * G_cr`.
	pub fn mul_value_trapdoor_generator(scalar: &Scalar) -> SubgroupPoint {
		VALUE_TRAPDOOR_GENERATOR.mul(*scalar)
	}

	/// The generator of the native currency.
	pub fn native_generator() -> AssetGenerator {
		token_generator(&NATIVE_CURRENCY)
	}

	/// `scalar` times the generator of the native currency.
	pub fn mul_native_generator(scalar: &Scalar) -> SubgroupPoint {
		native_generator().point.mul(*scalar)
	}
}

pub use tables::*;

#[cfg(test)]
mod tests {
	use super::*;
	use ark_ff::{AdditiveGroup, Field, UniformRand};
	use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

	#[test]
	fn tables_agree_with_plain_multiplication() {
		let mut rng = ChaCha20Rng::seed_from_u64(4);
		let mut scalars = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::from(u128::MAX)];
		scalars.extend((0..20).map(|_| Scalar::rand(&mut rng)));
		scalars.extend((0..252).map(|i| Scalar::from(2u64).pow([i]) - Scalar::ONE));
		for scalar in scalars {
			assert_eq!(mul_key_generator(&scalar), KEY_GENERATOR.mul(scalar));
			assert_eq!(mul_value_trapdoor_generator(&scalar), VALUE_TRAPDOOR_GENERATOR.mul(scalar));
			assert_eq!(mul_native_generator(&scalar), native_generator().point.mul(scalar));
		}
	}
}
