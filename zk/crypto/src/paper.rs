// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The original system's formulas ("paper profile"), byte for byte.
//!
//! For compatibility tests and for reading the original's data; nothing here is used by the chain. Several of
//! these formulas are unsafe: the nullifier and trace are published as points, which are linear in three
//! fixed generators, so that three known pairs give away all others (attack A1).
//!
//! Every point is in the plain encoding of [`crate::curve`].
//!
//! Source: vectors of the original library, `tests/vectors/sero-v0.json`.

use alloc::vec::Vec;

use ark_ff::{BigInt, PrimeField};

use crate::{
	curve::{
		arithmetic::{multi_mul, Extended, Term},
		compress, decompress, EdwardsAffine, PointError, SubgroupPoint, SQRT_A,
	},
	domains::Personalization,
	field::{base_to_bytes, scalar_to_bytes, Base, Scalar},
	generators::KEY_GENERATOR,
	hash::blake2b_256,
	keys::SpendingKey,
	PaymentAddress,
};

#[cfg(test)]
mod tests;

/// Depth of the original's note commitment trees.
pub const DEPTH: usize = 29;

const KEYS: &Personalization = b"$SROKEYSGEN\0\0\0\0\0";
const TOKEN: &Personalization = b"$SROASSETCY\0\0\0\0\0";
const TICKET: &Personalization = b"$SROASSETTK\0\0\0\0\0";
const TICKET_HASH: &Personalization = b"$SROASSETTK.H\0\0\0";
const OUT: &Personalization = b"$SROOUTCMGEN\0\0\0\0";
const ROOT: &Personalization = b"$SRORTCMGEN\0\0\0\0\0";
const COMBINE: &Personalization = b"$SROCOMBGEN\0\0\0\0\0";

/// Prefix of every hash to the curve: `Constants.CRS` of the original.
const CRS: [u8; 32] = [
	0xf0, 0x2d, 0xb4, 0xd5, 0x79, 0x9f, 0x8d, 0x7e, 0xdd, 0x6d, 0xf2, 0x44, 0x4a, 0xa8, 0x5b, 0xff,
	0x47, 0x6a, 0x36, 0x3c, 0x17, 0x1e, 0x69, 0xf1, 0xce, 0xfa, 0x4b, 0x80, 0xa5, 0x36, 0x6b, 0x09,
];

/// A point of `168700 x^2 + y^2 = 1 + 168696 x^2 y^2` (the original's form, EIP-2494, circomlib), in
/// arkworks' form.
///
/// # Errors
/// [`PointError::NotOnCurve`].
pub fn from_original_coordinates(x: &Base, y: &Base) -> Result<EdwardsAffine, PointError> {
	let point = EdwardsAffine::new_unchecked(*x * SQRT_A, *y);
	if !point.is_on_curve() {
		return Err(PointError::NotOnCurve);
	}
	Ok(point)
}

/// The original's hash to the curve: BLAKE2b-256 of `CRS ‖ data`, where the last byte of `data` grows by
/// 0, 1, 2, … from try to try; `y` is reduced modulo the field; the result is multiplied by 8.
pub fn hash_to_point(personalization: &Personalization, data: &[u8; 32]) -> Option<SubgroupPoint> {
	let mut text = *data;
	for counter in 0..=u8::MAX {
		text[31] = text[31].wrapping_add(counter);
		let mut bytes = blake2b_256(personalization, &[&CRS, &text]);
		let sign = bytes[31] & 0x80;
		bytes[31] &= 0x7f;
		bytes = base_to_bytes(&Base::from_le_bytes_mod_order(&bytes));
		bytes[31] |= sign;
		if let Ok(point) = decompress(&bytes) {
			let point = SubgroupPoint::clear_cofactor(&point);
			if !point.is_identity() {
				return Some(point);
			}
		}
	}
	None
}

/// `G_k`, derived again: equals [`crate::generators::KEY_GENERATOR`].
pub fn key_generator() -> Option<SubgroupPoint> {
	hash_to_point(KEYS, &[0; 32])
}

/// The original library's one-time address, which adds one to `r` in the first two points:
/// `(r + 1) ZPK ‖ (r + 1) VPK ‖ r G_k`, plain encodings.
pub fn one_time_address(address: &PaymentAddress, r: Scalar) -> [u8; 96] {
	let next = r + Scalar::from(1u64);
	let mut bytes = [0u8; 96];
	bytes[..32].copy_from_slice(&address.zpk().mul(next).to_bytes());
	bytes[32..64].copy_from_slice(&address.vpk().mul(next).to_bytes());
	bytes[64..].copy_from_slice(&KEY_GENERATOR.mul(r).to_bytes());
	bytes
}

/// The asset point: `value * G(currency)`, plus the point of the ticket if its id is not zero.
///
/// `value` is little-endian and may have up to 240 bits in the original.
pub fn asset_point(
	currency: &[u8; 32],
	value: &[u8; 32],
	ticket: Option<(&[u8; 32], &[u8; 32])>,
) -> Option<SubgroupPoint> {
	let amount = Scalar::from_le_bytes_mod_order(value);
	let mut point = hash_to_point(TOKEN, currency)?.mul(amount);
	if let Some((category, id)) = ticket {
		point = point + hash_to_point(TICKET, &blake2b_256(TICKET_HASH, &[category, id]))?;
	}
	Some(point)
}

/// A Pedersen hash over little-endian segments of fixed width, without windows.
#[derive(Clone, Debug)]
struct SegmentHash {
	generators: Vec<SubgroupPoint>,
	segment_bits: usize,
}

impl SegmentHash {
	fn new(personalization: &Personalization, segments: u8, segment_bits: usize) -> Option<Self> {
		let generators = (0..segments)
			.map(|i| {
				let mut data = [0u8; 32];
				data[0] = i;
				hash_to_point(personalization, &data)
			})
			.collect::<Option<_>>()?;
		Some(Self { generators, segment_bits })
	}

	/// Segments beyond the generators do not exist: callers hash fixed lengths.
	fn hash(&self, parts: &[&[u8]]) -> SubgroupPoint {
		let bytes: Vec<u8> = parts.concat();
		let bit = |i: usize| bytes.get(i / 8).is_some_and(|byte| byte >> (i % 8) & 1 == 1);
		let mut total = Extended::IDENTITY;
		for (i, generator) in self.generators.iter().enumerate() {
			let mut limbs = [0u64; 4];
			for j in (0..self.segment_bits).filter(|j| bit(i * self.segment_bits + j)) {
				limbs[j / 64] |= 1 << (j % 64);
			}
			let term = Term::new(&generator.extended(), &BigInt::new(limbs), false);
			total = total.add(&multi_mul(&[term]));
		}
		SubgroupPoint::from_extended(total)
	}
}

/// The original's commitments, with their generators.
#[derive(Clone, Debug)]
pub struct PaperProfile {
	out: SegmentHash,
	root: SegmentHash,
	combine: SegmentHash,
}

impl PaperProfile {
	/// Derives the generators.
	pub fn new() -> Option<Self> {
		Some(Self {
			out: SegmentHash::new(OUT, 8, 192)?,
			root: SegmentHash::new(ROOT, 3, 108)?,
			combine: SegmentHash::new(COMBINE, 3, 174)?,
		})
	}

	/// `OutCM`: asset point, memo, `VPKr`, `BASEr`, `rsk`.
	#[doc(alias = "OutCM")]
	pub fn note_commitment(
		&self,
		asset_point: &SubgroupPoint,
		memo: &[u8; 64],
		vpkr: &[u8; 32],
		base: &[u8; 32],
		rsk: &[u8; 32],
	) -> SubgroupPoint {
		self.out.hash(&[&asset_point.to_bytes(), memo, vpkr, base, rsk])
	}

	/// `RootCM` (`CM_auth` of the paper): leaf index and `OutCM`.
	#[doc(alias = "RootCM")]
	pub fn note_auth_point(&self, index: u64, commitment: &[u8; 32]) -> SubgroupPoint {
		self.root.hash(&[&index.to_le_bytes(), commitment])
	}

	/// The inner node of the tree.
	pub fn merkle_combine(&self, left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
		self.combine.hash(&[left, right]).to_bytes()
	}
}

/// `Nil = zsk * vsk * CM_auth`, as a point. Unsafe to publish (attack A1).
#[doc(alias = "Nil")]
pub fn nullifier(key: &SpendingKey, auth_point: &SubgroupPoint) -> [u8; 32] {
	auth_point.mul(*key.view() * key.spend_auth()).to_bytes()
}

/// `Til = vsk * CM_auth`, as a point. Unsafe to publish (attack A1).
#[doc(alias = "Til")]
pub fn trace(key: &SpendingKey, auth_point: &SubgroupPoint) -> [u8; 32] {
	auth_point.mul(*key.view()).to_bytes()
}

/// A scalar as the original encodes it, reduced modulo `l`.
pub fn reduce_scalar(bytes: &[u8; 32]) -> [u8; 32] {
	scalar_to_bytes(&Scalar::from_le_bytes_mod_order(bytes))
}

/// The original's note commitment tree: binary, depth 29, nodes by [`PaperProfile::merkle_combine`], empty
/// leaf = 32 zero bytes.
#[derive(Clone, Debug)]
pub struct PaperTree {
	profile: PaperProfile,
	/// Roots of the empty subtrees.
	empty: [[u8; 32]; DEPTH + 1],
	/// Complete subtrees on the right edge, one for each one-bit of the leaf count.
	filled: [[u8; 32]; DEPTH + 1],
	leaves: u64,
}

impl PaperTree {
	/// An empty tree.
	pub fn new(profile: PaperProfile) -> Self {
		let mut empty = [[0u8; 32]; DEPTH + 1];
		for height in 0..DEPTH {
			empty[height + 1] = profile.merkle_combine(&empty[height], &empty[height]);
		}
		Self { profile, empty, filled: [[0u8; 32]; DEPTH + 1], leaves: 0 }
	}

	/// Number of leaves.
	pub fn leaves(&self) -> u64 {
		self.leaves
	}

	/// Appends a leaf (`RootCM`) and returns its index; `None` if the tree is full.
	pub fn append(&mut self, leaf: [u8; 32]) -> Option<u64> {
		if self.leaves >= 1 << DEPTH {
			return None;
		}
		let index = self.leaves;
		let mut carried = leaf;
		let mut height = 0;
		while index >> height & 1 == 1 {
			carried = self.profile.merkle_combine(&self.filled[height], &carried);
			height += 1;
		}
		self.filled[height] = carried;
		self.leaves += 1;
		Some(index)
	}

	/// The root.
	pub fn root(&self) -> [u8; 32] {
		if self.leaves >> DEPTH == 1 {
			return self.filled[DEPTH];
		}
		let mut partial = None;
		for height in 0..DEPTH {
			let empty = &self.empty[height];
			partial = match (self.leaves >> height & 1 == 1, partial) {
				(false, None) => None,
				(false, Some(node)) => Some(self.profile.merkle_combine(&node, empty)),
				(true, node) => {
					Some(self.profile.merkle_combine(&self.filled[height], &node.unwrap_or(*empty)))
				},
			};
		}
		partial.unwrap_or(self.empty[DEPTH])
	}

	/// The root that a leaf and its siblings give.
	pub fn root_from(&self, index: u64, leaf: [u8; 32], siblings: &[[u8; 32]; DEPTH]) -> [u8; 32] {
		siblings.iter().enumerate().fold(leaf, |node, (height, sibling)| {
			if index >> height & 1 == 1 {
				self.profile.merkle_combine(sibling, &node)
			} else {
				self.profile.merkle_combine(&node, sibling)
			}
		})
	}

	/// The root of the empty subtree of a height up to [`DEPTH`].
	pub fn empty_root(&self, height: usize) -> Option<&[u8; 32]> {
		self.empty.get(height)
	}
}

/// Encodes the sum of two points given in the original's coordinates.
///
/// # Errors
/// [`PointError::NotOnCurve`].
pub fn add_original_coordinates(
	a: (&Base, &Base),
	b: (&Base, &Base),
) -> Result<[u8; 32], PointError> {
	let a = Extended::from_affine(&from_original_coordinates(a.0, a.1)?);
	let b = Extended::from_affine(&from_original_coordinates(b.0, b.1)?);
	Ok(compress(&a.add(&b).to_affine()))
}
