// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The input statement: a note of the tree is spent, without saying which.

mod circuit;
mod private;
mod public;
mod statement;

pub use circuit::InputCircuit;
pub use private::InputPrivate;
pub use public::InputPublic;
pub use statement::{check_statement, InputRule};
