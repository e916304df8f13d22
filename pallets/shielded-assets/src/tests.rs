// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests of the pallet. A rule's negative test carries the rule's number in its documentation.

mod accounts;
mod anchors;
mod circuits;
mod costs;
mod double_spend;
mod encoding;
mod genesis;
mod held;
mod ledger;
mod properties;
mod real_proofs;
mod rules;
mod scanning;
mod signatures;
mod staking;
mod turnstile;
pub(crate) mod wallet;
