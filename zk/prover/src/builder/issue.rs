// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! An issue of a hidden amount, ready for a bundle.

use core::fmt;

use rand_core::CryptoRngCore;
use sero_primitives::{Balance, CurrencyId};
use sero_shielded_primitives::{CircuitVersion, HiddenIssue, ValueCommitment};
use sero_zk_circuits::issue::{IssuePrivate, IssuePublic};
use sero_zk_crypto::{curve::compress, field::random_scalar, Scalar};

use crate::{error::ProverError, issue::IssueProver};

/// An issue with its proof, and what only the issuer knows of it. Erased when dropped.
#[derive(Clone)]
pub struct ProvenIssue {
	action: HiddenIssue,
	private: IssuePrivate,
}

impl fmt::Debug for ProvenIssue {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "ProvenIssue({:?}, ..)", self.action.currency)
	}
}

impl ProvenIssue {
	/// Proves an issue of `amount` base units. `registration_fee` is what the chain asks for a new
	/// name, zero for one's own.
	///
	/// # Errors
	/// Those of [`IssueProver::prove_issue`].
	pub fn new(
		prover: &IssueProver,
		currency: CurrencyId,
		amount: Balance,
		registration_fee: Balance,
		rng: &mut impl CryptoRngCore,
	) -> Result<Self, ProverError> {
		let private = IssuePrivate { amount, trapdoor: random_scalar(rng) };
		let public = IssuePublic::new(&currency.0, &private);
		let proof = prover.prove_issue(&public, &private, rng)?;
		let action = HiddenIssue {
			currency,
			registration_fee,
			circuit: CircuitVersion::V1,
			value_commitment: ValueCommitment(compress(&public.value_commitment)),
			proof,
		};
		Ok(Self { action, private })
	}

	/// What the bundle shows.
	pub fn action(&self) -> &HiddenIssue {
		&self.action
	}

	/// The hidden amount, in base units.
	pub fn amount(&self) -> Balance {
		self.private.amount
	}

	/// Blinds the value commitment.
	pub(super) fn trapdoor(&self) -> &Scalar {
		&self.private.trapdoor
	}
}
