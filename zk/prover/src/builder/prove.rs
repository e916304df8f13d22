// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Padding, shuffling, encryption and proofs.

use rand_core::CryptoRngCore;
use sero_primitives::{CurrencyId, Ticket, TicketCategory, TicketId};
use sero_shielded_primitives::{
	Action, Anchor, Bundle, BundleVersion, CircuitVersion, EphemeralPublicKey, HiddenInput,
	HiddenOutput, Memo, NoteCiphertext, NoteCommitment, Nullifier, OneTimeAddressBytes,
	PackageAction, PublicOutput, SignatureBytes, SpendTrace, ValueCommitment, MAX_OUTPUTS,
};
use sero_zk_circuits::{
	input::{InputPrivate, InputPublic},
	output::{OutputPrivate, OutputPublic},
};
use sero_zk_crypto::{
	curve::compress,
	encryption::EncryptedNote,
	field::{base_to_bytes, random_scalar},
	keys::address_randomizer,
	package::PackageKey,
	Asset, Note, OneTimeAddress, Scalar, SpendingKey,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{
	authorize::{OutputDisclosure, OutputOrigin},
	error::BuildError,
	plan::{BundlePlan, PlannedOutput, Recipient, SpendableNote},
	randomness::BundleRandomness,
};
use crate::prover::{ProofProgress, Prover, Statement};

/// Fewest inputs and outputs of a padded bundle.
const MIN_PADDED: usize = 2;

/// Number of inputs or outputs after padding.
fn padded(count: usize, limit: usize) -> usize {
	count.max(MIN_PADDED).next_power_of_two().min(limit).max(count)
}

/// A uniform number below `bound`, which is not zero.
fn uniform(rng: &mut impl CryptoRngCore, bound: u64) -> u64 {
	let limit = u64::MAX - u64::MAX % bound;
	loop {
		let candidate = rng.next_u64();
		if candidate < limit {
			return candidate % bound;
		}
	}
}

/// Puts the items in a random order.
fn shuffle<T>(items: &mut [T], rng: &mut impl CryptoRngCore) {
	for last in (1..items.len()).rev() {
		items.swap(last, uniform(rng, last as u64 + 1) as usize);
	}
}

/// `Σ trapdoors of inputs − Σ trapdoors of outputs`: the secret of the balance signature.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct BalanceSecret(pub(super) Scalar);

/// A bundle with all its proofs and no signature yet.
///
/// Nothing in it says which key it belongs to; sign it with the key that it was proven with.
pub struct ProvenBundle {
	pub(super) bundle: Bundle,
	pub(super) genesis_hash: [u8; 32],
	pub(super) from: OneTimeAddress,
	pub(super) balance_secret: BalanceSecret,
	pub(super) disclosures: Vec<OutputDisclosure>,
	pub(super) package_key: Option<PackageKey>,
}

impl core::fmt::Debug for ProvenBundle {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("ProvenBundle(..)")
	}
}

/// An output on its way into the bundle.
struct DraftOutput {
	origin: OutputOrigin,
	plan: PlannedOutput,
}

fn circuit_inputs(
	plan: &BundlePlan,
	key: &SpendingKey,
	rng: &mut impl CryptoRngCore,
) -> Result<Vec<(InputPublic, InputPrivate)>, BuildError> {
	let mut inputs = Vec::new();
	for SpendableNote { note, path } in &plan.spends {
		let private = InputPrivate::spend(key, note, *path, random_scalar(rng));
		let public = private.public(plan.anchor).ok_or(BuildError::Unprovable(path.index))?;
		inputs.push((public, private));
	}
	while inputs.len() < padded(plan.spends.len(), sero_shielded_primitives::MAX_INPUTS as usize) {
		let private = InputPrivate::dummy(rng);
		let public = private.public(plan.anchor).ok_or(BuildError::ZeroSecret)?;
		inputs.push((public, private));
	}
	shuffle(&mut inputs, rng);
	Ok(inputs)
}

fn drafts(plan: &BundlePlan, key: &SpendingKey, rng: &mut impl CryptoRngCore) -> Vec<DraftOutput> {
	let own = Recipient::Address(key.payment_address());
	let mut drafts: Vec<_> = plan
		.outputs
		.iter()
		.enumerate()
		.map(|(position, plan)| DraftOutput {
			origin: OutputOrigin::Planned(position),
			plan: plan.clone(),
		})
		.collect();
	drafts.resize_with(padded(drafts.len(), MAX_OUTPUTS as usize), || DraftOutput {
		origin: OutputOrigin::Padding,
		plan: PlannedOutput { recipient: own, asset: Asset::default(), memo: [0; 64] },
	});
	shuffle(&mut drafts, rng);
	drafts
}

fn public_output(plan: &PlannedOutput, r: Scalar) -> PublicOutput {
	let asset = plan.asset.normalized();
	PublicOutput {
		address: OneTimeAddressBytes(plan.recipient.one_time(r).to_bytes()),
		currency: CurrencyId(asset.currency),
		amount: asset.amount,
		ticket: asset
			.ticket
			.map(|(category, id)| Ticket { category: TicketCategory(category), id: TicketId(id) }),
		memo: Memo(plan.memo),
	}
}

impl BundlePlan {
	/// Checks the plan and makes all proofs.
	///
	/// `progress` is called from several threads, once for every finished proof.
	///
	/// # Errors
	/// Those of [`BundlePlan::check`], [`BuildError::Unprovable`], [`BuildError::Prover`],
	/// [`BuildError::Encryption`].
	pub fn prove(
		self,
		prover: &Prover,
		key: &SpendingKey,
		rng: &mut impl CryptoRngCore,
		progress: &(dyn Fn(ProofProgress) + Sync),
	) -> Result<ProvenBundle, BuildError> {
		self.check(key)?;
		let viewing_key = key.full_viewing_key();
		let mut balance_secret = BalanceSecret(Scalar::from(0u64));
		let mut statements = Vec::new();

		let inputs = circuit_inputs(&self, key, rng)?;
		let first_nullifier =
			inputs.first().map(|(public, _)| public.nullifier).ok_or(BuildError::ZeroSecret)?;
		let randomness = BundleRandomness::new(&viewing_key, first_nullifier);
		let mut hidden_inputs = Vec::with_capacity(inputs.len());
		for (public, private) in inputs {
			balance_secret.0 += private.trapdoor;
			hidden_inputs.push(HiddenInput {
				circuit: CircuitVersion::V1,
				nullifier: Nullifier(base_to_bytes(&public.nullifier)),
				trace: SpendTrace(base_to_bytes(&public.trace)),
				value_commitment: ValueCommitment(compress(&public.value_commitment)),
				proof: Default::default(),
			});
			statements.push(Statement::Input(public, private));
		}

		let mut hidden_outputs = Vec::new();
		let mut disclosures = Vec::new();
		for (position, draft) in (0u32..).zip(drafts(&self, key, rng)) {
			let rsk = randomness.note(position);
			let note = Note {
				asset: draft.plan.asset.normalized(),
				address: draft.plan.recipient.one_time(address_randomizer(&rsk)),
				memo: draft.plan.memo,
				rsk,
			};
			let private = OutputPrivate::new(&note, random_scalar(rng));
			let public = OutputPublic::new(&note, private.trapdoor);
			balance_secret.0 -= private.trapdoor;
			let encrypted = EncryptedNote::from_note(&note)?;
			hidden_outputs.push(HiddenOutput {
				circuit: CircuitVersion::V1,
				address: OneTimeAddressBytes(note.address.to_bytes()),
				value_commitment: ValueCommitment(compress(&public.value_commitment)),
				note_commitment: NoteCommitment(base_to_bytes(&encrypted.commitment)),
				ephemeral_key: EphemeralPublicKey(encrypted.ephemeral),
				ciphertext: NoteCiphertext(encrypted.ciphertext),
				proof: Default::default(),
			});
			disclosures.push(OutputDisclosure {
				position,
				origin: draft.origin,
				recipient: match draft.plan.recipient {
					Recipient::Address(address) => Some(address),
					Recipient::OneTime(_) => None,
				},
				key: encrypted.key_from_rsk(&rsk),
				note,
			});
			statements.push(Statement::Output(public, private));
		}

		let mut action = self.action;
		let mut package_key = None;
		if let Some(package) = &self.package {
			let packed = package.pack(&viewing_key, &first_nullifier, rng)?;
			let (public, private) = packed.statement;
			balance_secret.0 -= private.trapdoor;
			statements.push(Statement::Output(public, private));
			action = Action::Package(packed.action);
			package_key = Some(packed.key);
		}
		if let Some(issue) = &self.issue {
			balance_secret.0 += *issue.trapdoor();
			action = Action::Issue(issue.action().clone());
		}

		let proofs = prover.prove_all(&statements, rng, progress)?;
		let packed_proof = match &mut action {
			Action::Package(PackageAction::Create { contents, .. }) => Some(&mut contents.proof),
			_ => None,
		};
		let slots = hidden_inputs.iter_mut().map(|input| &mut input.proof);
		let slots = slots
			.chain(hidden_outputs.iter_mut().map(|output| &mut output.proof))
			.chain(packed_proof);
		for (slot, proof) in slots.zip(proofs) {
			*slot = proof;
		}

		let from = self.from_address.unwrap_or_else(|| {
			let r = self.from_randomizer.unwrap_or_else(|| randomness.from_address());
			viewing_key.payment_address().one_time(r)
		});
		let public_outputs: Vec<_> = (0u32..)
			.zip(&self.public_outputs)
			.map(|(position, plan)| public_output(plan, randomness.public_output(position)))
			.collect();
		let (input_count, output_count) = (hidden_inputs.len(), hidden_outputs.len());
		let public_count = public_outputs.len();
		let bundle = Bundle {
			version: BundleVersion::V1,
			expiry: self.expiry,
			anchor: Anchor(base_to_bytes(&self.anchor)),
			from: OneTimeAddressBytes(from.to_bytes()),
			fee: self.fee,
			inputs: hidden_inputs.try_into().map_err(|_| BuildError::TooManyInputs(input_count))?,
			outputs: hidden_outputs
				.try_into()
				.map_err(|_| BuildError::TooManyOutputs(output_count))?,
			public_outputs: public_outputs
				.try_into()
				.map_err(|_| BuildError::TooManyPublicOutputs(public_count))?,
			action,
			from_signature: SignatureBytes::default(),
			balance_signature: SignatureBytes::default(),
		};
		Ok(ProvenBundle {
			bundle,
			genesis_hash: self.genesis_hash,
			from,
			balance_secret,
			disclosures,
			package_key,
		})
	}
}

impl ProvenBundle {
	/// The bundle without signatures.
	pub fn unsigned(&self) -> &Bundle {
		&self.bundle
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};

	#[test]
	fn padding_goes_to_the_next_power_of_two() {
		let cases = [(0, 2), (1, 2), (2, 2), (3, 4), (5, 8), (33, 64), (64, 64)];
		for (count, expected) in cases {
			assert_eq!(padded(count, 64), expected);
		}
		assert_eq!(padded(257, 500), 500);
		assert_eq!(padded(500, 500), 500);
	}

	#[test]
	fn shuffling_keeps_every_item_and_reaches_every_order() {
		let mut rng = ChaCha20Rng::from_seed([1; 32]);
		let mut orders = std::collections::BTreeSet::new();
		for _ in 0..200 {
			let mut items = [1, 2, 3];
			shuffle(&mut items, &mut rng);
			orders.insert(items);
			items.sort_unstable();
			assert_eq!(items, [1, 2, 3]);
		}
		assert_eq!(orders.len(), 6);
	}
}
