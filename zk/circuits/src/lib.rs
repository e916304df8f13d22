// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The statements of SERO: in plain Rust, and as rank-1 constraint systems over BN254's scalar field.
//!
//! An **input** spends a note of the tree without saying which; an **output** creates a note for a
//! one-time address without saying what it holds; an **issue** creates an amount of a public token without
//! saying how much. All publish a value commitment; that inputs and issues balance outputs is shown outside,
//! by the balance signature. A **license** shows that the author of a block belongs to a licensed account
//! without saying which.
//!
//! ```text
//! InputPublic, InputPrivate ──► input::check_statement     plain Rust, one error per rule
//!              │
//!              └──► InputCircuit ──► witness_assignment()  values only, a few milliseconds
//!                        │
//!                        ├──► matrices()                   fixed, collected once per process
//!                        └──► ConstraintSynthesizer        for arkworks' set-up and provers
//! ```
//!
//! # Rules
//! | id | rule | error |
//! |---|---|---|
//! | IN-1 | the address base `BASEr` has prime order | [`input::InputRule::AddressBase`] |
//! | IN-2 | neither secret scalar is 0, ±1 or ±3 | [`input::InputRule::SecretScalar`] |
//! | IN-3 | the asset point `CC` is on the curve | [`input::InputRule::AssetPoint`] |
//! | IN-4 | if enabled, the note is in the tree of the anchor, at the index that its positioned commitment holds | [`input::InputRule::Anchor`] |
//! | IN-5 | the trace is that of the note and the view secret | [`input::InputRule::Trace`] |
//! | IN-6 | the nullifier is that of the note and both secrets | [`input::InputRule::Nullifier`] |
//! | IN-7 | the value commitment is to the note's asset, or to nothing if disabled | [`input::InputRule::ValueCommitment`] |
//! | OUT-1 | the token generator comes from a token id | [`output::OutputRule::TokenGenerator`] |
//! | OUT-2 | the ticket generator comes from a ticket id | [`output::OutputRule::TicketGenerator`] |
//! | OUT-3 | the value commitment is to an amount below 2^128 and at most one ticket | [`output::OutputRule::ValueCommitment`] |
//! | OUT-4 | the note commitment is to the same asset and to the public one-time address | [`output::OutputRule::NoteCommitment`] |
//! | IS-1 | the token generator is public, computed by the verifier, and not the identity | [`issue::IssueRule::TokenGenerator`] |
//! | IS-2 | the value commitment is to an amount below 2^128 of that generator | [`issue::IssueRule::ValueCommitment`] |
//! | LI-1 | the licensed account has prime order | [`license::LicenseRule::Account`] |
//! | LI-2 | the randomizer is not 0, ±1 or ±3 | [`license::LicenseRule::Randomizer`] |
//! | LI-3 | `ZPKr` is the randomizer times the licensed account | [`license::LicenseRule::Author`] |
//! | LI-4 | `BASEr` is the randomizer times `G_k` | [`license::LicenseRule::AuthorBase`] |
//! | LI-5 | the license's nonce point is in the subgroup | [`license::LicenseRule::NoncePoint`] |
//! | LI-6 | the licensor signed the account with the property | [`license::LicenseRule::Signature`] |
//!
//! That `enabled` and `has_ticket` are bits and that an amount is below 2^128 is a matter of type in plain
//! Rust (`bool`, `u128`); the circuits prove it, and the tests break it there.
//!
//! # Free choices
//! Every witness is either the prover's choice (listed by [`r1cs::R1cs::advice`]) or determined by one
//! constraint from earlier variables. The public inputs fix every choice, up to hash collisions and
//! discrete logarithms, except these:
//!
//! | choice | free | why it does no harm |
//! |---|---|---|
//! | digits of a secret scalar | between one or two strings | both are the same scalar modulo `l` |
//! | digits of a trapdoor or of a response | between one or two strings | likewise |
//! | the curve point whose eightfold is `BASEr`, or the licensed account | up to small order | the eightfold is the same |
//! | path and anchor of a disabled input | fully | it is in no tree |
//! | id, counter and sign of a generator that counts for nothing (amount 0, no ticket) | fully | it does not enter the asset point |
//! | another license of the same account with the same property | fully | it shows the same |
//! | counter and sign of a generator that counts | by hash and sign | it changes the asset point, see [`gadgets::asset::generator`] |
//!
//! # What is left to others
//! * Public inputs are canonical field elements (the verifier's decoder).
//! * The points of a public one-time address have prime order (its wire encoding); an output circuit
//!   hashes them as they are.
//! * The generator of an issue is the canonical one of the token that the chain names (the verifier computes
//!   it).
//! * Value commitments are curve points (decoder), and balance (balance signature).
//!
//! # Constant time
//! No. Proving reveals its running time to the machine that proves.

#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

mod circuit;
mod constants;
pub mod gadgets;
pub mod input;
pub mod issue;
pub mod license;
pub mod output;
pub mod r1cs;

pub use circuit::{matrix_hash, Circuit};
pub use input::InputCircuit;
pub use issue::IssueCircuit;
pub use license::LicenseCircuit;
pub use output::OutputCircuit;
