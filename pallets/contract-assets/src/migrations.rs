// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Changes of this pallet's state from release to release.

pub mod v1;
