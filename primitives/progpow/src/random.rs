// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! FNV hashes, the KISS99 generator and the random operations of ProgPoW.

/// Multiplier of 32-bit FNV.
pub const FNV_PRIME: u32 = 0x0100_0193;
/// Start value of 32-bit FNV.
pub const FNV_OFFSET_BASIS: u32 = 0x811c_9dc5;

/// FNV-1 as Ethash uses it.
#[inline(always)]
pub const fn fnv1(u: u32, v: u32) -> u32 {
	u.wrapping_mul(FNV_PRIME) ^ v
}

/// FNV-1a as ProgPoW uses it.
#[inline(always)]
pub const fn fnv1a(u: u32, v: u32) -> u32 {
	(u ^ v).wrapping_mul(FNV_PRIME)
}

/// Marsaglia's KISS99 generator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kiss99 {
	pub z: u32,
	pub w: u32,
	pub jsr: u32,
	pub jcong: u32,
}

impl Kiss99 {
	/// Next 32 bits.
	#[inline]
	pub fn next(&mut self) -> u32 {
		self.z = 36_969u32.wrapping_mul(self.z & 0xffff).wrapping_add(self.z >> 16);
		self.w = 18_000u32.wrapping_mul(self.w & 0xffff).wrapping_add(self.w >> 16);
		self.jcong = 69_069u32.wrapping_mul(self.jcong).wrapping_add(1_234_567);
		self.jsr ^= self.jsr << 17;
		self.jsr ^= self.jsr >> 13;
		self.jsr ^= self.jsr << 5;
		((self.z << 16).wrapping_add(self.w) ^ self.jcong).wrapping_add(self.jsr)
	}

	/// The generator that fills the registers of one lane.
	pub fn for_lane(seed: u64, lane: u32) -> Self {
		let z = fnv1a(FNV_OFFSET_BASIS, seed as u32);
		let w = fnv1a(z, (seed >> 32) as u32);
		let jsr = fnv1a(w, lane);
		let jcong = fnv1a(jsr, lane);
		Self { z, w, jsr, jcong }
	}

	/// The generator of the random program of one period.
	pub fn for_program(seed: u64) -> Self {
		let (low, high) = (seed as u32, (seed >> 32) as u32);
		let z = fnv1a(FNV_OFFSET_BASIS, low);
		let w = fnv1a(z, high);
		let jsr = fnv1a(w, low);
		let jcong = fnv1a(jsr, high);
		Self { z, w, jsr, jcong }
	}
}

/// How new data is merged into a register; keeps the entropy of the register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Merge {
	MulAdd,
	XorMul,
	RotlXor(u32),
	RotrXor(u32),
}

impl Merge {
	/// Decodes a random selector.
	pub fn new(selector: u32) -> Self {
		let rotation = (selector >> 16) % 31 + 1;
		match selector % 4 {
			0 => Self::MulAdd,
			1 => Self::XorMul,
			2 => Self::RotlXor(rotation),
			_ => Self::RotrXor(rotation),
		}
	}

	/// Merges one word per lane.
	#[inline(always)]
	pub fn apply<const L: usize>(self, register: &mut [u32; L], data: &[u32; L]) {
		let pairs = register.iter_mut().zip(data);
		match self {
			Self::MulAdd => pairs.for_each(|(a, b)| *a = a.wrapping_mul(33).wrapping_add(*b)),
			Self::XorMul => pairs.for_each(|(a, b)| *a = (*a ^ b).wrapping_mul(33)),
			Self::RotlXor(n) => pairs.for_each(|(a, b)| *a = a.rotate_left(n) ^ b),
			Self::RotrXor(n) => pairs.for_each(|(a, b)| *a = a.rotate_right(n) ^ b),
		}
	}
}

/// A random mathematical operation on two words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Math {
	Add,
	Mul,
	MulHigh,
	Min,
	Rotl,
	Rotr,
	And,
	Or,
	Xor,
	LeadingZeros,
	CountOnes,
}

impl Math {
	/// Decodes a random selector.
	pub fn new(selector: u32) -> Self {
		match selector % 11 {
			0 => Self::Add,
			1 => Self::Mul,
			2 => Self::MulHigh,
			3 => Self::Min,
			4 => Self::Rotl,
			5 => Self::Rotr,
			6 => Self::And,
			7 => Self::Or,
			8 => Self::Xor,
			9 => Self::LeadingZeros,
			_ => Self::CountOnes,
		}
	}

	/// Computes one word per lane.
	#[inline(always)]
	pub fn apply<const L: usize>(self, a: &[u32; L], b: &[u32; L]) -> [u32; L] {
		#[inline(always)]
		fn map<const L: usize>(
			a: &[u32; L],
			b: &[u32; L],
			op: impl Fn(u32, u32) -> u32,
		) -> [u32; L] {
			core::array::from_fn(|lane| op(a[lane], b[lane]))
		}
		match self {
			Self::Add => map(a, b, u32::wrapping_add),
			Self::Mul => map(a, b, u32::wrapping_mul),
			Self::MulHigh => map(a, b, |a, b| ((u64::from(a) * u64::from(b)) >> 32) as u32),
			Self::Min => map(a, b, u32::min),
			Self::Rotl => map(a, b, u32::rotate_left),
			Self::Rotr => map(a, b, u32::rotate_right),
			Self::And => map(a, b, |a, b| a & b),
			Self::Or => map(a, b, |a, b| a | b),
			Self::Xor => map(a, b, |a, b| a ^ b),
			Self::LeadingZeros => map(a, b, |a, b| a.leading_zeros() + b.leading_zeros()),
			Self::CountOnes => map(a, b, |a, b| a.count_ones() + b.count_ones()),
		}
	}
}

#[cfg(test)]
mod tests;
