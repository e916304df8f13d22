// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A wallet that follows the chain by its events, and builds bundles whose commitments, ciphertexts
//! and signatures are real and whose proofs are hashes (see `mock`).

use crate::mock::*;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use sero_primitives::{units::SERO, Balance, CurrencyId};
use sero_shielded_primitives::*;
use sero_zk_crypto::{
	asset_point,
	domains::{BALANCE_SIGNATURE, FROM_SIGNATURE},
	field::{base_from_bytes, base_to_bytes, random_nonzero_scalar, random_scalar},
	generators::VALUE_TRAPDOOR_GENERATOR,
	note_auth_point, nullifier, schnorr, trace, value_commitment, Asset, EncryptedNote, Note,
	OneTimeAddress, PaymentAddress, Scalar, Seed, SpendingKey, Tree,
};
use sero_zk_prover::BundlePlan;

/// An amount of SERO.
pub fn sero(amount: Balance) -> Asset {
	Asset::token(CurrencyId::SERO.0, amount)
}

/// What a bundle is to do.
#[derive(Clone)]
pub struct Plan {
	/// Positions of the wallet's notes to spend.
	pub spends: Vec<u32>,
	/// Inputs that spend nothing.
	pub dummies: usize,
	/// Hidden outputs.
	pub outputs: Vec<(PaymentAddress, Asset)>,
	/// Public outputs.
	pub public: Vec<PublicOutput>,
	/// What else it does. The proof and commitments of an issue, and of the note in a package, are
	/// made with the bundle.
	pub action: Action,
	/// What a package holds, or what a hidden issue makes.
	pub packed: Option<Asset>,
	/// Fee in base units.
	pub fee: Balance,
	/// Last block that may include it.
	pub expiry: u32,
	/// The anchor, if it is not that of the wallet's tree.
	pub anchor: Option<Anchor>,
	/// The chain.
	pub genesis_hash: [u8; 32],
	/// The circuit version of the proofs.
	pub circuit: CircuitVersion,
	/// Lets the trapdoors cancel out, so that the balance key is the identity.
	pub zero_balance_key: bool,
}

/// A note of the wallet.
#[derive(Clone, Debug)]
pub struct Owned {
	pub index: u32,
	pub note: Note,
	pub nullifier: Nullifier,
}

pub struct Wallet {
	pub key: SpendingKey,
	pub tree: Tree,
	/// Unspent notes.
	pub notes: Vec<Owned>,
	pub rng: ChaCha20Rng,
}

impl Wallet {
	pub fn new(seed: u8) -> Self {
		Self {
			key: SpendingKey::from_seed(&Seed::from_bytes([seed; 32])).expect("a good seed"),
			tree: Tree::new(),
			notes: Vec::new(),
			rng: ChaCha20Rng::from_seed([seed; 32]),
		}
	}

	pub fn address(&self) -> PaymentAddress {
		self.key.payment_address()
	}

	/// A fresh one-time address as the chain sees it.
	pub fn one_time(&mut self) -> OneTimeAddressBytes {
		let r = random_nonzero_scalar(&mut self.rng);
		OneTimeAddressBytes(self.address().one_time(r).to_bytes())
	}

	/// A public note for this wallet.
	pub fn public_output(&mut self, amount: Balance) -> PublicOutput {
		PublicOutput {
			address: self.one_time(),
			currency: CurrencyId::SERO,
			amount,
			ticket: None,
			memo: Memo::default(),
		}
	}

	/// A chain on which this wallet has genesis notes of these amounts, and the wallet in sync.
	pub fn with_chain(amounts: &[Balance]) -> (Self, sp_io::TestExternalities) {
		let mut wallet = Self::new(1);
		let notes: Vec<_> = amounts.iter().map(|amount| wallet.public_output(*amount)).collect();
		let mut chain = chain(&notes);
		chain.execute_with(|| wallet.sync());
		(wallet, chain)
	}

	/// Takes in what the last block did.
	pub fn sync(&mut self) {
		let block = ShieldedAssets::block_notes();
		assert_eq!(u64::from(block.first_index), self.tree.len(), "the wallet missed a block");
		for entry in block.entries {
			match entry {
				NoteEntry::Bundle { spends, hidden, public, .. } => {
					for spend in spends {
						self.notes.retain(|note| note.nullifier != spend.nullifier);
					}
					hidden.into_iter().for_each(|note| self.take_hidden(note));
					public.into_iter().for_each(|note| self.take_public(note));
				},
				NoteEntry::Public(note) => self.take_public(note),
			}
		}
		assert_eq!(block.anchor, self.anchor(), "the wallet's tree is the chain's");
	}

	fn append(&mut self, index: u32, leaf: [u8; 32], note: Option<Note>) {
		let leaf = base_from_bytes(&leaf).expect("a canonical leaf");
		assert_eq!(self.tree.append(leaf), Ok(index));
		if let Some(note) = note {
			let auth = note_auth_point(index, note.commitment());
			assert_eq!(auth.x(), leaf, "the leaf is that of the note");
			let nullifier = Nullifier(base_to_bytes(&nullifier(&self.key, &auth)));
			self.notes.push(Owned { index, note, nullifier });
		}
	}

	fn take_hidden(&mut self, record: HiddenNoteRecord) {
		let encrypted = EncryptedNote {
			address: OneTimeAddress::from_bytes(&record.address.0).expect("an address"),
			commitment: base_from_bytes(&record.note_commitment.0).expect("canonical"),
			ephemeral: record.ephemeral_key.0,
			ciphertext: record.ciphertext.0,
		};
		let note = self.key.full_viewing_key().decrypt(&encrypted).map(|found| found.note);
		self.append(record.index, record.leaf, note);
	}

	fn take_public(&mut self, record: PublicNoteRecord) {
		let address = OneTimeAddress::from_bytes(&record.output.address.0).expect("an address");
		let asset = Asset {
			currency: record.output.currency.0,
			amount: record.output.amount,
			ticket: record.output.ticket.map(|ticket| (ticket.category.0, ticket.id.0)),
		};
		let note =
			self.key.owns(&address).then(|| Note::public(asset, address, record.output.memo.0));
		self.append(record.index, record.leaf, note);
	}

	pub fn anchor(&self) -> Anchor {
		Anchor(base_to_bytes(&self.tree.root()))
	}

	/// What the wallet has in SERO base units.
	pub fn balance(&self) -> Balance {
		self.notes
			.iter()
			.filter(|owned| owned.note.asset.currency == CurrencyId::SERO.0)
			.map(|owned| owned.note.asset.amount)
			.sum()
	}

	/// The unspent note at a position.
	pub fn note(&self, index: u32) -> &Owned {
		self.notes.iter().find(|owned| owned.index == index).expect("an unspent note")
	}

	/// A plan that spends these notes, pads to two inputs, and pays the least fee.
	pub fn plan(&self, spends: &[u32]) -> Plan {
		Plan {
			spends: spends.to_vec(),
			dummies: 2usize.saturating_sub(spends.len()),
			outputs: Vec::new(),
			public: Vec::new(),
			action: Action::None,
			packed: None,
			fee: SERO,
			expiry: System::block_number() + 20,
			anchor: None,
			genesis_hash: GENESIS_HASH,
			circuit: CircuitVersion::V1,
			zero_balance_key: false,
		}
	}

	/// A payment of `amount` out of one note, with change.
	pub fn payment(&self, spend: u32, to: &PaymentAddress, amount: Balance) -> Plan {
		self.plan(&[spend]).pay(*to, sero(amount)).with_change(self)
	}

	/// Builds a payment.
	pub fn pay(&mut self, spend: u32, to: &PaymentAddress, amount: Balance) -> Bundle {
		let plan = self.payment(spend, to, amount);
		self.build(&plan)
	}

	/// Builds the bundle of a plan: whatever it says, also what is not allowed.
	pub fn build(&mut self, plan: &Plan) -> Bundle {
		self.build_with(plan, &|_| ())
	}

	/// Builds the bundle of a plan, changed before it is signed.
	pub fn build_with(&mut self, plan: &Plan, change: &dyn Fn(&mut Bundle)) -> Bundle {
		let mut secret = Scalar::from(0u64);
		let mut inputs = Vec::new();
		let viewing_key = self.key.full_viewing_key();
		for index in &plan.spends {
			let owned = self.note(*index).clone();
			let auth = note_auth_point(*index, owned.note.commitment());
			let trapdoor = random_scalar(&mut self.rng);
			secret += trapdoor;
			let commitment = value_commitment(&asset_point(&owned.note.asset), trapdoor);
			inputs.push(HiddenInput {
				circuit: plan.circuit,
				nullifier: owned.nullifier,
				trace: SpendTrace(base_to_bytes(&trace(&viewing_key, &auth))),
				value_commitment: ValueCommitment(commitment.to_bytes()),
				proof: Default::default(),
			});
		}
		for _ in 0..plan.dummies {
			let trapdoor = random_scalar(&mut self.rng);
			secret += trapdoor;
			inputs.push(HiddenInput {
				circuit: plan.circuit,
				nullifier: Nullifier(self.random_field()),
				trace: SpendTrace(self.random_field()),
				value_commitment: ValueCommitment(
					VALUE_TRAPDOOR_GENERATOR.mul(trapdoor).to_bytes(),
				),
				proof: Default::default(),
			});
		}
		let mut outputs = Vec::new();
		for (position, (address, asset)) in plan.outputs.iter().enumerate() {
			let rsk = random_nonzero_scalar(&mut self.rng);
			let one_time = address.one_time(random_nonzero_scalar(&mut self.rng));
			let note = Note { asset: *asset, address: one_time, memo: [0; 64], rsk };
			let last = position + 1 == plan.outputs.len();
			let trapdoor = match plan.zero_balance_key && last {
				true => secret,
				false => random_scalar(&mut self.rng),
			};
			secret -= trapdoor;
			let encrypted = EncryptedNote::from_note(&note).expect("a hidden note");
			outputs.push(HiddenOutput {
				circuit: plan.circuit,
				address: OneTimeAddressBytes(one_time.to_bytes()),
				value_commitment: ValueCommitment(
					value_commitment(&asset_point(asset), trapdoor).to_bytes(),
				),
				note_commitment: NoteCommitment(base_to_bytes(&encrypted.commitment)),
				ephemeral_key: EphemeralPublicKey(encrypted.ephemeral),
				ciphertext: NoteCiphertext(encrypted.ciphertext),
				proof: Default::default(),
			});
		}
		let mut action = plan.action.clone();
		if let Some(asset) = &plan.packed {
			let trapdoor = random_scalar(&mut self.rng);
			let commitment = value_commitment(&asset_point(asset), trapdoor).to_bytes();
			match &mut action {
				Action::Issue(issue) => {
					secret += trapdoor;
					issue.value_commitment = ValueCommitment(commitment);
				},
				Action::Package(PackageAction::Create { contents, .. }) => {
					secret -= trapdoor;
					contents.value_commitment = ValueCommitment(commitment);
				},
				_ => panic!("nothing takes the asset"),
			}
		}
		let from = self.address().one_time(random_nonzero_scalar(&mut self.rng));
		let mut bundle = Bundle {
			version: BundleVersion::V1,
			expiry: plan.expiry,
			anchor: plan.anchor.unwrap_or_else(|| self.anchor()),
			from: OneTimeAddressBytes(from.to_bytes()),
			fee: plan.fee,
			inputs: inputs.try_into().expect("not too many"),
			outputs: outputs.try_into().expect("not too many"),
			public_outputs: plan.public.clone().try_into().expect("not too many"),
			action,
			from_signature: Default::default(),
			balance_signature: Default::default(),
		};
		prove(&mut bundle);
		change(&mut bundle);
		self.sign(&mut bundle, &from, &secret, &plan.genesis_hash);
		bundle
	}

	/// Signs a bundle with the secrets of `from` and of the balance.
	pub fn sign(
		&mut self,
		bundle: &mut Bundle,
		from: &OneTimeAddress,
		balance_secret: &Scalar,
		genesis_hash: &[u8; 32],
	) {
		let secret = *self.key.spend_auth() * self.key.view();
		let id = bundle.id(genesis_hash);
		let signature = schnorr::sign(&FROM_SIGNATURE, &secret, from.base(), &id.0, &mut self.rng);
		bundle.from_signature = SignatureBytes(signature.expect("a good key"));
		let signature = schnorr::sign(
			&BALANCE_SIGNATURE,
			balance_secret,
			&VALUE_TRAPDOOR_GENERATOR,
			&bundle.balance_message(genesis_hash),
			&mut self.rng,
		);
		bundle.balance_signature = signature.map(SignatureBytes).unwrap_or_default();
	}

	/// A plan for the real prover that spends these notes.
	pub fn real_plan(&self, spends: &[u32]) -> BundlePlan {
		let plan =
			BundlePlan::new(GENESIS_HASH, self.tree.root(), System::block_number() + 20, SERO);
		spends.iter().fold(plan, |plan, index| {
			let path = self.tree.path(*index).expect("the note is in the tree");
			plan.spend(self.note(*index).note.clone(), path)
		})
	}

	/// Builds a bundle with real proofs.
	pub fn build_real(&mut self, plan: BundlePlan) -> Bundle {
		plan.prove(sero_zk_prover::test_utils::prover(), &self.key, &mut self.rng, &|_| {})
			.and_then(|proven| proven.authorize(&self.key, &mut self.rng))
			.expect("the plan is a good one")
			.into_parts()
			.0
	}

	fn random_field(&mut self) -> [u8; 32] {
		let mut bytes = [0u8; 32];
		self.rng.fill_bytes(&mut bytes[..31]);
		bytes
	}
}

/// Makes all proofs of a bundle, as hashes of what they state.
pub fn prove(bundle: &mut Bundle) {
	let keys = keys();
	let items = sero_zk_prover::test_utils::proof_items(bundle);
	let mut proofs = items.iter().map(|item| hash_proof(&keys[item.key as usize], &item.inputs));
	for input in &mut bundle.inputs {
		input.proof = proofs.next().expect("one for each input");
	}
	if let Action::Issue(issue) = &mut bundle.action {
		issue.proof = proofs.next().expect("one for the issue");
	}
	let packed = match &mut bundle.action {
		Action::Package(PackageAction::Create { contents, .. }) => Some(contents),
		_ => None,
	};
	for output in bundle.outputs.iter_mut().chain(packed) {
		output.proof = proofs.next().expect("one for each output");
	}
}

impl Plan {
	pub fn pay(mut self, to: PaymentAddress, asset: Asset) -> Self {
		self.outputs.push((to, asset));
		self
	}

	pub fn unshield(mut self, account: sp_runtime::AccountId32, amount: Balance) -> Self {
		self.action =
			Action::Unshield { account: account.into(), currency: CurrencyId::SERO, amount };
		self
	}

	/// What is left of the spent notes' SERO.
	pub fn leftover(&self, wallet: &Wallet) -> Balance {
		let in_sero = |currency, amount| if currency == CurrencyId::SERO.0 { amount } else { 0 };
		let spends = self.spends.iter().map(|index| wallet.note(*index).note.asset);
		let spent: Balance = spends.map(|asset| in_sero(asset.currency, asset.amount)).sum();
		let hidden = self.outputs.iter().map(|(_, asset)| asset);
		let packed = self.packed.iter().filter(|_| self.action.packed_output().is_some());
		let hidden: Balance =
			hidden.chain(packed).map(|asset| in_sero(asset.currency, asset.amount)).sum();
		let public = self.public.iter();
		let public: Balance = public.map(|output| in_sero(output.currency.0, output.amount)).sum();
		let action = self.action.released().iter().map(|asset| asset.sero()).sum::<Balance>();
		spent - hidden - public - action - self.fee
	}

	/// Sends what is left back, in an output of its own even if it is nothing.
	pub fn with_change(self, wallet: &Wallet) -> Self {
		let rest = self.leftover(wallet);
		self.pay(wallet.address(), sero(rest))
	}
}

/// Makes the bundles of the benchmarks.
#[cfg(feature = "runtime-benchmarks")]
#[derive(Debug)]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper for Helper {
	fn bundle(shape: crate::benchmarking::BundleShape) -> Bundle {
		let mut wallet = Wallet::new(1);
		let shown: Balance = Balance::from(shape.public_outputs);
		let unshielded = match shape.action {
			Action::Unshield { amount, .. } => amount,
			_ => 0,
		};
		// A note that does not exist pays for everything.
		let address = wallet.address().one_time(9u64.into());
		let amount = shape.fee + shown + unshielded;
		let note = Note::public(sero(amount), address, [0; 64]);
		wallet.notes.push(Owned { index: 7, note, nullifier: Nullifier([1; 32]) });
		let mut plan = wallet.plan(&[7]);
		plan.dummies = (shape.inputs as usize).saturating_sub(1);
		plan.outputs = (0..shape.outputs).map(|_| (wallet.address(), sero(0))).collect();
		plan.public = (0..shape.public_outputs).map(|_| wallet.public_output(1)).collect();
		plan.action = shape.action;
		plan.fee = shape.fee;
		plan.expiry = shape.expiry;
		plan.anchor = Some(shape.anchor);
		plan.genesis_hash = shape.genesis_hash;
		wallet.build(&plan)
	}

	fn address() -> OneTimeAddressBytes {
		Wallet::new(1).one_time()
	}

	fn keys() -> [Vec<u8>; 3] {
		keys()
	}
}
