// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::test_util::*;
use futures::executor::block_on;
use sero_consensus_primitives::ConsensusLog;
use sp_consensus::BlockOrigin;
use std::sync::atomic::Ordering;

struct Importer {
	setup: Setup,
	recording: RecordingImport,
	inherents: Arc<CountingInherents>,
	import: PowBlockImport<Block, RecordingImport>,
}

fn importer() -> Importer {
	let setup = setup();
	let recording = RecordingImport::new(&setup.chain);
	let inherents = Arc::new(CountingInherents::default());
	let import =
		PowBlockImport::from_parts(recording.clone(), setup.algorithm.clone(), inherents.clone());
	Importer { setup, recording, inherents, import }
}

fn params(header: &Header, seal: &Seal) -> BlockImportParams<Block> {
	let mut block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header.clone());
	block.post_digests.push(seal.to_digest_item());
	block.body = Some(vec![]);
	block
}

impl Importer {
	fn import(&self, header: &Header, seal: &Seal) -> Result<ImportResult, ConsensusError> {
		block_on(self.import.import_block(params(header, seal)))
	}

	/// Imports a right block; returns its sealed header and whether it became the best.
	fn extend(&self, parent: &Header, difficulty: u64, salt: u8) -> (Header, bool) {
		*self.setup.chain.difficulty.lock() = difficulty.into();
		let header = child(parent, difficulty, salt);
		let seal = mine(&header);
		self.import(&header, &seal).unwrap();
		let sealed = sealed(header, &seal);
		let best = *self.setup.chain.best.lock() == sealed.hash();
		(sealed, best)
	}
}

fn weight(work: u64, votes: usize, hash: u8) -> ChainWeight {
	ChainWeight { work: work.into(), votes, hash: H256::repeat_byte(hash) }
}

/// PW-9.
#[test]
fn more_work_wins_then_more_votes_then_the_lower_hash() {
	assert!(is_better(&weight(2, 0, 9), &weight(1, 3, 1)));
	assert!(!is_better(&weight(1, 3, 1), &weight(2, 0, 9)));
	assert!(is_better(&weight(2, 3, 9), &weight(2, 2, 1)));
	assert!(!is_better(&weight(2, 2, 1), &weight(2, 3, 9)));
	assert!(is_better(&weight(2, 2, 1), &weight(2, 2, 9)));
	assert!(!is_better(&weight(2, 2, 9), &weight(2, 2, 1)));
	assert!(!is_better(&weight(2, 2, 9), &weight(2, 2, 9)));
}

/// PW-9.
#[test]
fn the_heavier_branch_is_best_even_if_it_is_shorter() {
	let importer = importer();
	let genesis = importer.setup.genesis.clone();
	let (a, best) = importer.extend(&genesis, 2, 1);
	assert!(best);
	let (b, best) = importer.extend(&a, 2, 2);
	assert!(best);
	// One block of difficulty 5 against two of 2. The rules are cached per parent.
	let setup = &importer.setup;
	let algorithm = ProgPowAlgorithm::from_parts(
		Box::new(setup.chain.clone()),
		setup.algorithm.caches().clone(),
		Default::default(),
	);
	let import = PowBlockImport::from_parts(
		importer.recording.clone(),
		algorithm,
		importer.inherents.clone(),
	);
	let importer = Importer { import, ..importer };
	let (heavy, best) = importer.extend(&genesis, 5, 3);
	assert!(best);
	// A third block on the long branch: 6 against 5.
	let (_, best) = importer.extend(&b, 2, 4);
	assert!(best);
	assert_eq!(log_of(&heavy).cumulative_work, 5.into());
}

/// PW-9.
#[test]
fn equal_branches_are_decided_by_the_hash_in_any_order() {
	let hashes: Vec<H256> = [[1, 2], [2, 1]]
		.into_iter()
		.map(|order| {
			let importer = importer();
			let genesis = importer.setup.genesis.clone();
			for salt in order {
				importer.extend(&genesis, 2, salt);
			}
			let best = *importer.setup.chain.best.lock();
			best
		})
		.collect();
	assert_eq!(hashes[0], hashes[1]);
}

/// What the SDK's import gets wrong: total difficulty would restart at 0 here.
#[test]
fn missing_aux_data_does_not_restart_the_work() {
	let importer = importer();
	// A block that no import of ours has seen, as after a state sync.
	let anchor = with_log(
		child(&importer.setup.genesis, 2, 1),
		ConsensusLog { difficulty: 2.into(), cumulative_work: 1_000.into() },
	);
	let anchor = sealed(anchor.clone(), &Seal::new(0, H256::zero()));
	*importer.setup.chain.best.lock() = importer.setup.chain.insert(&anchor);
	let (next, best) = importer.extend(&anchor, 2, 2);
	assert!(best);
	assert_eq!(log_of(&next).cumulative_work, 1_002.into());
	// A light branch from genesis does not win against it.
	let (_, best) = importer.extend(&importer.setup.genesis, 2, 3);
	assert!(!best);
}

/// PW-8 comes last.
#[test]
fn the_runtime_sees_no_body_before_the_work_is_proven() {
	let importer = importer();
	let header = child(&importer.setup.genesis, 2, 1);
	let seal = mine(&header);
	assert!(importer.import(&header, &Seal::new(seal.nonce, H256::zero())).is_err());
	assert!(importer.import(&child(&importer.setup.genesis, 1, 1), &seal).is_err());
	assert_eq!(importer.inherents.checked.load(Ordering::SeqCst), 0);
	assert!(importer.recording.imported.lock().is_empty());

	importer.inherents.refuse.store(true, Ordering::SeqCst);
	assert!(importer.import(&header, &seal).is_err());
	assert_eq!(importer.inherents.checked.load(Ordering::SeqCst), 1);
	assert!(importer.recording.imported.lock().is_empty());

	importer.inherents.refuse.store(false, Ordering::SeqCst);
	assert!(importer.import(&header, &seal).is_ok());
	assert_eq!(importer.recording.imported.lock().len(), 1);
}

#[test]
fn blocks_that_are_not_executed_need_no_inherents() {
	let importer = importer();
	let header = child(&importer.setup.genesis, 2, 1);
	let mut block = params(&header, &mine(&header));
	block.state_action = StateAction::Skip;
	block_on(importer.import.import_block(block)).unwrap();
	assert_eq!(importer.inherents.checked.load(Ordering::SeqCst), 0);
	assert_eq!(importer.recording.imported.lock().len(), 1);
}

#[test]
fn an_unknown_parent_is_reported_as_such() {
	let importer = importer();
	let parent = child(&importer.setup.genesis, 2, 1);
	let header = child(&parent, 2, 2);
	let result = importer.import(&header, &mine(&header)).unwrap();
	assert_eq!(result, ImportResult::UnknownParent);
}

#[test]
fn own_blocks_are_checked_like_others() {
	let importer = importer();
	let header = child(&importer.setup.genesis, 2, 1);
	let seal = mine(&header);
	let mut block = params(&header, &Seal::new(seal.nonce, H256::zero()));
	block.origin = BlockOrigin::Own;
	assert!(block_on(importer.import.import_block(block)).is_err());
	let mut block = params(&header, &seal);
	block.post_digests.clear();
	assert!(block_on(importer.import.import_block(block)).is_err());
	let mut block = params(&header, &seal);
	block.post_digests.push(seal.to_digest_item());
	assert!(block_on(importer.import.import_block(block)).is_err());
	assert!(importer.recording.imported.lock().is_empty());
}

/// VT-20, VT-21.
#[test]
fn blocks_need_their_votes() {
	let importer = importer();
	let genesis = importer.setup.genesis.clone();
	*importer.setup.chain.draw.lock() = draw();
	*importer.setup.chain.votes_required.lock() = 2;
	let header = child(&genesis, 2, 1);
	let error = importer.import(&header, &mine(&header)).unwrap_err();
	assert!(error.to_string().contains("0 votes, 2 are required"), "{error}");
	let mut seal = mine_with_votes(&genesis, &header, &[0, 1]);
	seal.votes[0].signature[0] ^= 1;
	let error = importer.import(&header, &seal).unwrap_err();
	assert!(error.to_string().contains("signature"), "{error}");
	assert_eq!(importer.inherents.checked.load(Ordering::SeqCst), 0);
	assert!(importer.import(&header, &mine_with_votes(&genesis, &header, &[2, 1])).is_ok());
}

#[test]
fn the_verifier_moves_the_seal_and_keeps_the_hash() {
	use sc_consensus::Verifier;
	let setup = setup();
	let header = child(&setup.genesis, 2, 1);
	let full = sealed(header.clone(), &mine(&header));
	let verifier = crate::PowVerifier::new(setup.algorithm.clone());
	let block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, full.clone());
	let block = block_on(verifier.verify(block)).unwrap();
	assert_eq!(block.header, header);
	assert_eq!(block.post_hash(), full.hash());
	assert_eq!(block.post_header(), full);

	let block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
	let error = block_on(verifier.verify(block)).err().unwrap();
	assert!(error.contains("not sealed"), "{error}");
}

#[test]
fn a_local_failure_is_not_blamed_on_the_peer() {
	use sc_consensus::Verifier;
	let setup = setup();
	let caches =
		crate::caches::LightCaches::with_builder(|_| Err(sero_progpow::Error::OutOfMemory));
	let algorithm = ProgPowAlgorithm::from_parts(
		Box::new(setup.chain.clone()),
		Arc::new(caches),
		Default::default(),
	);
	let header = child(&setup.genesis, 2, 1);
	let full = sealed(header.clone(), &mine(&header));
	let verifier = crate::PowVerifier::new(algorithm.clone());
	let block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, full);
	let block = block_on(verifier.verify(block)).ok().unwrap();
	// The import still refuses it.
	let recording = RecordingImport::new(&setup.chain);
	let inherents = Arc::new(CountingInherents::default());
	let import = PowBlockImport::from_parts(recording.clone(), algorithm, inherents);
	assert!(block_on(import.import_block(block)).is_err());
	assert!(recording.imported.lock().is_empty());
}
