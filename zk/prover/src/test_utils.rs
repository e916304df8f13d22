// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! A funded tree without a wallet, and bundles of every kind, for tests and benchmarks.
//!
//! A test of the chain takes [`Funded::deposits`] as the notes that exist at genesis (in this order, in an
//! empty tree), or mirrors its own notes with [`Funded::deposit`] and [`Funded::append`]; then the anchor
//! is the same on both sides and [`Funded::bundle`] is accepted.
//!
//! Functions panic where a test could only panic itself.

use std::sync::OnceLock;

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRngCore, SeedableRng};
use sero_primitives::{units::SERO, Balance, CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	Anchor, BalanceStatement, BlockNotes, Bundle, Memo, NoteCommitment, NoteEntry,
	OneTimeAddressBytes, PointKind, ProofItem, PublicInput, PublicNoteRecord, PublicOutput,
};
use sero_zk_circuits::{
	input::{InputPrivate, InputPublic},
	output::{OutputPrivate, OutputPublic},
};
use sero_zk_crypto::{
	field::{base_from_bytes, base_to_bytes, random_nonzero_scalar, random_scalar},
	leaf, Asset, Base, EncryptedNote, Note, OneTimeAddress, PaymentAddress, Seed, SpendingKey,
	Tree,
};

use crate::{
	builder::{AuthorizedBundle, BundlePlan},
	issue::IssueProver,
	prover::Prover,
	CircuitKind,
};

/// The process's prover, from the default folder of the proving keys.
pub fn prover() -> &'static Prover {
	static PROVER: OnceLock<Prover> = OnceLock::new();
	PROVER.get_or_init(|| Prover::load().expect("the proving keys can be made"))
}

/// The process's prover of issues, from the same folder.
pub fn issue_prover() -> &'static IssueProver {
	static PROVER: OnceLock<IssueProver> = OnceLock::new();
	PROVER.get_or_init(|| IssueProver::load().expect("the proving key can be made"))
}

/// The verifying keys of [`prover`] and [`issue_prover`]: input, output, issue.
pub fn verifying_keys() -> Vec<Vec<u8>> {
	let mut keys = [CircuitKind::Input, CircuitKind::Output]
		.map(|kind| prover().verifying_key(kind).to_vec())
		.to_vec();
	keys.push(issue_prover().verifying_key().to_vec());
	keys
}

/// A generator with a fixed seed.
pub fn rng(seed: u8) -> ChaCha20Rng {
	ChaCha20Rng::from_seed([seed; 32])
}

/// The spending key of a number.
pub fn spending_key(number: u8) -> SpendingKey {
	SpendingKey::from_seed(&Seed::from_bytes([number; 32])).expect("the seed is a good one")
}

/// An input and an output statement that hold.
#[allow(clippy::type_complexity)]
pub fn statements() -> ((InputPublic, InputPrivate), (OutputPublic, OutputPrivate)) {
	let mut rng = rng(3);
	let funded = Funded::new([0; 32]);
	let (note, path) = (funded.notes[0].clone(), funded.tree.path(0).expect("there is a note"));
	let private = InputPrivate::spend(&funded.key, &note, path, random_scalar(&mut rng));
	let public = private.public(funded.anchor()).expect("the note can be spent");
	let note = Note { rsk: random_nonzero_scalar(&mut rng), ..note };
	let output = OutputPrivate::new(&note, random_scalar(&mut rng));
	((public, private), (OutputPublic::new(&note, output.trapdoor), output))
}

/// A kind of bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BundleKind {
	/// One note, one payment, change: padded to two inputs and two outputs.
	Payment,
	/// Three notes joined: padded to four inputs.
	Join,
	/// Three payments and change: four outputs.
	ManyOutputs,
	/// A public output and change.
	PublicOutput,
	/// A ticket and the fee's change.
	Ticket,
	/// Another currency.
	Token,
	/// An amount paid to the account `[9; 32]`.
	Unshield,
}

impl BundleKind {
	/// Every kind.
	pub const ALL: [Self; 7] = [
		Self::Payment,
		Self::Join,
		Self::ManyOutputs,
		Self::PublicOutput,
		Self::Ticket,
		Self::Token,
		Self::Unshield,
	];
}

/// The notes of one key in a tree.
#[derive(Debug)]
pub struct Funded {
	/// The key of all notes.
	pub key: SpendingKey,
	/// The chain that bundles are made for.
	pub genesis_hash: [u8; 32],
	/// Last block that may include the bundles.
	pub expiry: u32,
	/// Fee of the bundles.
	pub fee: Balance,
	/// The tree.
	pub tree: Tree,
	notes: Vec<Note>,
	indices: Vec<u32>,
	deposits: Vec<PublicOutput>,
	rng: ChaCha20Rng,
}

impl Funded {
	/// The token of [`BundleKind::Token`].
	pub fn token() -> CurrencyId {
		CurrencyId::from_name("TEST_TOKEN").expect("the name is a good one")
	}

	/// The ticket of [`BundleKind::Ticket`].
	pub fn ticket() -> Ticket {
		let category = TicketCategory::from_name("TEST_TICKET").expect("the name is a good one");
		Ticket { category, id: TicketId([5; 32]) }
	}

	/// A tree with six notes of key number 1: four of 100 SERO, one of 1000 tokens, one with a ticket.
	pub fn new(genesis_hash: [u8; 32]) -> Self {
		let mut funded = Self::empty(genesis_hash, spending_key(1));
		for _ in 0..4 {
			funded.deposit(Asset::token(CurrencyId::SERO.0, 100 * SERO));
		}
		funded.deposit(Asset::token(Self::token().0, 1000));
		let Ticket { category, id } = Self::ticket();
		funded.deposit(Asset { ticket: Some((category.0, id.0)), ..Asset::default() });
		funded
	}

	/// An empty tree.
	pub fn empty(genesis_hash: [u8; 32], key: SpendingKey) -> Self {
		Self {
			key,
			genesis_hash,
			expiry: 100,
			fee: SERO,
			tree: Tree::new(),
			notes: Vec::new(),
			indices: Vec::new(),
			deposits: Vec::new(),
			rng: rng(2),
		}
	}

	/// A new one-time address of the key.
	pub fn address(&self) -> OneTimeAddress {
		let mut rng = self.rng.clone();
		self.key.payment_address().one_time(random_nonzero_scalar(&mut rng))
	}

	/// Appends a public note of the key to the tree; returns it as the chain knows it.
	pub fn deposit(&mut self, asset: Asset) -> PublicOutput {
		let r = random_nonzero_scalar(&mut self.rng);
		let note = Note::public(asset, self.key.payment_address().one_time(r), [0; 64]);
		let asset = asset.normalized();
		let output = PublicOutput {
			address: OneTimeAddressBytes(note.address.to_bytes()),
			currency: CurrencyId(asset.currency),
			amount: asset.amount,
			ticket: asset.ticket.map(|(category, id)| Ticket {
				category: TicketCategory(category),
				id: TicketId(id),
			}),
			memo: Memo([0; 64]),
		};
		let index = self.append(NoteCommitment(base_to_bytes(&note.commitment())));
		self.notes.push(note);
		self.indices.push(index);
		self.deposits.push(output.clone());
		output
	}

	/// Appends somebody's note to the tree.
	pub fn append(&mut self, commitment: NoteCommitment) -> u32 {
		let commitment = base_from_bytes(&commitment.0).expect("the commitment is canonical");
		let index = u32::try_from(self.tree.len()).expect("the tree is not full");
		self.tree.append(leaf(index, commitment)).expect("the tree is not full")
	}

	/// Takes in what a block did: all leaves, and the key's own notes, which are numbered on.
	pub fn follow(&mut self, block: &BlockNotes) {
		for entry in &block.entries {
			let (hidden, public) = match entry {
				NoteEntry::Bundle { hidden, public, .. } => (&hidden[..], &public[..]),
				NoteEntry::Public(record) => (&[][..], core::slice::from_ref(record)),
			};
			// An unpacked note follows the public ones of its bundle.
			let mut notes: Vec<(u32, NoteCommitment, Option<Note>)> = Vec::new();
			for record in hidden {
				let encrypted = EncryptedNote {
					address: OneTimeAddress::from_bytes(&record.address.0).expect("an address"),
					commitment: base_from_bytes(&record.note_commitment.0).expect("canonical"),
					ephemeral: record.ephemeral_key.0,
					ciphertext: record.ciphertext.0,
				};
				let found = self.key.full_viewing_key().decrypt(&encrypted);
				let note = found.map(|found| found.note);
				notes.push((record.index, record.note_commitment, note));
			}
			for PublicNoteRecord { index, output, .. } in public {
				let asset = Asset {
					currency: output.currency.0,
					amount: output.amount,
					ticket: output.ticket.map(|ticket| (ticket.category.0, ticket.id.0)),
				};
				let address = OneTimeAddress::from_bytes(&output.address.0).expect("an address");
				let note = Note::public(asset, address, output.memo.0);
				let commitment = NoteCommitment(base_to_bytes(&note.commitment()));
				notes.push((*index, commitment, self.key.owns(&address).then_some(note)));
			}
			notes.sort_by_key(|(index, ..)| *index);
			for (index, commitment, note) in notes {
				assert_eq!(self.append(commitment), index, "a block was missed");
				if let Some(note) = note {
					self.notes.push(note);
					self.indices.push(index);
				}
			}
		}
		assert_eq!(Anchor(base_to_bytes(&self.anchor())), block.anchor);
	}

	/// The key's notes, spent ones included.
	pub fn notes(&self) -> &[Note] {
		&self.notes
	}

	/// The notes of the key as the chain knows them, in the tree's order.
	pub fn deposits(&self) -> &[PublicOutput] {
		&self.deposits
	}

	/// Root of the tree.
	pub fn anchor(&self) -> Base {
		self.tree.root()
	}

	/// A plan that spends the given notes of the key (numbered in the order of their deposit).
	pub fn plan(&self, notes: &[usize]) -> BundlePlan {
		let plan = BundlePlan::new(self.genesis_hash, self.anchor(), self.expiry, self.fee);
		notes.iter().fold(plan, |plan, note| {
			let path = self.tree.path(self.indices[*note]).expect("the note is in the tree");
			plan.spend(self.notes[*note].clone(), path)
		})
	}

	/// The plan of a bundle.
	pub fn plan_of(&self, kind: BundleKind) -> BundlePlan {
		let receiver = spending_key(2).payment_address();
		let sero = |amount: Balance| Asset::token(CurrencyId::SERO.0, amount);
		let plan = match kind {
			BundleKind::Payment => self.plan(&[0]).pay(receiver, sero(7 * SERO), [1; 64]),
			BundleKind::Join => self.plan(&[0, 1, 2]).pay(receiver, sero(250 * SERO), [2; 64]),
			BundleKind::ManyOutputs => (1..=3).fold(self.plan(&[0]), |plan, i| {
				plan.pay(receiver, sero(Balance::from(i) * SERO), [i; 64])
			}),
			BundleKind::PublicOutput => {
				self.plan(&[0]).pay_publicly(receiver, sero(3 * SERO), [3; 64])
			},
			BundleKind::Ticket => {
				let Ticket { category, id } = Self::ticket();
				let asset = Asset { ticket: Some((category.0, id.0)), ..Asset::default() };
				self.plan(&[0, 5]).pay(receiver, asset, [4; 64])
			},
			BundleKind::Token => {
				self.plan(&[0, 4]).pay(receiver, Asset::token(Self::token().0, 600), [5; 64])
			},
			BundleKind::Unshield => self.plan(&[0]).unshield([9; 32], CurrencyId::SERO, 11 * SERO),
		};
		plan.add_change(self.key.payment_address()).expect("the notes suffice")
	}

	/// Builds a bundle.
	pub fn bundle(&self, kind: BundleKind, rng: &mut impl CryptoRngCore) -> AuthorizedBundle {
		self.build(self.plan_of(kind), rng)
	}

	/// Builds the bundle of a plan.
	pub fn build(&self, plan: BundlePlan, rng: &mut impl CryptoRngCore) -> AuthorizedBundle {
		plan.prove(prover(), &self.key, rng, &|_| {})
			.and_then(|proven| proven.authorize(&self.key, rng))
			.expect("the plan is a good one")
	}

	/// The receiver of the payments: key number 2.
	pub fn receiver() -> PaymentAddress {
		spending_key(2).payment_address()
	}
}

/// The proofs of a bundle with their public inputs, under the keys of [`verifying_keys`].
pub fn proof_items(bundle: &Bundle) -> Vec<ProofItem> {
	let inputs = bundle.inputs.iter().map(|input| ProofItem {
		key: 0,
		proof: input.proof,
		inputs: vec![
			PublicInput::Field(bundle.anchor.0),
			PublicInput::Field(input.nullifier.0),
			PublicInput::Field(input.trace.0),
			PublicInput::Point(input.value_commitment.0),
		],
	});
	let issue = bundle.action.issue().map(|issue| ProofItem {
		key: 2,
		proof: issue.proof,
		inputs: vec![
			PublicInput::TokenGenerator(issue.currency),
			PublicInput::Point(issue.value_commitment.0),
		],
	});
	let outputs = bundle.outputs.iter().chain(bundle.action.packed_output()).map(|output| {
		let address = output.address.0.chunks_exact(32).map(|point| {
			PublicInput::CofactorPoint(point.try_into().expect("a point has 32 bytes"))
		});
		let commitments = [
			PublicInput::Point(output.value_commitment.0),
			PublicInput::Field(output.note_commitment.0),
		];
		ProofItem { key: 1, proof: output.proof, inputs: address.chain(commitments).collect() }
	});
	inputs.chain(issue).chain(outputs).collect()
}

/// The points of a bundle with their kinds.
pub fn points(bundle: &Bundle) -> Vec<(PointKind, [u8; 32])> {
	let address = |address: &OneTimeAddressBytes| {
		let parts = address
			.0
			.chunks_exact(32)
			.map(|part| (PointKind::Cofactor, part.try_into().expect("a point has 32 bytes")));
		parts.collect::<Vec<_>>()
	};
	let mut points = address(&bundle.from);
	for input in &bundle.inputs {
		points.push((PointKind::Plain, input.value_commitment.0));
	}
	for output in &bundle.outputs {
		points.extend(address(&output.address));
		points.push((PointKind::Plain, output.value_commitment.0));
		points.push((PointKind::Cofactor, output.ephemeral_key.0));
	}
	for output in &bundle.public_outputs {
		points.extend(address(&output.address));
	}
	points
}

/// What has to balance in a bundle.
pub fn balance_statement(bundle: &Bundle, genesis_hash: &[u8; 32]) -> BalanceStatement {
	crate::builder::balance_statement(bundle, genesis_hash)
}
