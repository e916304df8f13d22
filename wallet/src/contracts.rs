// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Deployments and calls of contracts.
//!
//! A contract knows its caller by the one-time sender of the bundle. The wallet shows each contract another
//! one, always the same: the contract recognises the caller, and nobody can tell that two contracts have a
//! caller in common. Limits come from a trial run on the node, so that nothing is left over to be returned
//! in public.

use rand::{rngs::OsRng, RngCore};
use sero_primitives::CurrencyId;
use sero_shielded_primitives::{
	deploy_salt, Action, CallData, ContractAction, EvmAddress, GasLimits, OneTimeAddressBytes,
	Payees, PublicAsset, RejectReason,
};
use sero_zk_crypto::{domains, field::random_nonzero_scalar, OneTimeAddress};
use tiny_keccak::{Hasher, Keccak};

use crate::{
	abi::Encoded,
	error::{Result, WalletError},
	keys::WalletKeys,
	ledger::Ledger,
	plan::Intent,
	report::{currency_name, hex_of},
	rpc::contracts::{ContractChain, DryRun},
};

#[cfg(test)]
mod tests;

/// Who calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caller {
	/// The address that this contract, and no other, knows the account by.
	#[default]
	Lasting,
	/// An address that nobody has seen.
	Fresh,
	/// The address that has deployed the contract.
	Deployer,
}

/// The sender that a contract knows the account by.
pub fn lasting_caller(keys: &WalletKeys, contract: &EvmAddress) -> OneTimeAddress {
	keys.viewing().lasting_address(&domains::CONTRACT_CALLER, &contract.0)
}

/// The sender of a deployment with this prefix. (A prefix has other bytes than a contract's address.)
fn deployer(keys: &WalletKeys, prefix: &[u8; 16]) -> OneTimeAddress {
	keys.viewing().lasting_address(&domains::CONTRACT_CALLER, prefix)
}

fn fresh(keys: &WalletKeys) -> OneTimeAddress {
	keys.address().one_time(random_nonzero_scalar(&mut OsRng))
}

fn wire(address: &OneTimeAddress) -> OneTimeAddressBytes {
	OneTimeAddressBytes(address.to_bytes())
}

/// The sender of a call.
///
/// # Errors
/// [`WalletError::NoContract`]; [`WalletError::NotDeployer`] if the account has not deployed the contract.
pub async fn caller<C: ContractChain>(
	chain: &C,
	keys: &WalletKeys,
	ledger: &Ledger,
	contract: &EvmAddress,
	who: Caller,
) -> Result<OneTimeAddress> {
	match who {
		Caller::Lasting => Ok(lasting_caller(keys, contract)),
		Caller::Fresh => Ok(fresh(keys)),
		Caller::Deployer => {
			let name = || hex_of(&contract.0);
			let long = chain.long_address(contract).await?;
			let prefix = long.ok_or_else(|| WalletError::NoContract { contract: name() })?.prefix();
			// Anybody can deploy something else with the same prefix; but then the account was not asked
			// to show it this address by accident: the user wants it.
			ledger
				.sent()
				.find_map(|(_, bundle)| match &bundle.action {
					Action::Contract(ContractAction::Deploy { prefix: own, .. })
						if *own == prefix =>
					{
						OneTimeAddress::from_bytes(&bundle.from.0).ok()
					},
					_ => None,
				})
				.ok_or_else(|| WalletError::NotDeployer { contract: name() })
		},
	}
}

/// A bundle that is ready to be sent, with what its trial run has shown.
#[derive(Clone, Debug)]
pub struct Prepared {
	/// The bundle.
	pub intent: Intent,
	/// The trial run.
	pub run: DryRun,
	/// Its sender.
	pub from: OneTimeAddressBytes,
}

fn too_long(encoded: &Encoded) -> WalletError {
	WalletError::BadCall(format!(
		"{} bytes of data and {} people are more than a call takes",
		encoded.data.len(),
		encoded.payees.len()
	))
}

fn parts(encoded: Encoded) -> Result<(CallData, Payees)> {
	let refused = too_long(&encoded);
	match (CallData::try_from(encoded.data), Payees::try_from(encoded.payees)) {
		(Ok(data), Ok(payees)) => Ok((data, payees)),
		_ => Err(refused),
	}
}

/// Room for a contract whose state changes until the call is mined: one eighth.
const MARGIN: u64 = 8;

/// Runs an action on trial.
async fn try_out<C: ContractChain>(
	chain: &C,
	from: &OneTimeAddressBytes,
	action: &ContractAction,
) -> Result<DryRun> {
	let mut run = chain.dry_run(from, action).await?;
	if run.success {
		return Ok(run);
	}
	let reason = run.failure.take().unwrap_or_else(|| match run.output.is_empty() {
		true => "it gives no reason".into(),
		false => format!("it answers {}", hex_of(&run.output)),
	});
	Err(WalletError::CallFails { reason })
}

/// Runs an action on trial and takes over what it needs: of the deposit exactly that, because the rest
/// would come back in public; of time and proof a little more, as far as the chain allows.
async fn prepare<C: ContractChain>(
	chain: &C,
	from: OneTimeAddress,
	mut action: ContractAction,
) -> Result<Prepared> {
	let sender = wire(&from);
	let run = try_out(chain, &sender, &action).await?;
	let GasLimits { ref_time, proof_size, storage_deposit } = run.limits;
	if run.limits != GasLimits::default() {
		action = action.with_limits(GasLimits {
			ref_time: ref_time.saturating_add(ref_time / MARGIN),
			proof_size: proof_size.saturating_add(proof_size / MARGIN),
			storage_deposit,
		});
		match chain.dry_run(&sender, &action).await {
			Ok(_) => {},
			Err(WalletError::Rejected(RejectReason::GasLimitOutOfRange)) => {
				action = action.with_limits(run.limits);
			},
			Err(error) => return Err(error),
		}
	}
	let intent = Intent { from: Some(from), ..Intent::of_action(Action::Contract(action)) };
	Ok(Prepared { intent, run, from: sender })
}

fn keccak_256(parts: &[&[u8]]) -> [u8; 32] {
	let (mut keccak, mut hash) = (Keccak::v256(), [0u8; 32]);
	parts.iter().for_each(|part| keccak.update(part));
	keccak.finalize(&mut hash);
	hash
}

/// The address of a contract that is deployed with this salt (EIP-1014).
pub(crate) fn create2(deployer: &EvmAddress, salt: &[u8; 32], code: &[u8]) -> EvmAddress {
	let hash = keccak_256(&[&[0xff], &deployer.0, salt, &keccak_256(&[code])]);
	let mut address = EvmAddress::default();
	address.0.copy_from_slice(&hash[12..]);
	address
}

/// Deploys a contract, under a prefix that nobody has used.
///
/// # Errors
/// [`WalletError::BadCall`], [`WalletError::CallFails`], [`WalletError::NodeAnswer`] if the node names
/// another address than the contract is going to have, and those of the chain.
pub async fn deploy<C: ContractChain>(
	chain: &C,
	keys: &WalletKeys,
	code: Encoded,
	asset: PublicAsset,
	fresh_sender: bool,
) -> Result<Prepared> {
	let mut prefix = [0u8; 16];
	OsRng.fill_bytes(&mut prefix);
	let from = if fresh_sender { fresh(keys) } else { deployer(keys, &prefix) };
	let (code, payees) = parts(code)?;
	let limits = GasLimits::default();
	let sender = wire(&from);
	let address = create2(&EvmAddress::of(&sender), &deploy_salt(&sender, &prefix), &code);
	let action = ContractAction::Deploy { prefix, code, asset, limits, payees };
	let prepared = prepare(chain, from, action).await?;
	// Whoever pays to it later must not be sent elsewhere by a node.
	match prepared.run.contract == Some(address) {
		true => Ok(prepared),
		false => Err(WalletError::NodeAnswer {
			method: "contracts_dryRun",
			reason: format!("the contract's address is {}", hex_of(&address.0)),
		}),
	}
}

/// The action of a call.
fn call_action(contract: EvmAddress, call: Encoded, asset: PublicAsset) -> Result<ContractAction> {
	let (data, payees) = parts(call)?;
	let limits = GasLimits::default();
	Ok(ContractAction::Call { contract, data, asset, limits, payees, sponsor: None })
}

/// Calls a contract. With `gas_token` the contract pays the fee, for that token.
///
/// # Errors
/// [`WalletError::BadCall`], [`WalletError::CallFails`], [`WalletError::NoTokenRate`], those of the chain.
pub async fn call<C: ContractChain>(
	chain: &C,
	from: OneTimeAddress,
	contract: EvmAddress,
	call: Encoded,
	asset: PublicAsset,
	gas_token: Option<CurrencyId>,
) -> Result<Prepared> {
	let mut prepared = prepare(chain, from, call_action(contract, call, asset)?).await?;
	if let Some(currency) = gas_token {
		let rate = chain.token_rate(&contract, &currency).await?;
		prepared.intent.sponsor = Some(rate.ok_or_else(|| WalletError::NoTokenRate {
			contract: hex_of(&contract.0),
			currency: currency_name(&currency),
		})?);
	}
	Ok(prepared)
}

/// Asks a contract something; nothing is sent.
///
/// # Errors
/// [`WalletError::BadCall`], [`WalletError::CallFails`], those of the chain.
pub async fn read<C: ContractChain>(
	chain: &C,
	from: OneTimeAddress,
	contract: EvmAddress,
	call: Encoded,
	asset: PublicAsset,
) -> Result<DryRun> {
	try_out(chain, &wire(&from), &call_action(contract, call, asset)?).await
}

/// Pays what lies on a sender's account to the sender, in public.
///
/// # Errors
/// Those of the chain: `NothingToCollect` if there is nothing.
pub async fn collect<C: ContractChain>(chain: &C, from: OneTimeAddress) -> Result<Prepared> {
	prepare(chain, from, ContractAction::Collect).await
}
