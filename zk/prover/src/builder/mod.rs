// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! From what a wallet wants to a bundle that the chain accepts.
//!
//! # What the builder takes care of
//! * Padding: two inputs and two outputs, or the next power of two of each, so that payments look alike.
//!   A dummy input has fresh keys and counts for nothing; a dummy output is an empty note to oneself.
//! * Order: inputs and outputs are shuffled, so that change and payment cannot be told apart.
//! * Randomness that the full viewing key can recompute (rule K7): of every output, and of the one-time
//!   addresses that the sender makes, the From address included. See [`randomness`].
//! * The note inside a package, its proof and its seal ([`PlannedPackage`]).
//! * Both signatures.

mod authorize;
mod error;
mod issue;
mod package;
mod plan;
mod prove;
pub mod randomness;

#[cfg(feature = "test-utils")]
pub(crate) use authorize::balance_statement;
pub use authorize::{AuthorizedBundle, OutputDisclosure, OutputOrigin};
pub use error::BuildError;
pub use issue::ProvenIssue;
pub use package::{PackageReceiver, PlannedPackage};
pub use plan::{BundlePlan, Leftover, PlannedOutput, Recipient, SpendableNote};
pub use prove::ProvenBundle;
