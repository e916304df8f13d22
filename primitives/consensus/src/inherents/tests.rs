// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::Seal;
use sp_core::H256;
use sp_inherents::{InherentData, InherentDataProvider};
use sp_runtime::{generic, traits::BlakeTwo256, traits::Header as _, Digest};

type Header = generic::Header<u32, BlakeTwo256>;

fn provider() -> ParentSealProvider<Header> {
	let digest = Digest { logs: vec![Seal::new(7, H256::repeat_byte(8)).to_digest_item()] };
	let zero = H256::zero();
	ParentSealProvider::new(Header::new(1, zero, zero, zero, digest))
}

#[test]
fn the_runtime_reads_what_the_node_provides() {
	let provider = provider();
	let mut data = InherentData::new();
	futures::executor::block_on(provider.provide_inherent_data(&mut data)).unwrap();
	assert_eq!(data.get_data(&INHERENT_IDENTIFIER).unwrap(), Some(provider));
}

#[test]
fn errors_are_told_apart() {
	let provider = provider();
	let handle = |identifier, error: &InherentError| {
		let bytes = error.encode();
		futures::executor::block_on(provider.try_handle_error(identifier, &bytes))
	};
	let error = InherentError::LateVote(VoteError::NotDrawn);
	assert!(handle(b"timstap0", &error).is_none(), "another inherent's");
	let handled = handle(&INHERENT_IDENTIFIER, &error).unwrap().unwrap_err();
	assert!(handled.to_string().contains("was not drawn"), "{handled}");
	let errors = [
		InherentError::Missing,
		InherentError::WrongHeader,
		InherentError::Seal(DigestError::MissingSeal),
	];
	assert!(errors.iter().all(|error| error.is_fatal_error() && !error.to_string().is_empty()));
}
