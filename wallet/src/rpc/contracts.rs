// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What a node answers about contracts.

use codec::Encode;
use serde::Deserialize;
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{
	ContractAction, ContractAddress, EvmAddress, GasLimits, OneTimeAddressBytes,
};
use sp_core::U256;

use super::{prefixed, rpc_params, BaseUnits, HexBytes, Node};
use crate::{
	error::{Result, WalletError},
	report::currency_name,
};

/// At what rate a contract pays fees for tokens: `tokens` base units of the token for `ta` base units of
/// SERO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenRate {
	/// The token.
	pub currency: CurrencyId,
	/// Base units of the token.
	pub tokens: Balance,
	/// Base units of SERO, not zero.
	pub ta: Balance,
}

impl TokenRate {
	/// Tokens for a fee in SERO base units, rounded up; `None` if that is more than there can be.
	pub fn tokens_for(&self, fee: Balance) -> Option<Balance> {
		if self.ta == 0 {
			return None;
		}
		let product = U256::from(fee).checked_mul(U256::from(self.tokens))?;
		let (quotient, rest) = product.div_mod(U256::from(self.ta));
		let rounded = if rest.is_zero() { quotient } else { quotient.checked_add(1.into())? };
		(rounded <= U256::from(Balance::MAX)).then(|| rounded.low_u128())
	}
}

#[derive(Deserialize)]
struct RawRate {
	tokens: BaseUnits,
	ta: BaseUnits,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawLimits {
	ref_time: u64,
	proof_size: u64,
	storage_deposit: BaseUnits,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawDryRun {
	success: bool,
	output: HexBytes,
	revert_reason: Option<String>,
	error: Option<String>,
	limits: RawLimits,
	contract: Option<HexBytes>,
}

/// What an action would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DryRun {
	/// Whether it succeeds.
	pub success: bool,
	/// What the call returns, or its revert data.
	pub output: Vec<u8>,
	/// Why it reverts, or else does not work; none if it succeeds.
	pub failure: Option<String>,
	/// Exactly what it uses.
	pub limits: GasLimits,
	/// The contract that is called or deployed.
	pub contract: Option<EvmAddress>,
}

/// A chain with contracts.
pub trait ContractChain: Sync {
	/// What an action of a one-time sender would do on the newest block. The limits in the action count
	/// for nothing.
	///
	/// **Tells the node which action is going to be sent.**
	fn dry_run(
		&self,
		from: &OneTimeAddressBytes,
		action: &ContractAction,
	) -> impl std::future::Future<Output = Result<DryRun>> + Send;

	/// The long form of a contract's address; `None` if there is no contract.
	fn long_address(
		&self,
		contract: &EvmAddress,
	) -> impl std::future::Future<Output = Result<Option<ContractAddress>>> + Send;

	/// The rate at which a contract pays fees for a token; `None` if it does not.
	fn token_rate(
		&self,
		contract: &EvmAddress,
		currency: &CurrencyId,
	) -> impl std::future::Future<Output = Result<Option<TokenRate>>> + Send;
}

/// A fixed number of bytes out of an answer.
pub(super) fn exactly<const N: usize>(method: &'static str, bytes: HexBytes) -> Result<[u8; N]> {
	let length = bytes.0.len();
	bytes.0.try_into().map_err(|_| WalletError::NodeAnswer {
		method,
		reason: format!("{length} bytes in the place of {N}"),
	})
}

impl ContractChain for Node {
	async fn dry_run(&self, from: &OneTimeAddressBytes, action: &ContractAction) -> Result<DryRun> {
		const METHOD: &str = "contracts_dryRun";
		let params = rpc_params![prefixed(&from.0), prefixed(&action.encode())];
		let raw: RawDryRun = self.request(METHOD, params).await?;
		Ok(DryRun {
			success: raw.success,
			output: raw.output.0,
			failure: raw.revert_reason.or(raw.error),
			limits: GasLimits {
				ref_time: raw.limits.ref_time,
				proof_size: raw.limits.proof_size,
				storage_deposit: raw.limits.storage_deposit.0,
			},
			contract: raw
				.contract
				.map(|bytes| exactly(METHOD, bytes).map(EvmAddress))
				.transpose()?,
		})
	}

	async fn long_address(&self, contract: &EvmAddress) -> Result<Option<ContractAddress>> {
		const METHOD: &str = "contracts_longAddress";
		let raw: Option<HexBytes> =
			self.request(METHOD, rpc_params![prefixed(&contract.0)]).await?;
		let Some(bytes) = raw else { return Ok(None) };
		ContractAddress::from_bytes(exactly(METHOD, bytes)?)
			.filter(|address| address.evm() == *contract)
			.map(Some)
			.ok_or_else(|| WalletError::NodeAnswer {
				method: METHOD,
				reason: "the checksum is wrong".into(),
			})
	}

	async fn token_rate(
		&self,
		contract: &EvmAddress,
		currency: &CurrencyId,
	) -> Result<Option<TokenRate>> {
		const METHOD: &str = "contracts_tokenRate";
		let params = rpc_params![prefixed(&contract.0), currency_name(currency)];
		let raw: Option<RawRate> = self.request(METHOD, params).await?;
		match raw {
			Some(RawRate { ta: BaseUnits(0), .. }) => {
				Err(WalletError::NodeAnswer { method: METHOD, reason: "a rate of zero".into() })
			},
			Some(RawRate { tokens, ta }) => {
				Ok(Some(TokenRate { currency: *currency, tokens: tokens.0, ta: ta.0 }))
			},
			None => Ok(None),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tokens_are_rounded_up() {
		let rate = |tokens, ta| TokenRate { currency: CurrencyId::default(), tokens, ta };
		assert_eq!(rate(3, 2).tokens_for(10), Some(15));
		assert_eq!(rate(3, 2).tokens_for(11), Some(17));
		assert_eq!(rate(1, 1000).tokens_for(1), Some(1));
		assert_eq!(rate(1, 1000).tokens_for(0), Some(0));
		assert_eq!(rate(u128::MAX, u128::MAX).tokens_for(u128::MAX), Some(u128::MAX));
		assert_eq!(rate(2, 1).tokens_for(u128::MAX), None);
		assert_eq!(rate(1, 0).tokens_for(1), None);
	}

	#[test]
	fn answers_are_read() {
		let text = r#"{"success":false,"output":"0x08c379a0","revertReason":"too late","error":null,
			"limits":{"refTime":12,"proofSize":3,"storageDeposit":"1000000000000000000"},
			"contract":"0x0101010101010101010101010101010101010101"}"#;
		let raw: RawDryRun = serde_json::from_str(text).unwrap();
		assert_eq!(raw.revert_reason.as_deref(), Some("too late"));
		assert_eq!(raw.limits.storage_deposit.0, 1_000_000_000_000_000_000);
		assert_eq!(exactly::<20>("x", raw.contract.unwrap()).unwrap(), [1; 20]);
		let short: HexBytes = serde_json::from_str("\"0x01\"").unwrap();
		assert!(exactly::<20>("x", short).is_err());
	}
}
