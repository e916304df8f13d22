// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

fn number(value: u128) -> [u8; 32] {
	let mut out = [0; 32];
	out[16..].copy_from_slice(&value.to_be_bytes());
	out
}

fn increment(mut value: [u8; 32]) -> Option<[u8; 32]> {
	for byte in value.iter_mut().rev() {
		let (next, overflow) = byte.overflowing_add(1);
		*byte = next;
		if !overflow {
			return Some(value);
		}
	}
	None
}

#[test]
fn boundaries_of_small_difficulties() {
	assert_eq!(boundary(&[0; 32]), None);
	assert_eq!(boundary(&number(1)), Some([0xff; 32]));
	let mut half = [0xff; 32];
	half[0] = 0x7f;
	assert_eq!(boundary(&number(2)), Some(half));
	assert_eq!(boundary(&number(3)), Some([0x55; 32]));
	assert_eq!(boundary(&number(0xff)), Some([0x01; 32]));
	assert_eq!(boundary(&[0xff; 32]), Some(number(1)));
}

#[test]
fn multiplication_and_division_agree_at_the_boundary() {
	let mut x = 0x0123_4567_89ab_cdefu128;
	for shift in 0..120 {
		x = x.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).wrapping_add(shift);
		let difficulty = number((x >> shift).max(1));
		let limit = boundary(&difficulty).unwrap();
		assert!(meets_difficulty(&limit, &difficulty));
		if let Some(above) = increment(limit) {
			assert!(!meets_difficulty(&above, &difficulty));
		}
	}
}

#[test]
fn difficulty_zero_is_never_met() {
	assert!(!meets_difficulty(&[0; 32], &[0; 32]));
	assert!(meets_difficulty(&[0; 32], &[0xff; 32]));
	assert!(meets_difficulty(&[0xff; 32], &number(1)));
	assert!(!meets_difficulty(&[0xff; 32], &number(2)));
}
