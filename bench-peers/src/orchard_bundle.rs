// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! An Orchard bundle of two actions, that is up to two inputs and two outputs.

use crate::Figures;
use orchard::{
	builder::{Builder, BundleType},
	bundle::BundleVersion,
	circuit::{OrchardCircuitVersion, ProvingKey, VerifyingKey},
	keys::{FullViewingKey, Scope, SpendingKey},
	value::NoteValue,
	Anchor, Bundle,
};
use rand::{rand_core::UnwrapErr, rngs::SysRng};

/// Measures proving and verifying with the repaired circuit of today's network.
pub fn measure(figures: &mut Figures) {
	let rng = UnwrapErr(SysRng);
	let spending_key =
		Option::<SpendingKey>::from(SpendingKey::from_bytes([7; 32])).expect("a valid key");
	let recipient = FullViewingKey::from(&spending_key).address_at(0u32, Scope::External);
	let proving_key = ProvingKey::build(OrchardCircuitVersion::FixedPostNu6_2);
	let verifying_key = VerifyingKey::build(OrchardCircuitVersion::FixedPostNu6_2);

	let version = BundleVersion::orchard_v2();
	let anchor = Option::<Anchor>::from(Anchor::from_bytes([0; 32])).expect("a canonical anchor");
	let mut builder = Builder::new(BundleType::DEFAULT, version, version.default_flags(), anchor)
		.expect("flags of this version");
	for _ in 0..2 {
		builder
			.add_output(None, recipient, NoteValue::from_raw(10), [0; 512])
			.expect("outputs are enabled");
	}
	let (bundle, _): (Bundle<_, i64>, _) =
		builder.build(rng).expect("balances").expect("has outputs");
	assert_eq!(bundle.actions().len(), 2);
	let instances: Vec<_> = bundle
		.actions()
		.iter()
		.map(|action| action.to_instance(*bundle.flags(), *bundle.anchor()))
		.collect();

	figures.measure("orchard/prove/2-actions", 5, || {
		bundle.authorization().create_proof(&proving_key, &instances, rng).expect("proves")
	});
	let proven = bundle
		.create_proof(&proving_key, rng)
		.expect("proves")
		.apply_signatures(rng, [0; 32], &[])
		.expect("signs");
	figures
		.measure("orchard/verify/2-actions", 20, || {
			proven.authorization().proof().verify(&verifying_key, &instances)
		})
		.expect("the proof is valid");
}
