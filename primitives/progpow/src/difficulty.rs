// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Boundaries. Difficulties and hashes are 256-bit big-endian numbers.

/// Little-endian 64-bit limbs of a big-endian number.
fn limbs(bytes: &[u8; 32]) -> [u64; 4] {
	let mut out = [0; 4];
	for (limb, chunk) in out.iter_mut().zip(bytes.rchunks_exact(8)) {
		*limb = chunk.iter().fold(0, |acc, byte| acc << 8 | u64::from(*byte));
	}
	out
}

/// Subtracts with borrow; returns the borrow.
fn sub_assign(a: &mut [u64; 4], b: &[u64; 4]) -> bool {
	let mut borrow = false;
	for (a, b) in a.iter_mut().zip(b) {
		let (first, under) = a.overflowing_sub(*b);
		let (second, under_again) = first.overflowing_sub(u64::from(borrow));
		*a = second;
		borrow = under | under_again;
	}
	borrow
}

/// `(2^256 − 1) / difficulty`, rounded down: the largest final hash that meets `difficulty`.
/// `None` for difficulty 0, which no block may have.
pub fn boundary(difficulty: &[u8; 32]) -> Option<[u8; 32]> {
	let divisor = limbs(difficulty);
	if divisor == [0; 4] {
		return None;
	}
	// Long division of 256 one-bits.
	let mut remainder = [0u64; 4];
	let mut quotient = [0u8; 32];
	for bit in 0..256 {
		let carry = remainder[3] >> 63 == 1;
		for i in (1..4).rev() {
			remainder[i] = remainder[i] << 1 | remainder[i - 1] >> 63;
		}
		remainder[0] = remainder[0] << 1 | 1;
		let mut reduced = remainder;
		let borrow = sub_assign(&mut reduced, &divisor);
		if carry || !borrow {
			remainder = reduced;
			quotient[bit / 8] |= 0x80 >> (bit % 8);
		}
	}
	Some(quotient)
}

/// True if `result <= boundary(difficulty)`. Difficulty 0 is never met.
///
/// `r ≤ ⌊(2^256 − 1) / d⌋` is the same as `r·d < 2^256`, so one multiplication decides.
pub fn meets_difficulty(result: &[u8; 32], difficulty: &[u8; 32]) -> bool {
	let (a, b) = (limbs(result), limbs(difficulty));
	if b == [0; 4] {
		return false;
	}
	let mut product = [0u64; 8];
	for (i, x) in a.iter().enumerate() {
		let mut carry = 0u128;
		for (j, y) in b.iter().enumerate() {
			let sum = u128::from(*x) * u128::from(*y) + u128::from(product[i + j]) + carry;
			product[i + j] = sum as u64;
			carry = sum >> 64;
		}
		product[i + 4] = carry as u64;
	}
	product[4..] == [0; 4]
}

#[cfg(test)]
mod tests;
