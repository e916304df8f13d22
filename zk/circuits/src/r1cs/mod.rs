// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Rank-1 constraint systems: numbers, the two ways to run a circuit, and the collected matrices.
//!
//! A circuit is one function, generic over [`ConstraintSink`]. Run with a [`WitnessSink`] it computes the
//! assignment and nothing else: linear combinations are the empty type [`Untracked`] and the compiler
//! removes their upkeep. Run with an [`R1csSink`] it also collects the matrices, which do not depend on
//! the witness and are therefore collected once per process.

mod form;
mod sink;
mod system;

pub use form::{LinearForm, Num, Tracked, Untracked, Variable};
pub use sink::{ConstraintSink, NumOf, R1csSink, WitnessSink};
pub use system::{Advice, R1cs, Section};
