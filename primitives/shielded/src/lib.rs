// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The SCALE types that cross between a wallet and the chain.
//!
//! Nothing here knows a curve: commitments, addresses and proofs are opaque bytes with bounded
//! lengths. Their meaning is defined in `sero-zk-crypto`, their rules in `docs/protocol`.
//!
//! - [`bundle`]: what a wallet sends ([`Bundle`]) and the ids that are signed
//! - [`records`]: what a block did, as a wallet scans it ([`BlockNotes`])
//! - [`reject`]: why a bundle is refused ([`RejectReason`])
//! - [`ledger`]: what other pallets may do with the hidden pool ([`ShieldedLedger`])
//! - [`contract`], [`ticket`], [`package`], [`issue`]: what else a bundle can do
//! - [`staking`]: shares and staking nodes ([`StakingAction`])
//! - [`verify`]: the algebra that the chain asks its verifier for ([`ShieldedCrypto`])

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod bundle;
pub mod bytes;
pub mod contract;
pub mod issue;
pub mod ledger;
pub mod package;
pub mod records;
pub mod reject;
pub mod staking;
pub mod ticket;
pub mod verify;

pub use bundle::{
	Action, Bundle, BundleEffects, BundleVersion, CircuitVersion, HiddenInput, HiddenOutput,
	InputEffects, OutputEffects, PublicOutput, MAX_INPUTS, MAX_OUTPUTS, MAX_PUBLIC_OUTPUTS,
};
pub use bytes::{
	Anchor, CompressedPoint, EphemeralPublicKey, Memo, NoteCiphertext, NoteCommitment, Nullifier,
	OneTimeAddressBytes, ProofBytes, SignatureBytes, SpendTrace, TxId, ValueCommitment,
};
pub use contract::{
	deploy_salt, CallData, ContractAction, ContractActions, ContractAddress, EvmAddress, GasLimits,
	GasSponsor, Payees, PublicAsset, MAX_CALL_DATA, MAX_PAYEES,
};
pub use issue::{check_category_name, check_currency_name, HiddenIssue};
pub use ledger::{HeldAssets, ShieldedLedger};
pub use package::{
	ContractPackages, OpenPackage, PackageAction, PackageActions, PackageId, PackageOwner,
	SealedBytes, MAX_PACKAGE_DATA, MAX_SEALED_BYTES,
};
pub use records::{BlockNotes, HiddenNoteRecord, NoteEntry, PublicNoteRecord, PublicOrigin, Spend};
pub use reject::RejectReason;
pub use staking::{share_id, NodeId, StakingAction, StakingActions};
pub use ticket::{AssetIssuer, TicketAction, TicketActions, TicketRegistry};
pub use verify::{
	BalanceStatement, CryptoError, PointKind, ProofItem, PublicInput, ShieldedCrypto, TreeUpdate,
};
