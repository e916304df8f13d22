// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Keccak-f[1600] and Keccak-f[800] and the two hash functions of Ethash.
//!
//! Ethash uses Keccak as submitted to the SHA-3 competition (padding byte 0x01), not FIPS 202.

/// Round constants; the 32-bit variant uses the low halves of the first 22.
const ROUND_CONSTANTS: [u64; 24] = [
	0x0000000000000001,
	0x0000000000008082,
	0x800000000000808a,
	0x8000000080008000,
	0x000000000000808b,
	0x0000000080000001,
	0x8000000080008081,
	0x8000000000008009,
	0x000000000000008a,
	0x0000000000000088,
	0x0000000080008009,
	0x000000008000000a,
	0x000000008000808b,
	0x800000000000008b,
	0x8000000000008089,
	0x8000000000008003,
	0x8000000000008002,
	0x8000000000000080,
	0x000000000000800a,
	0x800000008000000a,
	0x8000000080008081,
	0x8000000000008080,
	0x0000000080000001,
	0x8000000080008008,
];

/// One permutation; word `x + 5y` of the state is lane (x, y). The steps theta, rho, pi, chi and
/// iota are written out so that the state stays in registers.
macro_rules! permutation {
	($(#[$doc:meta])* $name:ident, $word:ty, $rounds:expr) => {
		$(#[$doc])*
		pub fn $name(a: &mut [$word; 25]) {
			const BITS: u32 = <$word>::BITS;
			for rc in &ROUND_CONSTANTS[..$rounds] {
				let rc = *rc as $word;
				let c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
				let c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
				let c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
				let c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
				let c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
				let d0 = c4 ^ c1.rotate_left(1);
				let d1 = c0 ^ c2.rotate_left(1);
				let d2 = c1 ^ c3.rotate_left(1);
				let d3 = c2 ^ c4.rotate_left(1);
				let d4 = c3 ^ c0.rotate_left(1);
				let b0 = (a[0] ^ d0);
				let b1 = (a[6] ^ d1).rotate_left(44 % BITS);
				let b2 = (a[12] ^ d2).rotate_left(43 % BITS);
				let b3 = (a[18] ^ d3).rotate_left(21 % BITS);
				let b4 = (a[24] ^ d4).rotate_left(14 % BITS);
				let b5 = (a[3] ^ d3).rotate_left(28 % BITS);
				let b6 = (a[9] ^ d4).rotate_left(20 % BITS);
				let b7 = (a[10] ^ d0).rotate_left(3 % BITS);
				let b8 = (a[16] ^ d1).rotate_left(45 % BITS);
				let b9 = (a[22] ^ d2).rotate_left(61 % BITS);
				let b10 = (a[1] ^ d1).rotate_left(1 % BITS);
				let b11 = (a[7] ^ d2).rotate_left(6 % BITS);
				let b12 = (a[13] ^ d3).rotate_left(25 % BITS);
				let b13 = (a[19] ^ d4).rotate_left(8 % BITS);
				let b14 = (a[20] ^ d0).rotate_left(18 % BITS);
				let b15 = (a[4] ^ d4).rotate_left(27 % BITS);
				let b16 = (a[5] ^ d0).rotate_left(36 % BITS);
				let b17 = (a[11] ^ d1).rotate_left(10 % BITS);
				let b18 = (a[17] ^ d2).rotate_left(15 % BITS);
				let b19 = (a[23] ^ d3).rotate_left(56 % BITS);
				let b20 = (a[2] ^ d2).rotate_left(62 % BITS);
				let b21 = (a[8] ^ d3).rotate_left(55 % BITS);
				let b22 = (a[14] ^ d4).rotate_left(39 % BITS);
				let b23 = (a[15] ^ d0).rotate_left(41 % BITS);
				let b24 = (a[21] ^ d1).rotate_left(2 % BITS);
				a[0] = b0 ^ (!b1 & b2) ^ rc;
				a[1] = b1 ^ (!b2 & b3);
				a[2] = b2 ^ (!b3 & b4);
				a[3] = b3 ^ (!b4 & b0);
				a[4] = b4 ^ (!b0 & b1);
				a[5] = b5 ^ (!b6 & b7);
				a[6] = b6 ^ (!b7 & b8);
				a[7] = b7 ^ (!b8 & b9);
				a[8] = b8 ^ (!b9 & b5);
				a[9] = b9 ^ (!b5 & b6);
				a[10] = b10 ^ (!b11 & b12);
				a[11] = b11 ^ (!b12 & b13);
				a[12] = b12 ^ (!b13 & b14);
				a[13] = b13 ^ (!b14 & b10);
				a[14] = b14 ^ (!b10 & b11);
				a[15] = b15 ^ (!b16 & b17);
				a[16] = b16 ^ (!b17 & b18);
				a[17] = b17 ^ (!b18 & b19);
				a[18] = b18 ^ (!b19 & b15);
				a[19] = b19 ^ (!b15 & b16);
				a[20] = b20 ^ (!b21 & b22);
				a[21] = b21 ^ (!b22 & b23);
				a[22] = b22 ^ (!b23 & b24);
				a[23] = b23 ^ (!b24 & b20);
				a[24] = b24 ^ (!b20 & b21);
			}
		}
	};
}

permutation!(
	/// Keccak-f[1600], 24 rounds.
	f1600, u64, 24
);
permutation!(
	/// Keccak-f[800], 22 rounds.
	f800, u32, 22
);

/// Absorbs an input shorter than the rate and permutes once.
fn single_block(input: &[u8], rate: usize) -> [u64; 25] {
	debug_assert!(input.len() < rate);
	let mut block = [0u8; 144];
	block[..input.len()].copy_from_slice(input);
	block[input.len()] = 0x01;
	block[rate - 1] |= 0x80;
	let mut state = [0u64; 25];
	for (word, bytes) in state.iter_mut().zip(block[..rate].chunks_exact(8)) {
		*word = bytes.iter().rev().fold(0, |acc, byte| acc << 8 | u64::from(*byte));
	}
	f1600(&mut state);
	state
}

/// Keccak-256 of at most 135 bytes.
pub fn keccak256(input: &[u8]) -> [u8; 32] {
	let state = single_block(input, 136);
	let mut out = [0; 32];
	for (bytes, word) in out.chunks_exact_mut(8).zip(&state) {
		bytes.copy_from_slice(&word.to_le_bytes());
	}
	out
}

/// Keccak-512 of at most 71 bytes, as little-endian 32-bit words.
pub fn keccak512(input: &[u8]) -> [u32; 16] {
	to_words(&single_block(input, 72))
}

/// Keccak-512 of 64 bytes given as little-endian 32-bit words.
pub fn keccak512_words(input: &[u32; 16]) -> [u32; 16] {
	let mut state = [0u64; 25];
	for (word, half) in state.iter_mut().zip(input.chunks_exact(2)) {
		*word = u64::from(half[0]) | u64::from(half[1]) << 32;
	}
	// The rate is 72 bytes: first and last padding bit fall into the ninth word.
	state[8] = 0x8000_0000_0000_0001;
	f1600(&mut state);
	to_words(&state)
}

fn to_words(state: &[u64; 25]) -> [u32; 16] {
	let mut out = [0; 16];
	for (half, word) in out.chunks_exact_mut(2).zip(state) {
		half[0] = *word as u32;
		half[1] = (*word >> 32) as u32;
	}
	out
}

#[cfg(test)]
mod tests;
