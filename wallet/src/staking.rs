// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Shares and staking nodes of the account, and the account that votes with them.
//!
//! Nothing about them is kept on disk: purchases are bundles that the account sent, their share's id
//! follows from the bundle's id, and what a share or a staking node brings is paid to the one-time
//! address that the bundle came from. A wallet restored from its words finds all of it again, and
//! changes a staking node from the address that registered it, which its keys recognise.
//!
//! Votes are signed by another account, whose seed follows from the wallet's seed and not the other
//! way round ([`Seed::vote_seed`]): the machine that votes has neither money nor viewing keys of the
//! wallet.

use std::{
	collections::BTreeMap,
	io::Write,
	path::{Path, PathBuf},
};

use rand::rngs::OsRng;
use rayon::prelude::*;
use sero_primitives::{Balance, BlockNumber};
use sero_shielded_primitives::{
	share_id, Action, OneTimeAddressBytes, PublicOrigin, StakingAction, TxId,
};
use sero_zk_crypto::{
	field::random_nonzero_scalar, OneTimeAddress, PaymentAddress, Seed, SpendingKey,
};
use zeroize::Zeroizing;

use crate::{
	error::{Result, WalletError},
	keys::{seed_from_hex, WalletKeys},
	ledger::{Ledger, LedgerNote, NoteOrigin},
	plan::{parse_recipient, Recipient},
	rpc::staking::{NodeRecord, ShareRecord},
	store::{PendingStatus, Store},
};

#[cfg(test)]
mod tests;

/// A whole in the unit of a staking node's fee.
const FEE_UNIT: u16 = 10_000;

/// The account that votes.
pub struct VoteAccount {
	seed: Seed,
	key: SpendingKey,
}

impl std::fmt::Debug for VoteAccount {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "VoteAccount({})", self.address())
	}
}

impl VoteAccount {
	/// The vote account of a wallet.
	///
	/// # Errors
	/// [`WalletError::InvalidSeed`], with negligible probability.
	pub fn of_wallet(keys: &WalletKeys) -> Result<Self> {
		Self::from_seed(keys.seed().vote_seed())
	}

	/// The account of a vote seed.
	///
	/// # Errors
	/// [`WalletError::InvalidSeed`], with negligible probability.
	pub fn from_seed(seed: Seed) -> Result<Self> {
		let key = SpendingKey::from_seed(&seed)
			.map_err(|error| WalletError::InvalidSeed { reason: error.to_string() })?;
		Ok(Self { seed, key })
	}

	/// Reads the seed from a file: 64 hexadecimal digits, with or without `0x`.
	///
	/// # Errors
	/// [`WalletError::File`], [`WalletError::InvalidVoteKey`].
	pub fn read(path: &Path) -> Result<Self> {
		let text = std::fs::read_to_string(path)
			.map(Zeroizing::new)
			.map_err(|error| WalletError::file(path, error))?;
		let seed = seed_from_hex(&text)
			.map_err(|_| WalletError::InvalidVoteKey { path: path.to_owned() })?;
		Self::from_seed(seed)
	}

	/// Writes the seed to a new file that only its owner can read, as `sero-node vote-key insert`
	/// takes it.
	///
	/// # Errors
	/// [`WalletError::File`]; an existing file is never overwritten.
	pub fn export(&self, path: &Path) -> Result<()> {
		let digits = Zeroizing::new(hex::encode(self.seed.as_bytes()));
		let text = Zeroizing::new(format!("0x{}\n", *digits));
		let mut options = std::fs::OpenOptions::new();
		options.write(true).create_new(true);
		#[cfg(unix)]
		std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
		options
			.open(path)
			.and_then(|mut file| {
				file.write_all(text.as_bytes())?;
				file.sync_all()
			})
			.map_err(|error| WalletError::file(path, error))
	}

	/// The account's address.
	pub fn address(&self) -> PaymentAddress {
		self.key.payment_address()
	}

	/// Whether the account votes for a one-time address.
	pub fn owns(&self, address: &OneTimeAddressBytes) -> bool {
		owns(&self.key, address)
	}
}

fn owns(key: &SpendingKey, address: &OneTimeAddressBytes) -> bool {
	OneTimeAddress::from_bytes(&address.0).is_ok_and(|address| key.owns(&address))
}

/// Who votes.
#[derive(Clone, Debug, Default)]
pub enum Voter {
	/// The vote account of the wallet.
	#[default]
	Wallet,
	/// Whoever has the keys of an address.
	Address(Recipient),
	/// The account whose seed is in a file.
	SeedFile(PathBuf),
}

impl Voter {
	/// From an address, or a file with a seed, or neither.
	///
	/// # Errors
	/// [`WalletError::InvalidAddress`].
	pub fn new(address: Option<&str>, seed_file: Option<&Path>) -> Result<Self> {
		Ok(match (address, seed_file) {
			(Some(address), _) => Self::Address(parse_recipient(address)?),
			(None, Some(path)) => Self::SeedFile(path.to_owned()),
			(None, None) => Self::Wallet,
		})
	}

	/// A fresh one-time address of the voter; the given one, if that is one.
	///
	/// # Errors
	/// Those of [`VoteAccount::read`].
	pub fn one_time(&self, keys: &WalletKeys) -> Result<OneTimeAddressBytes> {
		let address = match self {
			Self::Address(Recipient::OneTime(address)) => {
				return Ok(OneTimeAddressBytes(address.to_bytes()))
			},
			Self::Address(Recipient::Address(address)) => *address,
			Self::SeedFile(path) => VoteAccount::read(path)?.address(),
			Self::Wallet => VoteAccount::of_wallet(keys)?.address(),
		};
		let address = address.one_time(random_nonzero_scalar(&mut OsRng));
		Ok(OneTimeAddressBytes(address.to_bytes()))
	}
}

/// Reads a staking node's fee in percent, with up to two decimals; returns ten-thousandths.
///
/// # Errors
/// [`WalletError::InvalidArgument`].
pub fn parse_fee(text: &str) -> Result<u16> {
	let refuse = || {
		WalletError::InvalidArgument(format!(
			"\"{text}\" is not a fee: give percent with at most two decimals, for example 30 or 27.5"
		))
	};
	let digits = text.trim().trim_end_matches('%').trim_end();
	let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
	let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
	if !is_number(whole) || !is_number(fraction) || fraction.len() > 2 {
		return Err(refuse());
	}
	let whole: u16 = whole.parse().map_err(|_| refuse())?;
	let fraction: u16 = format!("{fraction:0<2}").parse().map_err(|_| refuse())?;
	whole
		.checked_mul(100)
		.and_then(|fee| fee.checked_add(fraction))
		.filter(|fee| *fee <= FEE_UNIT)
		.ok_or_else(refuse)
}

/// Writes ten-thousandths as percent.
pub fn format_fee(fee: u16) -> String {
	let text = format!("{}.{:02}", fee / 100, fee % 100);
	format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What a payment of [`PublicOrigin::Staking`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentSource {
	/// What was left over of a purchase, returned at once.
	Change {
		/// The share.
		share: [u8; 32],
	},
	/// Principal and rewards of a share.
	Share {
		/// The share.
		share: [u8; 32],
	},
	/// Deposit and rewards of a staking node.
	Node {
		/// The staking node.
		node: [u8; 32],
	},
}

/// Purchases and registrations of the account by the one-time address that they came from: their
/// bundle, its height and what it did.
#[derive(Debug, Default)]
pub struct Origins(BTreeMap<OneTimeAddressBytes, (TxId, BlockNumber, StakingAction)>);

impl Origins {
	/// Of an account.
	pub fn new(ledger: &Ledger) -> Self {
		let mut origins = BTreeMap::new();
		for (height, bundle) in ledger.sent() {
			if let Action::Staking(
				action @ (StakingAction::BuyShare { .. } | StakingAction::RegisterNode { .. }),
			) = &bundle.action
			{
				origins.insert(bundle.from, (bundle.tx, height, action.clone()));
			}
		}
		Self(origins)
	}

	/// What a note is about; `None` if it is no payment of staking, or of a share that no bundle of
	/// the account bought (one of the genesis block).
	pub fn source(&self, note: &LedgerNote) -> Option<PaymentSource> {
		if note.note.origin != NoteOrigin::Public(PublicOrigin::Staking) {
			return None;
		}
		let (tx, height, action) = self.0.get(&note.note.address)?;
		Some(match action {
			StakingAction::BuyShare { .. } if *height == note.height => {
				PaymentSource::Change { share: share_id(tx) }
			},
			StakingAction::BuyShare { .. } => PaymentSource::Share { share: share_id(tx) },
			_ => PaymentSource::Node { node: tx.0 },
		})
	}
}

/// Who votes with a share of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VotedBy {
	/// The wallet's vote account.
	Wallet,
	/// A staking node.
	Node([u8; 32]),
	/// Somebody else.
	Other,
}

/// A share of the account.
#[derive(Clone, Debug)]
pub struct OwnShare {
	/// Its id.
	pub id: [u8; 32],
	/// The bundle that bought it; none for a share of the genesis block.
	pub tx: Option<TxId>,
	/// Block of the purchase; none before it is mined.
	pub bought_at: Option<BlockNumber>,
	/// What left the hidden pool, in base units; what returned at once included.
	pub amount: Option<Balance>,
	/// What returned at once, in base units.
	pub change: Balance,
	/// What was paid so far, in base units, with the heights.
	pub payments: Vec<(BlockNumber, Balance)>,
	/// Who votes.
	pub voted_by: VotedBy,
	/// The chain's record; none before the purchase is mined, and after everything was paid.
	pub record: Option<ShareRecord>,
}

impl OwnShare {
	/// `sending`, `waiting`, `inPool`, `settling` or `settled`.
	pub fn status(&self) -> &str {
		match (&self.record, self.bought_at) {
			(Some(record), _) => &record.status,
			(None, Some(_)) => "settled",
			(None, None) => "sending",
		}
	}

	/// What was paid so far, in base units.
	pub fn paid(&self) -> Balance {
		self.payments.iter().fold(0, |sum, (_, amount)| sum.saturating_add(*amount))
	}
}

/// A staking node of the account, with what was paid so far.
#[derive(Clone, Debug)]
pub struct OwnNode {
	/// The chain's record.
	pub record: NodeRecord,
	/// What was paid so far, in base units, with the heights.
	pub payments: Vec<(BlockNumber, Balance)>,
}

/// What staking paid to an address, with the heights.
fn payments(ledger: &Ledger, to: &OneTimeAddressBytes) -> Vec<(BlockNumber, Balance)> {
	let paid = |entry: &&LedgerNote| {
		entry.note.address == *to && entry.note.origin == NoteOrigin::Public(PublicOrigin::Staking)
	};
	ledger.notes().filter(paid).map(|entry| (entry.height, entry.note.amount)).collect()
}

/// The shares of an account: what it bought, and what the chain says belongs to it. `all` are all
/// shares of the chain.
///
/// # Errors
/// Those of [`VoteAccount::of_wallet`].
pub fn own_shares(
	store: &Store,
	keys: &WalletKeys,
	all: Vec<ShareRecord>,
) -> Result<Vec<OwnShare>> {
	let votes = VoteAccount::of_wallet(keys)?;
	let ledger = store.ledger();
	let ownership = keys.viewing().ownership_test();
	let mut records: BTreeMap<[u8; 32], ShareRecord> = all
		.into_par_iter()
		.filter(|record| {
			let address = ownership.detect(&record.owner.0);
			address.is_some_and(|address| keys.spending().owns(&address))
		})
		.map(|record| (record.id.0, record))
		.collect();
	let voted_by = |node: Option<[u8; 32]>, address: &OneTimeAddressBytes| match node {
		Some(node) => VotedBy::Node(node),
		None if votes.owns(address) => VotedBy::Wallet,
		None => VotedBy::Other,
	};
	let mut shares = Vec::new();
	for (height, bundle) in ledger.sent() {
		let Action::Staking(StakingAction::BuyShare { vote_address, node, amount }) =
			&bundle.action
		else {
			continue;
		};
		let id = share_id(&bundle.tx);
		let (change, payments): (Vec<_>, Vec<_>) =
			payments(ledger, &bundle.from).into_iter().partition(|(at, _)| *at == height);
		shares.push(OwnShare {
			id,
			tx: Some(bundle.tx),
			bought_at: Some(height),
			amount: Some(*amount),
			change: change.iter().fold(0, |sum: Balance, (_, part)| sum.saturating_add(*part)),
			payments,
			voted_by: voted_by(node.map(|node| node.0), vote_address),
			record: records.remove(&id),
		});
	}
	shares.extend(records.into_values().map(|record| OwnShare {
		id: record.id.0,
		tx: None,
		bought_at: Some(record.bought_at),
		amount: None,
		change: 0,
		payments: payments(ledger, &record.owner),
		voted_by: voted_by(record.node.map(|node| node.0), &record.vote_address),
		record: Some(record),
	}));
	for (pending, status) in store.pending() {
		let Action::Staking(StakingAction::BuyShare { vote_address, node, amount }) =
			&pending.action
		else {
			continue;
		};
		if status == PendingStatus::Waiting {
			shares.push(OwnShare {
				id: share_id(&pending.tx),
				tx: Some(pending.tx),
				bought_at: None,
				amount: Some(*amount),
				change: 0,
				payments: Vec::new(),
				voted_by: voted_by(node.map(|node| node.0), vote_address),
				record: None,
			});
		}
	}
	Ok(shares)
}

/// The staking nodes of an account among all of the chain.
pub fn own_nodes(store: &Store, keys: &WalletKeys, all: &[NodeRecord]) -> Vec<OwnNode> {
	all.iter()
		.filter(|record| owns(keys.spending(), &record.owner))
		.map(|record| OwnNode {
			record: record.clone(),
			payments: payments(store.ledger(), &record.owner),
		})
		.collect()
}

/// The address that a staking node obeys, if it is the account's.
///
/// # Errors
/// [`WalletError::NotNodeOwner`].
pub fn node_owner(keys: &WalletKeys, record: &NodeRecord) -> Result<OneTimeAddress> {
	OneTimeAddress::from_bytes(&record.owner.0)
		.ok()
		.filter(|owner| keys.spending().owns(owner))
		// The chain compares bytes, and the bundle is going to have these.
		.filter(|owner| owner.to_bytes() == record.owner.0)
		.ok_or_else(|| WalletError::NotNodeOwner { node: crate::report::hex_of(&record.id.0) })
}
