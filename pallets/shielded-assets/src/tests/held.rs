// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What contracts hold, names of currencies, tickets, and issues of a hidden amount.

use super::wallet::*;
use crate::{mock::*, *};
use sero_primitives::{units::SERO, Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::*;
use sero_zk_crypto::Asset;

const CONTRACT: AssetIssuer = AssetIssuer::Contract(EvmAddress([7; 20]));
const OTHER: AssetIssuer = AssetIssuer::Contract(EvmAddress([8; 20]));

fn name(name: &str) -> CurrencyId {
	CurrencyId::from_name(name).expect("it is a name")
}

fn issue(issuer: AssetIssuer, currency: &str, amount: Balance) -> Result<(), RejectReason> {
	ShieldedAssets::issue_held(&issuer, &ALICE.into(), name(currency), amount)
}

fn supply(currency: &str) -> CurrencySupply {
	Supplies::<Test>::get(name(currency)).expect("it exists")
}

fn ticket() -> Ticket {
	let category = TicketCategory::from_name("CATS").expect("it is a name");
	Ticket { category, id: TicketId([9; 32]) }
}

fn note(wallet: &mut Wallet, currency: CurrencyId, amount: Balance) -> PublicOutput {
	PublicOutput {
		address: wallet.one_time(),
		currency,
		amount,
		ticket: None,
		memo: Memo::default(),
	}
}

/// Asserts that a call is refused and changes nothing.
#[track_caller]
fn assert_changes_nothing<R: core::fmt::Debug + PartialEq>(
	call: impl FnOnce() -> Result<R, RejectReason>,
	reason: RejectReason,
) {
	let before = state_root();
	assert_eq!(call(), Err(reason));
	assert_eq!(state_root(), before);
}

#[test]
fn a_name_is_paid_once_and_its_owner_issues_more() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let total = total_supply();
		block(|| {
			assert_eq!(issue(CONTRACT, "GOLDEN", 1_000), Ok(()));
			assert_eq!(issue(CONTRACT, "GOLDEN", 5), Ok(()));
		});
		assert_eq!((supply("GOLDEN").minted, supply("GOLDEN").held), (1_005, 1_005));
		assert_eq!(ShieldedAssets::issuer_of(&name("GOLDEN")), Some(CONTRACT));
		assert_eq!(supply("SERO").fees, SERO, "six letters cost one SERO");
		assert_eq!(Balances::free_balance(ALICE), ALICE_BALANCE - SERO);
		assert_eq!(total_supply(), total);
		System::assert_has_event(
			Event::CurrencyRegistered {
				currency: name("GOLDEN"),
				issuer: CONTRACT,
				price: SERO,
				hidden: false,
			}
			.into(),
		);
	});
}

#[test]
fn names_cost_what_their_length_says() {
	let prices = NamePrices::default();
	let cases = [
		("A", 1_000_000 * SERO),
		("AB", 500_000 * SERO),
		("ABC", 10_000 * SERO),
		("ABCD", 1_000 * SERO),
		("ABCDE", 10 * SERO),
		("ABCDEF", SERO),
		("ABCDEFG", SERO / 10),
		("ABCDEFGH", SERO / 10),
	];
	for (text, price) in cases {
		assert_eq!(prices.of(&name(text)), price, "{text}");
	}
	assert_eq!(prices.of(&name(&"A".repeat(32))), SERO / 10);
}

/// AS-1: names that are none, and names that could be taken for SERO.
#[test]
fn a_currency_with_a_wrong_name_is_refused() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		let mut lowercase = CurrencyId::default();
		lowercase.0[..4].copy_from_slice(b"gold");
		let wrong = [CurrencyId::default(), lowercase, name("SERO"), name("XSEROX"), name("SEROS")];
		for currency in wrong {
			assert_changes_nothing(
				|| ShieldedAssets::issue_held(&CONTRACT, &ALICE.into(), currency, 1),
				RejectReason::InvalidName,
			);
		}
	});
}

/// AS-2: a name belongs to whoever registered it.
#[test]
fn nobody_else_issues_a_currency() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		assert_eq!(issue(CONTRACT, "GOLDEN", 1), Ok(()));
		assert_changes_nothing(|| issue(OTHER, "GOLDEN", 1), RejectReason::NotIssuer);
		Supplies::<Test>::insert(name("OLD"), CurrencySupply::default());
		assert_changes_nothing(|| issue(CONTRACT, "OLD", 1), RejectReason::NotIssuer);
	});
}

/// AS-5: whoever cannot pay for a name does not get it.
#[test]
fn a_name_that_is_not_paid_is_not_registered() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		assert_changes_nothing(
			|| ShieldedAssets::issue_held(&CONTRACT, &BOB.into(), name("GOLDEN"), 1),
			RejectReason::WrongRegistrationFee,
		);
		assert_changes_nothing(|| issue(CONTRACT, "A", 1), RejectReason::WrongRegistrationFee);
	});
}

/// SA-17, and defect 7 of the original: an issue cannot exceed what amounts can say.
#[test]
fn the_whole_supply_stays_below_2_to_the_128() {
	let (_, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		assert_eq!(issue(CONTRACT, "GOLDEN", u128::MAX), Ok(()));
		assert_changes_nothing(|| issue(CONTRACT, "GOLDEN", 1), RejectReason::TurnstileViolation);
	});
}

#[test]
fn contracts_pay_notes_and_notes_pay_contracts() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let total = total_supply();
		let origin = PublicOrigin::Contract(EvmAddress([7; 20]));
		block(|| {
			assert_eq!(issue(CONTRACT, "GOLDEN", 100), Ok(()));
			let gold = note(&mut wallet, name("GOLDEN"), 60);
			assert!(ShieldedAssets::pay_held(&ALICE.into(), origin, gold).is_ok());
			let sero = note(&mut wallet, CurrencyId::SERO, 5 * SERO);
			assert!(ShieldedAssets::pay_held(&ALICE.into(), origin, sero).is_ok());
		});
		assert_eq!((supply("GOLDEN").pool, supply("GOLDEN").held), (60, 40));
		wallet.sync();
		assert_eq!(wallet.balance(), 105 * SERO);
		block(|| {
			let back = PublicAsset::token(name("GOLDEN"), 10);
			assert_eq!(ShieldedAssets::hold(&BOB.into(), &back), Ok(()));
			let sero = PublicAsset::token(CurrencyId::SERO, SERO);
			assert_eq!(ShieldedAssets::hold(&BOB.into(), &sero), Ok(()));
		});
		assert_eq!((supply("GOLDEN").pool, supply("GOLDEN").held), (50, 50));
		assert_eq!(Balances::free_balance(BOB), SERO);
		assert_eq!(total_supply(), total);
	});
}

/// SA-17: nothing leaves that is not there.
#[test]
fn what_is_not_held_is_not_paid() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		let origin = PublicOrigin::Contract(EvmAddress([7; 20]));
		assert_eq!(issue(CONTRACT, "GOLDEN", 100), Ok(()));
		let pay = |output| ShieldedAssets::pay_held(&BOB.into(), origin, output);
		let gold = note(&mut wallet, name("GOLDEN"), 101);
		assert_changes_nothing(|| pay(gold), RejectReason::TurnstileViolation);
		let sero = note(&mut wallet, CurrencyId::SERO, 1);
		assert_changes_nothing(|| pay(sero), RejectReason::InvalidAction);
		let unknown = note(&mut wallet, name("SILVER"), 1);
		assert_changes_nothing(|| pay(unknown), RejectReason::UnknownCurrency);
		let hold = |currency, amount| {
			ShieldedAssets::hold(&BOB.into(), &PublicAsset::token(currency, amount))
		};
		assert_changes_nothing(|| hold(name("GOLDEN"), 1), RejectReason::TurnstileViolation);
		assert_changes_nothing(|| hold(name("SILVER"), 1), RejectReason::UnknownCurrency);
		let reveal = note(&mut wallet, name("GOLDEN"), 1);
		assert_changes_nothing(
			|| ShieldedAssets::reveal(origin, reveal),
			RejectReason::TurnstileViolation,
		);
		assert_changes_nothing(
			|| ShieldedAssets::collect_fee(&BOB.into(), 1),
			RejectReason::SponsorCannotPay,
		);
	});
}

#[test]
fn tickets_are_counted_wherever_they_are() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let origin = PublicOrigin::Contract(EvmAddress([7; 20]));
		let Ticket { category, .. } = ticket();
		let output =
			PublicOutput { ticket: Some(ticket()), ..note(&mut wallet, CurrencyId::default(), 0) };
		block(|| {
			assert_eq!(ShieldedAssets::issue_held_ticket(category), Ok(()));
			assert!(ShieldedAssets::issue_ticket_note(origin, output.clone()).is_ok());
			assert!(ShieldedAssets::pay_held(&ALICE.into(), origin, output.clone()).is_ok());
		});
		let supply = || TicketSupplies::<Test>::get(category).expect("it exists");
		assert_eq!(supply(), TicketSupply { issued: 2, burned: 0, pool: 2, held: 0 });
		block(|| {
			let asset = PublicAsset { ticket: Some(ticket()), ..PublicAsset::NOTHING };
			assert_eq!(ShieldedAssets::hold(&BOB.into(), &asset), Ok(()));
		});
		assert_eq!(supply(), TicketSupply { issued: 2, burned: 0, pool: 1, held: 1 });
		let report = TicketReport { category, supply: supply(), balanced: true };
		assert_eq!(ShieldedAssets::ticket_audit(None, 10), vec![report.clone()]);
		assert_eq!(ShieldedAssets::ticket_supply(category), Some(report));
		assert_eq!(ShieldedAssets::ticket_supply(TicketCategory([1; 32])), None);
		assert_eq!(ShieldedAssets::ticket_audit(Some(category), 10), vec![]);
	});
}

/// AS-1 for categories, and SA-11 and SA-17 for tickets.
#[test]
fn tickets_that_cannot_be_are_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		start_block();
		let origin = PublicOrigin::Contract(EvmAddress([7; 20]));
		let empty = note(&mut wallet, CurrencyId::default(), 0);
		let issue = |output| ShieldedAssets::issue_ticket_note(origin, output);
		let with = |ticket, amount| PublicOutput { ticket, amount, ..empty.clone() };
		assert_changes_nothing(|| issue(with(None, 0)), RejectReason::InvalidPublicOutput);
		assert_changes_nothing(
			|| issue(with(Some(ticket()), 1)),
			RejectReason::InvalidPublicOutput,
		);
		let nameless = Ticket { category: TicketCategory([1; 32]), ..ticket() };
		assert_changes_nothing(|| issue(with(Some(nameless), 0)), RejectReason::InvalidName);
		assert_changes_nothing(
			|| ShieldedAssets::issue_held_ticket(nameless.category),
			RejectReason::InvalidName,
		);
		assert_changes_nothing(
			|| ShieldedAssets::pay_held(&BOB.into(), origin, with(Some(ticket()), 0)),
			RejectReason::UnknownTicket,
		);
		assert_eq!(ShieldedAssets::issue_held_ticket(ticket().category), Ok(()));
		let asset = PublicAsset { ticket: Some(ticket()), ..PublicAsset::NOTHING };
		assert_changes_nothing(
			|| ShieldedAssets::hold(&BOB.into(), &asset),
			RejectReason::TurnstileViolation,
		);
	});
}

#[test]
fn every_ticket_crossing_keeps_the_counters_balanced() {
	use TicketCrossing::*;
	let mut supply = TicketSupply::default();
	for step in [IssueNote, IssueHeld, Hold, Release, Release, Burn] {
		supply = supply.after(step).expect("there is one");
		assert!(supply.is_balanced());
	}
	assert_eq!(supply, TicketSupply { issued: 2, burned: 1, pool: 1, held: 0 });
	assert_eq!(supply.after(Release), None);
	assert_eq!(TicketSupply::default().after(Burn), None);
	assert_eq!(TicketSupply::default().after(Hold), None);
	assert!(!TicketSupply { pool: 2, ..supply }.is_balanced());
}

/// An issue of 1,000 base units of a currency, paid by the newest note.
fn hidden_issue(wallet: &mut Wallet, currency: &str, fee: Balance) -> Plan {
	let issue = HiddenIssue {
		currency: name(currency),
		registration_fee: fee,
		circuit: CircuitVersion::V1,
		value_commitment: ValueCommitment::default(),
		proof: ProofBytes::default(),
	};
	let made = Asset::token(name(currency).0, 1_000);
	let plan = Plan { action: Action::Issue(issue), packed: Some(made), ..wallet.plan(&[0]) };
	plan.pay(wallet.address(), made).with_change(wallet)
}

#[test]
fn a_hidden_issue_shows_that_it_happened_and_not_how_much() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = hidden_issue(&mut wallet, "SECRET", SERO);
		let bundle = wallet.build(&plan);
		assert!(pool(&bundle).is_ok());
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		let after = supply("SECRET");
		assert_eq!(after, CurrencySupply { hidden_issues: Some(1), ..Default::default() });
		assert_eq!(
			ShieldedAssets::issuer_of(&name("SECRET")),
			Some(AssetIssuer::Address(bundle.from))
		);
		System::assert_has_event(
			Event::CurrencyIssued { currency: name("SECRET"), amount: None }.into(),
		);
		// What surfaces counts as minted, what goes back as burned.
		let surfaced =
			after.after(Crossing::Hold { amount: 400, circuit: CircuitVersion::V1 }).expect("ok");
		assert_eq!((surfaced.minted, surfaced.held, surfaced.pool), (400, 400, 0));
		let back = surfaced.after(Crossing::Release(150)).expect("ok");
		assert_eq!((back.burned, back.held), (150, 250));
		assert!(surfaced.is_balanced() && back.is_balanced());
		assert_eq!(back.after(Crossing::Release(251)), None, "no more than is held");
	});
}

/// AS-2 and AS-5 for issues of a hidden amount: wrong fee, name of a contract, name of another.
#[test]
fn a_hidden_issue_that_is_not_allowed_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		block(|| assert_eq!(issue(CONTRACT, "GOLDEN", 1), Ok(())));
		for (currency, fee, reason) in [
			("SECRET", SERO - 1, RejectReason::WrongRegistrationFee),
			("SECRET", SERO + 1, RejectReason::WrongRegistrationFee),
			("GOLDEN", 0, RejectReason::NotIssuer),
			("SERO", 0, RejectReason::InvalidName),
		] {
			let plan = hidden_issue(&mut wallet, currency, fee);
			assert_refused(&wallet.build(&plan), reason);
		}
		// A second issue is the first sender's.
		let plan = hidden_issue(&mut wallet, "SECRET", SERO);
		let bundle = wallet.build(&plan);
		assert_eq!(block(|| apply(&bundle)), Ok(()));
		let again =
			HiddenIssue { registration_fee: 0, ..bundle.action.issue().expect("an issue").clone() };
		assert_eq!(ShieldedAssets::check_hidden_issue(&bundle.from, &again), Ok(()));
		let stranger = wallet.one_time();
		assert_eq!(
			ShieldedAssets::check_hidden_issue(&stranger, &again),
			Err(RejectReason::NotIssuer)
		);
	});
}

/// SA-13 and SA-14: an issue is part of the balance, and its proof is verified.
#[test]
fn a_hidden_issue_without_its_proof_or_commitment_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = hidden_issue(&mut wallet, "SECRET", SERO);
		let good = wallet.build(&plan);
		assert!(pool(&good).is_ok());
		// The commitment to another amount does not balance, the proof of another does not verify.
		let more = Plan { packed: Some(Asset::token(name("SECRET").0, 1_001)), ..plan.clone() };
		assert_refused(&wallet.build(&more), RejectReason::InvalidBalance);
		let forged = wallet.build_with(&plan, &|bundle| {
			let Action::Issue(issue) = &mut bundle.action else { unreachable!() };
			issue.proof.0[0] ^= 1;
		});
		assert_refused(&forged, RejectReason::InvalidProof);
	});
}

/// A package with these contents, paid by note 0.
fn package(wallet: &mut Wallet, asset: Asset) -> Plan {
	let plan = wallet.payment(0, &wallet.address(), SERO);
	let contents = wallet.build(&plan).outputs[0].clone();
	let owner = PackageOwner::Address(contents.address);
	let create = PackageAction::Create { owner, contents, sealed: Default::default() };
	let plan = Plan { action: Action::Package(create), packed: Some(asset), ..wallet.plan(&[0]) };
	plan.with_change(wallet)
}

/// SA-13 and SA-14: the note in a package is part of the balance, and its proof is verified.
#[test]
fn the_note_in_a_package_is_checked_as_an_output() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = package(&mut wallet, sero(30 * SERO));
		let good = wallet.build(&plan);
		assert!(pool(&good).is_ok());
		let mut more = plan.clone();
		more.packed = Some(sero(31 * SERO));
		assert_refused(&wallet.build(&more), RejectReason::InvalidBalance);
		let forged = wallet.build_with(&plan, &|bundle| {
			let Action::Package(PackageAction::Create { contents, .. }) = &mut bundle.action else {
				unreachable!()
			};
			contents.proof.0[0] ^= 1;
		});
		assert_refused(&forged, RejectReason::InvalidProof);
		// Only the change enters the tree.
		let leaves = ShieldedAssets::leaf_count();
		assert_eq!(block(|| apply(&good)), Ok(()));
		assert_eq!(ShieldedAssets::leaf_count(), leaves + 1);
	});
}

/// SA-3, SA-4: the points and fields of an action are checked with those of the bundle.
#[test]
fn an_action_with_a_bad_encoding_is_refused() {
	let (mut wallet, mut chain) = Wallet::with_chain(&[100 * SERO]);
	chain.execute_with(|| {
		let plan = package(&mut wallet, sero(30 * SERO));
		let cases: [(&dyn Fn(&mut HiddenOutput), RejectReason); 3] = [
			(&|contents| contents.note_commitment.0 = [0xff; 32], RejectReason::NonCanonicalField),
			(&|contents| contents.value_commitment.0 = [0xff; 32], RejectReason::InvalidPoint),
			(&|contents| contents.address.0 = [0xff; 96], RejectReason::InvalidPoint),
		];
		for (spoil, reason) in cases {
			let bundle = wallet.build_with(&plan, &|bundle| {
				let Action::Package(PackageAction::Create { contents, .. }) = &mut bundle.action
				else {
					unreachable!()
				};
				spoil(contents);
			});
			assert_refused(&bundle, reason);
		}
		let issue = hidden_issue(&mut wallet, "SECRET", SERO);
		let bundle = wallet.build_with(&issue, &|bundle| {
			let Action::Issue(issue) = &mut bundle.action else { unreachable!() };
			issue.value_commitment.0 = [0xff; 32];
		});
		assert_refused(&bundle, RejectReason::InvalidPoint);
	});
}
