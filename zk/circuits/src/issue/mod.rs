// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The issue statement: an amount of a public token comes into being, without saying how much.

mod circuit;
mod private;
mod public;
mod statement;

pub use circuit::IssueCircuit;
pub use private::IssuePrivate;
pub use public::IssuePublic;
pub use statement::{check_statement, IssueRule};
