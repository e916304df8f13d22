// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use sero_primitives::units;

use super::*;
use crate::{
	assets::parse_currency,
	balance::balances,
	rpc::contracts::TokenRate,
	sim::{sero, test_keys, SimChain},
	wallet::tests::{mine, send, wallet},
};

const CONTRACT: EvmAddress = EvmAddress([7; 20]);

fn run(limits: GasLimits) -> DryRun {
	DryRun { success: true, output: vec![1], failure: None, limits, contract: Some(CONTRACT) }
}

fn limits() -> GasLimits {
	GasLimits { ref_time: 800, proof_size: 80, storage_deposit: units::SERO }
}

fn funded() -> SimChain {
	let chain = SimChain::new(vec![]);
	for _ in 0..2 {
		chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(10), "")]);
	}
	chain.answer_runs(run(limits()));
	chain
}

fn data(byte: u8) -> Encoded {
	Encoded { data: vec![byte; 4], payees: Vec::new() }
}

#[tokio::test]
async fn a_contract_knows_the_caller_and_two_contracts_do_not() {
	let chain = funded();
	let (one, restored, two) = (wallet(1), wallet(1), wallet(2));
	let lasting = lasting_caller(one.keys(), &CONTRACT);
	assert_eq!(lasting, lasting_caller(restored.keys(), &CONTRACT));
	assert!(one.keys().spending().owns(&lasting));
	assert_ne!(lasting, lasting_caller(one.keys(), &EvmAddress([8; 20])));
	assert_ne!(lasting, lasting_caller(two.keys(), &CONTRACT));
	let ledger = one.store().ledger();
	let fresh = caller(&chain, one.keys(), ledger, &CONTRACT, Caller::Fresh).await.unwrap();
	assert!(fresh != lasting && one.keys().spending().owns(&fresh));
	let error = caller(&chain, one.keys(), ledger, &CONTRACT, Caller::Deployer).await.unwrap_err();
	assert!(matches!(error, WalletError::NoContract { .. }));
}

#[tokio::test]
async fn limits_come_from_a_trial_and_the_deposit_is_exact() {
	let chain = funded();
	let mut one = wallet(1);
	let from = lasting_caller(one.keys(), &CONTRACT);
	let asset = PublicAsset::token(CurrencyId::SERO, 2 * units::SERO);
	let prepared = call(&chain, from, CONTRACT, data(1), asset, None).await.unwrap();
	let tried = chain.tried();
	assert!(tried.iter().all(|(sender, _)| *sender == wire(&from)));
	assert_eq!(tried[0].1.limits(), GasLimits::default());
	let Action::Contract(action) = &prepared.intent.action else { panic!() };
	let expected = GasLimits { ref_time: 900, proof_size: 90, ..limits() };
	assert_eq!(action.limits(), expected);

	let sent = send(&mut one, &chain, prepared.intent).await.unwrap();
	assert_eq!(sent.change.sero() + sent.fee, 7 * units::SERO);
	// What the contract pays back to the sender is found by the scan, as any note.
	chain.pay_next_caller(CONTRACT, PublicAsset::token(CurrencyId::SERO, units::SERO));
	mine(&chain, &mut [&mut one]).await;
	assert_eq!(chain.calls()[0].from, wire(&from));
	let balance = balances(one.store()).currencies[&CurrencyId::SERO];
	assert_eq!(balance.spendable, 18 * units::SERO - sent.fee);

	// No margin beyond what the chain allows.
	let most = GasLimits { ref_time: u64::MAX / 2, ..limits() };
	chain.answer_runs(run(most));
	let nothing = PublicAsset::NOTHING;
	let prepared = call(&chain, from, CONTRACT, data(1), nothing, None).await.unwrap();
	let Action::Contract(action) = &prepared.intent.action else { panic!() };
	assert_eq!(action.limits(), most);
}

#[tokio::test]
async fn what_would_fail_is_not_sent() {
	let chain = funded();
	let one = wallet(1);
	let from = lasting_caller(one.keys(), &CONTRACT);
	let failing = |failure: Option<&str>, output: &[u8]| DryRun {
		success: false,
		failure: failure.map(Into::into),
		output: output.to_vec(),
		..run(limits())
	};
	for (answer, expected) in [
		(failing(Some("too late"), &[]), "too late"),
		(failing(None, &[0xab]), "0xab"),
		(failing(None, &[]), "no reason"),
	] {
		chain.answer_runs(answer);
		let nothing = PublicAsset::NOTHING;
		for error in [
			call(&chain, from, CONTRACT, data(1), nothing, None).await.unwrap_err(),
			read(&chain, from, CONTRACT, data(1), nothing).await.unwrap_err(),
			deploy(&chain, one.keys(), data(1), nothing, false).await.unwrap_err(),
		] {
			assert!(
				matches!(&error, WalletError::CallFails { reason } if reason.contains(expected))
			);
		}
	}
}

/// The examples of EIP-1014.
#[test]
fn addresses_of_deployments_are_those_of_create2() {
	let hex = |text: &str| hex::decode(text).unwrap();
	let address = |text: &str| EvmAddress(hex(text).try_into().unwrap());
	let (zero, dead) = ("00".repeat(20), format!("deadbeef{}", "00".repeat(16)));
	for (from, code, expected) in [
		(&zero, "00", "4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38"),
		(&dead, "00", "b928f69bb1d91cd65274e3c79d8986362984fda3"),
		(&zero, "deadbeef", "70f2b2914a2a4b783faefb75f459a580616fcb5e"),
	] {
		assert_eq!(create2(&address(from), &[0; 32], &hex(code)), address(expected));
	}
}

#[tokio::test]
async fn a_node_cannot_name_another_address() {
	let chain = funded();
	let one = wallet(1);
	chain.lie_about_deployments(true);
	let nothing = PublicAsset::NOTHING;
	let error = deploy(&chain, one.keys(), data(9), nothing, false).await.unwrap_err();
	assert!(matches!(error, WalletError::NodeAnswer { .. }), "{error}");
}

#[tokio::test]
async fn a_deployer_is_found_again_after_a_restore() {
	let chain = funded();
	let mut one = wallet(1);
	let prepared = deploy(&chain, one.keys(), data(9), PublicAsset::NOTHING, false).await.unwrap();
	let (from, contract) = (prepared.from, prepared.run.contract.unwrap());
	send(&mut one, &chain, prepared.intent).await.unwrap();
	mine(&chain, &mut [&mut one]).await;
	let mut restored = wallet(1);
	mine(&chain, &mut [&mut restored]).await;
	let (keys, ledger) = (restored.keys(), restored.store().ledger());
	let found = caller(&chain, keys, ledger, &contract, Caller::Deployer).await.unwrap();
	assert_eq!(wire(&found), from);
	let two = wallet(2);
	let error = caller(&chain, two.keys(), two.store().ledger(), &contract, Caller::Deployer).await;
	assert!(matches!(error, Err(WalletError::NotDeployer { .. })));
}

#[tokio::test]
async fn a_contract_pays_the_fee_for_its_token() {
	let chain = funded();
	let gold = parse_currency("GOLD").unwrap();
	let mut one = wallet(1);
	let from = lasting_caller(one.keys(), &CONTRACT);
	let nothing = PublicAsset::NOTHING;
	let error = call(&chain, from, CONTRACT, data(1), nothing, Some(gold)).await.unwrap_err();
	assert!(matches!(error, WalletError::NoTokenRate { .. }));

	let unit = units::SERO / 100;
	chain.set_rate(CONTRACT, TokenRate { currency: gold, tokens: 3, ta: unit });
	let free = GasLimits { storage_deposit: 0, ..limits() };
	chain.answer_runs(run(free));
	let prepared = call(&chain, from, CONTRACT, data(1), nothing, Some(gold)).await.unwrap();
	let error = send(&mut one, &chain, prepared.intent.clone()).await.unwrap_err();
	assert!(matches!(error, WalletError::InsufficientFunds { currency, .. } if currency == gold));
	let tokens = sero_zk_crypto::Asset::token(gold.0, 100);
	chain.mine(vec![chain.public_to(&one.keys().address(), tokens, "")]);
	let sent = send(&mut one, &chain, prepared.intent).await.unwrap();
	assert_eq!(sent.fee, 0);
	mine(&chain, &mut [&mut one]).await;
	let bundle = chain.calls().pop().unwrap();
	assert_eq!(bundle.fee, 0);
	let Action::Contract(action) = &bundle.action else { panic!() };
	let sponsor = action.sponsor().unwrap();
	assert!(sponsor.fee >= 4 * unit && sponsor.tokens == (sponsor.fee * 3).div_ceil(unit));
	let balances = balances(one.store()).currencies;
	assert_eq!(balances[&gold].spendable, 100 - sponsor.tokens);
	assert_eq!(balances[&CurrencyId::SERO].spendable, 20 * units::SERO);
}
