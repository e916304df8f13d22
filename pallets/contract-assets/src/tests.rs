// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Tests with compiled Solidity on the real virtual machine.

mod attacks;
mod calls;
mod defects;
mod harness;
mod model;
mod native;
mod sponsor;
