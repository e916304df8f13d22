// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

fn input(tag: u8) -> HiddenInput {
	HiddenInput {
		circuit: CircuitVersion::V1,
		nullifier: Nullifier([tag; 32]),
		trace: SpendTrace([tag; 32]),
		value_commitment: ValueCommitment([tag; 32]),
		proof: ProofBytes([tag; 128]),
	}
}

fn bundle() -> Bundle {
	Bundle {
		version: BundleVersion::V1,
		expiry: 7,
		anchor: Anchor([1; 32]),
		from: OneTimeAddressBytes([2; 96]),
		fee: 3,
		inputs: BoundedVec::truncate_from(alloc::vec![input(4), input(5)]),
		outputs: BoundedVec::default(),
		public_outputs: BoundedVec::default(),
		action: Action::None,
		from_signature: SignatureBytes([6; 64]),
		balance_signature: SignatureBytes([7; 64]),
	}
}

#[test]
fn version_is_the_first_byte() {
	assert_eq!(bundle().encode().first(), Some(&1));
	let mut bytes = bundle().encode();
	bytes[0] = 0;
	assert!(Bundle::decode(&mut &bytes[..]).is_err());
}

#[test]
fn encoding_round_trips() {
	let bytes = bundle().encode();
	assert_eq!(Bundle::decode(&mut &bytes[..]), Ok(bundle()));
}

#[test]
fn over_long_input_list_does_not_decode() {
	let too_many: alloc::vec::Vec<_> = (0..=MAX_INPUTS).map(|_| input(1)).collect();
	let whole = bundle();
	let encoding = (
		(whole.version, whole.expiry, whole.anchor, whole.from, whole.fee),
		too_many,
		(whole.outputs, whole.public_outputs, whole.action),
		(whole.from_signature, whole.balance_signature),
	)
		.encode();
	assert!(Bundle::decode(&mut &encoding[..]).is_err());
}

#[test]
fn id_covers_effects_and_chain_but_not_proofs_and_signatures() {
	let genesis = [9; 32];
	let id = bundle().id(&genesis);
	let mut changed = bundle();
	changed.inputs[0].proof = ProofBytes([0; 128]);
	changed.from_signature = SignatureBytes([0; 64]);
	changed.balance_signature = SignatureBytes([0; 64]);
	assert_eq!(changed.id(&genesis), id);
	assert_ne!(bundle().id(&[8; 32]), id);
	let mut changed = bundle();
	changed.fee += 1;
	assert_ne!(changed.id(&genesis), id);
	let mut changed = bundle();
	changed.inputs[1].trace = SpendTrace([0; 32]);
	assert_ne!(changed.id(&genesis), id);
}

#[test]
fn balance_message_covers_every_byte_but_its_own_signature() {
	let genesis = [9; 32];
	let message = bundle().balance_message(&genesis);
	let mut resigned = bundle();
	resigned.balance_signature = SignatureBytes([0; 64]);
	assert_eq!(resigned.balance_message(&genesis), message);
	let encoding = bundle().encode();
	for position in 0..encoding.len() - SignatureBytes::LEN {
		let mut bytes = encoding.clone();
		bytes[position] ^= 1;
		if let Ok(altered) = Bundle::decode(&mut &bytes[..]) {
			assert_ne!(altered.balance_message(&genesis), message, "byte {position}");
		}
	}
}
