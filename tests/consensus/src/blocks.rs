// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Sequences of blocks that must be accepted or refused.
//!
//! Every block has real (small) ProgPoW, real signatures of votes, and goes the way of a block from the
//! network: `PowVerifier`, `PowBlockImport` with the runtime's check of inherents, execution by the
//! runtime. Only the store of blocks is the tests' own ([`chain::Chain`]).
//!
//! - [`chain`]: the chain and its import
//! - [`draft`]: how a case makes a block, and breaks it
//! - [`cases`]: the cases, in the manner of dcrd's `fullblocktests`

pub mod cases;
pub mod chain;
pub mod draft;
pub mod pow;
