// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! One test for each defect of the original that is about contracts.

use super::harness::*;
use crate::{
	interface::ISeroAssets,
	mock::{pool, *},
	CallFailure, Event, SeroAssets,
};

/// A native function, called with these bytes.
fn raw(bank: EvmAddress, data: Vec<u8>) -> bool {
	let to = sol(SeroAssets::<Test>::ADDRESS);
	view(bank, rawCall { kind: 0, to, value: word(0), data: data.into() }).ok
}

/// Original: `LOG0` in any contract stopped every node, as the topic was read unchecked.
#[test]
fn defect_1_log0_is_an_ordinary_event() {
	run(|| {
		// PUSH1 0, PUSH1 0, LOG0, STOP; in front of it, code that returns these six bytes.
		let code = vec![
			0x65, 0x60, 0x00, 0x60, 0x00, 0xa0, 0x00, 0x60, 0x00, 0x52, 0x60, 0x06, 0x60, 0x1a,
			0xf3,
		];
		let action = ContractAction::Deploy {
			prefix: [1; 16],
			code: code.clone().try_into().expect("short"),
			asset: PublicAsset::NOTHING,
			limits: limits(),
			payees: Default::default(),
		};
		apply(1, &action).expect("applied");
		let Some(Event::Deployed { address, .. }) = last_event() else { panic!("not deployed") };
		call(1, address.evm(), recordCall {});
		// LOG0 with an empty stack.
		let code = vec![0x61, 0xa0, 0x00, 0x60, 0x00, 0x52, 0x60, 0x02, 0x60, 0x1e, 0xf3];
		let action = ContractAction::Deploy {
			prefix: [2; 16],
			code: code.try_into().expect("short"),
			asset: PublicAsset::NOTHING,
			limits: limits(),
			payees: Default::default(),
		};
		apply(1, &action).expect("applied");
		let Some(Event::Deployed { address, .. }) = last_event() else { panic!("not deployed") };
		let failure = call_fails(1, address.evm(), recordCall {}, PublicAsset::NOTHING);
		assert!(matches!(failure, CallFailure::Stopped(_)));
	});
}

/// Original: native functions read and wrote memory at unchecked offsets and lengths.
#[test]
fn defect_2_offsets_and_lengths_are_checked() {
	run(|| {
		let bank = deploy(1, 0);
		let selector = ISeroAssets::issueTokenCall::SELECTOR;
		for (offset, length) in [
			(Word::MAX, word(1)),
			(word(0x40), Word::MAX),
			(word(0x40), word(u64::MAX as u128)),
			(word(1 << 40), word(1)),
			(word(0x60), word(4)),
			(word(0), word(4)),
		] {
			let data = [
				&selector[..],
				&word(1).to_be_bytes::<32>(),
				&offset.to_be_bytes::<32>(),
				&length.to_be_bytes::<32>(),
			]
			.concat();
			assert!(!raw(bank, data), "{offset} {length}");
		}
	});
}

/// Original: the amount of an issue was not checked, so that supplies could exceed every type.
#[test]
fn defect_7_amounts_of_issues_are_checked() {
	run(|| {
		let bank = deploy(1, 5 * SERO);
		let issue = |total: Word| {
			call(1, bank, issueCall { total, name: "GOLD".into() });
			number(bank)
		};
		assert_eq!(issue(Word::MAX), 2);
		assert_eq!(issue(Word::from(1) << 240), 2);
		assert_eq!(issue(Word::from(1) << 128), 2);
		assert_eq!(issue(word(u128::MAX)), 1);
		assert_eq!(issue(word(1)), 2, "more than there can be in all");
		assert_eq!(tokens_of(bank, "GOLD"), u128::MAX);
	});
}

/// Original: a call to no contract, and a deployment without data, burned the asset silently.
#[test]
fn defect_8_nothing_is_burned() {
	run(|| {
		let gold = currency("GOLD");
		pool::mint_token(gold, 100);
		let asset = PublicAsset::token(gold, 100);
		let call = call_of(EvmAddress([5; 20]), recordCall {}, asset);
		assert_eq!(apply(1, &call), Err(RejectReason::NoContract));
		let mut deploy = deployment(1, false, asset);
		if let ContractAction::Deploy { code, .. } = &mut deploy {
			*code = Default::default();
		}
		assert_eq!(apply(1, &deploy), Err(RejectReason::InvalidContractCall));
		// Code that fails, code that leaves no code: the asset comes back.
		for init in [0xfe, 0x00] {
			let mut deploy = deployment(1, false, asset);
			if let ContractAction::Deploy { code, .. } = &mut deploy {
				*code = vec![init].try_into().expect("short");
			}
			apply(1, &deploy).expect("applied");
			assert!(matches!(last_event(), Some(Event::CallFailed { .. })), "{init}");
			assert_eq!(paid(&take_notes())[0], (address(1), asset));
		}
		assert_eq!(held(gold), 0);
	});
}

/// Original: amounts of payments were 256 bits wide in contracts and less in notes.
#[test]
fn amounts_out_of_range_are_refused_everywhere() {
	run(|| {
		let (bank, other) = (deploy(1, 5 * SERO), deploy(2, 0));
		for amount in [Word::from(1) << 128, Word::MAX] {
			for to in [other, short(1)] {
				for name in ["SERO", "GOLD"] {
					let payCall { to, currency, category, ticket, .. } = pay(to, name, 0);
					call(1, bank, payCall { to, currency, amount, category, ticket });
					assert_eq!(number(bank), 2, "{amount} of {name}");
				}
			}
			call(1, bank, forwardCall { amount, ..forward(other, "SERO", 0, recordCall {}) });
			assert_eq!(number(bank), 2);
		}
		assert_eq!(sero_of(bank), 5 * SERO);
	});
}
