// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A wallet at work: follows the chain, pays, and loses nothing on the way.

use std::{
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};

use codec::{DecodeAll, Encode};
use rand::rngs::OsRng;
use sero_primitives::BlockNumber;
use sero_shielded_primitives::{Bundle, RejectReason, TxId};
use sero_zk_crypto::field::base_from_bytes;
pub use sero_zk_prover::Prover;
use sero_zk_prover::{builder::ProvenIssue, BuildError, BundlePlan, IssueProver};

use crate::{
	assets::Assets,
	chain::{BlockHash, PaymentChain},
	error::{Result, WalletError},
	keys::WalletKeys,
	ledger::asset,
	plan::{format_recipient, plan, Intent, PlannedIssue, TransactionPlan},
	progress::{Progress, Task},
	report::hex_of,
	scan::Scanner,
	store::{PendingBundle, PendingPayment, PendingStatus, Store},
	sync::{sync, SyncReport},
};

#[cfg(test)]
pub(crate) mod tests;

/// Attempts to pay when the chain moves under the wallet.
const ATTEMPTS: u32 = 4;

/// Time between two looks at the chain while waiting.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Blocks after which a waiting bundle is sent again.
const RESEND_AFTER: BlockNumber = 2;

/// A payment that was handed to the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentPayment {
	/// Id of the bundle.
	pub tx: TxId,
	/// The fee in SERO base units.
	pub fee: sero_primitives::Balance,
	/// What comes back.
	pub change: Assets,
	/// Last block that can mine it.
	pub expiry: BlockNumber,
}

/// An open wallet.
#[derive(Debug)]
pub struct Wallet {
	keys: Arc<WalletKeys>,
	scanner: Arc<Scanner>,
	store: Store,
	/// The newest block when waiting bundles were last sent again.
	resent: Option<BlockNumber>,
}

impl Wallet {
	/// Opens the wallet in a folder.
	///
	/// # Errors
	/// Those of [`crate::keys::open_key_file`] and [`Store::open`].
	pub fn open(folder: &Path, password: &str) -> Result<Self> {
		let keys = crate::keys::open_key_file(folder, password)?;
		let store = Store::open(folder, &keys)?;
		Ok(Self::from_parts(keys, store))
	}

	/// A wallet from its parts.
	pub fn from_parts(keys: WalletKeys, store: Store) -> Self {
		let scanner = Arc::new(Scanner::for_wallet(&keys));
		Self { keys: Arc::new(keys), scanner, store, resent: None }
	}

	/// Its keys.
	pub fn keys(&self) -> &WalletKeys {
		&self.keys
	}

	/// Its database.
	pub fn store(&self) -> &Store {
		&self.store
	}

	/// Follows the chain to its best block, then sends waiting bundles again that a node may have lost.
	///
	/// # Errors
	/// Those of [`sync`].
	pub async fn sync<C: PaymentChain>(
		&mut self,
		chain: &C,
		progress: &dyn Progress,
	) -> Result<SyncReport> {
		let report = sync(chain, &mut self.store, &self.scanner, progress).await?;
		if report.node_behind.is_none() {
			self.resend(chain).await;
		}
		Ok(report)
	}

	/// Sends waiting bundles again, once for each block; whatever the node answers, the next blocks decide.
	async fn resend<C: PaymentChain>(&mut self, chain: &C) {
		let Some(tip) = self.store.tip().map(|tip| tip.number) else { return };
		if self.resent.replace(tip) == Some(tip) {
			return;
		}
		for (pending, status) in self.store.pending() {
			let due = pending.created.saturating_add(RESEND_AFTER) <= tip;
			if status != PendingStatus::Waiting || !due {
				continue;
			}
			let Ok(bundle) = Bundle::decode_all(&mut &pending.encoded[..]) else { continue };
			match chain.submit(&bundle).await {
				Ok(_) => log::info!("sent {} again", hex_of(&pending.tx.0)),
				Err(error) => log::debug!("sending {} again: {error}", hex_of(&pending.tx.0)),
			}
		}
	}

	/// Pays: synchronises, chooses notes, proves, records, sends.
	///
	/// The bundle is on disk before it is sent, so that a crash at any moment neither loses the payment
	/// nor spends its notes twice. If the chain has moved meanwhile the bundle is built again.
	///
	/// # Errors
	/// Those of [`plan`]; [`WalletError::Rejected`] and [`WalletError::PoolRefuses`] if nothing was
	/// paid; [`WalletError::Unconfirmed`] if that is not known; [`WalletError::Prover`].
	pub async fn pay<C: PaymentChain>(
		&mut self,
		chain: &C,
		prover: &Arc<Prover>,
		intent: Intent,
		progress: &Arc<dyn Progress>,
	) -> Result<SentPayment> {
		let mut attempt = 1;
		loop {
			self.sync(chain, &**progress).await?;
			let status = chain.status().await?;
			let plan = plan(chain, &self.store, intent.clone(), status.best).await?;
			let bundle = self.prove(&plan, status.genesis, prover, progress).await?;
			let tip = self.store.tip().map_or(plan.anchor.number, |tip| tip.number);
			let pending = record(&plan, &bundle, &status.genesis, tip);
			let sent = SentPayment {
				tx: pending.tx,
				fee: plan.fee,
				change: plan.change.clone(),
				expiry: plan.expiry,
			};
			self.store.add_pending(pending)?;
			match chain.submit(&bundle).await {
				Ok(_) => return Ok(sent),
				Err(error) if error.is_refusal() => {
					self.store.remove_pending(&sent.tx)?;
					if attempt == ATTEMPTS || !chain_has_moved(&error) {
						return Err(error);
					}
					log::info!("building the payment again: {error}");
					attempt += 1;
				},
				Err(error) => {
					return Err(WalletError::Unconfirmed {
						tx: hex_of(&sent.tx.0),
						expiry: sent.expiry,
						reason: error.to_string(),
					})
				},
			}
		}
	}

	/// Proves and signs a plan, for the chain with this genesis block. Nothing is recorded or sent.
	///
	/// # Errors
	/// [`WalletError::Prover`], [`WalletError::StoreCorrupt`].
	pub async fn prove(
		&self,
		plan: &TransactionPlan,
		genesis: BlockHash,
		prover: &Arc<Prover>,
		progress: &Arc<dyn Progress>,
	) -> Result<Bundle> {
		let bundle_plan = self.bundle_plan(plan, genesis)?;
		let (prover, keys, shown) = (prover.clone(), self.keys.clone(), progress.clone());
		let (package, issue) = (plan.intent.package.is_some(), plan.intent.issue);
		let proofs = u64::from(plan.padded_inputs) + u64::from(plan.padded_outputs);
		progress.begin(Task::Prove, proofs + u64::from(package));
		let built = tokio::task::spawn_blocking(move || {
			let plan = match issue {
				None => bundle_plan,
				Some(PlannedIssue { currency, amount, registration_fee }) => {
					let prover = IssueProver::load()?;
					let rng = &mut OsRng;
					let issue = ProvenIssue::new(&prover, currency, amount, registration_fee, rng)?;
					bundle_plan.issue(issue)
				},
			};
			plan.add_change(keys.address())?
				.prove(&prover, keys.spending(), &mut OsRng, &|proof| {
					shown.advance(proof.done as u64);
				})?
				.authorize(keys.spending(), &mut OsRng)
		})
		.await;
		progress.end();
		let built = built.map_err(|error| WalletError::Prover(error.to_string()))?;
		let authorized =
			built.map_err(|error: BuildError| WalletError::Prover(error.to_string()))?;
		Ok(authorized.into_parts().0)
	}

	/// The plan in the builder's terms, with paths to the anchor, without the change.
	fn bundle_plan(&self, plan: &TransactionPlan, genesis: BlockHash) -> Result<BundlePlan> {
		let anchor = base_from_bytes(&plan.anchor.anchor.0)
			.map_err(|_| WalletError::StoreCorrupt("an anchor does not decode"))?;
		let mut out = BundlePlan::new(genesis, anchor, plan.expiry, plan.fee);
		for input in &plan.inputs {
			let path = self.store.merkle_path(input.index, plan.anchor.leaves)?;
			out = out.spend(input.to_note()?, path);
		}
		for payment in &plan.intent.payments {
			let asset = asset(payment.currency, payment.amount, payment.ticket).normalized();
			out = out.pay(payment.to, asset, payment.memo.0);
		}
		out.action = plan.intent.action.clone();
		out.package = plan.intent.package.clone();
		out.from_address = plan.intent.from;
		Ok(out)
	}

	/// Waits until a payment is mined; returns the height of its block.
	///
	/// # Errors
	/// [`WalletError::PaymentExpired`], [`WalletError::PaymentConflict`], [`WalletError::WaitTimeout`].
	/// A connection that breaks meanwhile is waited for too.
	pub async fn wait<C: PaymentChain>(
		&mut self,
		chain: &C,
		sent: &SentPayment,
		patience: Duration,
		progress: &dyn Progress,
	) -> Result<BlockNumber> {
		let tx = || hex_of(&sent.tx.0);
		let begin = Instant::now();
		let first = self.store.tip().map_or(0, |tip| tip.number);
		progress.begin(Task::Wait, u64::from(sent.expiry.saturating_sub(first)));
		let result = loop {
			match self.sync(chain, &crate::progress::NoProgress).await {
				Ok(_) => {},
				Err(error) if error.is_transient() => log::warn!("{error}"),
				Err(error) => break Err(error),
			}
			let height = self.store.tip().map_or(0, |tip| tip.number);
			progress.advance(u64::from(height.saturating_sub(first)));
			match self.store.pending_status(&sent.tx) {
				Some(PendingStatus::Mined(height)) => break Ok(height),
				Some(PendingStatus::Expired) => {
					break Err(WalletError::PaymentExpired { tx: tx(), expiry: sent.expiry })
				},
				Some(PendingStatus::Conflict) => {
					break Err(WalletError::PaymentConflict { tx: tx() })
				},
				Some(PendingStatus::Waiting) | None => {},
			}
			if begin.elapsed() >= patience {
				break Err(WalletError::WaitTimeout { tx: tx(), seconds: patience.as_secs() });
			}
			tokio::time::sleep(POLL_INTERVAL).await;
		};
		progress.end();
		result
	}
}

fn record(
	plan: &TransactionPlan,
	bundle: &Bundle,
	genesis: &BlockHash,
	created: BlockNumber,
) -> PendingBundle {
	PendingBundle {
		tx: bundle.id(genesis),
		encoded: bundle.encode(),
		inputs: plan.inputs.iter().map(|note| note.index).collect(),
		spent: plan.spent.clone(),
		change: plan.change.clone(),
		fee: plan.fee,
		payments: plan
			.intent
			.payments
			.iter()
			.map(|payment| PendingPayment {
				receiver: format_recipient(&payment.to),
				currency: payment.currency,
				amount: payment.amount,
				ticket: payment.ticket,
				memo: payment.memo,
			})
			.collect(),
		action: bundle.action.summary(),
		expiry: plan.expiry,
		created,
	}
}

/// Whether building the bundle again on the newest block can help.
fn chain_has_moved(error: &WalletError) -> bool {
	matches!(
		error,
		WalletError::Rejected(
			RejectReason::UnknownAnchor
				| RejectReason::FeeTooLow
				| RejectReason::Expired
				| RejectReason::NullifierAlreadySpent
		)
	)
}
