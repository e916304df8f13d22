// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proofs for the statements of payments, licenses and issues, and building of whole bundles.
//!
//! ```text
//! BundlePlan ──prove──► ProvenBundle ──authorize──► AuthorizedBundle ──► Bundle
//!  what to spend         all proofs,                 both signatures,
//!  and whom to pay       nothing signed              checked once more
//! ```
//!
//! - [`Prover`]: the proving keys of payments; one in a process is enough
//! - [`LicenseProver`]: the proving key of licenses; [`LicenseFile`]: a license as a file
//! - [`IssueProver`]: the proving key of issues of a hidden amount
//! - [`builder`]: plans and bundles
//! - [`test_utils`] (feature `test-utils`): a funded tree and bundles of every kind
//!
//! Every random choice comes from a generator that the caller hands in. Secrets are erased when dropped.

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod builder;
mod circuit;
mod error;
mod groth16;
mod issue;
mod license;
mod msm;
mod prover;
#[cfg(feature = "test-utils")]
pub mod test_utils;

pub use builder::{AuthorizedBundle, BuildError, BundlePlan, ProvenBundle};
pub use error::ProverError;
pub use issue::IssueProver;
pub use license::{
	LicenseFile, LicenseFileError, LicenseProver, LicensorFile, ProvenAuthor, LICENSE_KIND,
	LICENSOR_KIND,
};
pub use prover::{ProofProgress, Prover, Statement};
pub use sero_zk_params::{setup::Progress as LoadProgress, CircuitKind};
