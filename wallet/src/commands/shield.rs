// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `shield`: a signed transaction of an account that pays into the hidden pool.

use std::time::{Duration, Instant};

use rand::rngs::OsRng;
use serde::Serialize;
use sero_primitives::CurrencyId;
use sero_shielded_primitives::OneTimeAddressBytes;
use sero_zk_crypto::field::random_nonzero_scalar;

use super::{
	open,
	pay::{nonzero_amount, Place},
};
use crate::{
	amount::format_amount,
	cli::{self, read_secret, Console, Global},
	error::{Result, WalletError},
	extrinsic::{shield_call, sign, Account},
	plan::memo_from_text,
	progress::{NoProgress, Task},
	report::{base58, hex_of},
	rpc::Node,
	wallet::Wallet,
};

/// Time between two looks at the chain while waiting.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShieldAnswer {
	/// Hash of the extrinsic.
	extrinsic: String,
	#[serde(flatten)]
	place: Place,
	/// The paying account.
	account: String,
	amount: String,
	one_time_address: String,
}

/// `shield`.
pub async fn shield(global: &Global, console: &Console, args: &cli::Shield) -> Result<()> {
	let account = match args.account.as_str() {
		"-" => Account::from_secret_uri(&read_secret("Secret of the account: ")?)?,
		uri => Account::from_secret_uri(uri)?,
	};
	let amount = nonzero_amount(&args.amount)?;
	let memo = memo_from_text(&args.memo)?;
	let mut wallet = open(global)?;
	let node = Node::connect(&global.node).await?;
	// Also makes sure that wallet and node follow the same chain.
	wallet.sync(&node, &*console.progress()).await?;

	let one_time = wallet.keys().address().one_time(random_nonzero_scalar(&mut OsRng));
	let address = OneTimeAddressBytes(one_time.to_bytes());
	let context = node.signing_context(&account.ss58()).await?;
	let call = shield_call(address, CurrencyId::SERO, amount, memo);
	let extrinsic = node.submit_extrinsic(&sign(&account, &call, context)).await?;
	console.note("Sent.");
	let height = if args.wait.wait {
		let patience = Duration::from_secs(args.wait.wait_seconds);
		Some(wait(&mut wallet, &node, console, &address, &extrinsic, patience).await?)
	} else {
		None
	};
	let answer = ShieldAnswer {
		extrinsic: hex_of(&extrinsic),
		place: height.into(),
		account: account.ss58(),
		amount: format_amount(amount),
		one_time_address: base58(&address.0),
	};
	console.answer(&answer, |answer| {
		format!("{} SERO from {}, {}.", answer.amount, answer.account, answer.place)
	});
	Ok(())
}

/// Waits until the note is there: nobody else can make one at this address.
async fn wait(
	wallet: &mut Wallet,
	node: &Node,
	console: &Console,
	address: &OneTimeAddressBytes,
	extrinsic: &[u8; 32],
	patience: Duration,
) -> Result<u32> {
	let begin = Instant::now();
	let progress = console.progress();
	progress.begin(Task::Wait, 0);
	let result = loop {
		match wallet.sync(node, &NoProgress).await {
			Ok(_) => {},
			Err(error) if error.is_transient() => log::warn!("{error}"),
			Err(error) => break Err(error),
		}
		let mut notes = wallet.store().ledger().notes();
		if let Some(entry) = notes.find(|entry| entry.note.address == *address) {
			break Ok(entry.height);
		}
		if begin.elapsed() >= patience {
			break Err(WalletError::WaitTimeout {
				tx: hex_of(extrinsic),
				seconds: patience.as_secs(),
			});
		}
		tokio::time::sleep(POLL_INTERVAL).await;
	};
	progress.end();
	result
}
