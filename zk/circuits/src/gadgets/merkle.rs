// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The path from a leaf to the root of the note commitment tree.

use sero_zk_crypto::tree::MerklePath;

use super::{bits::BitOf, poseidon2};
use crate::r1cs::{ConstraintSink, NumOf};

/// The root of the tree that has `leaf` at the place given by the index bits (least significant first,
/// two per level). 16 levels of 267 constraints.
///
/// # Soundness
/// At every level the prover chooses four children; three constraints require that the one at the place
/// given by the two bits is the node below. The depth is fixed, so no node of one height is taken for a
/// node of another: a leaf is `x` of a positioned commitment, for which nobody knows an opening that
/// gives the hash of a node.
pub fn root<S: ConstraintSink>(
	cs: &mut S,
	leaf: &NumOf<S>,
	index: &[BitOf<S>],
	path: &MerklePath,
) -> NumOf<S> {
	let mut node = leaf.clone();
	for (level, bits) in index.chunks_exact(2).enumerate() {
		let (low, high) = (bits[0].num(), bits[1].num());
		let children =
			path.children(level, node.value()).map(|child| cs.advice("tree node", child));
		let left = cs.multiply(&(&children[1] - &children[0]), low) + &children[0];
		let right = cs.multiply(&(&children[3] - &children[2]), low) + &children[2];
		cs.enforce(&(right - &left), high, &(&node - &left));
		node = poseidon2::compress(cs, &children);
	}
	node
}
