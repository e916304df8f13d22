// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Records in storage, genesis configuration and runtime API.

use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sero_primitives::{Balance, CurrencyId, TicketCategory};
use sero_shielded_primitives::{CircuitVersion, ProofItem};

/// Longest encoding of a tree frontier: a leaf count of 8 bytes and, on each of 16 levels, up to
/// three nodes of 32 bytes.
pub const MAX_FRONTIER_BYTES: u32 = 8 + 16 * 3 * 32;

/// Longest encoding of a verifying key: the input circuit's has 424 bytes, the output circuit's
/// 552.
pub const MAX_KEY_BYTES: u32 = 1024;

/// Most public notes that a genesis block can create.
pub const MAX_GENESIS_NOTES: u32 = 1024;

/// Most ticket categories in one answer of [`crate::runtime_api::ShieldedApi`].
pub const MAX_PAGE: u32 = 256;

/// Public inputs of the input circuit: anchor, nullifier, trace and the two coordinates of the
/// value commitment.
pub const INPUT_CIRCUIT_INPUTS: u32 = 5;

/// Public inputs of the output circuit: the coordinates of the address' three points and of the
/// value commitment, and the note commitment.
pub const OUTPUT_CIRCUIT_INPUTS: u32 = 9;

/// Public inputs of the issue circuit: the coordinates of the token's generator and of the value
/// commitment.
pub const ISSUE_CIRCUIT_INPUTS: u32 = 4;

/// A compressed verifying key.
pub type VerifyingKeyBytes = BoundedVec<u8, ConstU32<MAX_KEY_BYTES>>;

/// Whether proofs of a circuit version are accepted.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum CircuitStatus {
	/// Proofs are accepted.
	#[codec(index = 0)]
	Active,
	/// Proofs are refused until the version is resumed.
	#[codec(index = 1)]
	Paused,
	/// Proofs are refused for good.
	#[codec(index = 2)]
	Retired,
}

/// Where the keys of a circuit version come from.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum KeyProvenance {
	/// Made from a published seed: **anybody can forge proofs**. Only for chains without value.
	#[codec(index = 0)]
	Development,
	/// Made by a ceremony.
	#[codec(index = 1)]
	Ceremony {
		/// Hash of the ceremony's transcript.
		transcript: sp_core::H256,
	},
}

/// A pair of circuits that proofs can be made for.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct CircuitKeys {
	/// Whether proofs are accepted.
	pub status: CircuitStatus,
	/// Where the keys come from.
	pub provenance: KeyProvenance,
	/// Verifying key of the input circuit.
	pub input_key: VerifyingKeyBytes,
	/// Verifying key of the output circuit.
	pub output_key: VerifyingKeyBytes,
	/// Verifying key of the issue circuit.
	pub issue_key: VerifyingKeyBytes,
}

/// The turnstile of a currency: what went in and out of the hidden pool, in base units.
///
/// Invariant: `minted + shielded = unshielded + burned + pool + fees + staked + held`.
///
/// The pool of a currency of *hidden supply* is not counted, as nobody knows what was issued into it:
/// what leaves it counts as minted, what enters it as burned, and `pool` stays zero.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CurrencySupply {
	/// Created as notes since genesis: genesis notes, rewards.
	pub minted: Balance,
	/// Paid in by accounts since genesis, their transaction fees included.
	pub shielded: Balance,
	/// Paid out to accounts since genesis.
	pub unshielded: Balance,
	/// Destroyed inside the pool since genesis.
	pub burned: Balance,
	/// Held by notes now, hidden and public ones.
	pub pool: Balance,
	/// Fees that were collected and not yet paid to a miner.
	pub fees: Balance,
	/// Held by shares and staking nodes: prices and deposits that were not paid back yet.
	pub staked: Balance,
	/// Held by contracts, in their books. (SERO of contracts lies on accounts.)
	pub held: Balance,
	/// How often a hidden amount was issued; `None` for a currency whose supply everybody sees.
	pub hidden_issues: Option<u32>,
}

/// One move of value between the hidden pool and what everybody sees.
///
/// Every amount is in base units.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crossing {
	/// New money becomes a note.
	Mint(Balance),
	/// An account pays into a note.
	Shield(Balance),
	/// A bundle pays an account.
	Unshield {
		/// What is paid.
		amount: Balance,
		/// The oldest circuit version among the bundle's inputs.
		circuit: CircuitVersion,
	},
	/// A bundle pays its fee.
	BundleFee {
		/// What is paid.
		amount: Balance,
		/// The oldest circuit version among the bundle's inputs.
		circuit: CircuitVersion,
	},
	/// An account pays the fee of its transaction.
	AccountFee(Balance),
	/// Collected fees become a miner's note.
	PayFees(Balance),
	/// A bundle pays for shares or a staking node.
	Stake {
		/// What is paid.
		amount: Balance,
		/// The oldest circuit version among the bundle's inputs.
		circuit: CircuitVersion,
	},
	/// What a stakeholder paid comes back as a note.
	Unstake(Balance),
	/// New money is staked at once: shares of the genesis block.
	MintStake(Balance),
	/// A contract issues.
	IssueHeld(Balance),
	/// A bundle, or an opened package, pays a contract.
	Hold {
		/// What is paid.
		amount: Balance,
		/// The oldest circuit version among the bundle's inputs.
		circuit: CircuitVersion,
	},
	/// A contract pays a note.
	Release(Balance),
	/// A hidden amount is issued.
	HiddenIssue,
}

impl CurrencySupply {
	/// The counters after a move; `None` if one would become negative or overflow.
	///
	/// # Consensus
	/// SA-17: nothing leaves a pool that did not enter it.
	pub fn after(mut self, crossing: Crossing) -> Option<Self> {
		/// Where value lies.
		enum Part {
			Outside,
			Pool,
			Fees,
			Staked,
			Held,
		}
		let (amount, from, to) = match crossing {
			Crossing::Mint(amount) => (amount, Part::Outside, Part::Pool),
			Crossing::MintStake(amount) => (amount, Part::Outside, Part::Staked),
			Crossing::IssueHeld(amount) => (amount, Part::Outside, Part::Held),
			Crossing::Shield(amount) => {
				self.shielded = self.shielded.checked_add(amount)?;
				return self.add_to_pool(amount);
			},
			Crossing::AccountFee(amount) => {
				self.shielded = self.shielded.checked_add(amount)?;
				self.fees = self.fees.checked_add(amount)?;
				return Some(self);
			},
			Crossing::Unshield { amount, .. } => {
				self.unshielded = self.unshielded.checked_add(amount)?;
				return self.take_from_pool(amount);
			},
			Crossing::HiddenIssue => {
				let issues = self.hidden_issues.as_mut()?;
				*issues = issues.checked_add(1)?;
				return Some(self);
			},
			Crossing::BundleFee { amount, .. } => (amount, Part::Pool, Part::Fees),
			Crossing::PayFees(amount) => (amount, Part::Fees, Part::Pool),
			Crossing::Stake { amount, .. } => (amount, Part::Pool, Part::Staked),
			Crossing::Unstake(amount) => (amount, Part::Staked, Part::Pool),
			Crossing::Hold { amount, .. } => (amount, Part::Pool, Part::Held),
			Crossing::Release(amount) => (amount, Part::Held, Part::Pool),
		};
		let after = match from {
			Part::Outside => Self { minted: self.minted.checked_add(amount)?, ..self },
			Part::Pool => self.take_from_pool(amount)?,
			Part::Fees => Self { fees: self.fees.checked_sub(amount)?, ..self },
			Part::Staked => Self { staked: self.staked.checked_sub(amount)?, ..self },
			Part::Held => Self { held: self.held.checked_sub(amount)?, ..self },
		};
		match to {
			Part::Outside => None,
			Part::Pool => after.add_to_pool(amount),
			Part::Fees => Some(Self { fees: after.fees.checked_add(amount)?, ..after }),
			Part::Staked => Some(Self { staked: after.staked.checked_add(amount)?, ..after }),
			Part::Held => Some(Self { held: after.held.checked_add(amount)?, ..after }),
		}
	}

	/// Takes an amount out of the pool, if it holds it.
	fn take_from_pool(self, amount: Balance) -> Option<Self> {
		Some(if self.hidden_issues.is_some() {
			Self { minted: self.minted.checked_add(amount)?, ..self }
		} else {
			Self { pool: self.pool.checked_sub(amount)?, ..self }
		})
	}

	/// Puts an amount into the pool.
	fn add_to_pool(self, amount: Balance) -> Option<Self> {
		Some(if self.hidden_issues.is_some() {
			Self { burned: self.burned.checked_add(amount)?, ..self }
		} else {
			Self { pool: self.pool.checked_add(amount)?, ..self }
		})
	}

	/// Whether the pool can hold this much.
	pub fn pool_covers(&self, amount: Balance) -> bool {
		self.hidden_issues.is_some() || amount <= self.pool
	}

	/// Whether the invariant holds.
	pub fn is_balanced(&self) -> bool {
		let entered = self.minted.checked_add(self.shielded);
		let accounted = [self.burned, self.pool, self.fees, self.staked, self.held]
			.iter()
			.try_fold(self.unshielded, |sum, part| sum.checked_add(*part));
		entered.is_some() && entered == accounted
	}
}

/// The turnstile of a ticket category: how many tickets are where.
///
/// Invariant: `issued = burned + pool + held`.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct TicketSupply {
	/// Made since genesis.
	pub issued: u64,
	/// Destroyed since genesis.
	pub burned: u64,
	/// In notes now, hidden and public ones.
	pub pool: u64,
	/// In the books of contracts now.
	pub held: u64,
}

/// One move of a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TicketCrossing {
	/// A new ticket becomes a note.
	IssueNote,
	/// A new ticket belongs to a contract.
	IssueHeld,
	/// From a note to a contract.
	Hold,
	/// From a contract to a note.
	Release,
	/// Out of a note, for good.
	Burn,
}

impl TicketSupply {
	/// The counters after a move; `None` if one would become negative or overflow.
	///
	/// # Consensus
	/// SA-17: nothing leaves a pool that did not enter it.
	pub fn after(self, crossing: TicketCrossing) -> Option<Self> {
		Some(match crossing {
			TicketCrossing::IssueNote => Self {
				issued: self.issued.checked_add(1)?,
				pool: self.pool.checked_add(1)?,
				..self
			},
			TicketCrossing::IssueHeld => Self {
				issued: self.issued.checked_add(1)?,
				held: self.held.checked_add(1)?,
				..self
			},
			TicketCrossing::Hold => {
				Self { pool: self.pool.checked_sub(1)?, held: self.held.checked_add(1)?, ..self }
			},
			TicketCrossing::Release => {
				Self { held: self.held.checked_sub(1)?, pool: self.pool.checked_add(1)?, ..self }
			},
			TicketCrossing::Burn => Self {
				pool: self.pool.checked_sub(1)?,
				burned: self.burned.checked_add(1)?,
				..self
			},
		})
	}

	/// Whether the invariant holds.
	pub fn is_balanced(&self) -> bool {
		[self.pool, self.held].iter().try_fold(self.burned, |sum, part| sum.checked_add(*part))
			== Some(self.issued)
	}
}

/// Prices of currency names in SERO base units, by length: the first of names with one character,
/// the last of those with seven and more.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
pub struct NamePrices(pub [Balance; 7]);

impl Default for NamePrices {
	/// The prices of the original's main network: a million SERO to a tenth.
	fn default() -> Self {
		use sero_primitives::units::{MILLI_SERO, SERO};
		Self([
			1_000_000 * SERO,
			500_000 * SERO,
			10_000 * SERO,
			1_000 * SERO,
			10 * SERO,
			SERO,
			100 * MILLI_SERO,
		])
	}
}

impl NamePrices {
	/// The price of a name.
	pub fn of(&self, currency: &CurrencyId) -> Balance {
		let length = currency.name().map_or(1, str::len);
		let [.., last] = self.0;
		self.0.get(length.saturating_sub(1)).copied().unwrap_or(last)
	}
}

/// The audit of a ticket category's supply.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct TicketReport {
	/// The category.
	pub category: TicketCategory,
	/// Where its tickets are.
	pub supply: TicketSupply,
	/// Whether the counters add up.
	pub balanced: bool,
}

impl TicketReport {
	/// The audit of a category with this turnstile.
	pub(crate) fn new(category: TicketCategory, supply: TicketSupply) -> Self {
		Self { category, supply, balanced: supply.is_balanced() }
	}
}

/// The audit of a currency's supply, in base units.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct SupplyReport {
	/// The currency.
	pub currency: CurrencyId,
	/// The turnstile.
	pub pool: CurrencySupply,
	/// Held by accounts.
	pub accounts: Balance,
	/// Held by accounts and notes, staked, and as collected fees together: everything that exists.
	pub total: Balance,
	/// What bundles of each circuit version took out of the pool as fee, stake or to accounts.
	pub released: Vec<(CircuitVersion, Balance)>,
	/// Whether the counters add up.
	pub balanced: bool,
}

/// What has to be verified about a block's proofs, as one batch.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode, TypeInfo)]
pub struct ProofStatements {
	/// The verifying keys that the items point at.
	pub keys: Vec<Vec<u8>>,
	/// The proofs with their public inputs.
	pub items: Vec<ProofItem>,
}

/// A row of [`crate::runtime_api::ShieldedApi::circuit_versions`]: version, status, origin of the
/// keys, keys of the input, output and issue circuits.
pub type CircuitVersionInfo =
	(CircuitVersion, CircuitStatus, KeyProvenance, Vec<u8>, Vec<u8>, Vec<u8>);

/// A circuit version in the genesis configuration.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisCircuit {
	/// Number of the version.
	pub version: u8,
	/// Where the keys come from.
	pub provenance: KeyProvenance,
	/// Verifying key of the input circuit, hexadecimal.
	#[serde(with = "sp_core::bytes")]
	pub input_key: Vec<u8>,
	/// Verifying key of the output circuit, hexadecimal.
	#[serde(with = "sp_core::bytes")]
	pub output_key: Vec<u8>,
	/// Verifying key of the issue circuit, hexadecimal.
	#[serde(with = "sp_core::bytes")]
	pub issue_key: Vec<u8>,
}

/// A public note in the genesis configuration.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisNote {
	/// The receiver's one-time address, hexadecimal, 96 bytes.
	#[serde(with = "sp_core::bytes")]
	pub address: Vec<u8>,
	/// Name of the currency.
	pub currency: String,
	/// Amount in base units, not zero.
	pub amount: Balance,
	/// Text of at most 64 bytes that everybody can read.
	#[serde(default)]
	pub memo: String,
}
