// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The building blocks of the circuits, each with its soundness argument.
//!
//! Notation: `r` is the modulus of the field, `l` (250.6 bits) the prime order of Baby Jubjub's subgroup,
//! cofactor 8. The curve has one affine point besides the identity with `x = 0`: `(0, -1)`, of order 2,
//! outside the subgroup. `d` is not a square, so the Edwards addition law is complete. On the Montgomery
//! form `B v² = u³ + A u² + u` the only point with `v = 0` is `(0, 0)` (the image of `(0, -1)`, since
//! `A² - 4` is not a square), and no point has `u = -1` (since `(A - 2) / B = d` is not a square).
//!
//! | gadget | constraints |
//! |---|---:|
//! | [`bits::Bit::allocate`] | 1 |
//! | [`montgomery`]: add, double, double-and-add, to Edwards | 3, 4, 5, 2 |
//! | [`edwards`]: add, add a constant, on curve, or identity, to Montgomery | 6, 3, 3, 2, 2 |
//! | [`ladder::scalar_multiply`] (without the digits) | 1,521 |
//! | [`ladder::amount_times_generator`] (without the digits) | 780 |
//! | [`ladder::short_multiply`] (without the digits) | 391 |
//! | [`bits::decompose_canonical`] | 508 |
//! | [`windows::key_term`] (without the digits) | 591 |
//! | [`windows::fixed_base`] (without the digits) | 421 |
//! | [`windows::pedersen`] 286 bits (bits given) | 482 |
//! | [`poseidon2::compress`] width 2, 3, 4, 12 | 216, 240, 264, 459 |
//! | [`merkle::root`] | 4,272 |
//! | [`asset::generator`] | 258 |

pub mod asset;
pub mod bits;
pub mod edwards;
mod hints;
pub mod ladder;
pub mod merkle;
pub mod montgomery;
pub mod poseidon2;
pub mod windows;

#[cfg(test)]
mod tests;
