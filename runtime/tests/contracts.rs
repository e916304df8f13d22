// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Contracts, tickets and packages in the composed runtime, with real bundles and compiled Solidity.

mod common;

use codec::Encode;
use common::{changed_genesis, genesis_notes, Chain, GENESIS};
use pallet_contract_assets::{types::CallFailure, DryRun, Event as ContractEvent};
use pallet_revive::precompiles::alloy::{
	primitives::{keccak256, U256},
	sol_types::SolValue,
};
use rand_chacha::ChaCha20Rng;
use sero_primitives::{units::SERO, Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_runtime::{
	bundle_extrinsic, ContractAssets, Packages, Runtime, RuntimeEvent, ShieldedAssets, System,
	Tickets,
};
use sero_shielded_primitives::{
	Action, Bundle, CallData, ContractAction, EvmAddress, GasLimits, GasSponsor, Memo, NoteEntry,
	OneTimeAddressBytes, PackageAction, PackageId, Payees, PublicAsset, PublicNoteRecord,
	PublicOrigin, RejectReason, TicketAction,
};
use sero_zk_crypto::{Asset, OneTimeAddress, Scalar, SpendingKey};
use sero_zk_prover::{
	builder::{PackageReceiver, PlannedPackage, ProvenIssue, Recipient},
	test_utils::{issue_prover, rng, spending_key, Funded},
	AuthorizedBundle, BundlePlan,
};
use sp_io::TestExternalities;

const NOTE: Balance = 1_000 * SERO;

fn currency(name: &str) -> CurrencyId {
	CurrencyId::from_name(name).unwrap()
}

fn sero(amount: Balance) -> Asset {
	Asset::token(CurrencyId::SERO.0, amount)
}

/// Init code of an example with its constructor's arguments.
fn code(contract: &str, arguments: Vec<u8>) -> CallData {
	let path = format!("{}/../contracts/artifacts/{contract}.json", env!("CARGO_MANIFEST_DIR"));
	let text = std::fs::read_to_string(path).unwrap();
	let artifact: serde_json::Value = serde_json::from_str(&text).unwrap();
	let bytecode = artifact["bytecode"].as_str().unwrap().trim_start_matches("0x");
	[hex::decode(bytecode).unwrap(), arguments].concat().try_into().unwrap()
}

/// Call data of a function.
fn calldata(signature: &str, arguments: Vec<u8>) -> CallData {
	[&keccak256(signature.as_bytes())[..4], &arguments].concat().try_into().unwrap()
}

/// A user with notes of a thousand SERO at genesis.
struct User {
	funded: Funded,
	/// Position of the next note of the genesis block to spend.
	next: usize,
	/// Makes each bundle's randomness its own: dummy inputs have nullifiers, too.
	rng: ChaCha20Rng,
}

/// A chain on which one user has money.
fn user() -> (User, TestExternalities, Chain) {
	let mut funded = Funded::empty(GENESIS.0, spending_key(1));
	for _ in 0..20 {
		funded.deposit(sero(NOTE));
	}
	funded.expiry = 90;
	funded.fee = 2 * SERO;
	let ext = changed_genesis("development", |config| {
		config["shieldedAssets"]["notes"] = genesis_notes(&funded);
		config["stakingNodes"]["shares"] = serde_json::json!([]);
	});
	(User { funded, next: 0, rng: rng(7) }, ext, Chain::default())
}

impl User {
	fn address(&self, randomizer: u64) -> OneTimeAddress {
		self.funded.key.payment_address().one_time(Scalar::from(randomizer))
	}

	/// A plan that spends the next note of SERO, and these notes.
	fn plan(&mut self, more: &[usize]) -> BundlePlan {
		self.next += 1;
		self.funded.plan(&[&[self.next - 1], more].concat())
	}

	fn build(&mut self, plan: BundlePlan) -> AuthorizedBundle {
		let plan = plan.add_change(self.funded.key.payment_address()).unwrap();
		self.funded.build(plan, &mut self.rng)
	}

	/// Applies a bundle in a block of its own.
	fn submit(&mut self, chain: &mut Chain, bundle: &Bundle) -> Vec<PublicNoteRecord> {
		chain.block(vec![bundle_extrinsic(bundle.clone())]);
		let block = ShieldedAssets::block_notes();
		self.funded.follow(&block);
		check();
		block
			.entries
			.into_iter()
			.flat_map(|entry| match entry {
				NoteEntry::Bundle { public, .. } => public,
				NoteEntry::Public(record) => vec![record],
			})
			.filter(|record| record.origin != PublicOrigin::Coinbase)
			.collect()
	}

	/// Applies an action of a contract from the address with this randomizer, with exact limits.
	fn act(
		&mut self,
		chain: &mut Chain,
		from: u64,
		action: ContractAction,
		notes: &[usize],
	) -> (Bundle, DryRun, Vec<PublicNoteRecord>) {
		let from = self.address(from);
		let run = dry_run(&from, &action).unwrap();
		assert!(!matches!(run.failure, Some(CallFailure::Stopped(_))), "{run:?}");
		let mut plan = self.plan(notes);
		plan.from_address = Some(from);
		plan.action = Action::Contract(action.with_limits(run.limits));
		let bundle = self.build(plan).bundle().clone();
		let notes = self.submit(chain, &bundle);
		(bundle, run, notes)
	}

	/// Position of the newest note with this currency.
	fn newest(&self, name: &str) -> usize {
		let currency = currency(name).0;
		self.funded.notes().iter().rposition(|note| note.asset.currency == currency).unwrap()
	}
}

fn dry_run(from: &OneTimeAddress, action: &ContractAction) -> Result<DryRun, RejectReason> {
	ContractAssets::dry_run(&OneTimeAddressBytes(from.to_bytes()), action)
}

fn call(contract: EvmAddress, data: CallData, asset: PublicAsset) -> ContractAction {
	ContractAction::Call {
		contract,
		data,
		asset,
		limits: GasLimits::default(),
		payees: Payees::default(),
		sponsor: None,
	}
}

fn deploy(code: CallData, asset: PublicAsset) -> ContractAction {
	ContractAction::Deploy {
		prefix: [3; 16],
		code,
		asset,
		limits: GasLimits::default(),
		payees: Payees::default(),
	}
}

/// The turnstile and the books.
fn check() {
	for report in ShieldedAssets::supply_audit() {
		assert!(report.balanced, "{report:?}");
		let books = ContractAssets::total_in_books(&report.currency);
		assert_eq!(books, report.pool.held, "{:?}", report.currency);
	}
	for report in ShieldedAssets::ticket_audit(None, 100) {
		assert!(report.balanced, "{report:?}");
		assert_eq!(ContractAssets::tickets_in_books(&report.category), report.supply.held);
	}
}

fn supply(name: &str) -> pallet_shielded_assets::CurrencySupply {
	let currency = currency(name);
	let mut reports = ShieldedAssets::supply_audit().into_iter();
	reports.find(|report| report.currency == currency).unwrap().pool
}

fn contract_events() -> Vec<ContractEvent<Runtime>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::ContractAssets(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// A token is deployed, sold, and taken back; a wrong call costs nothing but the fee.
#[test]
fn a_token_is_sold_and_bought_back() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let price: Balance = SERO / 1_000;
		let arguments =
			("GOLDEN".to_string(), U256::from(1_000_000), U256::from(price)).abi_encode_params();
		let cost = PublicAsset::token(CurrencyId::SERO, SERO);
		let action = deploy(code("TokenSale", arguments), cost);
		let (_, run, notes) = user.act(&mut chain, 1, action.clone(), &[]);
		assert_eq!((run.failure, &notes[..]), (None, &[][..]), "exact limits leave nothing over");
		let sale = run.contract.unwrap();
		let [ContractEvent::Deployed { address, .. }] = &contract_events()[..] else {
			panic!("{:?}", contract_events())
		};
		assert_eq!((address.evm(), address.prefix()), (sale, [3; 16]));
		assert_eq!((supply("GOLDEN").minted, supply("GOLDEN").held), (1_000_000, 1_000_000));
		// The same prefix is not used twice.
		let twice = dry_run(&user.address(1), &action);
		assert_eq!(twice, Err(RejectReason::InvalidContractCall));

		// A buyer pays two SERO and a half of the price: the half goes back.
		let buy = calldata("buy()", vec![]);
		let paid = PublicAsset::token(CurrencyId::SERO, 2 * SERO + price / 2);
		let (bundle, _, notes) = user.act(&mut chain, 2, call(sale, buy.clone(), paid), &[]);
		let amounts: Vec<_> = notes
			.iter()
			.map(|note| (note.origin, note.output.currency, note.output.amount))
			.collect();
		let from_sale = PublicOrigin::Contract(sale);
		assert_eq!(
			amounts,
			[(from_sale, currency("GOLDEN"), 2_000), (from_sale, CurrencyId::SERO, price / 2)]
		);
		assert!(notes.iter().all(|note| note.output.address == bundle.from));
		assert_eq!((supply("GOLDEN").held, supply("GOLDEN").pool), (998_000, 2_000));

		// The token comes back with a call; the rest of it stays hidden.
		let gold = user.newest("GOLDEN");
		let brought = PublicAsset::token(currency("GOLDEN"), 500);
		let sell = calldata("sell()", vec![]);
		let (_, _, notes) = user.act(&mut chain, 3, call(sale, sell.clone(), brought), &[gold]);
		let [paid] = &notes[..] else { panic!("{notes:?}") };
		assert_eq!((paid.output.currency, paid.output.amount), (CurrencyId::SERO, 500 * price));
		assert_eq!((supply("GOLDEN").held, supply("GOLDEN").pool), (998_500, 1_500));
		let rest = user.newest("GOLDEN");
		assert_eq!(user.funded.notes()[rest].asset.amount, 1_500);

		// Defect 8 and "wrong currency": a call that fails gives everything back.
		let action = call(sale, buy, PublicAsset::token(currency("GOLDEN"), 1_000));
		let (bundle, run, notes) = user.act(&mut chain, 4, action, &[rest]);
		assert_eq!(run.failure, Some(CallFailure::Reverted));
		let [ContractEvent::CallFailed { failure: CallFailure::Reverted, data, .. }, ..] =
			&contract_events()[..]
		else {
			panic!("{:?}", contract_events())
		};
		assert!(String::from_utf8_lossy(data).contains("pay in SERO"));
		let back = notes.iter().find(|note| note.output.currency == currency("GOLDEN")).unwrap();
		assert_eq!((back.output.amount, back.output.address), (1_000, bundle.from));
		assert_eq!((supply("GOLDEN").held, supply("GOLDEN").pool), (998_500, 1_500));

		// CA-1: what has no code swallows nothing.
		let nowhere = call(EvmAddress([9; 20]), sell, PublicAsset::token(CurrencyId::SERO, SERO));
		assert_eq!(dry_run(&user.address(5), &nowhere), Err(RejectReason::NoContract));
		let mut plan = user.plan(&[]);
		plan.action = Action::Contract(nowhere.with_limits(run.limits));
		let bundle = user.build(plan).bundle().clone();
		let checks = pallet_shielded_assets::Checks::Full;
		let refused = ShieldedAssets::check_bundle(&bundle, chain.height() + 1, checks);
		assert_eq!(refused.map(|_| ()), Err(RejectReason::NoContract));
	});
}

/// Tickets of a contract: data beside them, brought by a hidden owner, paid to another.
#[test]
fn cats_are_born_and_mate() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let action = deploy(code("Cats", vec![]), PublicAsset::NOTHING);
		let (_, run, _) = user.act(&mut chain, 1, action, &[]);
		let cats = run.contract.unwrap();
		let breeder = EvmAddress::of(&OneTimeAddressBytes(user.address(1).to_bytes()));
		for genes in [1u64, 2] {
			let to: pallet_revive::precompiles::alloy::primitives::Address = breeder.0.into();
			let arguments = (to, U256::from(genes).to_be_bytes::<32>()).abi_encode_params();
			let found = calldata("found(address,bytes32)", arguments);
			let action = call(cats, found, PublicAsset::NOTHING);
			let (_, run, notes) = user.act(&mut chain, 1, action, &[]);
			assert_eq!(run.failure, None, "{:?}", String::from_utf8_lossy(&run.output));
			assert_eq!(notes.len(), 1);
		}
		let category = TicketCategory::from_name("CATS").unwrap();
		let owned: Vec<usize> = (0..user.funded.notes().len())
			.filter(|note| user.funded.notes()[*note].asset.ticket.is_some())
			.collect();
		assert_eq!(owned.len(), 2);
		let ticket_of = |user: &User, note: usize| {
			let (category, id) = user.funded.notes()[note].asset.ticket.unwrap();
			Ticket { category: TicketCategory(category), id: TicketId(id) }
		};
		let mut last = Vec::new();
		for note in owned {
			let ticket = Some(ticket_of(&user, note));
			let asset = PublicAsset { ticket, ..PublicAsset::NOTHING };
			let action = call(cats, calldata("mate()", vec![]), asset);
			last = user.act(&mut chain, 2, action, &[note]).2;
		}
		// Kitten, mother and father.
		let tickets: Vec<_> = last.iter().filter_map(|note| note.output.ticket).collect();
		assert_eq!(tickets.len(), 3);
		assert!(tickets.iter().all(|ticket| ticket.category == category));
		let [report] = &ShieldedAssets::ticket_audit(None, 10)[..] else { panic!("one category") };
		assert_eq!((report.supply.issued, report.supply.pool, report.supply.held), (3, 3, 0));
		assert!(tickets.iter().all(|ticket| Tickets::ticket(ticket).is_some()));
	});
}

/// The contract pays the fee in SERO; the caller pays the contract in its token.
#[test]
fn a_player_without_sero_pays_the_fee_in_points() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let rate = 1_000u64;
		let arguments =
			("POINTS".to_string(), "ITEMS".to_string(), U256::from(100), U256::from(rate))
				.abi_encode_params();
		// A SERO for the name, the rest for fees.
		let funds = PublicAsset::token(CurrencyId::SERO, 51 * SERO);
		let (_, run, _) =
			user.act(&mut chain, 1, deploy(code("GamePoints", arguments), funds), &[]);
		assert_eq!(run.failure, None, "{:?}", String::from_utf8_lossy(&run.output));
		let game = run.contract.unwrap();
		let player = user.address(2);
		let short = EvmAddress::of(&OneTimeAddressBytes(player.to_bytes()));
		let to: pallet_revive::precompiles::alloy::primitives::Address = short.0.into();
		let arguments = (to, U256::from(50_000), [7u8; 32]).abi_encode_params();
		let pay = calldata("pay(address,uint256,bytes32)", arguments);
		let mut action = call(game, pay, PublicAsset::NOTHING);
		if let ContractAction::Call { payees, .. } = &mut action {
			*payees = vec![OneTimeAddressBytes(player.to_bytes())].try_into().unwrap();
		}
		let (_, run, _) = user.act(&mut chain, 1, action, &[]);
		assert_eq!(run.failure, None, "{:?}", String::from_utf8_lossy(&run.output));
		let points = user.newest("POINTS");

		// The bundle spends points only and has no fee of its own.
		let buy = calldata("buy()", vec![]);
		let mut action = call(game, buy, PublicAsset::token(currency("POINTS"), 100));
		let run = dry_run(&player, &action).unwrap();
		assert_eq!(run.failure, None, "{:?}", String::from_utf8_lossy(&run.output));
		let limits = GasLimits { storage_deposit: 0, ..run.limits };
		let shape = Action::Contract(action.clone().with_limits(run.limits));
		let fee = ShieldedAssets::required_fee(2, 2, 0, &shape) * 3 / 2;
		let tokens = |fee: Balance| fee.div_ceil(SERO / Balance::from(rate));
		let sponsor = GasSponsor { currency: currency("POINTS"), tokens: tokens(fee), fee };
		if let ContractAction::Call { sponsor: slot, .. } = &mut action {
			*slot = Some(sponsor);
		}
		let build = |user: &mut User, action: ContractAction| {
			let mut plan = user.funded.plan(&[points]);
			plan.fee = 0;
			plan.from_address = Some(player);
			plan.action = Action::Contract(action);
			user.build(plan).bundle().clone()
		};
		let checks = pallet_shielded_assets::Checks::Full;
		let check_bundle = |bundle: &Bundle, chain: &Chain| {
			ShieldedAssets::check_bundle(bundle, chain.height() + 1, checks).map(|_| ())
		};
		// CA-3, CA-4, CA-17: too few tokens, more SERO than the contract has, a tip of the contract's.
		let less = GasSponsor { tokens: sponsor.tokens - 1, ..sponsor };
		let more = GasSponsor { fee: 60 * SERO, tokens: 60_000, ..sponsor };
		let tip = GasSponsor { fee: 2 * fee, tokens: tokens(2 * fee), ..sponsor };
		for (sponsor, reason) in [
			(less, RejectReason::SponsorRateTooLow),
			(more, RejectReason::SponsorCannotPay),
			(tip, RejectReason::SponsorFeeTooHigh),
		] {
			let mut wrong = action.clone().with_limits(limits);
			if let ContractAction::Call { sponsor: slot, .. } = &mut wrong {
				*slot = Some(sponsor);
			}
			if sponsor.tokens > 50_000 {
				// More than the player has: no bundle can be built, so the rule is asked itself.
				let from = OneTimeAddressBytes(player.to_bytes());
				let refused = <ContractAssets as sero_shielded_primitives::ContractActions>::check(
					&from, &wrong,
				);
				assert_eq!(refused, Err(reason));
			} else {
				assert_eq!(check_bundle(&build(&mut user, wrong), &chain), Err(reason));
			}
		}
		let before = ContractAssets::balance_of(&game, &CurrencyId::SERO);
		if run.limits.storage_deposit == 0 {
			let bundle = build(&mut user, action.with_limits(limits));
			let notes = user.submit(&mut chain, &bundle);
			assert_eq!(notes.iter().filter(|note| note.output.ticket.is_some()).count(), 1);
		} else {
			// The item locks a deposit, which only SERO can pay: the fee alone is the contract's.
			let mut plan = user.plan(&[points]);
			plan.fee = 0;
			plan.from_address = Some(player);
			plan.action = Action::Contract(action.with_limits(run.limits));
			let bundle = user.build(plan).bundle().clone();
			let notes = user.submit(&mut chain, &bundle);
			assert_eq!(notes.iter().filter(|note| note.output.ticket.is_some()).count(), 1);
		}
		assert_eq!(ContractAssets::balance_of(&game, &CurrencyId::SERO), before - fee);
	});
}

/// A package is made, handed over, and opened or unpacked by its owner alone.
#[test]
fn packages_are_opened_and_unpacked() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let owner = user.address(11);
		let heir = user.address(12);
		let plan = |user: &mut User, receiver: OneTimeAddress| {
			user.plan(&[]).pack(PlannedPackage {
				receiver: PackageReceiver::Person(Recipient::OneTime(receiver)),
				asset: sero(30 * SERO),
				memo: [5; 64],
				data: b"a letter".to_vec(),
			})
		};
		let bare = |user: &mut User, from: OneTimeAddress, action: PackageAction| {
			let mut plan = user.plan(&[]);
			plan.from_address = Some(from);
			plan.action = Action::Package(action);
			user.build(plan).bundle().clone()
		};
		chain.block(Vec::new());
		user.funded.follow(&ShieldedAssets::block_notes());
		let planned = plan(&mut user, owner);
		let made = user.build(planned);
		let key = made.package_key().unwrap().clone();
		let id = PackageId::of(&made.id());
		let before = supply("SERO").pool;
		let amount = 30 * SERO;
		assert!(user.submit(&mut chain, made.bundle()).is_empty());
		let info = Packages::package(&id).unwrap();
		let seen = info.encode();
		assert!(!seen.windows(16).any(|bytes| bytes == amount.encode()), "the amount is sealed");

		// Handed over; then only the heir opens it.
		let to =
			sero_shielded_primitives::PackageOwner::Address(OneTimeAddressBytes(heir.to_bytes()));
		let handed = bare(&mut user, owner, PackageAction::Transfer { package: id, to });
		user.submit(&mut chain, &handed);
		let open = PackageAction::Open {
			package: id,
			key: *key.as_bytes(),
			receiver: OneTimeAddressBytes(heir.to_bytes()),
		};
		let checks = pallet_shielded_assets::Checks::Full;
		let refused = |bundle: &Bundle, chain: &Chain| {
			let height = chain.height() + 1;
			ShieldedAssets::check_bundle(bundle, height, checks).map(|_| ()).unwrap_err()
		};
		let thief = bare(&mut user, owner, open.clone());
		assert_eq!(refused(&thief, &chain), RejectReason::NotPackageOwner);
		user.next -= 1;
		let opened = bare(&mut user, heir, open.clone());
		let notes = user.submit(&mut chain, &opened);
		let [note] = &notes[..] else { panic!("{notes:?}") };
		assert_eq!((note.output.amount, note.output.memo), (amount, Memo([5; 64])));
		let again = bare(&mut user, heir, open);
		assert_eq!(refused(&again, &chain), RejectReason::PackageClosed);
		user.next -= 1;
		assert!(supply("SERO").pool > before - 20 * SERO, "fees and rewards aside nothing moved");

		// Another one is unpacked: a hidden note that its owner finds and spends.
		let planned = plan(&mut user, owner);
		let made = user.build(planned);
		user.submit(&mut chain, made.bundle());
		let package = PackageId::of(&made.id());
		let unpack = bare(&mut user, owner, PackageAction::Unpack { package });
		assert!(user.submit(&mut chain, &unpack).is_empty());
		let note = user.funded.notes().iter().rposition(|note| note.asset.amount == amount);
		let spent = user.funded.plan(&[note.unwrap()]);
		let spent = user.build(spent).bundle().clone();
		user.submit(&mut chain, &spent);
	});
}

/// Tickets of a person, and an issue whose amount nobody sees.
#[test]
fn a_person_issues_tickets_and_hidden_amounts() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		chain.block(Vec::new());
		user.funded.follow(&ShieldedAssets::block_notes());
		let issuer = user.address(21);
		let category = TicketCategory::from_name("SEATS").unwrap();
		let ticket = Ticket { category, id: TicketId([4; 32]) };
		let issue = TicketAction::Issue {
			ticket,
			receiver: OneTimeAddressBytes(user.address(22).to_bytes()),
			memo: Memo::default(),
		};
		let act = |user: &mut User, action: TicketAction, notes: &[usize]| {
			let mut plan = user.plan(notes);
			plan.from_address = Some(issuer);
			plan.action = Action::Ticket(action);
			user.build(plan).bundle().clone()
		};
		let bundle = act(&mut user, issue.clone(), &[]);
		assert_eq!(user.submit(&mut chain, &bundle)[0].output.ticket, Some(ticket));
		let twice = act(&mut user, issue, &[]);
		let checks = pallet_shielded_assets::Checks::Full;
		let refused = ShieldedAssets::check_bundle(&twice, chain.height() + 1, checks);
		assert_eq!(refused.map(|_| ()), Err(RejectReason::TicketExists));
		user.next -= 1;
		let note = user.funded.notes().iter().rposition(|note| note.asset.ticket.is_some());
		let bundle = act(&mut user, TicketAction::Burn { ticket }, &[note.unwrap()]);
		user.submit(&mut chain, &bundle);
		let [report] = &ShieldedAssets::ticket_audit(None, 10)[..] else { panic!("one category") };
		assert_eq!((report.supply.burned, report.supply.pool), (1, 0));

		let secret: Balance = 123_456_789_012_345;
		let prices = pallet_shielded_assets::NamePrices::default();
		let name = currency("SECRETS");
		let issue =
			ProvenIssue::new(issue_prover(), name, secret, prices.of(&name), &mut rng(3)).unwrap();
		let bundle = user.plan(&[]).issue(issue);
		let bundle = user.build(bundle).bundle().clone();
		let bytes = bundle.encode();
		assert!(!bytes.windows(8).any(|window| window == &secret.to_le_bytes()[..8]));
		user.submit(&mut chain, &bundle);
		assert_eq!(supply("SECRETS").hidden_issues, Some(1));
		assert_eq!((supply("SECRETS").minted, supply("SECRETS").pool), (0, 0));
		// It is spent as any other, and nobody sees how much.
		let note = user.newest("SECRETS");
		assert_eq!(user.funded.notes()[note].asset.amount, secret);
		let receiver: &SpendingKey = &spending_key(2);
		let pay = user.plan(&[note]).pay(
			receiver.payment_address(),
			Asset::token(name.0, secret / 2),
			[0; 64],
		);
		let bundle = user.build(pay).bundle().clone();
		user.submit(&mut chain, &bundle);
		check();
	});
}

/// The word that a name is in Solidity's `bytes32`.
fn padded(name: &str) -> [u8; 32] {
	currency(name).0
}

/// The 20-byte form of a user's address, as Solidity writes it.
fn evm(address: &OneTimeAddress) -> pallet_revive::precompiles::alloy::primitives::Address {
	EvmAddress::of(&OneTimeAddressBytes(address.to_bytes())).0.into()
}

impl User {
	/// Applies a call that has to succeed.
	fn call(
		&mut self,
		chain: &mut Chain,
		from: u64,
		(contract, signature): (EvmAddress, &str),
		arguments: Vec<u8>,
		(asset, notes): (PublicAsset, &[usize]),
	) -> Vec<PublicNoteRecord> {
		let action = call(contract, calldata(signature, arguments), asset);
		let (_, run, notes) = self.act(chain, from, action, notes);
		assert_eq!(run.failure, None, "{signature}: {:?}", String::from_utf8_lossy(&run.output));
		notes
	}

	/// Deploys an example; returns its address.
	fn deploy(&mut self, chain: &mut Chain, contract: &str, arguments: Vec<u8>) -> EvmAddress {
		let action = deploy(code(contract, arguments), PublicAsset::NOTHING);
		let (_, run, _) = self.act(chain, 1, action, &[]);
		assert_eq!(run.failure, None, "{contract}: {:?}", String::from_utf8_lossy(&run.output));
		run.contract.unwrap()
	}

	/// Issues a ticket to the user; returns it with the position of its note.
	fn ticket(&mut self, chain: &mut Chain, category: &str) -> (Ticket, usize) {
		let category = TicketCategory::from_name(category).unwrap();
		let ticket = Ticket { category, id: TicketId([4; 32]) };
		let receiver = OneTimeAddressBytes(self.address(77).to_bytes());
		let mut plan = self.plan(&[]);
		plan.from_address = Some(self.address(76));
		plan.action =
			Action::Ticket(TicketAction::Issue { ticket, receiver, memo: Memo::default() });
		let bundle = self.build(plan).bundle().clone();
		self.submit(chain, &bundle);
		let held = |note: &sero_zk_crypto::Note| note.asset.ticket.is_some();
		(ticket, self.funded.notes().iter().rposition(held).unwrap())
	}

	/// Goes to a block.
	fn wait_for(&mut self, chain: &mut Chain, height: u32) {
		while chain.height() < height {
			chain.block(Vec::new());
			self.funded.follow(&ShieldedAssets::block_notes());
		}
	}
}

/// Amounts of SERO and tickets of public notes, with whom they are for.
fn paid(notes: &[PublicNoteRecord]) -> Vec<(OneTimeAddressBytes, Balance, Option<Ticket>)> {
	let row = |note: &PublicNoteRecord| {
		let output = &note.output;
		assert!(output.amount == 0 || output.currency == CurrencyId::SERO);
		(output.address, output.amount, output.ticket)
	};
	notes.iter().map(row).collect()
}

/// Bids are packages: nobody knows an amount before its key is shown, and the losers get theirs back.
#[test]
fn a_sealed_auction_ends_with_the_highest_bid() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let (ticket, note) = user.ticket(&mut chain, "SEATS");
		let arguments = (U256::from(7), U256::from(4)).abi_encode_params();
		let auction = user.deploy(&mut chain, "SealedAuction", arguments);
		let bidding_ends = chain.height() + 7;
		let offered = PublicAsset { ticket: Some(ticket), ..PublicAsset::NOTHING };
		let name = "SEATS".to_string().abi_encode();
		user.call(&mut chain, 1, (auction, "offer(string)"), name, (offered, &[note]));

		let mut bids = Vec::new();
		for (from, amount) in [(31, 30 * SERO), (32, 40 * SERO)] {
			let plan = user.plan(&[]).pack(PlannedPackage {
				receiver: PackageReceiver::Contract(auction),
				asset: sero(amount),
				memo: [0; 64],
				data: Vec::new(),
			});
			let made = user.build(plan);
			assert!(user.submit(&mut chain, made.bundle()).is_empty());
			let id = PackageId::of(&made.id());
			let arguments = id.0.abi_encode();
			let nothing = (PublicAsset::NOTHING, &[][..]);
			user.call(&mut chain, from, (auction, "enter(bytes32)"), arguments, nothing);
			bids.push((from, id, *made.package_key().unwrap().as_bytes()));
		}
		let nothing = || (PublicAsset::NOTHING, &[][..]);
		let show = "reveal(bytes32,bytes32)";
		let (_, first, key) = bids[0];
		let early = call(auction, calldata(show, (first.0, key).abi_encode_params()), nothing().0);
		let early = dry_run(&user.address(31), &early).unwrap();
		assert_eq!(early.failure, Some(CallFailure::Reverted), "bidding goes on");
		// A trial runs on the last block's number.
		user.wait_for(&mut chain, bidding_ends + 1);
		let wrong =
			call(auction, calldata(show, (first.0, [1u8; 32]).abi_encode_params()), nothing().0);
		let wrong = dry_run(&user.address(31), &wrong).unwrap();
		assert!(String::from_utf8_lossy(&wrong.output).contains("does not open"));
		let mut back = Vec::new();
		for (from, id, key) in &bids {
			let arguments = (id.0, *key).abi_encode_params();
			back = user.call(&mut chain, *from, (auction, show), arguments, nothing());
		}
		let bytes = |from| OneTimeAddressBytes(user.address(from).to_bytes());
		let (seller, loser, winner) = (bytes(1), bytes(31), bytes(32));
		assert_eq!(paid(&back), [(loser, 30 * SERO, None)], "the loser has it back");
		user.wait_for(&mut chain, bidding_ends + 5);
		let ends = user.call(&mut chain, 33, (auction, "settle()"), Vec::new(), nothing());
		assert_eq!(paid(&ends), [(winner, 0, Some(ticket)), (seller, 40 * SERO, None)]);
	});
}

/// Both sides are paid in one call, or nothing happens.
#[test]
fn a_swap_needs_what_was_agreed() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let (ticket, note) = user.ticket(&mut chain, "SEATS");
		let swap = user.deploy(&mut chain, "OtcSwap", Vec::new());
		let salt = [8u8; 32];
		let wanted = ([0u8; 32], U256::from(0), padded("SEATS"), ticket.id.0, salt);
		let terms = keccak256(wanted.abi_encode_params());
		let five = PublicAsset::token(CurrencyId::SERO, 5 * SERO);
		user.call(&mut chain, 41, (swap, "make(bytes32)"), terms.abi_encode(), (five, &[]));
		let brought = PublicAsset { ticket: Some(ticket), ..PublicAsset::NOTHING };
		let take = |salt: [u8; 32]| (U256::from(1), salt).abi_encode_params();
		let wrong = call(swap, calldata("take(uint256,bytes32)", take([9; 32])), brought);
		let wrong = dry_run(&user.address(42), &wrong).unwrap();
		assert!(String::from_utf8_lossy(&wrong.output).contains("not what is wanted"));
		let take = take(salt);
		let notes =
			user.call(&mut chain, 42, (swap, "take(uint256,bytes32)"), take, (brought, &[note]));
		let bytes = |from| OneTimeAddressBytes(user.address(from).to_bytes());
		let (swapped, freed) = notes.split_at(2);
		assert_eq!(
			paid(swapped),
			[(bytes(41), 0, Some(ticket)), (bytes(42), 5 * SERO, None)],
			"the ticket to one side, the SERO to the other"
		);
		// The offer is deleted: its storage deposit goes to whoever deleted it.
		let [(taker, deposit, None)] = paid(freed)[..] else { panic!("{freed:?}") };
		assert_eq!(taker, bytes(42));
		assert!(deposit < SERO);
	});
}

/// The secrets together draw the winner.
#[test]
fn a_raffle_pays_the_pot() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let stake = 3 * SERO;
		let arguments = (U256::from(stake), U256::from(3), U256::from(3)).abi_encode_params();
		let raffle = user.deploy(&mut chain, "Raffle", arguments);
		let commit_ends = chain.height() + 3;
		let paid_in = PublicAsset::token(CurrencyId::SERO, stake);
		let players = [(51, [1u8; 32]), (52, [2u8; 32])];
		for (from, secret) in players {
			let hash = keccak256((secret, evm(&user.address(from))).abi_encode_params());
			let join = (raffle, "join(bytes32)");
			user.call(&mut chain, from, join, hash.abi_encode(), (paid_in, &[]));
		}
		user.wait_for(&mut chain, commit_ends + 1);
		let nothing = (PublicAsset::NOTHING, &[][..]);
		for (from, secret) in players {
			let reveal = (raffle, "reveal(bytes32)");
			user.call(&mut chain, from, reveal, secret.abi_encode(), nothing);
		}
		user.wait_for(&mut chain, commit_ends + 4);
		let notes = user.call(&mut chain, 53, (raffle, "draw()"), Vec::new(), nothing);
		let [(winner, pot, None)] = paid(&notes)[..] else { panic!("{notes:?}") };
		assert_eq!(pot, 2 * stake);
		assert!(players.iter().any(|(from, _)| winner.0 == user.address(*from).to_bytes()));
	});
}

/// A doctor pays for a key, a patient answers.
#[test]
fn a_patient_consents_for_a_fee() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let consent = user.deploy(&mut chain, "MedicalConsent", Vec::new());
		let record = [6u8; 32];
		let nothing = (PublicAsset::NOTHING, &[][..]);
		let register = (consent, "register(bytes32)");
		user.call(&mut chain, 61, register, record.abi_encode(), nothing);
		let ask = (consent, "ask(bytes32,uint256)");
		let fee = PublicAsset::token(CurrencyId::SERO, 2 * SERO);
		let arguments = (record, U256::from(50)).abi_encode_params();
		user.call(&mut chain, 62, ask, arguments, (fee, &[]));
		let key =
			pallet_revive::precompiles::alloy::primitives::Bytes::from(b"sealed key".to_vec());
		let answer = (consent, "consent(uint256,bytes)");
		let arguments = (U256::from(1), key).abi_encode_params();
		let notes = user.call(&mut chain, 61, answer, arguments, nothing);
		let patient = OneTimeAddressBytes(user.address(61).to_bytes());
		assert_eq!(paid(&notes), [(patient, 2 * SERO, None)]);
		let read = calldata("answer(uint256)", U256::from(1).abi_encode());
		let read = dry_run(&user.address(62), &call(consent, read, PublicAsset::NOTHING)).unwrap();
		assert!(read.output.windows(10).any(|window| window == b"sealed key"));
	});
}

/// A package goes from hand to hand through a contract that reads nothing.
#[test]
fn a_package_travels_leg_by_leg() {
	let (mut user, mut ext, mut chain) = user();
	ext.execute_with(|| {
		let supply = user.deploy(&mut chain, "SupplyChain", Vec::new());
		let plan = user.plan(&[]).pack(PlannedPackage {
			receiver: PackageReceiver::Contract(supply),
			asset: sero(3 * SERO),
			memo: [0; 64],
			data: b"forty barrels".to_vec(),
		});
		let made = user.build(plan);
		user.submit(&mut chain, made.bundle());
		let id = PackageId::of(&made.id());
		let papers = pallet_revive::precompiles::alloy::primitives::Bytes::from(b"papers".to_vec());
		let hash = keccak256(&papers);
		// The next hand is known to the chain once it has called anything.
		let nothing = (PublicAsset::NOTHING, &[][..]);
		let legs = (supply, "legs(bytes32)");
		user.call(&mut chain, 72, legs, id.0.abi_encode(), nothing);
		let hand = (supply, "hand(bytes32,address,bytes32)");
		let arguments = (id.0, evm(&user.address(72)), hash.0).abi_encode_params();
		user.call(&mut chain, 71, hand, arguments, nothing);
		let accept = (supply, "accept(bytes32,bytes)");
		let arguments = (id.0, papers).abi_encode_params();
		let thief = call(supply, calldata(accept.1, arguments.clone()), PublicAsset::NOTHING);
		let thief = dry_run(&user.address(73), &thief).unwrap();
		assert!(String::from_utf8_lossy(&thief.output).contains("not for you"));
		user.call(&mut chain, 72, accept, arguments, nothing);
		let owner = Packages::package(&id).unwrap().record.owner;
		let heir = OneTimeAddressBytes(user.address(72).to_bytes());
		assert_eq!(owner, sero_shielded_primitives::PackageOwner::Address(heir));
	});
}
