// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Networks of simulated nodes, as discrete events.
//!
//! A node votes and waits for votes by the code of real nodes
//! ([`VotingState`](sero_consensus::voting::VotingState)); its chain has the real rules and states of the
//! real pallets ([`universe`]). Time, network, hash rate and faults come from a [`plan`], everything
//! random from its seed: the same plan leads to the same events on every machine.
//!
//! After each run [`audit`] checks: no honest node has an invalid block; all honest nodes that run have
//! the same best block; nobody honest is blamed; each vote is paid once, neither more nor less than the
//! blocks tell; shares, stakes and supply add up.

pub mod audit;
pub mod miner;
pub mod node;
pub mod plan;
pub mod random;
pub mod report;
pub mod scenarios;
pub mod universe;
pub mod world;
