// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proof of work and emission. All numbers come from the chain specification.

use crate::{Runtime, ShieldedAssets};
use frame_support::weights::constants::ParityDbWeight;

impl pallet_pow_pos_consensus::Config for Runtime {
	type Ledger = ShieldedAssets;
	type Shares = ();
	type SharesWeight = ();
	type Crypto = super::shielded::Crypto;
	type WeightInfo = pallet_pow_pos_consensus::weights::SeroWeight<ParityDbWeight>;
}
