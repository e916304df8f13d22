// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The license statement: the author of a block belongs to a licensed account, without saying which.

mod circuit;
mod private;
mod public;
mod statement;

pub use circuit::LicenseCircuit;
pub use private::LicensePrivate;
pub use public::LicensePublic;
pub use statement::{check_statement, LicenseRule};
