// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The trusted setup of the circuits: from powers of tau to keys that nobody can forge proofs for, as long as
//! one contributor was honest.
//!
//! A **powers-of-tau file** comes from a ceremony that any circuit may use (phase 1). A **ceremony key** is the
//! proving key of one circuit together with the record of the **contributions** made to it (phase 2): each
//! contributor multiplies a secret of the key, `delta`, by a random number and forgets the number. A **beacon**,
//! a public random value nobody could foresee, closes the ceremony.
//!
//! ```text
//! circuit ──► System ─┐
//!                     ├─► CeremonyKey::start ──► contribute … contribute ──► beacon ──► export
//! .ptau ───► Powers ──┘          │                                            │           │
//!                                └──────────────► verify ◄────────────────────┘     .pk, .vk, genesis
//! ```
//!
//! All files are those of snarkjs (`.ptau`, `.r1cs`, `.zkey`), so every step can be made or checked by that
//! program too, and a ceremony need not trust a single implementation.
//!
//! - [`binary`]: the container of all these files; [`points`]: points and field elements in it
//! - [`System`]: a constraint system, from a circuit of this workspace or an `.r1cs` file
//! - [`Powers`]: powers of tau, read, checked and made ready; [`rehearsal`]: powers for trying out
//! - [`CeremonyKey`]: the key of a ceremony; [`Contribution`]: an entry of its record
//! - [`verify`]: everything that an outsider checks
//! - [`export`]: proving key, verifying key, hash of the transcript, genesis of a chain
//!
//! # Constant time
//! No. A contribution reveals its running time to the machine that makes it.

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

pub mod binary;
mod contribution;
mod error;
pub mod export;
mod files;
mod key;
mod lagrange;
pub mod points;
mod powers;
mod progress;
mod random;
pub mod rehearsal;
mod start;
mod system;
pub mod verify;

pub use contribution::{Contribution, ContributionKind, MAX_NAME_LENGTH};
pub use error::CeremonyError;
pub use files::{read_file, write_new};
pub use key::CeremonyKey;
pub use lagrange::Lagrange;
pub use powers::{Powers, PowersFile};
pub use progress::Progress;
pub use random::{Secret, MAX_BEACON_EXPONENT, MIN_BEACON_EXPONENT};
pub use system::System;
