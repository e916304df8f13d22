// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A chain in memory for tests: real notes, real tree, no proofs and no consensus.

use std::{
	collections::HashSet,
	sync::{Arc, Mutex, MutexGuard},
};

use codec::Encode;
use rand_chacha_like::TestRng;
use sero_primitives::{units, Balance, BlockNumber, CurrencyId};
use sero_shielded_primitives::{
	Action, Anchor, BlockNotes, Bundle, EphemeralPublicKey, HiddenNoteRecord, Memo, NoteCiphertext,
	NoteCommitment, NoteEntry, Nullifier, OneTimeAddressBytes, PublicNoteRecord, PublicOrigin,
	PublicOutput, RejectReason, Spend, SpendTrace, TxId,
};
use sero_zk_crypto::{
	field::{base_from_bytes, base_to_bytes, random_nonzero_scalar, scalar_to_bytes, Base},
	keys::{address_randomizer, note_randomness},
	leaf, note_auth_point, Asset, EncryptedNote, Frontier, Note, OneTimeAddress, PaymentAddress,
	Seed,
};

use crate::{
	chain::{BlockHash, BundleShape, ChainBlock, ChainSource, ChainStatus, PaymentChain},
	error::{Result, WalletError},
	keys::WalletKeys,
	ledger::OwnedNote,
	plan::memo_from_text,
};

mod actions;

use actions::World;
pub use actions::NAME_PRICE;

/// A deterministic generator; rand's own are not stable between releases.
mod rand_chacha_like {
	use rand_core::{CryptoRng, RngCore};

	/// BLAKE2b in counter mode.
	#[derive(Clone, Debug)]
	pub struct TestRng(pub u64);

	impl RngCore for TestRng {
		fn next_u32(&mut self) -> u32 {
			self.next_u64() as u32
		}

		fn next_u64(&mut self) -> u64 {
			let mut bytes = [0; 8];
			self.fill_bytes(&mut bytes);
			u64::from_le_bytes(bytes)
		}

		fn fill_bytes(&mut self, dest: &mut [u8]) {
			for chunk in dest.chunks_mut(64) {
				self.0 += 1;
				let hash = blake2b_simd::blake2b(&self.0.to_le_bytes());
				chunk.copy_from_slice(&hash.as_bytes()[..chunk.len()]);
			}
		}

		fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
			self.fill_bytes(dest);
			Ok(())
		}
	}

	impl CryptoRng for TestRng {}
}

/// Keys for a test.
pub fn test_keys(number: u8) -> WalletKeys {
	WalletKeys::from_seed(Seed::from_bytes([number; 32]), 0).unwrap()
}

/// SERO of the currency.
pub fn sero(amount: Balance) -> Asset {
	Asset::token(CurrencyId::SERO.0, amount * units::SERO)
}

/// A note that an entry of a block makes, before it has a position.
#[derive(Clone, Debug)]
pub enum NewNote {
	Hidden { address: OneTimeAddressBytes, commitment: [u8; 32], rpk: [u8; 32], text: [u8; 224] },
	Public { origin: PublicOrigin, output: PublicOutput },
}

/// An entry of a block, before its notes have positions.
#[derive(Clone, Debug)]
pub struct NewEntry {
	/// Id, sender, fee, spends and action of a bundle; `None` for a public note outside of one.
	pub bundle: Option<(TxId, OneTimeAddressBytes, Balance, Vec<Spend>, Action)>,
	pub notes: Vec<NewNote>,
}

struct Simulation {
	blocks: Vec<ChainBlock>,
	frontiers: Vec<Frontier>,
	rng: TestRng,
	pool: Vec<Bundle>,
	spent: HashSet<[u8; 32]>,
	submitted: usize,
	required_fee: Balance,
	/// Answers `submit` with an error after taking the bundle.
	pub lose_answers: bool,
	page_limit: u32,
	/// Refuses the next submission for this reason.
	reject_next: Option<RejectReason>,
	world: World,
}

/// A chain that tests drive and wallets scan.
#[derive(Clone)]
pub struct SimChain(Arc<Mutex<Simulation>>);

impl std::fmt::Debug for SimChain {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.write_str("SimChain")
	}
}

impl SimChain {
	/// A chain with a genesis block that holds these entries.
	pub fn new(genesis: Vec<NewEntry>) -> Self {
		let chain = Self(Arc::new(Mutex::new(Simulation {
			blocks: Vec::new(),
			frontiers: Vec::new(),
			rng: TestRng(0),
			pool: Vec::new(),
			spent: HashSet::new(),
			submitted: 0,
			required_fee: units::SERO / 100,
			lose_answers: false,
			page_limit: u32::MAX,
			reject_next: None,
			world: World::default(),
		})));
		chain.mine(genesis);
		chain
	}

	fn lock(&self) -> MutexGuard<'_, Simulation> {
		self.0.lock().unwrap()
	}

	pub fn height(&self) -> BlockNumber {
		self.lock().blocks.len() as u32 - 1
	}

	pub fn block(&self, number: BlockNumber) -> ChainBlock {
		self.lock().blocks[number as usize].clone()
	}

	/// Replaces a block without mending what follows from it.
	pub fn tamper(&self, number: BlockNumber, change: impl FnOnce(&mut ChainBlock)) {
		change(&mut self.lock().blocks[number as usize]);
	}

	/// Fewer blocks than asked for, as a node may answer.
	pub fn limit_pages(&self, limit: u32) {
		self.lock().page_limit = limit;
	}

	pub fn reject_next(&self, reason: RejectReason) {
		self.lock().reject_next = Some(reason);
	}

	pub fn lose_answers(&self, lose: bool) {
		self.lock().lose_answers = lose;
	}

	/// Bundles that were submitted, repetitions included.
	pub fn submissions(&self) -> usize {
		self.lock().submitted
	}

	/// The waiting bundles are lost, as when a node is killed.
	pub fn lose_pool(&self) -> usize {
		std::mem::take(&mut self.lock().pool).len()
	}

	/// Adds a block.
	pub fn mine(&self, entries: Vec<NewEntry>) -> ChainBlock {
		let mut sim = self.lock();
		sim.rng.0 += 1;
		let mut frontier = sim.frontiers.last().copied().unwrap_or_default();
		let first_index = frontier.leaves() as u32;
		let entries: Vec<NoteEntry> =
			entries.into_iter().map(|entry| place(entry, &mut frontier)).collect();
		for entry in &entries {
			if let NoteEntry::Bundle { spends, .. } = entry {
				for spend in spends {
					assert!(sim.spent.insert(spend.nullifier.0), "the test spends a note twice");
				}
			}
		}
		let notes =
			BlockNotes { first_index, entries, anchor: Anchor(base_to_bytes(&frontier.root())) };
		let number = sim.blocks.len() as u32;
		let parent = sim.blocks.last().map_or([0; 32], |block| block.hash);
		let salt = sim.rng.0;
		let hash = blake2b_simd::blake2b(&(number, parent, salt, &notes).encode());
		let hash = hash.as_bytes()[..32].try_into().unwrap();
		let block = ChainBlock { number, hash, parent, notes };
		sim.blocks.push(block.clone());
		sim.frontiers.push(frontier);
		block
	}

	/// Adds a block with a coinbase note to a stranger and all waiting bundles.
	pub fn mine_pool(&self) -> ChainBlock {
		let pool = std::mem::take(&mut self.lock().pool);
		let mut entries = vec![self.public_to(&test_keys(250).address(), sero(5), "")];
		let height = self.height() + 1;
		for bundle in pool.iter().filter(|bundle| bundle.expiry >= height) {
			entries.push(self.entry_of(bundle));
			entries.extend(self.take_payouts());
		}
		self.mine(entries)
	}

	/// Forgets all blocks above a height; what is mined from now on is another branch.
	pub fn reorganize(&self, keep: BlockNumber) {
		let mut sim = self.lock();
		for block in sim.blocks.split_off(keep as usize + 1) {
			for spend in spends_of(&block) {
				sim.spent.remove(&spend.nullifier.0);
			}
		}
		sim.frontiers.truncate(keep as usize + 1);
		sim.rng.0 += 1_000_000;
	}

	fn entry_of(&self, bundle: &Bundle) -> NewEntry {
		let genesis = self.block(0).hash;
		let id = bundle.id(&genesis);
		let spends = bundle
			.inputs
			.iter()
			.map(|input| Spend { nullifier: input.nullifier, trace: input.trace })
			.collect();
		let hidden = bundle.outputs.iter().map(|output| NewNote::Hidden {
			address: output.address,
			commitment: output.note_commitment.0,
			rpk: output.ephemeral_key.0,
			text: output.ciphertext.0,
		});
		let made = self.act(id, bundle);
		let public = bundle.public_outputs.iter().map(|output| NewNote::Public {
			origin: PublicOrigin::Bundle(id),
			output: output.clone(),
		});
		NewEntry {
			bundle: Some((id, bundle.from, bundle.fee, spends, bundle.action.summary())),
			notes: hidden.chain(public).chain(made).collect(),
		}
	}

	/// A fresh one-time address of somebody.
	pub fn one_time(&self, to: &PaymentAddress) -> OneTimeAddress {
		let r = random_nonzero_scalar(&mut self.lock().rng);
		to.one_time(r)
	}

	/// A public note, as a coinbase makes it.
	pub fn public_to(&self, to: &PaymentAddress, asset: Asset, memo: &str) -> NewEntry {
		self.public_at(self.one_time(to), asset, memo, PublicOrigin::Coinbase)
	}

	/// A public note at a given address.
	pub fn public_at(
		&self,
		address: OneTimeAddress,
		asset: Asset,
		memo: &str,
		origin: PublicOrigin,
	) -> NewEntry {
		let output = PublicOutput {
			address: OneTimeAddressBytes(address.to_bytes()),
			currency: CurrencyId(asset.currency),
			amount: asset.amount,
			ticket: crate::scan::ticket_of(&asset),
			memo: memo_from_text(memo).unwrap(),
		};
		NewEntry { bundle: None, notes: vec![NewNote::Public { origin, output }] }
	}

	/// A hidden payment of a wallet: spends notes, pays, and adds a dummy spend as padding.
	pub fn pay(
		&self,
		from: &WalletKeys,
		spend: &[&OwnedNote],
		outputs: &[(OneTimeTarget, Asset, &str)],
		fee: Balance,
	) -> NewEntry {
		let mut spends: Vec<Spend> = spend
			.iter()
			.map(|note| {
				let commitment = note.to_note().unwrap().commitment();
				let auth = note_auth_point(note.index, commitment);
				Spend {
					nullifier: Nullifier(base_to_bytes(&from.spending().nullifier(&auth))),
					trace: SpendTrace(base_to_bytes(&from.viewing().trace(&auth))),
				}
			})
			.collect();
		let random_base = || {
			base_to_bytes(&sero_zk_crypto::hash::hash_to_base(
				&sero_zk_crypto::domains::MEMO,
				&[&scalar_to_bytes(&random_nonzero_scalar(&mut self.lock().rng))],
			))
		};
		spends
			.push(Spend { nullifier: Nullifier(random_base()), trace: SpendTrace(random_base()) });
		let id = TxId(random_base());
		let first = base_from_bytes(&spends[0].nullifier.0).unwrap();
		let ovk = from.viewing().outgoing_key();
		let notes = (0u32..)
			.zip(outputs)
			.map(|(position, (target, asset, memo))| {
				let rsk = note_randomness(&ovk, &first, position);
				let address = match target {
					OneTimeTarget::Derived(to) => to.one_time(address_randomizer(&rsk)),
					OneTimeTarget::Given(address) => *address,
				};
				let memo = memo_from_text(memo).unwrap().0;
				hidden(&Note { asset: *asset, address, memo, rsk })
			})
			.collect();
		NewEntry { bundle: Some((id, Default::default(), fee, spends, Action::None)), notes }
	}
}

/// Where a simulated payment goes.
#[derive(Clone, Copy, Debug)]
pub enum OneTimeTarget {
	/// The sender derives the address, as wallets do.
	Derived(PaymentAddress),
	/// An address from elsewhere.
	Given(OneTimeAddress),
}

/// A hidden note ready for a block.
pub fn hidden(note: &Note) -> NewNote {
	let encrypted = EncryptedNote::from_note(note).unwrap();
	NewNote::Hidden {
		address: OneTimeAddressBytes(note.address.to_bytes()),
		commitment: base_to_bytes(&encrypted.commitment),
		rpk: encrypted.ephemeral,
		text: encrypted.ciphertext,
	}
}

/// The spends of a block.
pub fn spends_of(block: &ChainBlock) -> Vec<Spend> {
	block
		.notes
		.entries
		.iter()
		.flat_map(|entry| match entry {
			NoteEntry::Bundle { spends, .. } => spends.clone(),
			NoteEntry::Public(_) => Vec::new(),
		})
		.collect()
}

fn place(entry: NewEntry, frontier: &mut Frontier) -> NoteEntry {
	let (mut hidden, mut public) = (Vec::new(), Vec::new());
	for note in entry.notes {
		let index = frontier.leaves() as u32;
		let mut append = |commitment: Base| {
			let value = leaf(index, commitment);
			frontier.append(value).unwrap();
			base_to_bytes(&value)
		};
		match note {
			NewNote::Hidden { address, commitment, rpk, text } => hidden.push(HiddenNoteRecord {
				index,
				leaf: append(base_from_bytes(&commitment).unwrap()),
				address,
				note_commitment: NoteCommitment(commitment),
				ephemeral_key: EphemeralPublicKey(rpk),
				ciphertext: NoteCiphertext(text),
			}),
			NewNote::Public { origin, output } => {
				let address = OneTimeAddress::from_bytes(&output.address.0).unwrap();
				let note = Note::public(crate::scan::asset_of(&output), address, output.memo.0);
				let leaf = append(note.commitment());
				public.push(PublicNoteRecord { index, leaf, origin, output });
			},
		}
	}
	match entry.bundle {
		None => NoteEntry::Public(public.remove(0)),
		Some((id, from, fee, spends, action)) => {
			NoteEntry::Bundle { id, from, fee, spends, hidden, public, action }
		},
	}
}

impl ChainSource for SimChain {
	async fn status(&self) -> Result<ChainStatus> {
		let sim = self.lock();
		let best = sim.blocks.last().unwrap();
		Ok(ChainStatus { genesis: sim.blocks[0].hash, best: best.number, best_hash: best.hash })
	}

	async fn blocks(&self, from: BlockNumber, count: u32) -> Result<Vec<ChainBlock>> {
		let sim = self.lock();
		let count = count.min(sim.page_limit) as usize;
		Ok(sim.blocks.iter().skip(from as usize).take(count).cloned().collect())
	}

	async fn block_hash(&self, number: BlockNumber) -> Result<Option<BlockHash>> {
		Ok(self.lock().blocks.get(number as usize).map(|block| block.hash))
	}
}

impl PaymentChain for SimChain {
	async fn required_fee(&self, shape: BundleShape<'_>) -> Result<Balance> {
		Ok(self.lock().required_fee * Balance::from(shape.inputs + shape.outputs))
	}

	async fn submit(&self, bundle: &Bundle) -> Result<TxId> {
		let height = self.height();
		let id = bundle.id(&self.block(0).hash);
		let mut sim = self.lock();
		sim.submitted += 1;
		let reject = |reason| Err(WalletError::Rejected(reason));
		if let Some(reason) = sim.reject_next.take() {
			return reject(reason);
		}
		if bundle.expiry <= height {
			return reject(RejectReason::Expired);
		}
		let shape = Balance::from(bundle.inputs.len() as u32 + bundle.outputs.len() as u32);
		if bundle.fee + bundle.action.sponsored_fee() < sim.required_fee * shape {
			return reject(RejectReason::FeeTooLow);
		}
		if let Err(reason) = sim.world.check(bundle) {
			return reject(reason);
		}
		if bundle.inputs.iter().any(|input| sim.spent.contains(&input.nullifier.0)) {
			return reject(RejectReason::NullifierAlreadySpent);
		}
		if !sim.blocks.iter().any(|block| block.notes.anchor == bundle.anchor) {
			return reject(RejectReason::UnknownAnchor);
		}
		sim.pool.push(bundle.clone());
		if sim.lose_answers {
			return Err(WalletError::NodeUnreachable {
				url: "sim".into(),
				reason: "the answer is lost".into(),
			});
		}
		Ok(id)
	}
}

/// The memo as a string, for comparisons.
pub fn text(memo: &Memo) -> String {
	String::from_utf8_lossy(&memo.0).trim_end_matches('\0').to_owned()
}
