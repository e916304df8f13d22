// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a bundle can do with contracts, and who does it ([`ContractActions`]).

use crate::{OneTimeAddressBytes, RejectReason, TxId};
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_primitives::{Balance, CurrencyId, Ticket};
use tiny_keccak::{Hasher, Keccak};

/// Longest call data, or init code with its constructor's arguments, in bytes: the 48 KiB that
/// EIP-3860 allows for init code, and as much again of arguments as fits.
pub const MAX_CALL_DATA: u32 = 64 * 1024;
/// Most one-time addresses that a call can make payable.
pub const MAX_PAYEES: u32 = 64;
/// Length of a contract address in its long form.
pub const CONTRACT_ADDRESS_LEN: usize = 64;

/// Personalization of the checksum inside a contract address.
const ADDRESS_PERSONALIZATION: &[u8; 13] = b"SERO_contract";
/// Personalization of the salt that a contract is deployed with.
const DEPLOY_PERSONALIZATION: &[u8; 11] = b"SERO_deploy";

/// The 20-byte address of the EVM.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct EvmAddress(pub [u8; 20]);

impl core::fmt::Debug for EvmAddress {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("0x")?;
		self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}

impl EvmAddress {
	/// The 20-byte form of a one-time address: the last bytes of its Keccak-256 hash.
	#[doc(alias = "HashPKr")]
	pub fn of(address: &OneTimeAddressBytes) -> Self {
		let mut keccak = Keccak::v256();
		let mut hash = [0u8; 32];
		keccak.update(&address.0);
		keccak.finalize(&mut hash);
		Self(copy(&hash, 12))
	}

	/// The account that this address has if nobody mapped another: pallet-revive's fallback
	/// account, the address followed by twelve bytes `0xEE`.
	pub fn fallback_account(&self) -> [u8; 32] {
		let mut account = [0xEE; 32];
		for (slot, byte) in account.iter_mut().zip(self.0) {
			*slot = byte;
		}
		account
	}
}

/// The bytes from `skip` on, as many as the array holds.
fn copy<const N: usize>(bytes: &[u8], skip: usize) -> [u8; N] {
	let mut out = [0u8; N];
	for (slot, byte) in out.iter_mut().zip(bytes.iter().skip(skip)) {
		*slot = *byte;
	}
	out
}

/// BLAKE2b with a personalization.
fn personalized<const N: usize>(personalization: &[u8], parts: &[&[u8]]) -> [u8; N] {
	let mut state = blake2b_simd::Params::new().hash_length(N).personal(personalization).to_state();
	for part in parts {
		state.update(part);
	}
	copy(state.finalize().as_bytes(), 0)
}

/// The long form of a contract's address, 64 bytes: a prefix that the deployer chose (16), a
/// checksum (28) and the address of the EVM (20).
///
/// The checksum binds prefix and EVM address, so that a mistyped address is recognised.
///
/// # Layout
/// `prefix ++ BLAKE2b-28("SERO_contract", prefix ++ evm) ++ evm`
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct ContractAddress(pub [u8; CONTRACT_ADDRESS_LEN]);

impl core::fmt::Debug for ContractAddress {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "ContractAddress({:?})", self.evm())
	}
}

impl ContractAddress {
	/// The long form of an EVM address; contracts that were not deployed by a bundle have the prefix
	/// zero.
	pub fn new(prefix: [u8; 16], evm: EvmAddress) -> Self {
		let checksum: [u8; 28] = personalized(ADDRESS_PERSONALIZATION, &[&prefix, &evm.0]);
		let mut bytes = [0u8; CONTRACT_ADDRESS_LEN];
		let parts = prefix.iter().chain(&checksum).chain(&evm.0);
		for (slot, byte) in bytes.iter_mut().zip(parts) {
			*slot = *byte;
		}
		Self(bytes)
	}

	/// Reads a long form; `None` if the checksum is wrong.
	pub fn from_bytes(bytes: [u8; CONTRACT_ADDRESS_LEN]) -> Option<Self> {
		let address = Self(bytes);
		(Self::new(address.prefix(), address.evm()) == address).then_some(address)
	}

	/// The deployer's prefix.
	pub fn prefix(&self) -> [u8; 16] {
		copy(&self.0, 0)
	}

	/// The address of the EVM.
	pub fn evm(&self) -> EvmAddress {
		EvmAddress(copy(&self.0, 44))
	}
}

/// The salt of a contract that a bundle deploys (EIP-1014): the same sender cannot use a prefix twice
/// for the same code.
pub fn deploy_salt(from: &OneTimeAddressBytes, prefix: &[u8; 16]) -> [u8; 32] {
	personalized(DEPLOY_PERSONALIZATION, &[&from.0, prefix])
}

/// An asset that everybody sees: an amount, a ticket, or both.
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
pub struct PublicAsset {
	/// Currency of the amount; all zero if there is none.
	pub currency: CurrencyId,
	/// Amount in base units.
	pub amount: Balance,
	/// A ticket beside, or instead of, the amount.
	pub ticket: Option<Ticket>,
}

impl PublicAsset {
	/// Nothing.
	pub const NOTHING: Self = Self { currency: CurrencyId([0; 32]), amount: 0, ticket: None };

	/// An amount of a currency.
	pub const fn token(currency: CurrencyId, amount: Balance) -> Self {
		Self { currency, amount, ticket: None }
	}

	/// Whether there is neither an amount nor a ticket.
	pub fn is_empty(&self) -> bool {
		self.amount == 0 && self.ticket.is_none()
	}

	/// The amount, if it is SERO.
	pub fn sero(&self) -> Balance {
		if self.currency == CurrencyId::SERO {
			self.amount
		} else {
			0
		}
	}
}

/// The most that a call may use. The bundle's fee pays for all of `ref_time` and `proof_size`.
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
pub struct GasLimits {
	/// Picoseconds of computation.
	#[codec(compact)]
	pub ref_time: u64,
	/// Bytes of storage proof.
	#[codec(compact)]
	pub proof_size: u64,
	/// SERO base units that may be locked for new storage; they leave the hidden pool with the
	/// action, and what is not locked comes back.
	#[codec(compact)]
	pub storage_deposit: Balance,
}

/// A fee that the called contract pays in SERO, and the sender to the contract in its token.
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
#[doc(alias = "gasCy")]
pub struct GasSponsor {
	/// The token.
	pub currency: CurrencyId,
	/// What the sender pays to the contract, in the token's base units.
	#[codec(compact)]
	pub tokens: Balance,
	/// What the contract pays as fee, in SERO base units.
	#[codec(compact)]
	pub fee: Balance,
}

/// Data of a call.
pub type CallData = BoundedVec<u8, ConstU32<MAX_CALL_DATA>>;
/// One-time addresses that contracts may pay from now on, by their 20-byte form.
pub type Payees = BoundedVec<OneTimeAddressBytes, ConstU32<MAX_PAYEES>>;

/// The contract part of a bundle.
///
/// The caller that a contract sees is the 20-byte form of the bundle's `from`.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum ContractAction {
	/// Deploys a contract.
	#[codec(index = 0)]
	Deploy {
		/// First bytes of the contract's long address.
		prefix: [u8; 16],
		/// Init code, with the constructor's arguments.
		code: CallData,
		/// What the constructor receives.
		asset: PublicAsset,
		/// What the deployment may use.
		limits: GasLimits,
		/// Whom the contract may pay.
		payees: Payees,
	},
	/// Calls a contract.
	#[codec(index = 1)]
	Call {
		/// The contract.
		contract: EvmAddress,
		/// Data of the call.
		data: CallData,
		/// What the contract receives.
		asset: PublicAsset,
		/// What the call may use.
		limits: GasLimits,
		/// Whom the contract may pay.
		payees: Payees,
		/// The part of the fee that the contract pays.
		sponsor: Option<GasSponsor>,
	},
	/// Pays what lies on the account of `from` to `from`, as a public note.
	#[codec(index = 2)]
	Collect,
}

impl ContractAction {
	/// What the contract receives.
	pub fn asset(&self) -> PublicAsset {
		match self {
			Self::Deploy { asset, .. } | Self::Call { asset, .. } => *asset,
			Self::Collect => PublicAsset::NOTHING,
		}
	}

	/// What the action may use.
	pub fn limits(&self) -> GasLimits {
		match self {
			Self::Deploy { limits, .. } | Self::Call { limits, .. } => *limits,
			Self::Collect => GasLimits::default(),
		}
	}

	/// The action with other limits.
	#[must_use]
	pub fn with_limits(mut self, new: GasLimits) -> Self {
		if let Self::Deploy { limits, .. } | Self::Call { limits, .. } = &mut self {
			*limits = new;
		}
		self
	}

	/// The part of the fee that the contract pays.
	pub fn sponsor(&self) -> Option<GasSponsor> {
		match self {
			Self::Call { sponsor, .. } => *sponsor,
			Self::Deploy { .. } | Self::Collect => None,
		}
	}

	/// Whom contracts may pay from now on.
	pub fn payees(&self) -> &[OneTimeAddressBytes] {
		match self {
			Self::Deploy { payees, .. } | Self::Call { payees, .. } => payees,
			Self::Collect => &[],
		}
	}

	/// What leaves the hidden pool.
	pub fn released(&self) -> Vec<PublicAsset> {
		let deposit = PublicAsset::token(CurrencyId::SERO, self.limits().storage_deposit);
		let tokens =
			self.sponsor().map(|sponsor| PublicAsset::token(sponsor.currency, sponsor.tokens));
		[self.asset(), deposit]
			.into_iter()
			.chain(tokens)
			.filter(|asset| !asset.is_empty())
			.collect()
	}
}

/// Does what [`ContractAction`] says. The pallet of the hidden pool books what the action releases
/// before: SERO as paid out to the account of `from`, everything else as held by contracts.
pub trait ContractActions {
	/// Checks an action against the state, cheaply, without changing anything.
	///
	/// # Errors
	/// The rule that it breaks.
	fn check(from: &OneTimeAddressBytes, action: &ContractAction) -> Result<(), RejectReason>;

	/// Does an action that passed [`Self::check`] on the same state. A call that fails is no error:
	/// what it received has come back to `from` then.
	///
	/// # Errors
	/// As [`Self::check`], and those of the ledger. The caller reverts the state.
	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &ContractAction,
	) -> Result<(), RejectReason>;
}

/// A chain without contracts: refuses every action.
impl ContractActions for () {
	fn check(_: &OneTimeAddressBytes, _: &ContractAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}

	fn apply(_: &TxId, _: &OneTimeAddressBytes, _: &ContractAction) -> Result<(), RejectReason> {
		Err(RejectReason::InvalidAction)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Keccak-256 of 96 zero bytes ends like this (any Ethereum library).
	#[test]
	fn short_addresses_are_as_pinned() {
		let short = EvmAddress::of(&OneTimeAddressBytes::default());
		let mut keccak = Keccak::v256();
		let mut hash = [0u8; 32];
		keccak.update(&[0u8; 96]);
		keccak.finalize(&mut hash);
		assert_eq!(short.0[..], hash[12..]);
		assert_eq!(short.fallback_account()[..20], short.0);
		assert_eq!(short.fallback_account()[20..], [0xEE; 12]);
	}

	#[test]
	fn long_addresses_are_checked() {
		let address = ContractAddress::new([7; 16], EvmAddress([9; 20]));
		assert_eq!(ContractAddress::from_bytes(address.0), Some(address));
		assert_eq!((address.prefix(), address.evm()), ([7; 16], EvmAddress([9; 20])));
		for position in 0..CONTRACT_ADDRESS_LEN {
			let mut bytes = address.0;
			bytes[position] ^= 1;
			assert_eq!(ContractAddress::from_bytes(bytes), None, "byte {position}");
		}
	}

	#[test]
	fn salts_depend_on_sender_and_prefix() {
		let from = OneTimeAddressBytes::default();
		let salt = deploy_salt(&from, &[0; 16]);
		assert_ne!(salt, deploy_salt(&from, &[1; 16]));
		assert_ne!(salt, deploy_salt(&OneTimeAddressBytes([1; 96]), &[0; 16]));
	}

	#[test]
	fn everything_that_leaves_is_released() {
		let token = CurrencyId::from_name("GOLD").unwrap_or_default();
		let call = ContractAction::Call {
			contract: EvmAddress::default(),
			data: CallData::default(),
			asset: PublicAsset::token(token, 5),
			limits: GasLimits { storage_deposit: 7, ..Default::default() },
			payees: Payees::default(),
			sponsor: Some(GasSponsor { currency: token, tokens: 3, fee: 2 }),
		};
		let sero = PublicAsset::token(CurrencyId::SERO, 7);
		let expected = [PublicAsset::token(token, 5), sero, PublicAsset::token(token, 3)];
		assert_eq!(call.released(), expected);
		assert!(ContractAction::Collect.released().is_empty());
	}
}
