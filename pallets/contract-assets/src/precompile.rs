// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! SERO's native functions: a precompile of pallet-revive.
//!
//! Everything happens in the storage of the precompile's frame, which pallet-revive reverts if the frame
//! or one around it fails. A function that cannot do what it is asked for therefore reverts its own
//! frame, and nothing has happened: no asset moved, and SERO that came as value is back.

use crate::{interface::ISeroAssets::*, pallet::*, types::*, WeightInfo};
use alloc::{string::String, vec::Vec};
use core::{marker::PhantomData, num::NonZero};
use frame_support::{
	defensive,
	storage::{with_transaction, TransactionOutcome},
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
	weights::Weight,
};
use pallet_revive::{
	precompiles::{
		alloy::{
			primitives::{Address, Bytes, FixedBytes, U256 as Word},
			sol_types::{Revert, SolValue},
		},
		AddressMatcher, Error, Ext, Precompile, RuntimeCosts,
	},
	AddressMapper, CallResources, ExecOrigin, ReentrancyProtection, H160, U256,
};
use sero_primitives::{Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	AssetIssuer, ContractPackages, EvmAddress, HeldAssets, PackageId, PackageOwner, PublicAsset,
	RejectReason, TicketRegistry,
};
use sp_runtime::DispatchError;

/// First two bytes of the precompile's suffix: its address is
/// `0x000000000000000000000000000000005e200000`.
const SUFFIX: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(0x5E20 - 1);

/// SERO's native functions for contracts, to be named in `pallet_revive::Config::Precompiles`.
#[derive(Debug)]
pub struct SeroAssets<T>(PhantomData<T>);

/// Refuses with a reason: the frame reverts, and Solidity sees `Error(reason)`.
fn refuse(reason: &str) -> Error {
	Error::Revert(Revert { reason: String::from(reason) })
}

/// Refuses for a rule.
fn refused(reason: RejectReason) -> Error {
	refuse(reason.name())
}

/// An amount in base units.
fn amount_of(amount: &Word) -> Result<Balance, Error> {
	Balance::try_from(*amount).map_err(|_| refuse("the amount has more than 128 bits"))
}

/// A currency by its name.
fn currency_of(name: &str) -> Result<CurrencyId, Error> {
	CurrencyId::from_name(name).map_err(|_| refuse("no name of a currency"))
}

/// A category by its name.
fn category_of(name: &str) -> Result<TicketCategory, Error> {
	TicketCategory::from_name(name).map_err(|_| refuse("no name of a ticket category"))
}

/// The asset that a contract names. An empty name is for what is not there.
fn asset_of(
	currency: &str,
	amount: &Word,
	category: &str,
	ticket: &FixedBytes<32>,
) -> Result<PublicAsset, Error> {
	let amount = amount_of(amount)?;
	let currency = if amount == 0 { CurrencyId::default() } else { currency_of(currency)? };
	let ticket = match (category.is_empty(), ticket.is_zero()) {
		(true, true) => None,
		(true, false) => return Err(refuse("a ticket needs its category")),
		(false, true) => {
			category_of(category)?;
			None
		},
		(false, false) => Some(Ticket { category: category_of(category)?, id: TicketId(ticket.0) }),
	};
	Ok(PublicAsset { currency, amount, ticket })
}

/// A contract that calls this precompile.
struct Caller {
	/// Its address.
	contract: EvmAddress,
	/// Who called it.
	before: Option<EvmAddress>,
}

impl Caller {
	/// The caller of this frame.
	///
	/// # Consensus
	/// CA-8: a contract, and not by `delegatecall`: the precompile would act in the name of whoever
	/// runs the code.
	fn of<E: Ext>(env: &E) -> Result<Self, Error> {
		if env.is_delegate_call() {
			return Err(refuse("not by delegatecall"));
		}
		if env.caller_is_origin(false) {
			return Err(refuse("only contracts call this"));
		}
		let contract = address_of::<E::T>(&env.caller()).ok_or(refuse("no caller"))?;
		Ok(Self { contract, before: address_of::<E::T>(&env.caller_of_caller()) })
	}

	/// The caller of a function that changes something.
	///
	/// # Consensus
	/// CA-8: not in a static call.
	fn that_changes<E: Ext>(env: &E) -> Result<Self, Error> {
		if env.is_read_only() {
			return Err(refuse("not in a static call"));
		}
		Self::of(env)
	}

	/// What the contract received with the call that runs.
	///
	/// # Consensus
	/// CA-9: only the frame that was entered with the asset sees it. A frame that the contract enters by
	/// a plain call has another caller; frames that this precompile enters have a record each.
	fn received<T: Config>(&self) -> Option<CallFrame> {
		let frame = CallFrames::<T>::get().last().copied()?;
		(frame.target == self.contract && Some(frame.caller) == self.before).then_some(frame)
	}
}

/// SERO on accounts.
type Sero<T> = <T as pallet_revive::Config>::Currency;

impl<T: Config> Pallet<T> {
	/// The account that SERO passes through on its way from a contract.
	fn precompile_account() -> T::AccountId {
		SeroAssets::<T>::ADDRESS.fallback_account().into()
	}

	/// Whether the precompile's account has its existential deposit.
	pub(crate) fn precompile_is_funded() -> bool {
		Sero::<T>::total_balance(&Self::precompile_account()) >= Sero::<T>::minimum_balance()
	}

	/// Creates the existential deposit of the precompile's account, if it has none. Otherwise the first
	/// contract's payment in SERO would have to bring it, and fail if its deposit was exact.
	pub(crate) fn fund_precompile() {
		if !Self::precompile_is_funded() {
			let deposit = Sero::<T>::minimum_balance();
			if let Err(error) = Sero::<T>::mint_into(&Self::precompile_account(), deposit) {
				defensive!("the precompile's account was not funded", error);
			}
		}
	}
}

/// The 20-byte form of an origin's account; `None` for root.
fn address_of<T: pallet_revive::Config>(origin: &ExecOrigin<T>) -> Option<EvmAddress> {
	match origin {
		ExecOrigin::Signed(account) => Some(EvmAddress(T::AddressMapper::to_address(account).0)),
		ExecOrigin::Root => None,
	}
}

/// A contract that fails, as the EVM shows it: what it returned.
type Returned = Result<Vec<u8>, Vec<u8>>;

impl<T: Config> SeroAssets<T> {
	/// The precompile's address.
	pub const ADDRESS: EvmAddress = EvmAddress(AddressMatcher::Fixed(SUFFIX).base_address());

	/// SERO that came with the call must be what the asset names.
	fn check_value<E: Ext>(env: &E, sero: Balance) -> Result<(), Error> {
		if env.value_transferred() != U256::from(sero) {
			return Err(refuse("the value is not the SERO of the asset"));
		}
		Ok(())
	}

	/// Hands an asset to a contract and calls it. If the contract fails, nothing has moved; SERO lies on
	/// this precompile's account then.
	///
	/// # Errors
	/// The asset is not there, or the call cannot be made.
	fn deliver<E: Ext<T = T>>(
		env: &mut E,
		sender: &EvmAddress,
		target: &EvmAddress,
		asset: &PublicAsset,
		data: Vec<u8>,
	) -> Result<Returned, Error> {
		let frame =
			CallFrame { caller: Self::ADDRESS, sender: *sender, target: *target, asset: *asset };
		// As in EIP-150: the caller keeps a 64th to go on with. The virtual machine keeps nothing back.
		let (weight, deposit_limit) = env
			.frame_meter()
			.weight_left()
			.zip(env.frame_meter().deposit_left())
			.ok_or(pallet_revive::Error::<T>::OutOfGas)?;
		let resources = CallResources::WeightDeposit {
			weight: weight.saturating_sub(weight.saturating_div(64)),
			deposit_limit,
		};

		enum Failure {
			/// Nothing was called.
			Refused(Error),
			/// The contract failed.
			Failed(Vec<u8>),
		}
		impl From<DispatchError> for Failure {
			fn from(error: DispatchError) -> Self {
				Self::Refused(error.into())
			}
		}
		let attempt = || -> Result<Vec<u8>, Failure> {
			let move_asset = || {
				Pallet::<T>::debit(sender, asset)?;
				Pallet::<T>::credit(target, asset)
			};
			move_asset().map_err(|reason| Failure::Refused(refused(reason)))?;
			CallFrames::<T>::try_append(frame)
				.map_err(|()| Failure::Refused(refuse("too many calls inside each other")))?;
			let called = env.call(
				&resources,
				&H160(target.0),
				U256::from(asset.sero()),
				data,
				ReentrancyProtection::AllowReentry,
				false,
			);
			let output = core::mem::take(env.last_frame_output_mut());
			match called {
				Ok(()) if !output.did_revert() => {},
				Ok(()) => return Err(Failure::Failed(output.data)),
				Err(_) => return Err(Failure::Failed(Vec::new())),
			}
			CallFrames::<T>::mutate(|frames| frames.pop());
			Ok(output.data)
		};
		let outcome = with_transaction(|| match attempt() {
			Ok(data) => TransactionOutcome::Commit(Ok(data)),
			Err(failure) => TransactionOutcome::Rollback(Err(failure)),
		});
		match outcome {
			Ok(data) => Ok(Ok(data)),
			Err(Failure::Failed(data)) => Ok(Err(data)),
			Err(Failure::Refused(error)) => Err(error),
		}
	}

	/// Pays an asset of `sender` to a contract or to a known one-time address.
	fn pay<E: Ext<T = T>>(
		env: &mut E,
		sender: &EvmAddress,
		receiver: &EvmAddress,
		asset: &PublicAsset,
	) -> Result<(), Error> {
		if Pallet::<T>::is_contract(receiver) {
			let returned = Self::deliver(env, sender, receiver, asset, Vec::new())?;
			return returned.map(|_| ()).map_err(|_| refuse("the receiver refused"));
		}
		let address = Pallet::<T>::payee(receiver)
			.ok_or(refuse("the receiver is neither a contract nor a known one-time address"))?;
		Self::charge(env, <T as Config>::WeightInfo::pay_note())?;
		let payer = Self::ADDRESS.fallback_account();
		Pallet::<T>::pay_note(sender, &payer, address, asset).map_err(refused)
	}

	/// Charges for work before it is done.
	fn charge<E: Ext>(env: &mut E, weight: Weight) -> Result<(), Error> {
		env.charge(weight)?;
		Ok(())
	}

	/// Weight of a function, without notes that it makes and contracts that it calls.
	fn weight_of(call: &ISeroAssetsCalls) -> Weight {
		use ISeroAssetsCalls as Calls;
		match call {
			Calls::issueToken(_) => <T as Config>::WeightInfo::issue_token(),
			Calls::send(_) | Calls::call(_) => <T as Config>::WeightInfo::transfer(),
			Calls::allotTicket(_) => <T as Config>::WeightInfo::allot_ticket(),
			Calls::setTokenRate(_) => <T as Config>::WeightInfo::set_token_rate(),
			Calls::closePkg(_) => <T as Config>::WeightInfo::close_package(),
			Calls::transferPkg(_) => <T as Config>::WeightInfo::transfer_package(),
			_ => <T as Config>::WeightInfo::view(),
		}
	}

	/// See `send`.
	fn send<E: Ext<T = T>>(env: &mut E, call: &sendCall) -> Result<(), Error> {
		let caller = Caller::that_changes(env)?;
		let asset = asset_of(&call.currency, &call.amount, &call.category, &call.ticket)?;
		Self::check_value(env, asset.sero())?;
		if asset.is_empty() {
			return Err(refuse("nothing to send"));
		}
		Self::pay(env, &caller.contract, &EvmAddress(call.receiver.into_array()), &asset)
	}

	/// See `call`.
	fn call_with<E: Ext<T = T>>(env: &mut E, call: &callCall) -> Result<Returned, Error> {
		let caller = Caller::that_changes(env)?;
		let asset = asset_of(&call.currency, &call.amount, &call.category, &call.ticket)?;
		Self::check_value(env, asset.sero())?;
		let target = EvmAddress(call.to.into_array());
		if !Pallet::<T>::is_contract(&target) {
			return Err(refused(RejectReason::NoContract));
		}
		let size = u32::try_from(call.data.len()).unwrap_or(u32::MAX);
		env.frame_meter_mut().charge_weight_token(RuntimeCosts::CopyFromContract(size))?;
		let data = call.data.to_vec();
		let returned = Self::deliver(env, &caller.contract, &target, &asset, data)?;
		if returned.is_err() && asset.sero() > 0 {
			Sero::<T>::transfer(
				&Self::ADDRESS.fallback_account().into(),
				&caller.contract.fallback_account().into(),
				asset.sero(),
				Preservation::Preserve,
			)?;
		}
		Ok(returned)
	}

	/// See `allotTicket`.
	fn allot<E: Ext<T = T>>(env: &mut E, call: &allotTicketCall) -> Result<TicketId, Error> {
		let caller = Caller::that_changes(env)?.contract;
		Self::check_value(env, 0)?;
		let category = category_of(&call.category)?;
		let id = if call.value.is_zero() {
			T::Tickets::next_ticket_id(&caller, &category)
		} else {
			TicketId(call.value.0)
		};
		let ticket = Ticket { category, id };
		if Pallet::<T>::ticket_holder(&ticket) != Some(caller) {
			let asset = PublicAsset { ticket: Some(ticket), ..PublicAsset::NOTHING };
			T::Tickets::register_ticket(&AssetIssuer::Contract(caller), &ticket)
				.and_then(|()| T::Ledger::issue_held_ticket(category))
				.and_then(|()| Pallet::<T>::credit(&caller, &asset))
				.map_err(refused)?;
		}
		let receiver = EvmAddress(call.receiver.into_array());
		if receiver != EvmAddress::default() && receiver != caller {
			let asset = PublicAsset { ticket: Some(ticket), ..PublicAsset::NOTHING };
			Self::pay(env, &caller, &receiver, &asset)?;
		}
		Ok(id)
	}

	/// See `issueToken`.
	fn issue<E: Ext<T = T>>(env: &E, call: &issueTokenCall) -> Result<(), Error> {
		let caller = Caller::that_changes(env)?.contract;
		Self::check_value(env, 0)?;
		let currency = currency_of(&call.name)?;
		let amount = amount_of(&call.total)?;
		let issuer = AssetIssuer::Contract(caller);
		T::Ledger::issue_held(&issuer, &caller.fallback_account(), currency, amount)
			.and_then(|()| Pallet::<T>::credit(&caller, &PublicAsset::token(currency, amount)))
			.map_err(refused)
	}

	/// See `setTokenRate`.
	///
	/// # Consensus
	/// CA-13: a rate is of a currency that exists, not SERO, for at least one base unit of SERO.
	fn set_rate<E: Ext<T = T>>(env: &E, call: &setTokenRateCall) -> Result<(), Error> {
		let caller = Caller::that_changes(env)?.contract;
		Self::check_value(env, 0)?;
		let currency = currency_of(&call.currency)?;
		let rate = TokenRate { tokens: amount_of(&call.tokens)?, ta: amount_of(&call.ta)? };
		if rate.tokens == 0 && rate.ta == 0 {
			TokenRates::<T>::remove(caller, currency);
			return Ok(());
		}
		if rate.ta == 0 {
			return Err(refuse("a rate for no SERO"));
		}
		if currency == CurrencyId::SERO || !T::Ledger::currency_exists(&currency) {
			return Err(refused(RejectReason::UnknownCurrency));
		}
		TokenRates::<T>::insert(caller, currency, rate);
		Ok(())
	}

	/// See `closePkg`. Returns the encoded answer.
	fn close<E: Ext<T = T>>(env: &E, call: &closePkgCall) -> Result<Vec<u8>, Error> {
		let caller = Caller::that_changes(env)?.contract;
		Self::check_value(env, 0)?;
		let open =
			T::Packages::open(&caller, &PackageId(call.id.0), &call.key.0).map_err(refused)?;
		Pallet::<T>::credit(&caller, &open.asset).map_err(refused)?;
		// So that the contract can answer.
		Pallet::<T>::register_payee(&open.creator);
		let ticket = open.asset.ticket.unwrap_or_default();
		Ok((
			FixedBytes(open.asset.currency.0),
			Word::from(open.asset.amount),
			FixedBytes(ticket.category.0),
			FixedBytes(ticket.id.0),
			Address::from(EvmAddress::of(&open.creator).0),
			Word::from(open.created),
			Bytes::from(open.memo.0.to_vec()),
			Bytes::from(open.data),
		)
			.abi_encode_params())
	}

	/// See `transferPkg`.
	fn transfer<E: Ext<T = T>>(env: &E, call: &transferPkgCall) -> Result<(), Error> {
		let caller = Caller::that_changes(env)?.contract;
		Self::check_value(env, 0)?;
		let to = EvmAddress(call.to.into_array());
		let owner = if Pallet::<T>::is_contract(&to) {
			PackageOwner::Contract(to)
		} else {
			let address = Pallet::<T>::payee(&to)
				.ok_or(refuse("the receiver is neither a contract nor a known one-time address"))?;
			PackageOwner::Address(address)
		};
		T::Packages::transfer(&caller, &PackageId(call.id.0), &owner).map_err(refused)
	}

	/// See `balanceOf`.
	fn balance<E: Ext<T = T>>(env: &E, call: &balanceOfCall) -> Result<Word, Error> {
		let caller = Caller::of(env)?.contract;
		let balance = Pallet::<T>::balance_of(&caller, &currency_of(&call.currency)?);
		Ok(Word::from(balance))
	}

	/// The functions that only read, and answer anybody.
	fn lookup(call: &ISeroAssetsCalls) -> Result<Option<Vec<u8>>, Error> {
		use ISeroAssetsCalls as Calls;
		Ok(Some(match call {
			Calls::tokenRate(call) => {
				let target = EvmAddress(call.target.into_array());
				let rate = TokenRates::<T>::get(target, currency_of(&call.currency)?)
					.unwrap_or(TokenRate { tokens: 0, ta: 0 });
				(Word::from(rate.tokens), Word::from(rate.ta)).abi_encode_params()
			},
			Calls::ticketOwner(call) => {
				let category = category_of(&call.category)?;
				let ticket = Ticket { category, id: TicketId(call.ticket.0) };
				let holder = Pallet::<T>::ticket_holder(&ticket).unwrap_or_default();
				Address::from(holder.0).abi_encode()
			},
			Calls::longAddress(call) => {
				let target = EvmAddress(call.target.into_array());
				Bytes::from(Pallet::<T>::long_address(&target).0.to_vec()).abi_encode()
			},
			Calls::txHash(_) => {
				let id = CurrentBundle::<T>::get().unwrap_or_default();
				FixedBytes(id.0).abi_encode()
			},
			_ => return Ok(None),
		}))
	}

	/// The functions about the call that runs.
	fn incoming<E: Ext<T = T>>(env: &E, call: &ISeroAssetsCalls) -> Result<Vec<u8>, Error> {
		use ISeroAssetsCalls as Calls;
		let caller = Caller::of(env)?;
		let frame = caller.received::<T>();
		let asset = frame.map_or(PublicAsset::NOTHING, |frame| frame.asset);
		let ticket = asset.ticket.unwrap_or_default();
		Ok(match call {
			Calls::msgCurrency(_) => FixedBytes(asset.currency.0).abi_encode(),
			Calls::msgAmount(_) => Word::from(asset.amount).abi_encode(),
			Calls::msgCategory(_) => FixedBytes(ticket.category.0).abi_encode(),
			Calls::msgTicket(_) => FixedBytes(ticket.id.0).abi_encode(),
			_ => {
				let sender = frame.map(|frame| frame.sender).or(caller.before);
				Address::from(sender.unwrap_or_default().0).abi_encode()
			},
		})
	}
}

impl<T: Config> Precompile for SeroAssets<T> {
	type T = T;
	type Interface = ISeroAssetsCalls;
	const MATCHER: AddressMatcher = AddressMatcher::Fixed(SUFFIX);
	const HAS_CONTRACT_INFO: bool = false;

	fn call(
		_: &[u8; 20],
		input: &Self::Interface,
		env: &mut impl Ext<T = Self::T>,
	) -> Result<Vec<u8>, Error> {
		use ISeroAssetsCalls as Calls;
		Self::charge(env, Self::weight_of(input))?;
		if let Some(answer) = Self::lookup(input)? {
			Self::check_value(env, 0)?;
			return Ok(answer);
		}
		match input {
			Calls::issueToken(call) => Self::issue(env, call)?,
			Calls::send(call) => Self::send(env, call)?,
			Calls::setTokenRate(call) => Self::set_rate(env, call)?,
			Calls::transferPkg(call) => Self::transfer(env, call)?,
			Calls::balanceOf(call) => {
				Self::check_value(env, 0)?;
				return Ok(Self::balance(env, call)?.abi_encode());
			},
			Calls::allotTicket(call) => {
				return Ok(FixedBytes(Self::allot(env, call)?.0).abi_encode());
			},
			Calls::call(call) => {
				let (ok, data) = match Self::call_with(env, call)? {
					Ok(data) => (true, data),
					Err(data) => (false, data),
				};
				return Ok((ok, Bytes::from(data)).abi_encode_params());
			},
			Calls::closePkg(call) => return Self::close(env, call),
			_ => {
				Self::check_value(env, 0)?;
				return Self::incoming(env, input);
			},
		}
		Ok(true.abi_encode())
	}
}
