// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What bundles do with contracts ([`ContractActions`]).

use crate::{books::note, pallet::*, types::*, weights::WeightInfo};
use alloc::vec::Vec;
use frame_support::{
	storage::{with_transaction, TransactionOutcome},
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		Get,
	},
	weights::Weight,
};
use frame_system::RawOrigin;
use pallet_revive::{
	AccountInfo, Code, ExecConfig, ExecReturnValue, StorageDeposit, TransactionLimits, H160, U256,
};
use sero_primitives::{Balance, CurrencyId, TicketCategory};
use sero_shielded_primitives::{
	deploy_salt, ContractAction, ContractActions, ContractAddress, EvmAddress, GasLimits,
	GasSponsor, HeldAssets, OneTimeAddressBytes, PublicAsset, PublicOrigin, RejectReason,
	ShieldedLedger, TicketRegistry, TxId,
};
use sp_runtime::DispatchError;

/// pallet-revive's currency.
type Sero<T> = <T as pallet_revive::Config>::Currency;

/// A call or a deployment, in one form.
struct Run<'a> {
	/// The contract that is called or made.
	contract: EvmAddress,
	/// Prefix and salt of a contract that is made.
	deploy: Option<([u8; 16], [u8; 32])>,
	/// Call data or init code.
	data: &'a [u8],
	/// What the contract receives.
	asset: PublicAsset,
	/// What it may use.
	limits: GasLimits,
	/// The part of the fee that the contract pays.
	sponsor: Option<GasSponsor>,
	/// Whom contracts may pay from now on.
	payees: &'a [OneTimeAddressBytes],
}

/// The limits that a run of the virtual machine asks for.
fn needs(weight: Weight, deposit: StorageDeposit<Balance>) -> GasLimits {
	GasLimits {
		ref_time: weight.ref_time(),
		proof_size: weight.proof_size(),
		storage_deposit: deposit.charge_or_zero(),
	}
}

/// What the virtual machine returned.
type Returned = Result<ExecReturnValue, DispatchError>;

impl<T: Config> Pallet<T> {
	/// Whether there is a contract at the address.
	pub fn is_contract(address: &EvmAddress) -> bool {
		AccountInfo::<T>::is_contract(&H160(address.0))
	}

	/// Where a deployment puts the contract (EIP-1014).
	pub fn deploy_address(
		from: &OneTimeAddressBytes,
		prefix: &[u8; 16],
		code: &[u8],
	) -> EvmAddress {
		let salt = deploy_salt(from, prefix);
		let deployer = H160(EvmAddress::of(from).0);
		EvmAddress(pallet_revive::create2(&deployer, code, &[], &salt).0)
	}

	/// The long form of a contract's address; contracts that no bundle deployed have the prefix zero.
	pub fn long_address(address: &EvmAddress) -> ContractAddress {
		ContractAddress::new(LongAddresses::<T>::get(address).unwrap_or_default(), *address)
	}

	/// The weight of an action: what its limits allow, and the work around it.
	pub fn weight_of_action(action: &ContractAction) -> Weight {
		let payees = u32::try_from(action.payees().len()).unwrap_or(u32::MAX);
		let limits = action.limits();
		let used = Weight::from_parts(limits.ref_time, limits.proof_size);
		match action {
			ContractAction::Deploy { code, .. } => {
				let bytes = u32::try_from(code.len()).unwrap_or(u32::MAX);
				<T as Config>::WeightInfo::deploy(payees, bytes).saturating_add(used)
			},
			ContractAction::Call { .. } => {
				<T as Config>::WeightInfo::call(payees).saturating_add(used)
			},
			ContractAction::Collect => <T as Config>::WeightInfo::collect(),
		}
	}

	/// The account of a one-time address.
	fn account_of(address: &EvmAddress) -> T::AccountId {
		address.fallback_account().into()
	}

	/// CA-2, CA-5: limits, asset and payees.
	fn check_run(
		asset: &PublicAsset,
		limits: &GasLimits,
		payees: &[OneTimeAddressBytes],
	) -> Result<(), RejectReason> {
		let most = T::MaxCallWeight::get();
		let used = Weight::from_parts(limits.ref_time, limits.proof_size);
		if limits.ref_time == 0 || used.any_gt(most) {
			return Err(RejectReason::GasLimitOutOfRange);
		}
		// With the existential deposit that the sender's account has while the call runs.
		asset
			.sero()
			.checked_add(limits.storage_deposit)
			.and_then(|sum| sum.checked_add(Sero::<T>::minimum_balance()))
			.ok_or(RejectReason::GasLimitOutOfRange)?;
		if asset.amount > 0 && !T::Ledger::currency_exists(&asset.currency) {
			return Err(RejectReason::UnknownCurrency);
		}
		if let Some(ticket) = asset.ticket {
			if ticket.category == TicketCategory::default() {
				return Err(RejectReason::InvalidContractCall);
			}
			if !T::Tickets::ticket_exists(&ticket) {
				return Err(RejectReason::UnknownTicket);
			}
		}
		payees.iter().try_for_each(|payee| {
			T::Ledger::check_address(payee).map_err(|_| RejectReason::InvalidContractCall)
		})
	}

	/// CA-3, CA-4: the contract takes the token at this rate, and has the SERO.
	fn check_sponsor(contract: &EvmAddress, sponsor: &GasSponsor) -> Result<(), RejectReason> {
		let price = TokenRates::<T>::get(contract, sponsor.currency)
			.and_then(|rate| rate.price(sponsor.fee))
			.ok_or(RejectReason::SponsorRateTooLow)?;
		if sponsor.tokens < price {
			return Err(RejectReason::SponsorRateTooLow);
		}
		let account = Self::account_of(contract);
		let balance =
			Sero::<T>::reducible_balance(&account, Preservation::Preserve, Fortitude::Polite);
		if balance < sponsor.fee {
			return Err(RejectReason::SponsorCannotPay);
		}
		Ok(())
	}

	/// The call or deployment of an action; `None` if it only collects.
	fn run_of<'a>(from: &OneTimeAddressBytes, action: &'a ContractAction) -> Option<Run<'a>> {
		let (contract, deploy, data) = match action {
			ContractAction::Deploy { prefix, code, .. } => (
				Self::deploy_address(from, prefix, code),
				Some((*prefix, deploy_salt(from, prefix))),
				code,
			),
			ContractAction::Call { contract, data, .. } => (*contract, None, data),
			ContractAction::Collect => return None,
		};
		Some(Run {
			contract,
			deploy,
			data,
			asset: action.asset(),
			limits: action.limits(),
			sponsor: action.sponsor(),
			payees: action.payees(),
		})
	}

	/// Gives the account of `from` an existential deposit for as long as a call runs: no transfer of a
	/// contract's caller may take its account below it, and all of what the action brings is to be used.
	fn open_account(account: &T::AccountId) -> Result<(), RejectReason> {
		Sero::<T>::mint_into(account, Sero::<T>::minimum_balance())
			.map(|_| ())
			.map_err(|_| RejectReason::InvalidAction)
	}

	/// Calls or deploys a contract on behalf of `from`, and pays back what is left.
	fn run(id: &TxId, from: &OneTimeAddressBytes, run: &Run<'_>) -> Result<(), RejectReason> {
		let account = Self::account_of(&EvmAddress::of(from));
		Self::open_account(&account)?;
		let brought = run
			.asset
			.sero()
			.checked_add(run.limits.storage_deposit)
			.ok_or(RejectReason::GasLimitOutOfRange)?;
		if brought > 0 {
			Sero::<T>::mint_into(&account, brought).map_err(|_| RejectReason::InvalidAction)?;
		}
		let outcome = Self::start(id, from, run)?;
		let contract = run.contract;
		let back = match outcome.failure {
			None => {
				Self::deposit_event(match run.deploy {
					Some(_) => Event::Deployed { id: *id, address: Self::long_address(&contract) },
					None => Event::Called { id: *id, contract },
				});
				PublicAsset::NOTHING
			},
			Some(failure) => {
				let most = usize::try_from(MAX_FAILURE_DATA).unwrap_or_default();
				let data: Vec<u8> = outcome.output.into_iter().take(most).collect();
				let data = data.try_into().unwrap_or_default();
				Self::deposit_event(Event::CallFailed { id: *id, contract, failure, data });
				run.asset
			},
		};
		Self::give_back(id, from, &back)?;
		// Exactly the existential deposit is left: nothing of what the sender had goes with it.
		Sero::<T>::burn_from(
			&account,
			Sero::<T>::minimum_balance(),
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)
		.map_err(|_| RejectReason::InvalidAction)?;
		Ok(())
	}

	/// What an action would do for this sender, and what it would use: see
	/// [`crate::runtime_api::ContractsApi::dry_run`]. Changes nothing.
	///
	/// # Errors
	/// The rule that the action breaks.
	pub fn dry_run(
		from: &OneTimeAddressBytes,
		action: &ContractAction,
	) -> Result<DryRun, RejectReason> {
		let GasLimits { ref_time, proof_size, .. } = action.limits();
		let most = T::MaxCallWeight::get();
		let weight = match (ref_time, proof_size) {
			(0, 0) => most,
			(ref_time, proof_size) => Weight::from_parts(ref_time, proof_size),
		};
		// A quarter of all that can be is never short.
		let limits = GasLimits {
			ref_time: weight.ref_time(),
			proof_size: weight.proof_size(),
			storage_deposit: Balance::MAX / 4,
		};
		let action = &action.clone().with_limits(limits);
		Self::check(from, action)?;
		let Some(run) = Self::run_of(from, action) else {
			return Ok(DryRun::default());
		};
		let short = EvmAddress::of(from);
		let account = Self::account_of(&short);
		let attempt = || {
			Self::open_account(&account)?;
			for asset in action.released() {
				// The pool need not have the SERO: that of the deposit is more than there is.
				if asset.sero() > 0 {
					Sero::<T>::mint_into(&account, asset.sero())
						.map_err(|_| RejectReason::InvalidAction)?;
				}
				let rest =
					if asset.sero() > 0 { PublicAsset { amount: 0, ..asset } } else { asset };
				if !rest.is_empty() {
					T::Ledger::hold(&short.fallback_account(), &rest)?;
				}
			}
			let free = || {
				Sero::<T>::reducible_balance(&account, Preservation::Preserve, Fortitude::Polite)
			};
			let before = free();
			let mut outcome = Self::start(&TxId::default(), from, &run)?;
			// The machine's own figure leaves out what a deployment pays for its code.
			let paid = before.saturating_sub(free()).saturating_sub(run.asset.sero());
			if outcome.failure.is_none() {
				outcome.limits.storage_deposit = outcome.limits.storage_deposit.max(paid);
			}
			Ok(outcome)
		};
		with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(attempt())))
			.unwrap_or(Err(RejectReason::Malformed))
	}

	/// Writes down who may be paid, takes the sponsor's fee, and runs the contract. If the contract
	/// fails, the rest stays. What the action brings is on the account of `from` already.
	fn start(id: &TxId, from: &OneTimeAddressBytes, run: &Run<'_>) -> Result<DryRun, RejectReason> {
		Self::register_payee(from);
		run.payees.iter().for_each(Self::register_payee);
		if let Some(GasSponsor { currency, tokens, fee }) = run.sponsor {
			T::Ledger::collect_fee(&run.contract.fallback_account(), fee)?;
			Self::credit(&run.contract, &PublicAsset::token(currency, tokens))?;
		}
		CurrentBundle::<T>::put(id);
		let outcome = Self::execute(&EvmAddress::of(from), run);
		CurrentBundle::<T>::kill();
		CallFrames::<T>::kill();
		Ok(outcome)
	}

	/// Runs the contract. If it fails, nothing has happened.
	fn execute(sender: &EvmAddress, run: &Run<'_>) -> DryRun {
		let mut outcome = DryRun { contract: Some(run.contract), ..DryRun::default() };
		let returned = with_transaction(|| match Self::enter(sender, run, &mut outcome) {
			Ok(value) if !value.did_revert() => TransactionOutcome::Commit(Ok(value)),
			returned => TransactionOutcome::Rollback(returned),
		});
		match returned {
			Ok(value) => {
				outcome.failure = value.did_revert().then_some(CallFailure::Reverted);
				outcome.output = value.data;
			},
			Err(error) => outcome.failure = Some(CallFailure::Stopped(error)),
		}
		outcome
	}

	/// Hands over the asset and runs the contract. The caller reverts the state if it fails.
	fn enter(sender: &EvmAddress, run: &Run<'_>, outcome: &mut DryRun) -> Returned {
		let frame =
			CallFrame { caller: *sender, sender: *sender, target: run.contract, asset: run.asset };
		Self::credit(&run.contract, &run.asset)
			.map_err(|reason| DispatchError::Other(reason.name()))?;
		CallFrames::<T>::try_append(frame).map_err(|()| DispatchError::Other("too many frames"))?;

		let origin = RawOrigin::Signed(Self::account_of(sender)).into();
		let value = U256::from(run.asset.sero());
		let limits = TransactionLimits::WeightAndDeposit {
			weight_limit: Weight::from_parts(run.limits.ref_time, run.limits.proof_size),
			deposit_limit: run.limits.storage_deposit,
		};
		let config = ExecConfig::new_substrate_tx_without_bump();
		let data = run.data.to_vec();
		let Some((prefix, salt)) = run.deploy else {
			let target = H160(run.contract.0);
			let done =
				pallet_revive::Pallet::<T>::bare_call(origin, target, value, limits, data, &config);
			outcome.limits = needs(done.weight_required, done.max_storage_deposit);
			return done.result;
		};
		let done = pallet_revive::Pallet::<T>::bare_instantiate(
			origin,
			value,
			limits,
			Code::Upload(data),
			Vec::new(),
			Some(salt),
			&config,
		);
		outcome.limits = needs(done.weight_required, done.max_storage_deposit);
		let done = done.result?;
		if !done.result.did_revert() {
			if done.addr.0 != run.contract.0 {
				return Err(DispatchError::Other("unexpected address"));
			}
			if pallet_revive::Pallet::<T>::code(&done.addr).is_empty() {
				return Err(DispatchError::Other("no code"));
			}
			LongAddresses::<T>::insert(run.contract, prefix);
		}
		Ok(done.result)
	}

	/// Pays what lies on the account of `from` above the existential deposit, and `back`, to `from`.
	/// SERO of `back` lies on the account already.
	fn give_back(
		id: &TxId,
		from: &OneTimeAddressBytes,
		back: &PublicAsset,
	) -> Result<(), RejectReason> {
		let payer = EvmAddress::of(from).fallback_account();
		let rest =
			Sero::<T>::reducible_balance(&payer.into(), Preservation::Preserve, Fortitude::Polite);
		let back_is_sero = back.amount == 0 || back.currency == CurrencyId::SERO;
		let mut notes = Vec::new();
		let mut sero = PublicAsset::token(CurrencyId::SERO, rest);
		if back_is_sero {
			sero.ticket = back.ticket;
		} else {
			notes.push(*back);
		}
		notes.push(sero);
		for asset in notes.iter().filter(|asset| !asset.is_empty()) {
			T::Ledger::pay_held(&payer, PublicOrigin::Bundle(*id), note(*from, asset))?;
		}
		if rest > 0 {
			Self::deposit_event(Event::Collected { id: *id, amount: rest });
		}
		Ok(())
	}

	/// CA-6: pays all that lies on the account of `from` to `from`.
	fn collect(id: &TxId, from: &OneTimeAddressBytes) -> Result<(), RejectReason> {
		let amount = Self::collectable(from);
		if amount == 0 {
			return Err(RejectReason::NothingToCollect);
		}
		let payer = EvmAddress::of(from).fallback_account();
		let asset = PublicAsset::token(CurrencyId::SERO, amount);
		T::Ledger::pay_held(&payer, PublicOrigin::Bundle(*id), note(*from, &asset))?;
		Self::deposit_event(Event::Collected { id: *id, amount });
		Ok(())
	}

	/// What a contract has of a currency, in base units: SERO on its account, the rest in its books.
	pub fn balance_of(contract: &EvmAddress, currency: &CurrencyId) -> Balance {
		if *currency == CurrencyId::SERO {
			let account = Self::account_of(contract);
			Sero::<T>::reducible_balance(&account, Preservation::Preserve, Fortitude::Polite)
		} else {
			Books::<T>::get(contract, currency)
		}
	}

	/// The SERO on the account of a one-time address, in base units.
	pub fn collectable(from: &OneTimeAddressBytes) -> Balance {
		Sero::<T>::reducible_balance(
			&Self::account_of(&EvmAddress::of(from)),
			Preservation::Expendable,
			Fortitude::Polite,
		)
	}
}

impl<T: Config> ContractActions for Pallet<T> {
	fn check(from: &OneTimeAddressBytes, action: &ContractAction) -> Result<(), RejectReason> {
		match action {
			ContractAction::Deploy { prefix, code, asset, limits, payees } => {
				Self::check_run(asset, limits, payees)?;
				let address = Self::deploy_address(from, prefix, code);
				// An address is used once, also if the contract is gone: the virtual machine deletes a
				// contract's storage in later blocks.
				let used = LongAddresses::<T>::contains_key(address) || Self::is_contract(&address);
				if code.is_empty() || used {
					return Err(RejectReason::InvalidContractCall);
				}
				Ok(())
			},
			ContractAction::Call { contract, asset, limits, payees, sponsor, .. } => {
				if !Self::is_contract(contract) {
					return Err(RejectReason::NoContract);
				}
				Self::check_run(asset, limits, payees)?;
				sponsor.as_ref().map_or(Ok(()), |sponsor| Self::check_sponsor(contract, sponsor))
			},
			ContractAction::Collect if Self::collectable(from) == 0 => {
				Err(RejectReason::NothingToCollect)
			},
			ContractAction::Collect => Ok(()),
		}
	}

	fn apply(
		id: &TxId,
		from: &OneTimeAddressBytes,
		action: &ContractAction,
	) -> Result<(), RejectReason> {
		match Self::run_of(from, action) {
			Some(run) => Self::run(id, from, &run),
			None => Self::collect(id, from),
		}
	}
}
