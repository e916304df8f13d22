// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The private part of an input statement.

use core::fmt;

use ark_ed_on_bn254::EdwardsAffine;
use ark_ff::AdditiveGroup;
use sero_zk_crypto::{
	asset::asset_point,
	curve::SubgroupPoint,
	domains,
	field::{random_nonzero_scalar, random_scalar, scalar_to_base},
	generators::KEY_GENERATOR,
	hash::hash_to_base,
	note::{memo_hash, note_auth_point},
	poseidon2::compress,
	tree::{ARITY, DEPTH},
	value_commitment, Base, MerklePath, Note, Scalar, SpendingKey,
};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::InputPublic;
use crate::gadgets::{edwards, ladder::is_provable};

/// What only the spender knows. Erased when dropped.
#[derive(Clone)]
pub struct InputPrivate {
	/// `false` for a dummy: the note need not be in the tree and counts for nothing.
	pub enabled: bool,
	/// The spend authorizing secret.
	#[doc(alias = "zsk")]
	pub spend_auth: Scalar,
	/// The view secret.
	#[doc(alias = "vsk")]
	pub view: Scalar,
	/// The base of the note's one-time address (rule IN-1).
	#[doc(alias = "BASEr")]
	pub address_base: EdwardsAffine,
	/// The note's asset, unblinded (rule IN-3).
	#[doc(alias = "CC")]
	pub asset_point: EdwardsAffine,
	/// The note's memo as a field element.
	pub memo_hash: Base,
	/// The note's randomness as a field element.
	#[doc(alias = "RSK")]
	pub rsk: Base,
	/// The note's place in the tree. The index is also hashed in the positioned commitment.
	pub path: MerklePath,
	/// Blinds the value commitment.
	#[doc(alias = "ar")]
	pub trapdoor: Scalar,
}

impl InputPrivate {
	/// The spend of a note.
	pub fn spend(key: &SpendingKey, note: &Note, path: MerklePath, trapdoor: Scalar) -> Self {
		Self {
			enabled: true,
			spend_auth: *key.spend_auth(),
			view: *key.view(),
			address_base: note.address.base().affine(),
			asset_point: asset_point(&note.asset).affine(),
			memo_hash: memo_hash(&note.memo),
			rsk: scalar_to_base(&note.rsk),
			path,
			trapdoor,
		}
	}

	/// A dummy, indistinguishable from a spend: fresh keys, a fresh empty note, no place in the tree.
	pub fn dummy(rng: &mut impl rand_core::CryptoRngCore) -> Self {
		let mut secret = || loop {
			let scalar = random_nonzero_scalar(rng);
			if is_provable(&scalar) {
				return scalar;
			}
		};
		let (spend_auth, view) = (secret(), secret());
		let address_base = KEY_GENERATOR.mul(random_nonzero_scalar(rng)).affine();
		let mut memo = [0u8; 64];
		rng.fill_bytes(&mut memo);
		Self {
			enabled: false,
			spend_auth,
			view,
			address_base,
			asset_point: edwards::IDENTITY,
			memo_hash: hash_to_base(&domains::MEMO, &[&memo]),
			rsk: scalar_to_base(&random_scalar(rng)),
			path: MerklePath { index: rng.next_u32(), siblings: [[Base::ZERO; ARITY - 1]; DEPTH] },
			trapdoor: random_scalar(rng),
		}
	}

	/// `CM_out`: the commitment that this opens, if the base has prime order and the asset point is a
	/// curve point.
	pub(super) fn note_commitment(&self, base: &SubgroupPoint) -> Base {
		let zpkr = base.mul(self.spend_auth);
		let vpkr = zpkr.mul(self.view);
		compress(&[
			domains::DOM_NOTE,
			self.asset_point.x,
			self.asset_point.y,
			base.x(),
			base.y(),
			zpkr.x(),
			zpkr.y(),
			vpkr.x(),
			vpkr.y(),
			self.memo_hash,
			self.rsk,
			Base::ZERO,
		])
	}

	/// The public part that belongs to this. `anchor` is used for a dummy only; a spend has the root of
	/// its path. `None` if rule IN-1 or IN-3 is broken, or the asset point of a spend is not in the
	/// subgroup.
	pub fn public(&self, anchor: Base) -> Option<InputPublic> {
		let base = SubgroupPoint::from_affine(self.address_base).ok()?;
		let asset_point = if self.enabled {
			SubgroupPoint::from_affine(self.asset_point).ok()?
		} else {
			SubgroupPoint::IDENTITY
		};
		let auth_point = note_auth_point(self.path.index, self.note_commitment(&base));
		let trace_point = auth_point.mul(self.view);
		let nullifier_point = trace_point.mul(self.spend_auth);
		Some(InputPublic {
			anchor: if self.enabled { self.path.root_from(auth_point.x()) } else { anchor },
			nullifier: compress(&[nullifier_point.x(), domains::DOM_NULLIFIER]),
			trace: compress(&[trace_point.x(), domains::DOM_TRACE]),
			value_commitment: value_commitment(&asset_point, self.trapdoor).affine(),
		})
	}
}

impl fmt::Debug for InputPrivate {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("InputPrivate(..)")
	}
}

impl Zeroize for InputPrivate {
	fn zeroize(&mut self) {
		self.spend_auth.zeroize();
		self.view.zeroize();
		self.address_base.zeroize();
		self.asset_point.zeroize();
		self.memo_hash.zeroize();
		self.rsk.zeroize();
		self.path.index.zeroize();
		self.path.siblings.iter_mut().flatten().for_each(Zeroize::zeroize);
		self.trapdoor.zeroize();
	}
}

impl Drop for InputPrivate {
	fn drop(&mut self) {
		self.zeroize();
	}
}

impl ZeroizeOnDrop for InputPrivate {}
