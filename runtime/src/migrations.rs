// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What an upgrade to this runtime changes of the state.
//!
//! Each migration is bound to the version of its pallet's storage and does nothing on any other, so that all of
//! them may run on every upgrade. A migration leaves this list with the release after the next one; its
//! code stays with its pallet.
//!
//! | spec version | pallet | storage version | what |
//! | --- | --- | --- | --- |
//! | 1,001 | contract-assets | 0 → 1 | the precompile's account gets its existential deposit |

use crate::Runtime;

/// The migrations of this release, each done within the first block after the upgrade.
pub type SingleBlock = (pallet_contract_assets::migrations::v1::MigrateToV1<Runtime>,);
