// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Votes for found blocks, as nodes ask for them and cast them.
//!
//! - [`message`]: what nodes tell each other
//! - [`state`]: the state machine that decides everything; without clock, network, runtime and keys

pub mod message;
pub mod state;

pub use message::{Candidate, CandidateId, CastVote, Message, MessageError};
pub use state::VotingState;
