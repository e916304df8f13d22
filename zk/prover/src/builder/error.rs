// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Why a bundle cannot be built.

use sero_primitives::{CurrencyId, Ticket};
use sero_shielded_primitives::{CryptoError, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTPUTS};
use sero_zk_crypto::{encryption::EncryptionError, package::PackageError};

use crate::error::ProverError;

/// Why a bundle cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
	/// More notes than a bundle can spend.
	#[error(
		"{0} notes to spend, a bundle takes {MAX_INPUTS}; join notes first by sending to yourself"
	)]
	TooManyInputs(usize),
	/// More hidden outputs than a bundle can have.
	#[error("{0} outputs, a bundle takes {MAX_OUTPUTS}; send in several bundles")]
	TooManyOutputs(usize),
	/// More public outputs than a bundle can have.
	#[error("{0} public outputs, a bundle takes {MAX_PUBLIC_OUTPUTS}; send in several bundles")]
	TooManyPublicOutputs(usize),
	/// A note is to be spent twice.
	#[error("note {0} is to be spent twice; name it once")]
	DuplicateSpend(u32),
	/// A note belongs to somebody else.
	#[error("note {0} does not belong to this key; use the key of its account")]
	NotOwned(u32),
	/// A note is not in the tree of the anchor.
	#[error("note {0} is not in the tree of the anchor; synchronise and take path and anchor of the same block")]
	WrongAnchor(u32),
	/// A note belongs to this account, but the proof system cannot spend from its address.
	#[error("note {0} cannot be proved; its key is one of a few that nobody gets by chance")]
	Unprovable(u32),
	/// A sum of amounts exceeds 2^128.
	#[error("the amounts of {0:?} add up to more than 2^128")]
	AmountOverflow(CurrencyId),
	/// More goes out than comes in.
	#[error("{missing} base units of {currency:?} are missing; spend more notes or pay less")]
	Insufficient {
		/// The currency.
		currency: CurrencyId,
		/// How much is missing.
		missing: u128,
	},
	/// More comes in than goes out.
	#[error("{excess} base units of {currency:?} are left over; add change")]
	Excess {
		/// The currency.
		currency: CurrencyId,
		/// How much is left over.
		excess: u128,
	},
	/// A ticket goes out that does not come in.
	#[error("ticket {0:?} goes out more often than it comes in; spend the note that holds it")]
	MissingTicket(Ticket),
	/// A ticket comes in and does not go out.
	#[error("ticket {0:?} comes in and does not go out; add change")]
	LostTicket(Ticket),
	/// A public output holds nothing.
	#[error("public output {0} holds nothing; give it an amount or a ticket")]
	EmptyPublicOutput(usize),
	/// A ticket has the category zero, which means no ticket.
	#[error("a ticket's category must not be zero")]
	ZeroTicketCategory,
	/// The action pays nothing out.
	#[error("the amount to be paid to the account is zero")]
	ZeroUnshield,
	/// The randomizer of the From address is zero.
	#[error("the randomizer of the From address is zero; choose another")]
	ZeroFromRandomizer,
	/// A proof cannot be made.
	#[error(transparent)]
	Prover(#[from] ProverError),
	/// A plan makes or issues something and has another action, too.
	#[error("a bundle has one action; send in several bundles")]
	SeveralActions,
	/// A package cannot be sealed.
	#[error("the package cannot be sealed: {0}")]
	Package(#[from] PackageError),
	/// A package is longer than the chain takes.
	#[error("the package has {0} sealed bytes; take less data")]
	PackageTooLong(usize),
	/// A note cannot be encrypted.
	#[error("an output cannot be encrypted: {0}")]
	Encryption(#[from] EncryptionError),
	/// The bundle was proven with another key, or is to be sent from somebody else's address.
	#[error("the bundle belongs to another key; prove and sign it with the same")]
	WrongKey,
	/// A signature cannot be made (its secret is zero, by a broken random generator).
	#[error("a signing secret is zero; check the random generator and build again")]
	ZeroSecret,
	/// The finished bundle is not accepted by the verifier.
	#[error("the finished bundle does not verify ({0:?}); check the memory of this machine and build again")]
	SelfCheck(CryptoError),
}
