// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The output statement: a note is created for a public one-time address, without saying what it holds.

mod circuit;
mod private;
mod public;
mod statement;

pub use crate::gadgets::asset::GeneratorOpening;
pub use circuit::OutputCircuit;
pub use private::OutputPrivate;
pub use public::OutputPublic;
pub use statement::{check_statement, OutputRule};
