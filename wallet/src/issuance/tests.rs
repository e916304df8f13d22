// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use sero_primitives::CurrencyId;
use sero_shielded_primitives::OneTimeAddressBytes;

use super::*;
use crate::{
	assets::{parse_currency, parse_ticket},
	balance::balances,
	history::{history, HistoryEntry},
	plan::{memo_from_text, Payment},
	sim::{sero, test_keys, SimChain},
	wallet::tests::{mine, send, wallet},
};

fn funded() -> SimChain {
	let chain = SimChain::new(vec![]);
	for _ in 0..3 {
		chain.mine(vec![chain.public_to(&test_keys(1).address(), sero(10), "")]);
	}
	chain
}

#[tokio::test]
async fn a_ticket_is_issued_given_away_and_burned() {
	let chain = funded();
	let (mut one, mut two) = (wallet(1), wallet(2));
	let ticket = parse_ticket("SEAT:7").unwrap();
	let own = Recipient::Address(one.keys().address());
	let intent = issue_ticket(one.keys(), ticket, &own, memo_from_text("front").unwrap());
	send(&mut one, &chain, intent.clone()).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two]).await;
	assert!(balances(one.store()).tickets.contains_key(&ticket));

	// Once only; by others not at all; and a restored wallet has the same issuing address.
	let error = send(&mut one, &chain, intent).await.unwrap_err();
	assert_eq!(error.reject_name(), Some("TicketExists"));
	let other = parse_ticket("SEAT:8").unwrap();
	chain.mine(vec![chain.public_to(&test_keys(2).address(), sero(10), "")]);
	let foreign = issue_ticket(two.keys(), other, &own, Default::default());
	let error = send(&mut two, &chain, foreign).await.unwrap_err();
	assert_eq!(error.reject_name(), Some("NotIssuer"));
	let mut restored = wallet(1);
	let again = issue_ticket(restored.keys(), other, &own, Default::default());
	send(&mut restored, &chain, again).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two]).await;
	assert_eq!(balances(one.store()).tickets.len(), 2);

	let payment = Payment {
		to: Recipient::Address(two.keys().address()),
		currency: CurrencyId::SERO,
		amount: 0,
		ticket: Some(ticket),
		memo: Default::default(),
	};
	send(&mut one, &chain, Intent::of_payments(vec![payment.clone()])).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two]).await;
	assert!(!balances(one.store()).tickets.contains_key(&ticket));
	assert!(balances(two.store()).tickets.contains_key(&ticket));
	let error = send(&mut one, &chain, Intent::of_payments(vec![payment])).await.unwrap_err();
	assert!(matches!(error, WalletError::TicketMissing { waiting: false, .. }), "{error}");

	send(&mut two, &chain, burn_ticket(ticket)).await.unwrap();
	mine(&chain, &mut [&mut one, &mut two]).await;
	assert!(balances(two.store()).tickets.is_empty());
}

#[tokio::test]
async fn a_hidden_token_is_issued_again_by_the_same_wallet_only() {
	let chain = funded();
	let (mut one, two) = (wallet(1), wallet(2));
	let gold = parse_currency("GOLD").unwrap();
	let intent = issue_hidden(&chain, one.keys(), gold, 500).await.unwrap();
	assert_eq!(intent.issue.unwrap().registration_fee, crate::sim::NAME_PRICE);
	let sent = send(&mut one, &chain, intent).await.unwrap();
	assert_eq!(sent.change.amount(&gold), 500);
	mine(&chain, &mut [&mut one]).await;
	assert_eq!(balances(one.store()).currencies[&gold].spendable, 500);
	let entries = history(one.store());
	let Some(HistoryEntry::Sent { bundle, spent, .. }) = entries.last() else { panic!() };
	assert_eq!(bundle.issued(spent.as_ref()), Some((gold, 500)));

	let restored = wallet(1);
	let more = issue_hidden(&chain, restored.keys(), gold, 1).await.unwrap();
	assert_eq!(more.issue.unwrap().registration_fee, 0);
	send(&mut one, &chain, more).await.unwrap();
	mine(&chain, &mut [&mut one]).await;
	assert_eq!(balances(one.store()).currencies[&gold].spendable, 501);

	let error = issue_hidden(&chain, two.keys(), gold, 1).await.unwrap_err();
	assert!(matches!(error, WalletError::NotIssuer { .. }));
	let error = issue_hidden(&chain, one.keys(), gold, 0).await.unwrap_err();
	assert!(matches!(error, WalletError::ZeroAmount));
	let error = issue_hidden(&chain, one.keys(), CurrencyId::SERO, 1).await.unwrap_err();
	assert!(matches!(error, WalletError::NotIssuer { .. }));
	let reserved = parse_currency("MY_SERO").unwrap();
	let error = issue_hidden(&chain, one.keys(), reserved, 1).await.unwrap_err();
	assert!(matches!(error, WalletError::InvalidName { .. }));
	let silver = parse_currency("SILVER").unwrap();
	let address = OneTimeAddressBytes(token_issuer(one.keys(), &silver).to_bytes());
	chain.register(silver, address, false);
	let error = issue_hidden(&chain, one.keys(), silver, 1).await.unwrap_err();
	assert!(matches!(error, WalletError::PublicSupply { .. }));
}
