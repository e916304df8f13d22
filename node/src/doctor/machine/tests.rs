// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::{super::Level, *};

#[test]
fn limits_of_open_files_are_read_and_judged() {
	let text = "Limit                     Soft Limit           Hard Limit           Units\n\
		Max processes             95911                95911                processes\n\
		Max open files            1024                 524288               files\n";
	assert_eq!(parse_limits(text), Some((Some(1_024), Some(524_288))));
	let unlimited = "Max open files            unlimited            unlimited            files\n";
	assert_eq!(parse_limits(unlimited), Some((None, None)));
	assert_eq!(parse_limits("nothing"), None);
	let level = |hard| judge_descriptors(Some((Some(16), hard))).level;
	assert_eq!(level(None), Level::Ok);
	assert_eq!(level(Some(10_000)), Level::Ok);
	assert_eq!(level(Some(9_999)), Level::Warn);
	assert_eq!(level(Some(1_023)), Level::Fail);
	assert_eq!(judge_descriptors(None).level, Level::Warn);
}

#[test]
fn a_clock_that_goes_back_or_was_never_set_fails() {
	assert_eq!(judge_clock(&[0.001, -0.002], EPOCH + 1.0).level, Level::Ok);
	assert_eq!(judge_clock(&[0.0, -1.5, 0.2], EPOCH + 1.0).level, Level::Fail);
	assert_eq!(judge_clock(&[0.0, 7.0], EPOCH + 1.0).level, Level::Warn);
	assert_eq!(judge_clock(&[], 0.0).level, Level::Fail);
}

#[test]
fn a_clock_behind_the_chain_fails() {
	let best = |time| Some(Best { number: 9, time: Some(time) });
	assert_eq!(judge_offset(best(1_000.0), true, 1_000.0).level, Level::Ok);
	// As the runtime allows it.
	assert_eq!(judge_offset(best(1_029.0), true, 1_000.0).level, Level::Ok);
	let behind = judge_offset(best(1_100.0), false, 1_000.0);
	assert_eq!(behind.level, Level::Fail);
	assert!(behind.found.contains("100 s behind block 9"), "{}", behind.found);
	// A node that was off for a day is not ill; one that runs is.
	assert_eq!(judge_offset(best(1_000.0), false, 90_000.0).level, Level::Ok);
	assert_eq!(judge_offset(best(1_000.0), true, 90_000.0).level, Level::Warn);
	let genesis = Best { number: 0, time: Some(0.0) };
	assert_eq!(judge_offset(Some(genesis), true, 90_000.0).level, Level::Ok);
}

#[test]
fn free_disk_is_read_and_judged() {
	let text = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
		/dev/vda 50000000 10000000 40000000 20% /\n";
	assert_eq!(parse_df(text), Some(40_000_000 * 1024));
	assert_eq!(parse_df("Filesystem\n"), None);
	let level = |free, dataset| judge_disk(Path::new("/data"), free, dataset).level;
	assert_eq!(level(Some(30 * GIB), 0), Level::Ok);
	assert_eq!(level(Some(21 * GIB), 2 * GIB), Level::Warn);
	assert_eq!(level(Some(3 * GIB), 2 * GIB), Level::Fail);
	assert_eq!(level(None, 0), Level::Warn);
}

#[test]
fn the_real_disk_is_read() {
	let home = std::env::temp_dir();
	let facts = Facts { base_path: home.join("not/there/yet"), best: None, dataset: None };
	let check = disk(&facts);
	assert!(check.found.contains("free at"), "{}", check.found);
	assert_eq!(writable(&facts.base_path).level, Level::Ok);
	assert!(!home.join("not").exists());
}

#[test]
fn memory_is_judged_by_what_the_dataset_takes() {
	let text = "MemTotal:       24684000 kB\nMemAvailable:    2000000 kB\n";
	assert_eq!(parse_memory(text, "MemAvailable"), Some(2_000_000 * 1024));
	assert_eq!(parse_memory(text, "Mem"), None);
	let level = |available, dataset, running| judge_memory(available, dataset, running).level;
	assert_eq!(level(Some(GIB), 0, false), Level::Ok);
	assert_eq!(level(Some(GIB / 4), 0, false), Level::Warn);
	assert_eq!(level(Some(GIB), GIB, false), Level::Fail);
	assert_eq!(level(Some(GIB), GIB, true), Level::Ok);
	assert_eq!(level(None, GIB, false), Level::Warn);
}
