// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Keys, addresses, notes, commitments, hashes and note encryption of SERO, without circuits.
//!
//! The main profile follows rules K1 to K11 of the protocol:
//!
//! ```text
//! Seed ─► SpendingKey (zsk, vsk) ─► FullViewingKey (ZPK, vsk) ─► PaymentAddress (ZPK, VPK)
//!                                                                     │ r
//!                                                                     ▼
//! Asset ─► asset point CC ─┐                                    OneTimeAddress (ZPKr, VPKr, BASEr)
//!                          ├─► Note ─► commitment CM_out ─► positioned CM_auth ─► tree leaf
//! memo, rsk ───────────────┘                                     │
//!                                                                ├─► trace      H(vsk · CM_auth)
//!                                                                └─► nullifier  H(zsk · vsk · CM_auth)
//! ```
//!
//! [`paper`] holds the original system's formulas, byte for byte, for compatibility tests.
//!
//! Names: the words of the original system (`PKr`, `Nil`, …) are search aliases of the types here.
//!
//! # Features
//! * `std` (default): precomputed tables of the fixed bases, process-wide.
//! * `parallel`: batch functions use all cores.
//!
//! # Constant time
//! Curve and field arithmetic of arkworks is *not* constant time. Comparisons of secret bytes are.
//! Secrets are erased when dropped and never printed.

#![cfg_attr(not(any(feature = "std", test)), no_std)]
#![forbid(unsafe_code)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod address;
pub mod asset;
pub mod curve;
pub mod domains;
pub mod encryption;
pub mod field;
pub mod fixed_base;
pub mod generators;
pub mod hash;
pub mod keys;
pub mod license;
pub mod note;
pub mod package;
pub mod paper;
pub mod pedersen;
pub mod poseidon2;
pub mod schnorr;
pub mod tree;

pub use address::{AddressError, OneTimeAddress, PaymentAddress};
pub use asset::{
	asset_point, ticket_generator, token_generator, value_commitment, Asset, AssetGenerator,
};
pub use curve::{PointError, SubgroupPoint};
pub use encryption::{encrypt_note, BaseCheck, DecryptedNote, EncryptedNote, NoteKey};
pub use field::{Base, EncodingError, Scalar};
pub use keys::{FullViewingKey, KeyError, Seed, SpendingKey};
pub use license::{License, LicenseProperty, LicensorKey, LicensorPublicKey};
pub use note::{leaf, note_auth_point, note_commitment, nullifier, trace, Note};
pub use package::{PackageError, PackageKey, PackageOpening};
pub use tree::{Frontier, MerklePath, Tree};
