// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests of the pallet.

mod contracts;
mod costs;
mod defects;
mod life;
mod rules;
