// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The note inside a package, its proof and its seal.

use rand_core::CryptoRngCore;
use sero_shielded_primitives::{
	CircuitVersion, EphemeralPublicKey, EvmAddress, HiddenOutput, NoteCiphertext, NoteCommitment,
	OneTimeAddressBytes, PackageAction, PackageOwner, SealedBytes, ValueCommitment,
};
use sero_zk_circuits::output::{OutputPrivate, OutputPublic};
use sero_zk_crypto::{
	curve::compress,
	encryption::EncryptedNote,
	field::{base_to_bytes, random_scalar},
	keys::address_randomizer,
	package::{seal, PackageKey, PackageOpening},
	Asset, Base, FullViewingKey,
};

use super::{error::BuildError, plan::Recipient};

/// Whom a package is made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PackageReceiver {
	/// A person. The note inside is at the same one-time address, so that it can also be unpacked.
	Person(Recipient),
	/// A contract. The note inside is at an address of the sender.
	Contract(EvmAddress),
}

/// A package to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedPackage {
	/// Who may hand it over and open it.
	pub receiver: PackageReceiver,
	/// What it holds.
	pub asset: Asset,
	/// Text that goes with the asset.
	pub memo: [u8; 64],
	/// More data, at most 4,096 bytes.
	pub data: Vec<u8>,
}

/// A package on its way into the bundle.
pub(super) struct PackedNote {
	/// The action, still without the proof.
	pub(super) action: PackageAction,
	/// What the proof is to be made of.
	pub(super) statement: (OutputPublic, OutputPrivate),
	/// Opens the package.
	pub(super) key: PackageKey,
}

impl PlannedPackage {
	/// Makes note and seal.
	pub(super) fn pack(
		&self,
		sender: &FullViewingKey,
		first_nullifier: &Base,
		rng: &mut impl CryptoRngCore,
	) -> Result<PackedNote, BuildError> {
		let opening = PackageOpening::new(self.asset, self.memo, rng);
		let randomizer = address_randomizer(&opening.rsk);
		let (address, contract) = match self.receiver {
			PackageReceiver::Person(recipient) => (recipient.one_time(randomizer), None),
			PackageReceiver::Contract(contract) => {
				(sender.payment_address().one_time(randomizer), Some(contract))
			},
		};
		let note = opening.note(address);
		let private = OutputPrivate::new(&note, random_scalar(rng));
		let public = OutputPublic::new(&note, private.trapdoor);
		let encrypted = EncryptedNote::from_note(&note)?;
		let key =
			PackageKey::derive(&sender.outgoing_key(), first_nullifier, &encrypted.commitment);
		let sealed = seal(&key, &opening, &self.data, &encrypted.commitment)?;
		let address = OneTimeAddressBytes(address.to_bytes());
		Ok(PackedNote {
			action: PackageAction::Create {
				owner: contract.map_or(PackageOwner::Address(address), PackageOwner::Contract),
				contents: HiddenOutput {
					circuit: CircuitVersion::V1,
					address,
					value_commitment: ValueCommitment(compress(&public.value_commitment)),
					note_commitment: NoteCommitment(base_to_bytes(&encrypted.commitment)),
					ephemeral_key: EphemeralPublicKey(encrypted.ephemeral),
					ciphertext: NoteCiphertext(encrypted.ciphertext),
					proof: Default::default(),
				},
				sealed: SealedBytes::try_from(sealed)
					.map_err(|sealed| BuildError::PackageTooLong(sealed.len()))?,
			},
			statement: (public, private),
			key,
		})
	}
}
