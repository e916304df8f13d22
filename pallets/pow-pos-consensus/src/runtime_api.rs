// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes ask about emission and voting ([`EmissionApi`]). What they ask about the consensus is
//! `sero_consensus_primitives::PowPosApi`.

use crate::types::{EmissionStatus, VotingStatus};

sp_api::decl_runtime_apis! {
	/// The emission after the block at which a function is called.
	pub trait EmissionApi {
		/// The schedule, what it created so far, and what the next block creates.
		fn emission_status() -> EmissionStatus;

		/// The parameters of voting, and whether it is mandatory.
		fn voting_status() -> VotingStatus;
	}
}
