// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proof of work, emission and licenses. All numbers come from the chain specification.

use crate::{AccountId, Runtime, ShieldedAssets};
use frame_support::weights::constants::ParityDbWeight;
use frame_system::EnsureRoot;

impl pallet_pow_pos_consensus::Config for Runtime {
	type Ledger = ShieldedAssets;
	type WeightInfo = pallet_pow_pos_consensus::weights::SeroWeight<ParityDbWeight>;
}

impl pallet_licenses::Config for Runtime {
	type Crypto = super::shielded::Crypto;
	type AdminOrigin = EnsureRoot<AccountId>;
	type WeightInfo = pallet_licenses::weights::SeroWeight<ParityDbWeight>;
}
