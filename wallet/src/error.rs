// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What can go wrong, under a stable code, with what to do about it.

use std::path::PathBuf;

use sero_primitives::{Balance, CurrencyId, Ticket};
use sero_shielded_primitives::RejectReason;

use crate::{
	amount::format_amount,
	assets::format_ticket,
	report::{currency_name, format_asset_amount},
};

/// An error of the wallet.
///
/// [`WalletError::code`] is stable and part of the JSON output, [`WalletError::hint`] says what the
/// user can do.
#[derive(Debug, thiserror::Error)]
pub enum WalletError {
	/// A text that should be an amount is none.
	#[error("\"{input}\" is not an amount: {reason}")]
	InvalidAmount {
		/// What was given.
		input: String,
		/// What is wrong with it.
		reason: &'static str,
	},
	/// A text that should be an address is none.
	#[error("this is not an address: {reason}")]
	InvalidAddress {
		/// What is wrong with it.
		reason: String,
	},
	/// A text that should be a viewing key is none.
	#[error("this is not a viewing key: {reason}")]
	InvalidViewingKey {
		/// What is wrong with it.
		reason: String,
	},
	/// A text that should be a seed is none.
	#[error("this is not a seed: {reason}")]
	InvalidSeed {
		/// What is wrong with it.
		reason: String,
	},
	/// Words that should be a recovery phrase are none.
	#[error("these are not the 24 words of a wallet: {reason}")]
	InvalidPhrase {
		/// What is wrong with them.
		reason: String,
	},
	/// A text that should be an account's secret is none.
	#[error("this is not an account: {reason}")]
	InvalidAccount {
		/// What is wrong with it.
		reason: String,
	},
	/// A text that should be the name of a currency or ticket category is none.
	#[error("\"{input}\" is not the name of a {kind}")]
	InvalidName {
		/// What it should name.
		kind: &'static str,
		/// What was given.
		input: String,
	},
	/// A text that should be a ticket, or a ticket's number, is none.
	#[error("\"{input}\" is not a ticket")]
	InvalidTicket {
		/// What was given.
		input: String,
	},
	/// A memo is too long.
	#[error("the memo has {length} bytes, at most 64 fit")]
	MemoTooLong {
		/// Its length in bytes.
		length: usize,
	},
	/// A command line value is wrong in another way.
	#[error("{0}")]
	InvalidArgument(String),

	/// There is a wallet already where one should be made.
	#[error("there is a wallet in {} already", .0.display())]
	WalletExists(PathBuf),
	/// There is no wallet where one is needed.
	#[error("there is no wallet in {}", .0.display())]
	WalletMissing(PathBuf),
	/// The password does not open the key file.
	#[error("the password is wrong, or the key file was altered")]
	WrongPassword,
	/// A password is needed and there is nobody to ask.
	#[error("a password is needed, and there is no terminal to ask for it")]
	NoPassword,
	/// The two passwords typed differ, or it is empty.
	#[error("{0}")]
	BadPassword(&'static str),
	/// The key file is not one.
	#[error("the key file {} cannot be read: {reason}", .path.display())]
	BadKeyFile {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		reason: String,
	},
	/// A file cannot be read or written.
	#[error("{}: {source}", .path.display())]
	File {
		/// The file.
		path: PathBuf,
		/// What the system says.
		source: std::io::Error,
	},

	/// Another process has the store open.
	#[error("another sero-wallet is working with this wallet")]
	StoreBusy,
	/// The database reports an error.
	#[error("the wallet's database reports: {0}")]
	Store(String),
	/// The store does not make sense.
	#[error("the wallet's database is damaged: {0}")]
	StoreCorrupt(&'static str),
	/// The store was made for another key.
	#[error("the wallet's database belongs to another key")]
	StoreOfOtherKey,
	/// The store was made for another chain.
	#[error(
		"the wallet has followed another chain: its genesis is 0x{wallet}, the node's 0x{node}"
	)]
	OtherChain {
		/// Genesis hash in the store.
		wallet: String,
		/// Genesis hash of the node.
		node: String,
	},

	/// No connection to the node.
	#[error("the node at {url} cannot be reached: {reason}")]
	NodeUnreachable {
		/// Its address.
		url: String,
		/// What the transport says.
		reason: String,
	},
	/// The node does not know a method.
	#[error("the node at {url} does not offer {method}")]
	NodeLacksMethod {
		/// Its address.
		url: String,
		/// The method.
		method: String,
	},
	/// The node answered a request with an error.
	#[error("the node refuses {method}: {message} (code {code})")]
	NodeRefuses {
		/// The method.
		method: String,
		/// JSON-RPC error code.
		code: i32,
		/// Its message.
		message: String,
	},
	/// The node answered something that makes no sense.
	#[error("the node's answer to {method} makes no sense: {reason}")]
	NodeAnswer {
		/// The method.
		method: &'static str,
		/// What is wrong with it.
		reason: String,
	},
	/// The runtime has a transaction format that this wallet does not know.
	#[error(
		"the chain uses transaction version {node}, this wallet knows version {known} \
		 (runtime {spec_name} {spec_version})"
	)]
	UnknownTransactionVersion {
		/// The runtime's name.
		spec_name: String,
		/// The runtime's version.
		spec_version: u32,
		/// The chain's transaction version.
		node: u32,
		/// The wallet's.
		known: u32,
	},
	/// The chain refuses a bundle.
	#[error("the chain refuses the transaction: {} (code {})", .0.name(), .0.code())]
	Rejected(RejectReason),
	/// The chain refuses a bundle for a reason that this wallet does not know.
	#[error("the chain refuses the transaction: {name} (code {code})")]
	RejectedUnknown {
		/// The node's code.
		code: u8,
		/// The node's name for it.
		name: String,
		/// The node's hint.
		hint: String,
	},

	/// The node's transaction pool does not take a bundle that the chain's rules accept.
	#[error("{message}")]
	PoolRefuses {
		/// What the node says.
		message: String,
		/// The node's hint.
		hint: String,
	},
	/// The connection broke while a payment was handed over: nobody knows whether it has arrived.
	#[error("the payment {tx} was sent, but the node did not confirm it: {reason}")]
	Unconfirmed {
		/// Its id.
		tx: String,
		/// Last block that can mine it.
		expiry: u32,
		/// What went wrong.
		reason: String,
	},
	/// The chain's circuits are not those of this wallet.
	#[error("the chain's circuits are not those of this wallet: {0}")]
	OtherCircuits(String),

	/// Not enough money.
	#[error(
		"{} {} are needed{}, {} can be spent now ({} more wait for earlier payments)",
		format_asset_amount(.currency, *.needed), currency_name(.currency),
		if *.currency == CurrencyId::SERO { " with the fee" } else { "" },
		format_asset_amount(.currency, *.spendable), format_asset_amount(.currency, *.waiting)
	)]
	InsufficientFunds {
		/// The currency of which there is not enough.
		currency: CurrencyId,
		/// What is needed; of SERO with the fee.
		needed: Balance,
		/// What can be spent now.
		spendable: Balance,
		/// Change that comes back when earlier payments are mined.
		waiting: Balance,
	},
	/// A ticket is not there.
	#[error(
		"this wallet {} the ticket {}",
		if *.waiting { "waits for" } else { "does not have" }, format_ticket(.ticket)
	)]
	TicketMissing {
		/// The ticket.
		ticket: Ticket,
		/// Whether it comes back with the change of an earlier payment.
		waiting: bool,
	},
	/// The amount lies in more notes than fit into a bundle.
	#[error(
		"the amount lies in more than {max_notes} notes; at most {} {} can be sent at once",
		format_asset_amount(.currency, *.max_amount), currency_name(.currency)
	)]
	TooManyNotes {
		/// Most notes of the currency that the bundle can spend.
		max_notes: usize,
		/// The currency.
		currency: CurrencyId,
		/// What they hold, less the fee.
		max_amount: Balance,
	},
	/// A payment of nothing.
	#[error("the amount is zero")]
	ZeroAmount,
	/// The prover failed.
	#[error("the payment could not be proved: {0}")]
	Prover(String),
	/// A payment was not mined in time.
	#[error("the payment {tx} was not mined up to its last block {expiry}")]
	PaymentExpired {
		/// Its id.
		tx: String,
		/// Last block that could have mined it.
		expiry: u32,
	},
	/// A payment was overtaken: another bundle spent its notes.
	#[error("the payment {tx} cannot be mined any more: its notes were spent by another one")]
	PaymentConflict {
		/// Its id.
		tx: String,
	},
	/// Time to wait for a payment is over.
	#[error("the payment {tx} was not mined within {seconds} seconds")]
	WaitTimeout {
		/// Its id.
		tx: String,
		/// How long it was waited for.
		seconds: u64,
	},

	/// The chain has no staking.
	#[error("the chain of this node has no staking")]
	NoStaking,
	/// An amount does not pay for a ticket.
	#[error("that does not pay for a ticket: the next one costs {} SERO", format_amount(*.price))]
	TicketTooDear {
		/// Price of the next ticket.
		price: Balance,
	},
	/// A file that should have a vote key has none.
	#[error("{} holds no vote key", .path.display())]
	InvalidVoteKey {
		/// The file.
		path: PathBuf,
	},
	/// A staking node does not exist.
	#[error("there is no staking node {node}")]
	UnknownStakingNode {
		/// The id given.
		node: String,
	},
	/// A staking node belongs to somebody else.
	#[error("the staking node {node} does not belong to this wallet")]
	NotNodeOwner {
		/// Its id.
		node: String,
	},
	/// A staking node takes no shares any more.
	#[error("the staking node {node} is closed")]
	StakingNodeClosed {
		/// Its id.
		node: String,
	},
	/// It is too early to close a staking node.
	#[error("the staking node cannot be closed before block {from}")]
	StakingNodeTooYoung {
		/// First block in which it can.
		from: u32,
	},
	/// A staking node's fee is out of the chain's range.
	#[error("the fee must lie between {min} and {max}")]
	FeeOutOfRange {
		/// The least.
		min: String,
		/// The largest.
		max: String,
	},

	/// A name belongs to somebody else.
	#[error("{name} belongs to another issuer")]
	NotIssuer {
		/// The name.
		name: String,
	},
	/// A token is issued in public, by other means.
	#[error("the supply of {name} is public: it cannot be issued in secret")]
	PublicSupply {
		/// Its name.
		name: String,
	},
	/// A package does not exist.
	#[error("there is no package {package}")]
	UnknownPackage {
		/// The id given.
		package: String,
	},
	/// A package was opened or unpacked.
	#[error("the package {package} is closed")]
	PackageClosed {
		/// Its id.
		package: String,
	},
	/// A package belongs to somebody else.
	#[error("the package {package} does not belong to this wallet")]
	NotPackageOwner {
		/// Its id.
		package: String,
	},
	/// The note inside a package would go to somebody else.
	#[error(
		"the note inside the package {package} was made for somebody else, who could spend it"
	)]
	PackageOfOther {
		/// Its id.
		package: String,
	},
	/// The wallet does not have a package's key.
	#[error("this wallet does not have the key of the package {package}")]
	PackageKeyMissing {
		/// Its id.
		package: String,
	},
	/// A key does not open a package.
	#[error("the key does not open the package {package}")]
	WrongPackageKey {
		/// Its id.
		package: String,
	},
	/// Data of a package is too long.
	#[error("the data has {length} bytes, a package takes 4,096")]
	PackageDataTooLong {
		/// Its length in bytes.
		length: usize,
	},
	/// There is no contract at an address.
	#[error("there is no contract at {contract}")]
	NoContract {
		/// The address.
		contract: String,
	},
	/// A text that should be a contract's address is none.
	#[error("this is not the address of a contract: {reason}")]
	InvalidContract {
		/// What is wrong with it.
		reason: String,
	},
	/// A file with an ABI or code is not one.
	#[error("{}: {reason}", .path.display())]
	BadArtifact {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		reason: String,
	},
	/// Function or arguments do not fit the contract's ABI.
	#[error("this is no call of the contract: {0}")]
	BadCall(String),
	/// A trial run of a call failed.
	#[error("the contract would fail: {reason}")]
	CallFails {
		/// Why.
		reason: String,
	},
	/// A contract does not pay fees for a token.
	#[error("the contract {contract} pays no fees for {currency}")]
	NoTokenRate {
		/// The contract.
		contract: String,
		/// The token.
		currency: String,
	},
	/// The wallet has not deployed a contract.
	#[error("this wallet did not deploy the contract {contract}")]
	NotDeployer {
		/// Its address.
		contract: String,
	},

	/// A payment that should be disclosed is not known.
	#[error("this wallet knows no payment {tx} with an output {output}")]
	UnknownOutput {
		/// The id given.
		tx: String,
		/// The output given.
		output: u32,
	},
	/// A disclosure does not decode.
	#[error("this is not a disclosure: {0}")]
	BadDisclosure(String),
	/// A file is not a license or a licensor's key.
	#[error("{}: {reason}", .path.display())]
	BadLicense {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		reason: String,
	},
	/// A disclosure is not true.
	#[error("the disclosure is not true: {0}")]
	FalseDisclosure(&'static str),
}

impl WalletError {
	/// A stable name for programs.
	pub fn code(&self) -> &'static str {
		match self {
			Self::InvalidAmount { .. } => "invalid-amount",
			Self::InvalidAddress { .. } => "invalid-address",
			Self::InvalidViewingKey { .. } => "invalid-viewing-key",
			Self::InvalidSeed { .. } => "invalid-seed",
			Self::InvalidPhrase { .. } => "invalid-phrase",
			Self::InvalidAccount { .. } => "invalid-account",
			Self::InvalidName { .. } => "invalid-name",
			Self::InvalidTicket { .. } => "invalid-ticket",
			Self::MemoTooLong { .. } => "memo-too-long",
			Self::InvalidArgument(_) => "invalid-argument",
			Self::WalletExists(_) => "wallet-exists",
			Self::WalletMissing(_) => "wallet-missing",
			Self::WrongPassword => "wrong-password",
			Self::NoPassword => "no-password",
			Self::BadPassword(_) => "bad-password",
			Self::BadKeyFile { .. } => "bad-key-file",
			Self::File { .. } => "file",
			Self::StoreBusy => "store-busy",
			Self::Store(_) => "store",
			Self::StoreCorrupt(_) => "store-corrupt",
			Self::StoreOfOtherKey => "store-of-other-key",
			Self::OtherChain { .. } => "other-chain",
			Self::NodeUnreachable { .. } => "node-unreachable",
			Self::NodeLacksMethod { .. } => "node-lacks-method",
			Self::NodeRefuses { .. } => "node-refuses",
			Self::NodeAnswer { .. } => "node-answer",
			Self::UnknownTransactionVersion { .. } => "unknown-transaction-version",
			Self::Rejected(_) | Self::RejectedUnknown { .. } => "rejected",
			Self::PoolRefuses { .. } => "pool-refuses",
			Self::Unconfirmed { .. } => "unconfirmed",
			Self::OtherCircuits(_) => "other-circuits",
			Self::InsufficientFunds { .. } => "insufficient-funds",
			Self::TicketMissing { .. } => "ticket-missing",
			Self::TooManyNotes { .. } => "too-many-notes",
			Self::ZeroAmount => "zero-amount",
			Self::Prover(_) => "prover",
			Self::PaymentExpired { .. } => "payment-expired",
			Self::PaymentConflict { .. } => "payment-conflict",
			Self::WaitTimeout { .. } => "wait-timeout",
			Self::NoStaking => "no-staking",
			Self::TicketTooDear { .. } => "ticket-too-dear",
			Self::InvalidVoteKey { .. } => "invalid-vote-key",
			Self::UnknownStakingNode { .. } => "unknown-staking-node",
			Self::NotNodeOwner { .. } => "not-node-owner",
			Self::StakingNodeClosed { .. } => "staking-node-closed",
			Self::StakingNodeTooYoung { .. } => "staking-node-too-young",
			Self::FeeOutOfRange { .. } => "fee-out-of-range",
			Self::NotIssuer { .. } => "not-issuer",
			Self::PublicSupply { .. } => "public-supply",
			Self::UnknownPackage { .. } => "unknown-package",
			Self::PackageClosed { .. } => "package-closed",
			Self::NotPackageOwner { .. } => "not-package-owner",
			Self::PackageOfOther { .. } => "package-of-other",
			Self::PackageKeyMissing { .. } => "package-key-missing",
			Self::WrongPackageKey { .. } => "wrong-package-key",
			Self::PackageDataTooLong { .. } => "package-data-too-long",
			Self::NoContract { .. } => "no-contract",
			Self::InvalidContract { .. } => "invalid-contract",
			Self::BadArtifact { .. } => "bad-artifact",
			Self::BadCall(_) => "bad-call",
			Self::CallFails { .. } => "call-fails",
			Self::NoTokenRate { .. } => "no-token-rate",
			Self::NotDeployer { .. } => "not-deployer",
			Self::UnknownOutput { .. } => "unknown-output",
			Self::BadDisclosure(_) => "bad-disclosure",
			Self::FalseDisclosure(_) => "false-disclosure",
			Self::BadLicense { .. } => "bad-license",
		}
	}

	/// Whether it is certain that a bundle handed over with this outcome is not in the node's pool.
	pub fn is_refusal(&self) -> bool {
		matches!(
			self,
			Self::Rejected(_)
				| Self::RejectedUnknown { .. }
				| Self::PoolRefuses { .. }
				| Self::NodeLacksMethod { .. }
				| Self::NodeRefuses { .. }
		)
	}

	/// Whether the same request can succeed in a moment: the node is away or still starting.
	pub fn is_transient(&self) -> bool {
		matches!(
			self,
			Self::NodeUnreachable { .. }
				| Self::NodeRefuses { code: crate::rpc::NOT_AVAILABLE, .. }
		)
	}

	/// The chain's own name of the broken rule, for [`WalletError::code`] `rejected`.
	pub fn reject_name(&self) -> Option<&str> {
		match self {
			Self::Rejected(reason) => Some(reason.name()),
			Self::RejectedUnknown { name, .. } => Some(name),
			_ => None,
		}
	}

	/// What the user can do.
	pub fn hint(&self) -> String {
		match self {
			Self::InvalidAmount { .. } => "write it as decimal SERO, for example 12 or 0.5; amounts of \
			                               tokens are whole base units unless --decimals is given"
				.into(),
			Self::InvalidAddress { .. } => {
				"ask the receiver to print it again with `sero-wallet address` and copy all of it"
					.into()
			},
			Self::InvalidViewingKey { .. } => {
				"print it again with `sero-wallet export-viewing-key` and copy all of it".into()
			},
			Self::InvalidSeed { .. } => "a seed is 64 hexadecimal digits".into(),
			Self::InvalidPhrase { .. } => {
				"check spelling, order and number of the words as you wrote them down".into()
			},
			Self::InvalidAccount { .. } => {
				"give a secret URI such as //Alice or the words of an account".into()
			},
			Self::InvalidName { .. } => {
				"names have 1 to 32 capital letters, digits and underscores, and begin with a letter".into()
			},
			Self::InvalidTicket { .. } => {
				"write CATEGORY:ID with the id in up to 64 hexadecimal digits, as `sero-wallet ticket \
				 list` prints it"
					.into()
			},
			Self::MemoTooLong { .. } => "shorten it".into(),
			Self::InvalidArgument(_) => "see `sero-wallet <command> --help`".into(),
			Self::WalletExists(_) => {
				"choose another folder with --wallet; an existing wallet is never overwritten".into()
			},
			Self::WalletMissing(_) => {
				"make one with `sero-wallet new` or `sero-wallet restore`, or name its folder with \
				 --wallet"
					.into()
			},
			Self::WrongPassword => {
				"try again; if it is lost, `sero-wallet restore` with the 24 words makes the wallet \
				 anew"
					.into()
			},
			Self::NoPassword => {
				"set SERO_WALLET_PASSWORD, give --password-file, or run in a terminal".into()
			},
			Self::BadPassword(_) => "choose a password and type it twice alike".into(),
			Self::BadKeyFile { .. } => {
				"put back a copy of the file, or restore the wallet from its 24 words".into()
			},
			Self::File { .. } => "check the path, its permissions and the free space".into(),
			Self::StoreBusy => "wait until it has ended, or close it".into(),
			Self::Store(_) => "check the free space on the disk and try again".into(),
			Self::StoreCorrupt(_) | Self::StoreOfOtherKey => {
				"delete wallet.redb in the wallet's folder and synchronise again: the key file is all \
				 that is needed"
					.into()
			},
			Self::OtherChain { .. } => {
				"connect to a node of the wallet's chain with --node; if that chain was thrown away, \
				 delete wallet.redb in the wallet's folder"
					.into()
			},
			Self::NodeUnreachable { .. } => {
				"start a node (`make dev`) or name one with --node; --no-sync shows what the wallet \
				 knows already"
					.into()
			},
			Self::NodeLacksMethod { .. } => {
				"connect to a sero-node of this release with --node".into()
			},
			Self::NodeRefuses { .. } => "look into the node's log".into(),
			Self::NodeAnswer { .. } => {
				"connect to a node that you trust; update node and wallet to the same release".into()
			},
			Self::UnknownTransactionVersion { .. } => {
				"update the wallet to a release made for this runtime".into()
			},
			Self::Rejected(reason) => reason.hint().into(),
			Self::RejectedUnknown { hint, .. } => {
				if hint.is_empty() {
					"update the wallet".into()
				} else {
					hint.clone()
				}
			},
			Self::PoolRefuses { hint, .. } if hint.is_empty() => "try again later".into(),
			Self::PoolRefuses { hint, .. } => hint.clone(),
			Self::Unconfirmed { expiry, .. } => format!(
				"do not pay again: every command that synchronises sends it once more, up to block \
				 {expiry}; `sero-wallet history` shows what becomes of it"
			),
			Self::OtherCircuits(_) => {
				"update wallet and node to the same release; nothing was sent".into()
			},
			Self::InsufficientFunds { waiting, .. } if *waiting > 0 => {
				"wait until the earlier payments are mined (`sero-wallet balance`), or send less".into()
			},
			Self::InsufficientFunds { .. } => "send less, or receive more first".into(),
			Self::TicketMissing { waiting: true, .. } => {
				"wait until the earlier payment is mined (`sero-wallet history`)".into()
			},
			Self::TicketMissing { .. } => {
				"look up the tickets of this wallet with `sero-wallet ticket list`".into()
			},
			Self::TooManyNotes { .. } => {
				"send that much to your own address first, then the whole".into()
			},
			Self::ZeroAmount => "send at least 0.000000000000000001".into(),
			Self::Prover(_) => {
				"check that memory and disk are not full, then try again".into()
			},
			Self::PaymentExpired { .. } => {
				"nothing was paid and the notes are free again: send once more".into()
			},
			Self::PaymentConflict { .. } => {
				"another copy of this wallet has spent them; look at `sero-wallet history`, then send \
				 again"
					.into()
			},
			Self::WaitTimeout { .. } => {
				"it can still be mined: `sero-wallet history` shows it; do not send it again before it \
				 has expired"
					.into()
			},
			Self::NoStaking => "connect to a node of a chain with staking, with --node".into(),
			Self::TicketTooDear { .. } => "pay at least the price of one ticket".into(),
			Self::InvalidVoteKey { .. } => {
				"give a file that `sero-wallet stake vote-key --export` has written: 64 hexadecimal \
				 digits"
					.into()
			},
			Self::UnknownStakingNode { .. } => {
				"look up its id with `sero-wallet staking-node list`".into()
			},
			Self::NotNodeOwner { .. } => "use the wallet that has registered it".into(),
			Self::StakingNodeClosed { .. } => {
				"choose another one with `sero-wallet staking-node list`, or vote yourself: leave out \
				 --node"
					.into()
			},
			Self::StakingNodeTooYoung { .. } => "close it later".into(),
			Self::FeeOutOfRange { .. } => "choose a fee in this range, in percent".into(),
			Self::NotIssuer { .. } => {
				"choose another name, or use the wallet that has issued it first".into()
			},
			Self::PublicSupply { .. } => "choose another name".into(),
			Self::UnknownPackage { .. } => {
				"look up its id with `sero-wallet package list`; a new one is there once its transaction \
				 is mined"
					.into()
			},
			Self::PackageClosed { .. } => {
				"nothing is in it any more: `sero-wallet history` shows where it went".into()
			},
			Self::NotPackageOwner { .. } => {
				"use the wallet of its owner, or have it handed over to this one".into()
			},
			Self::PackageOfOther { .. } => {
				"open it with `sero-wallet package open`: then its asset is paid to this wallet".into()
			},
			Self::PackageKeyMissing { .. } => {
				"ask its creator for `sero-wallet package share-key`, or give the key with --key".into()
			},
			Self::WrongPackageKey { .. } => "ask its creator for the key again".into(),
			Self::PackageDataTooLong { .. } => {
				"put the data elsewhere, and its hash into the package".into()
			},
			Self::NoContract { .. } => {
				"check the address; a new contract is there once its deployment is mined".into()
			},
			Self::InvalidContract { .. } => {
				"give 0x and 40 hexadecimal digits, or the long form as `sero-wallet contract address` \
				 prints it"
					.into()
			},
			Self::BadArtifact { .. } => {
				"give the JSON file that the Solidity compiler, Foundry or Hardhat wrote, or code in \
				 hexadecimal"
					.into()
			},
			Self::BadCall(_) => {
				"give the contract's ABI with --abi and name a function of it, or write the whole \
				 function, for example \"balanceOf(address)(uint256)\""
					.into()
			},
			Self::CallFails { .. } => {
				"nothing was sent; check arguments, amount and sender against what the contract wants"
					.into()
			},
			Self::NoTokenRate { .. } => "leave out --gas-token and pay the fee in SERO".into(),
			Self::NotDeployer { .. } => "leave out --as-deployer".into(),
			Self::UnknownOutput { .. } => {
				"look up transaction and output with `sero-wallet history`".into()
			},
			Self::BadDisclosure(_) => {
				"ask for the output of `sero-wallet disclose --json`, unchanged".into()
			},
			Self::BadLicense { .. } => {
				"use the file as `sero-wallet license` wrote it; if it was altered, ask the licensor for \
				 another one"
					.into()
			},
			Self::FalseDisclosure(_) => {
				"do not rely on it; ask the sender for a new one, and check that the node is on the \
				 same chain"
					.into()
			},
		}
	}

	/// An input or output error of a file.
	pub fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
		Self::File { path: path.into(), source }
	}
}

/// A result of the wallet.
pub type Result<T, E = WalletError> = core::result::Result<T, E>;
