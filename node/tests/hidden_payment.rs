// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Hidden payments on the real binary, made with the wallet's own commands.

#![allow(clippy::await_holding_lock)]

mod common;

use codec::Encode;
use common::{
	alone,
	wallet::{bs58_bytes, demo_seed, Folder, Outsider},
	Node, PATIENCE,
};
use serde_json::json;
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_runtime::demo;
use sero_shielded_primitives::{
	Action, Bundle, BundleVersion, CircuitVersion, EphemeralPublicKey, HiddenInput, HiddenOutput,
	NoteCiphertext, NoteCommitment, Nullifier, OneTimeAddressBytes, ProofBytes, SignatureBytes,
	SpendTrace, ValueCommitment,
};
use sero_wallet::{
	chain::ChainSource,
	keys::{create_key_file, PasswordCost, WalletKeys},
	plan::{plan, Intent, Payment, Recipient, TransactionPlan},
	progress::{NoProgress, Progress},
	rpc::Node as Connection,
	store::Store,
	wallet::{Prover, Wallet},
	WalletError,
};
use sero_zk_crypto::{
	asset_point,
	curve::decompress,
	domains::{BALANCE_SIGNATURE, FROM_SIGNATURE},
	field::{base_to_bytes, random_nonzero_scalar, random_scalar, Base},
	generators::VALUE_TRAPDOOR_GENERATOR,
	schnorr, value_commitment, Asset, EncryptedNote, Note, Seed, SpendingKey,
};
use std::{path::Path, sync::Arc, time::Instant};

/// The whole story: a demo wallet pays a new one; the node is killed twice on the way.
#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_payment_survives_killed_nodes_and_shows_nothing() {
	let _alone = alone();
	let home = tempfile::tempdir().unwrap();
	let mut node = Node::start_at(&home.path().join("data"), ["--dev"]);
	node.wait_for_indexed(1).await;
	let (sender, receiver) = (Folder::new(), Folder::new());
	sender.run(&node, &["restore", "--seed", &demo_seed(2)]).await;
	let made = receiver.run(&node, &["new"]).await;
	assert_eq!(made["phrase"].as_str().unwrap().split(' ').count(), 24);
	let to = made["address"].as_str().unwrap();
	assert_eq!(sender.spendable(&node).await, "10000");

	// Amount and text are such that nobody meets them by chance.
	let (amount, text) = (1_234_567_890_123_456_789_013, "1234.567890123456789013");
	let memo = "for the quick brown fox";
	let sent = sender.run(&node, &["send", "--to", to, "--amount", text, "--memo", memo]).await;
	assert_eq!((&sent["status"], &sent["amount"]), (&json!("waiting"), &json!(text)));
	let tx = sent["tx"].as_str().unwrap().to_owned();

	// The node dies with the payment in its pool. The wallet knows, and sends it again.
	node.kill();
	let offline = sender.run(&node, &["balance", "--no-sync"]).await;
	assert_eq!(offline["currencies"][0]["total"], "10000");
	assert_ne!(offline["currencies"][0]["locked"], "0");
	assert!(matches!(
		sender.try_run(&node, &["balance"]).await,
		Err(WalletError::NodeUnreachable { .. })
	));
	let mut node = node.restart();
	node.wait_for_indexed(0).await;
	let outgoing = sender
		.wait_for(&node, |entry| entry["tx"] == tx.as_str() && entry["status"] == "mined")
		.await;

	// The sender sees it as outgoing.
	assert_eq!(outgoing["kind"], "sent");
	assert_eq!(outgoing["payments"][0]["to"], to);
	assert_eq!(outgoing["payments"][0]["amount"], text);
	assert_eq!(outgoing["payments"][0]["memo"], memo);
	assert_eq!(outgoing["fee"], sent["fee"]);
	// The receiver sees amount and memo.
	let incoming = receiver.wait_for(&node, |entry| entry["kind"] == "received").await;
	assert_eq!((&incoming["amount"], &incoming["memo"]), (&json!(text), &json!(memo)));
	assert_eq!((&incoming["public"], &incoming["tx"]), (&json!(false), &json!(tx)));
	assert_eq!(receiver.spendable(&node).await, text);

	// An auditor with the viewing keys sees both.
	let auditor = Folder::new();
	let mut entries = Vec::new();
	for folder in [&sender, &receiver] {
		let key = folder.run(&node, &["export-viewing-key"]).await;
		let key = key["viewingKey"].as_str().unwrap();
		let audit = auditor.run(&node, &["audit", "--viewing-key", key]).await;
		entries.push(audit["entries"].as_array().unwrap().clone());
	}
	let out = entries[0].iter().find(|entry| entry["tx"] == tx.as_str()).unwrap();
	assert_eq!(out["payments"], outgoing["payments"]);
	assert!(entries[0].iter().any(|e| e["source"] == "genesis" && e["spentBy"] == tx.as_str()));
	let income = entries[1].iter().find(|entry| entry["kind"] == "received").unwrap();
	assert_eq!((&income["amount"], &income["memo"]), (&json!(text), &json!(memo)));
	assert_eq!(income["verified"], true);

	// One payment can be shown to somebody who knows neither wallet.
	let output = outgoing["payments"][0]["output"].to_string();
	let disclosure = sender.run(&node, &["disclose", "--tx", &tx, "--output", &output]).await;
	let file = home.path().join("disclosure.json");
	std::fs::write(&file, disclosure.to_string()).unwrap();
	let file = file.display().to_string();
	let verified = auditor.run(&node, &["verify-disclosure", &file]).await;
	assert_eq!(verified["claim"]["receiver"], to);
	assert_eq!(verified["claim"]["memo"], memo);
	std::fs::write(&file, disclosure.to_string().replace(text, "1234")).unwrap();
	assert!(matches!(
		auditor.try_run(&node, &["verify-disclosure", &file]).await,
		Err(WalletError::FalseDisclosure(_))
	));

	// A third party sees nothing of all this.
	let outsider = Outsider::look(&node).await;
	outsider.must_not_see_amount("the amount", amount, text);
	let change = outgoing["change"].as_str().unwrap();
	let change_units = sero_wallet::amount::parse_amount(change).unwrap();
	outsider.must_not_see_amount("the change", change_units, change);
	outsider.must_not_see("the memo", memo.as_bytes());
	outsider.must_not_see("the memo", hex::encode(memo).as_bytes());
	outsider.must_not_see_address("the receiver", &to.parse().unwrap());
	outsider.must_not_see_address("the sender", &demo::address(2).unwrap());
	// It does see that something happened, at this fee: the check above looks at the right bytes.
	let tx_bytes = hex::decode(tx.trim_start_matches("0x")).unwrap();
	assert!(!outsider.places(&tx_bytes).is_empty());
	let fee = sero_wallet::amount::parse_amount(sent["fee"].as_str().unwrap()).unwrap();
	assert!(outsider
		.seen
		.iter()
		.any(|(_, bytes)| { bytes.windows(16).any(|window| window == fee.to_le_bytes()) }));
	// Nor does the payment's block say which notes were spent.
	let height = outgoing["height"].to_string();
	for entry in entries[0].iter().filter(|entry| entry["source"] == "genesis") {
		let address = bs58_bytes(entry["oneTimeAddress"].as_str().unwrap());
		let places = outsider.places(&address);
		assert!(!places.is_empty());
		let block = format!("block {height}");
		assert!(places.iter().all(|place| !place.ends_with(&block)), "{places:?}");
	}

	// A second kill: nothing is lost, and the receiver can spend what it got.
	let mut node = node.restart();
	node.wait_for_indexed(0).await;
	let best = node.best_number().await;
	node.wait_for_indexed(best + 1).await;
	assert_eq!(receiver.spendable(&node).await, text);
	let back = demo::address(2).unwrap().to_string();
	let args = ["send", "--to", &back, "--amount", "1000", "--wait"];
	let returned = receiver.run(&node, &args).await;
	assert_eq!(returned["status"], "mined");
	let incoming = sender
		.wait_for(&node, |entry| entry["kind"] == "received" && entry["amount"] == "1000")
		.await;
	assert_eq!(incoming["tx"], returned["tx"]);
	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert_eq!(audit["currencies"][0]["balanced"], true);
}

/// In from an account and out to an account; the amounts are public, the rest is not.
#[tokio::test(flavor = "multi_thread")]
async fn accounts_shield_and_unshield() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_indexed(1).await;
	let wallet = Folder::new();
	wallet.run(&node, &["new"]).await;
	let args = ["shield", "--account", "//Alice", "--amount", "25", "--memo", "savings", "--wait"];
	let shielded = wallet.run(&node, &args).await;
	assert_eq!(shielded["status"], "mined");
	let note = wallet.wait_for(&node, |entry| entry["source"] == "shield").await;
	assert_eq!((&note["amount"], &note["memo"]), (&json!("25"), &json!("savings")));
	assert_eq!(wallet.spendable(&node).await, "25");

	let accounts = || async {
		let audit = node.call("shielded_supplyAudit", &[]).await;
		let accounts = audit["currencies"][0]["accounts"].as_str().unwrap().to_owned();
		accounts.parse::<Balance>().unwrap()
	};
	let before = accounts().await;
	let args = ["unshield", "--account", "//Bob", "--amount", "10", "--wait"];
	let unshielded = wallet.run(&node, &args).await;
	assert_eq!(accounts().await, before + 10 * SERO);
	let entry = wallet.wait_for(&node, |entry| entry["tx"] == unshielded["tx"]).await;
	assert_eq!(entry["unshield"]["amount"], "10");
	let left = wallet.run(&node, &["balance"]).await["currencies"][0]["total"].clone();
	let fee = sero_wallet::amount::parse_amount(unshielded["fee"].as_str().unwrap()).unwrap();
	assert_eq!(sero_wallet::amount::parse_amount(left.as_str().unwrap()).unwrap(), 15 * SERO - fee);
	let error = wallet
		.try_run(&node, &["unshield", "--account", "//Bob", "--amount", "10000"])
		.await
		.unwrap_err();
	assert!(matches!(error, WalletError::InsufficientFunds { .. }));
	let status = wallet.run(&node, &["status"]).await;
	assert_eq!(status["supply"][0]["balanced"], true);
	assert_eq!(status["circuits"][0]["provenance"], "development");
}

/// A wallet that builds bundles by hand.
struct Builder {
	wallet: Wallet,
	chain: Connection,
	prover: Arc<Prover>,
	genesis: [u8; 32],
}

impl Builder {
	async fn new(node: &Node, folder: &Path, number: u8) -> Self {
		let keys = WalletKeys::from_seed(Seed::from_bytes(demo::seed(number)), 0).unwrap();
		let cheap = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };
		create_key_file(folder, &keys, "pw", cheap).unwrap();
		let store = Store::open(folder, &keys).unwrap();
		let chain = Connection::connect(&node.ws_url()).await.unwrap();
		let mut wallet = Wallet::from_parts(keys, store);
		wallet.sync(&chain, &NoProgress).await.unwrap();
		let prover = tokio::task::spawn_blocking(|| Arc::new(Prover::load().unwrap()));
		let genesis = chain.status().await.unwrap().genesis;
		Self { wallet, chain, prover: prover.await.unwrap(), genesis }
	}

	async fn plan(&self, amount: Balance) -> TransactionPlan {
		let to = Recipient::Address(demo::address(3).unwrap());
		let intent = Intent::of_payments(vec![Payment::sero(to, amount, Default::default())]);
		let best = self.chain.status().await.unwrap().best;
		plan(&self.chain, self.wallet.store(), intent, best).await.unwrap()
	}

	async fn prove(&self, plan: &TransactionPlan, genesis: [u8; 32]) -> Bundle {
		let silent: Arc<dyn Progress> = Arc::new(NoProgress);
		self.wallet.prove(plan, genesis, &self.prover, &silent).await.unwrap()
	}
}

async fn refused(node: &Node, bundle: &Bundle) -> (i32, String) {
	let encoded = format!("0x{}", hex::encode(bundle.encode()));
	let (code, data) = node.call_error("shielded_submitBundle", &[json!(encoded)]).await;
	assert!(!data["hint"].as_str().unwrap().is_empty());
	(code, data["name"].as_str().unwrap().to_owned())
}

/// Money from nothing: value commitments that balance, good signatures, and proofs of something else.
fn forged_mint(good: &Bundle, genesis: &[u8; 32]) -> Bundle {
	let mut rng = rand::rngs::OsRng;
	let thief = SpendingKey::from_seed(&Seed::from_bytes([66; 32])).unwrap();
	let asset = |amount| Asset::token(CurrencyId::SERO.0, amount);
	let loot = 1_000_000 * SERO;
	let (r_in, r_out) = (random_scalar(&mut rng), random_scalar(&mut rng));
	let note = Note {
		asset: asset(loot),
		address: thief.payment_address().one_time(random_nonzero_scalar(&mut rng)),
		memo: [0; 64],
		rsk: random_nonzero_scalar(&mut rng),
	};
	let encrypted = EncryptedNote::from_note(&note).unwrap();
	let in_commitment = value_commitment(&asset_point(&asset(loot + good.fee)), r_in);
	let out_commitment = value_commitment(&asset_point(&asset(loot)), r_out);
	let from = thief.payment_address().one_time(random_nonzero_scalar(&mut rng));
	let mut bundle = Bundle {
		version: BundleVersion::V1,
		expiry: good.expiry,
		anchor: good.anchor,
		from: OneTimeAddressBytes(from.to_bytes()),
		fee: good.fee,
		inputs: vec![HiddenInput {
			circuit: CircuitVersion::V1,
			nullifier: Nullifier(base_to_bytes(&Base::from(1234u64))),
			trace: SpendTrace(base_to_bytes(&Base::from(5678u64))),
			value_commitment: ValueCommitment(in_commitment.to_bytes()),
			proof: good.inputs[0].proof,
		}]
		.try_into()
		.unwrap(),
		outputs: vec![HiddenOutput {
			circuit: CircuitVersion::V1,
			address: OneTimeAddressBytes(note.address.to_bytes()),
			value_commitment: ValueCommitment(out_commitment.to_bytes()),
			note_commitment: NoteCommitment(base_to_bytes(&encrypted.commitment)),
			ephemeral_key: EphemeralPublicKey(encrypted.ephemeral),
			ciphertext: NoteCiphertext(encrypted.ciphertext),
			proof: good.outputs[0].proof,
		}]
		.try_into()
		.unwrap(),
		public_outputs: Default::default(),
		action: Action::None,
		from_signature: SignatureBytes::default(),
		balance_signature: SignatureBytes::default(),
	};
	let secret = *thief.spend_auth() * thief.view();
	let id = bundle.id(genesis);
	let signature = schnorr::sign(&FROM_SIGNATURE, &secret, from.base(), &id.0, &mut rng);
	bundle.from_signature = SignatureBytes(signature.unwrap());
	let message = bundle.balance_message(genesis);
	let signature = schnorr::sign(
		&BALANCE_SIGNATURE,
		&(r_in - r_out),
		&VALUE_TRAPDOOR_GENERATOR,
		&message,
		&mut rng,
	);
	bundle.balance_signature = SignatureBytes(signature.unwrap());
	bundle
}

/// Each broken rule is refused under its own name, and nothing changes.
#[tokio::test(flavor = "multi_thread")]
async fn refusals_have_their_own_names() {
	let _alone = alone();
	let mut node = Node::dev();
	node.wait_for_indexed(2).await;
	let folder = tempfile::tempdir().unwrap();
	let mut builder = Builder::new(&node, folder.path(), 2).await;
	let plan = builder.plan(7 * SERO).await;
	let good = builder.prove(&plan, builder.genesis).await;

	type Change<'a> = &'a dyn Fn(&mut Bundle);
	let off_curve = (2..).map(|byte| [byte; 32]).find(|bytes| decompress(bytes).is_err()).unwrap();
	let changes: [(&str, Change<'_>); 15] = [
		("EmptyBundle", &|b| b.outputs.clear()),
		("NonCanonicalField", &|b| b.inputs[0].nullifier.0 = [0xff; 32]),
		("NonCanonicalField", &|b| b.anchor.0[31] |= 0x80),
		("InvalidPoint", &|b| b.inputs[0].value_commitment.0 = off_curve),
		("LowOrderPoint", &|b| {
			b.outputs[0].address.0[..32].fill(0);
			b.outputs[0].address.0[0] = 1;
		}),
		("Expired", &|b| b.expiry = 1),
		("ExpiryTooFar", &|b| b.expiry = u32::MAX),
		("FeeTooLow", &|b| b.fee = 1),
		("DuplicateNullifier", &|b| b.inputs[1] = b.inputs[0].clone()),
		("UnknownAnchor", &|b| b.anchor.0 = base_to_bytes(&Base::from(7u64))),
		("UnknownCircuitVersion", &|b| b.inputs[0].circuit = CircuitVersion(99)),
		// What everybody may read is signed, so it cannot be altered on the way.
		("InvalidFromSignature", &|b| b.expiry += 1),
		("InvalidFromSignature", &|b| b.outputs[0].ciphertext.0[0] ^= 1),
		// Proofs are signed too.
		("InvalidBalance", &|b| b.inputs[0].proof = b.inputs[1].proof),
		("InvalidBalance", &|b| b.outputs[0].proof = ProofBytes([0; 128])),
	];
	for (number, (name, change)) in changes.iter().enumerate() {
		let mut bad = good.clone();
		change(&mut bad);
		let (code, found) = refused(&node, &bad).await;
		assert_eq!(&found, name, "change {number}");
		assert!(code > 7100);
	}
	// Made for another chain.
	let foreign = builder.prove(&plan, [9; 32]).await;
	assert_eq!(refused(&node, &foreign).await.1, "InvalidFromSignature");
	// More goes out than comes in.
	assert_eq!(refused(&node, &forged_mint(&good, &builder.genesis)).await.1, "InvalidProof");

	let nullifiers: Vec<Nullifier> = good.inputs.iter().map(|input| input.nullifier).collect();
	assert_eq!(builder.chain.are_spent(&nullifiers).await.unwrap(), [false, false]);

	// The good one is taken; another one with the same note is not, neither now nor later.
	let rival = builder.prove(&plan, builder.genesis).await;
	let encoded = format!("0x{}", hex::encode(good.encode()));
	node.call("shielded_submitBundle", &[json!(encoded)]).await;
	let (code, name) = refused(&node, &rival).await;
	assert!(name == "PoolRefuses" || name == "NullifierAlreadySpent", "{code} {name}");
	let deadline = Instant::now() + PATIENCE;
	while builder.chain.are_spent(&nullifiers).await.unwrap() != [true, true] {
		assert!(Instant::now() < deadline, "the bundle is not mined:\n{}", node.log());
		tokio::time::sleep(std::time::Duration::from_millis(200)).await;
	}
	for bundle in [&good, &rival] {
		assert_eq!(refused(&node, bundle).await.1, "NullifierAlreadySpent");
	}

	// The wallet takes it for its own, although it was sent behind its back.
	builder.wallet.sync(&builder.chain, &NoProgress).await.unwrap();
	let (_, sent) = builder.wallet.store().ledger().sent().next().unwrap();
	assert_eq!(sent.tx, good.id(&builder.genesis));
	assert_eq!(sent.unreadable, 0);
	let audit = node.call("shielded_supplyAudit", &[]).await;
	assert_eq!(audit["currencies"][0]["balanced"], true);
}
