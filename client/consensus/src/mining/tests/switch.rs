// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Mining across the change from Ethash to ProgPoW at block 3. The first template may be older than
//! the change of the parameters.

use super::*;
use sero_progpow::ProgPowParams;

fn right(number: u64) -> Algorithm {
	if number < 3 {
		Algorithm::Ethash
	} else {
		Algorithm::ProgPow(ProgPowParams::V0_9_4)
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cpu_miner_follows_the_change() {
	let config = MiningConfig { threads: 2, ..Default::default() };
	let miner = start(2.into(), config, stream::pending().boxed());
	*miner.setup.chain.params.lock() = switching();
	// Each is verified by the import.
	until("blocks", || miner.recording.imported.lock().len() >= 6).await;
	let headers = miner.setup.chain.headers.lock().clone();
	for header in headers.values().filter(|header| (2..=5).contains(&header.number)) {
		let mut header = header.clone();
		let seal = sero_consensus_primitives::Seal::pop(header.digest_mut()).unwrap();
		let number = header.number.into();
		let hash =
			right(number).hash_light(&light_cache(), number, &header.hash().0, seal.nonce).unwrap();
		assert_eq!(hash.mix, seal.mix.0, "{number}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn work_for_outside_miners_names_the_function_of_its_height() {
	let miner = start(2.into(), external(), stream::pending().boxed());
	*miner.setup.chain.params.lock() = switching();
	for number in 1..=4 {
		until("work", || miner.handle.work().is_some_and(|work| work.number == number)).await;
		let work = miner.handle.work().unwrap();
		if number > 1 {
			assert_eq!(work.function, right(number));
		}
		let (nonce, mix) = solve(&work);
		// What a share is checked by is the same.
		assert_eq!(WorkSource::hash(&miner.handle, &work, nonce, Some(mix)).unwrap().mix, mix.0);
		let wrong = WorkSource::hash(&miner.handle, &work, nonce, Some(H256::zero()));
		assert!(matches!(wrong, Err(ShareError::WrongMix)));
		miner.handle.submit(work.pre_hash, nonce, mix).await.unwrap();
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_work_are_announced() {
	let miner = start(2.into(), external(), stream::pending().boxed());
	let mut changes = miner.handle.changes();
	until("work", || miner.handle.work().is_some()).await;
	changes.mark_unchanged();
	let other = child(&miner.setup.genesis, 2, 99);
	*miner.setup.chain.best.lock() = miner.setup.chain.insert(&other);
	let announced = async {
		loop {
			changes.changed().await.unwrap();
			if miner.handle.work().is_some_and(|work| work.number == 2) {
				break;
			}
		}
	};
	tokio::time::timeout(Duration::from_secs(60), announced).await.unwrap();
	assert_eq!(miner.handle.work().unwrap().parent, other.hash());
	miner.task.abort();
	while changes.changed().await.is_ok() {
		if miner.handle.board.is_closed() {
			break;
		}
	}
}
