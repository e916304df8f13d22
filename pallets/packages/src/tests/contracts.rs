// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Packages of contracts.

use crate::{mock::*, types::*, Event};
use sero_primitives::{units::SERO, CurrencyId};
use sero_shielded_primitives::*;
use sp_runtime::AccountId32;

type Held = Packages;

fn open(
	contract: &EvmAddress,
	package: &PackageId,
	key: &[u8; 32],
) -> Result<OpenPackage, RejectReason> {
	let before = state_root();
	let result = <Held as ContractPackages>::open(contract, package, key);
	if result.is_err() {
		assert_eq!(state_root(), before, "a refused opening changes nothing");
	}
	check();
	result
}

fn transfer(
	contract: &EvmAddress,
	package: &PackageId,
	to: PackageOwner,
) -> Result<(), RejectReason> {
	let before = state_root();
	let result = <Held as ContractPackages>::transfer(contract, package, &to);
	if result.is_err() {
		assert_eq!(state_root(), before, "a refused transfer changes nothing");
	}
	check();
	result
}

/// A package of [`CONTRACT`], and its key.
fn packed_for_contract(asset: PublicAsset, data: &[u8]) -> (PackageId, [u8; 32]) {
	let packed = pack(address(1), asset, data);
	(create(1, address(1), PackageOwner::Contract(CONTRACT), &packed), packed.key)
}

#[test]
fn a_contract_opens_sero_into_its_account() {
	chain().execute_with(|| {
		let (id, key) = packed_for_contract(sero(5 * SERO), b"bid");
		start_block(2);
		let pool = supply(CurrencyId::SERO).pool;
		let expected = OpenPackage {
			asset: sero(5 * SERO),
			memo: MEMO,
			data: b"bid".to_vec(),
			creator: address(1),
			created: 1,
		};
		assert_eq!(open(&CONTRACT, &id, &key), Ok(expected));
		let account = AccountId32::new(CONTRACT.fallback_account());
		assert_eq!(Balances::free_balance(account), 5 * SERO);
		let after = supply(CurrencyId::SERO);
		assert_eq!((after.pool, after.unshielded), (pool - 5 * SERO, 5 * SERO));
		assert_eq!(notes(), (vec![], vec![]));
		let receiver = PackageOwner::Contract(CONTRACT);
		let opened = Event::PackageOpened { package: id, asset: sero(5 * SERO), receiver };
		assert_eq!(events(), [opened]);
		let status = Packages::package(&id).map(|info| info.record.status);
		assert_eq!(status, Some(PackageStatus::Opened));
		assert_eq!(open(&CONTRACT, &id, &key), Err(RejectReason::PackageClosed));
	});
}

#[test]
fn a_contract_opens_tokens_and_tickets_into_what_contracts_hold() {
	chain().execute_with(|| {
		let asset = PublicAsset { currency: gold(), amount: 60, ticket: Some(seat()) };
		let (id, key) = packed_for_contract(asset, b"");
		assert_eq!(open(&CONTRACT, &id, &key).map(|opened| opened.asset), Ok(asset));
		assert_eq!((supply(gold()).pool, supply(gold()).held), (40, 60));
		let tickets = ShieldedAssets::ticket_audit(None, 1).remove(0).supply;
		assert_eq!((tickets.pool, tickets.held), (0, 1));
	});
}

#[test]
fn a_contract_opens_data_alone() {
	chain().execute_with(|| {
		let data = [7; MAX_PACKAGE_DATA as usize];
		let (id, key) = packed_for_contract(PublicAsset::NOTHING, &data);
		let opened = open(&CONTRACT, &id, &key).expect("it is the contract's");
		assert_eq!((opened.asset, &opened.data[..]), (PublicAsset::NOTHING, &data[..]));
	});
}

/// PK-1 to PK-4, PK-8 and the turnstile for contracts.
#[test]
fn contracts_keep_to_the_same_rules() {
	chain().execute_with(|| {
		let (id, key) = packed_for_contract(sero(1), b"");
		let unknown = PackageId([1; 32]);
		let to = PackageOwner::Contract(OTHER_CONTRACT);
		assert_eq!(open(&CONTRACT, &unknown, &key), Err(RejectReason::UnknownPackage));
		assert_eq!(transfer(&CONTRACT, &unknown, to), Err(RejectReason::UnknownPackage));
		assert_eq!(open(&OTHER_CONTRACT, &id, &key), Err(RejectReason::NotPackageOwner));
		assert_eq!(transfer(&OTHER_CONTRACT, &id, to), Err(RejectReason::NotPackageOwner));
		assert_eq!(open(&CONTRACT, &id, &[0; 32]), Err(RejectReason::WrongPackageKey));
		// Who made it cannot take it back.
		assert_refused(
			address(1),
			PackageAction::Unpack { package: id },
			RejectReason::NotPackageOwner,
		);
		assert!(open(&CONTRACT, &id, &key).is_ok());
		assert_eq!(transfer(&CONTRACT, &id, to), Err(RejectReason::PackageClosed));

		let owner = PackageOwner::Contract(CONTRACT);
		let tin = CurrencyId::from_name("TIN").expect("a good name");
		let forged = [
			(PublicAsset::token(tin, 1), RejectReason::UnknownCurrency),
			(PublicAsset::token(gold(), 101), RejectReason::TurnstileViolation),
			(sero(1_001 * SERO), RejectReason::TurnstileViolation),
		];
		for (number, (asset, reason)) in (2..).zip(forged) {
			let packed = pack(address(1), asset, b"");
			let id = create(number, address(1), owner, &packed);
			assert_eq!(open(&CONTRACT, &id, &packed.key), Err(reason));
		}
	});
}

#[test]
fn a_contract_hands_a_package_on() {
	chain().execute_with(|| {
		let (id, key) = packed_for_contract(sero(SERO), b"");
		assert_eq!(transfer(&CONTRACT, &id, PackageOwner::Contract(OTHER_CONTRACT)), Ok(()));
		assert_eq!(
			transfer(&CONTRACT, &id, PackageOwner::Contract(CONTRACT)),
			Err(RejectReason::NotPackageOwner)
		);
		let to = PackageOwner::Address(address(5));
		assert_eq!(transfer(&OTHER_CONTRACT, &id, to), Ok(()));
		let action = PackageAction::Open { package: id, key, receiver: address(6) };
		assert!(act(2, address(5), action).is_ok());
		assert_eq!(notes().1.len(), 1);
	});
}

/// PK-6 and SA-4: what a contract names was not looked at before.
#[test]
fn a_contract_cannot_lose_a_package() {
	chain().execute_with(|| {
		let (id, _) = packed_for_contract(sero(1), b"");
		let bad = [
			(PackageOwner::Contract(NO_CODE), RejectReason::NoContract),
			(PackageOwner::Address(OneTimeAddressBytes([0xff; 96])), RejectReason::InvalidPoint),
			(PackageOwner::Address(OneTimeAddressBytes::default()), RejectReason::LowOrderPoint),
		];
		for (to, reason) in bad {
			assert_eq!(transfer(&CONTRACT, &id, to), Err(reason), "{to:?}");
		}
	});
}
