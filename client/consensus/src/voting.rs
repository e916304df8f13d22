// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Votes for found blocks, as nodes ask for them and cast them.
//!
//! - [`message`]: what nodes tell each other
//! - [`state`]: the state machine that decides everything; without clock, network, runtime and keys
//! - [`oracle`]: what it asks about candidates, answered from the chain and the node's keys
//! - [`bodies`]: bodies of open candidates: kept, served and fetched
//! - [`executor`]: execution of candidates before they are voted for
//! - [`handle`], [`task`]: the connection to network and miner
//!
//! # Flow
//! 1. The miner finds a block and proposes it as a [`Candidate`]; it is gossiped after every node on
//!    its way has checked the work.
//! 2. Nodes with a drawn vote key fetch the body, execute it on the parent, sign, and gossip the
//!    vote after every node on its way has checked draw and signature.
//! 3. The miner seals the block with the votes, imports it, and the block is announced as usual.
//! 4. Votes that come later go into the next block.

pub mod bodies;
pub mod executor;
pub mod handle;
pub mod message;
mod metrics;
pub mod oracle;
pub mod state;
pub mod task;

pub use executor::{ClientExecutor, Execute};
pub use handle::{MinerEvent, VotingHandle};
pub use message::{Candidate, CandidateId, CastVote, Message, MessageError};
pub use oracle::ChainOracle;
pub use state::VotingState;
pub use task::{start_voting, StartVoting, VotingProtocols};
