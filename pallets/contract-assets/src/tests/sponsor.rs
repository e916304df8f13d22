// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Contracts that pay the fee for their users (CA-3, CA-4, CA-13).

use super::harness::*;
use crate::{
	mock::{
		pool::{self, Kept},
		*,
	},
	Event, TokenRate, TokenRates,
};
use sero_shielded_primitives::GasSponsor;

fn rate(contract: EvmAddress, name: &str, tokens: Word, ta: Word) -> u64 {
	call(1, contract, setRateCall { currency: name.into(), tokens, ta });
	number(contract)
}

fn sponsored(contract: EvmAddress, name: &str, tokens: Balance, fee: Balance) -> ContractAction {
	let mut action = call_of(contract, recordCall {}, PublicAsset::NOTHING);
	if let ContractAction::Call { sponsor, .. } = &mut action {
		*sponsor = Some(GasSponsor { currency: currency(name), tokens, fee });
	}
	action
}

#[test]
fn a_contract_pays_the_fee_for_tokens() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		pool::mint_token(currency("GOLD"), 1_000);
		assert_eq!(rate(bank, "GOLD", word(3), word(2)), 1);
		let fees = Kept::<Test>::get().fees;
		apply(2, &sponsored(bank, "GOLD", 152, 101)).expect("applied");
		assert_eq!(Kept::<Test>::get().fees, fees + 101);
		assert_eq!((tokens_of(bank, "GOLD"), sero_of(bank)), (152, 5 * SERO - 101));
		assert_eq!(view(bank, receiptCall {}).amount, word(0), "the gas is no gift");
	});
}

#[test]
fn the_fee_stays_paid_if_the_call_fails() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		pool::mint_token(currency("GOLD"), 1_000);
		assert_eq!(rate(bank, "GOLD", word(1), word(1)), 1);
		let mut action = sponsored(bank, "GOLD", 100, 100);
		if let ContractAction::Call { data, .. } = &mut action {
			*data = failCall {}.abi_encode().try_into().expect("short");
		}
		apply(2, &action).expect("applied");
		assert!(matches!(last_event(), Some(Event::CallFailed { .. })));
		assert_eq!((tokens_of(bank, "GOLD"), sero_of(bank)), (100, 5 * SERO - 100));
	});
}

#[test]
fn gas_can_be_given_away() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		pool::mint_token(currency("GOLD"), 1_000);
		assert_eq!(rate(bank, "GOLD", word(0), word(1)), 1);
		apply(2, &sponsored(bank, "GOLD", 0, 100)).expect("applied");
		assert_eq!(sero_of(bank), 5 * SERO - 100);
	});
}

/// CA-3
#[test]
fn too_few_tokens_are_refused() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		pool::mint_token(currency("GOLD"), 1_000);
		let action = sponsored(bank, "GOLD", 1_000, 1);
		assert_eq!(apply(2, &action), Err(RejectReason::SponsorRateTooLow), "no rate");
		assert_eq!(rate(bank, "GOLD", word(3), word(2)), 1);
		let action = sponsored(bank, "GOLD", 151, 101);
		assert_eq!(apply(2, &action), Err(RejectReason::SponsorRateTooLow));
		let action = sponsored(bank, "GOLD", u128::MAX, u128::MAX);
		assert_eq!(apply(2, &action), Err(RejectReason::SponsorRateTooLow), "out of range");
		assert_eq!(rate(bank, "GOLD", word(0), word(0)), 1);
		let action = sponsored(bank, "GOLD", 1_000, 1);
		assert_eq!(apply(2, &action), Err(RejectReason::SponsorRateTooLow), "taken back");
	});
}

/// CA-4
#[test]
fn a_contract_without_sero_does_not_pay() {
	run(|| {
		let bank = deploy(1, 100);
		pool::mint_token(currency("GOLD"), 1_000);
		assert_eq!(rate(bank, "GOLD", word(1), word(1)), 1);
		let action = sponsored(bank, "GOLD", 101, 101);
		assert_eq!(apply(2, &action), Err(RejectReason::SponsorCannotPay));
		apply(2, &sponsored(bank, "GOLD", 100, 100)).expect("the last base unit");
		assert_eq!(sero_of(bank), 0);
	});
}

/// CA-13
#[test]
fn rates_of_nothing_and_for_nothing_are_refused() {
	run(|| {
		let bank = deploy(1, 0);
		pool::mint_token(currency("GOLD"), 1_000);
		for (name, tokens, ta) in [
			("NONE", word(1), word(1)),
			("SERO", word(1), word(1)),
			("gold", word(1), word(1)),
			("GOLD", word(1), word(0)),
			("GOLD", Word::from(1) << 128, word(1)),
			("GOLD", word(1), Word::MAX),
		] {
			assert_eq!(rate(bank, name, tokens, ta), 2, "{name} {tokens} {ta}");
		}
		assert_eq!(TokenRates::<Test>::iter().count(), 0);
		assert_eq!(rate(bank, "GOLD", word(u128::MAX), word(u128::MAX)), 1);
		let most = TokenRate { tokens: u128::MAX, ta: u128::MAX };
		assert_eq!(TokenRates::<Test>::get(bank, currency("GOLD")), Some(most));
	});
}
