// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The two signatures of a bundle.

use rand_core::CryptoRngCore;
use sero_primitives::{Balance, CurrencyId, Ticket};
use sero_shielded_primitives::{BalanceStatement, Bundle, ShieldedCrypto, SignatureBytes, TxId};
use sero_zk_crypto::{
	domains::{BALANCE_SIGNATURE, FROM_SIGNATURE},
	encryption::NoteKey,
	generators::VALUE_TRAPDOOR_GENERATOR,
	package::PackageKey,
	schnorr, Note, PaymentAddress, SpendingKey,
};
use sero_zk_verifier::NativeCrypto;
use zeroize::Zeroizing;

use super::{error::BuildError, prove::ProvenBundle};

/// Why a hidden output is in the bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutputOrigin {
	/// The plan's output at this position.
	Planned(usize),
	/// An empty note to the sender.
	Padding,
}

/// What opens a hidden output. It discloses this output and no other.
#[derive(Clone, Debug)]
pub struct OutputDisclosure {
	/// Position of the output in the bundle.
	pub position: u32,
	/// Why it is there.
	pub origin: OutputOrigin,
	/// The receiver's long-term address, if the sender knows it.
	pub recipient: Option<PaymentAddress>,
	/// The key of the output's ciphertext: hand it out and anybody can check receiver, asset and memo.
	pub key: NoteKey,
	/// The note.
	pub note: Note,
}

/// A bundle that the chain accepts.
#[derive(Clone, Debug)]
pub struct AuthorizedBundle {
	bundle: Bundle,
	id: TxId,
	disclosures: Vec<OutputDisclosure>,
	package_key: Option<PackageKey>,
}

impl AuthorizedBundle {
	/// The bundle.
	pub fn bundle(&self) -> &Bundle {
		&self.bundle
	}

	/// Its id.
	pub fn id(&self) -> TxId {
		self.id
	}

	/// What opens its hidden outputs, in their order.
	pub fn disclosures(&self) -> &[OutputDisclosure] {
		&self.disclosures
	}

	/// What opens the package that it makes.
	pub fn package_key(&self) -> Option<&PackageKey> {
		self.package_key.as_ref()
	}

	/// The bundle and what opens its hidden outputs.
	pub fn into_parts(self) -> (Bundle, Vec<OutputDisclosure>) {
		(self.bundle, self.disclosures)
	}
}

/// Assets that leave a bundle visibly: public outputs, fee and action.
pub(crate) fn public_assets(bundle: &Bundle) -> Vec<(CurrencyId, Balance, Option<Ticket>)> {
	let mut assets: Vec<_> = bundle
		.public_outputs
		.iter()
		.map(|output| (output.currency, output.amount, output.ticket))
		.collect();
	assets.push((CurrencyId::SERO, bundle.fee, None));
	let released = bundle.action.released();
	assets.extend(released.iter().map(|asset| (asset.currency, asset.amount, asset.ticket)));
	assets
}

/// What has to balance in a bundle.
pub(crate) fn balance_statement(bundle: &Bundle, genesis_hash: &[u8; 32]) -> BalanceStatement {
	BalanceStatement {
		inputs: bundle
			.inputs
			.iter()
			.map(|input| input.value_commitment)
			.chain(bundle.action.issue().map(|issue| issue.value_commitment))
			.collect(),
		outputs: bundle
			.outputs
			.iter()
			.chain(bundle.action.packed_output())
			.map(|output| output.value_commitment)
			.collect(),
		public: public_assets(bundle),
		message: bundle.balance_message(genesis_hash),
		signature: bundle.balance_signature,
	}
}

impl ProvenBundle {
	/// Signs the bundle and checks the signatures.
	///
	/// # Errors
	/// [`BuildError::WrongKey`], [`BuildError::ZeroSecret`], [`BuildError::SelfCheck`].
	pub fn authorize(
		mut self,
		key: &SpendingKey,
		rng: &mut impl CryptoRngCore,
	) -> Result<AuthorizedBundle, BuildError> {
		if !key.owns(&self.from) {
			return Err(BuildError::WrongKey);
		}
		let secret = Zeroizing::new(*key.spend_auth() * key.view());
		let id = self.bundle.id(&self.genesis_hash);
		let signature = schnorr::sign(&FROM_SIGNATURE, &secret, self.from.base(), &id.0, rng)
			.map_err(|_| BuildError::ZeroSecret)?;
		self.bundle.from_signature = SignatureBytes(signature);

		let signature = schnorr::sign(
			&BALANCE_SIGNATURE,
			&self.balance_secret.0,
			&VALUE_TRAPDOOR_GENERATOR,
			&self.bundle.balance_message(&self.genesis_hash),
			rng,
		)
		.map_err(|_| BuildError::ZeroSecret)?;
		self.bundle.balance_signature = SignatureBytes(signature);

		NativeCrypto::verify_address_signature(
			&self.bundle.from,
			&id.0,
			&self.bundle.from_signature,
		)
		.map_err(BuildError::SelfCheck)?;
		NativeCrypto::verify_balance(&balance_statement(&self.bundle, &self.genesis_hash))
			.map_err(BuildError::SelfCheck)?;
		Ok(AuthorizedBundle {
			bundle: self.bundle,
			id,
			disclosures: self.disclosures,
			package_key: self.package_key,
		})
	}
}
