// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests of the pallet.

mod author;
mod difficulty;
mod emission;
mod genesis;
mod inherent;
mod rewards;
mod voting;
