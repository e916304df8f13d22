// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests of the pallet.

mod costs;
mod defects;
mod economy;
mod genesis;
mod lottery;
mod nodes;
mod payments;
mod purchases;
mod queries;
mod year;
