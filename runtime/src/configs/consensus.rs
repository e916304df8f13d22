// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Proof of work, votes, staking, emission and licenses. All numbers come from the chain
//! specification.

use crate::{AccountId, PowPosConsensus, Runtime, ShieldedAssets, StakingNodes};
use frame_support::{
	traits::{EitherOfDiverse, Get},
	weights::{constants::ParityDbWeight, Weight},
};
use frame_system::EnsureRoot;
use pallet_governance::EnsureParameterAdmin;

/// Weight of drawing a block's tickets. What follows from the draw, the shares book by themselves.
#[derive(Debug)]
pub struct DrawWeight;

impl Get<Weight> for DrawWeight {
	fn get() -> Weight {
		StakingNodes::weight_of_draw(PowPosConsensus::tickets_per_block())
	}
}

impl pallet_pow_pos_consensus::Config for Runtime {
	type Ledger = ShieldedAssets;
	type Shares = StakingNodes;
	type DrawWeight = DrawWeight;
	type Treasury = super::governance::CommunityTreasury;
	type Crypto = super::shielded::Crypto;
	type WeightInfo = pallet_pow_pos_consensus::weights::SeroWeight<ParityDbWeight>;
}

impl pallet_staking_nodes::Config for Runtime {
	type Ledger = ShieldedAssets;
	type WeightInfo = pallet_staking_nodes::weights::SeroWeight<ParityDbWeight>;
}

impl pallet_licenses::Config for Runtime {
	type Crypto = super::shielded::Crypto;
	type AdminOrigin = EnsureRoot<AccountId>;
	type RequirementOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EnsureParameterAdmin<Runtime>>;
	type WeightInfo = pallet_licenses::weights::SeroWeight<ParityDbWeight>;
}
