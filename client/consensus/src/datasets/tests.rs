// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const ITEMS: u64 = 2_054;

#[derive(Default)]
struct TestListener {
	ready: AtomicUsize,
	ended: AtomicBool,
}

impl Listener for TestListener {
	fn ready(&self) {
		self.ready.fetch_add(1, Ordering::SeqCst);
	}

	fn has_ended(&self) -> bool {
		self.ended.load(Ordering::SeqCst)
	}
}

fn cache(epoch: u32) -> Arc<LightCache> {
	Arc::new(LightCache::tiny(epoch, 101, ITEMS).unwrap())
}

fn go_on() -> impl FnMut(u64, u64) -> ControlFlow<()> + Send {
	|_, _| ControlFlow::Continue(())
}

fn generate(epoch: u32) -> Dataset {
	Dataset::generate(&cache(epoch), 256, &mut go_on()).unwrap()
}

fn until(what: &str, condition: impl Fn() -> bool) {
	let start = Instant::now();
	while !condition() {
		assert!(start.elapsed().as_secs() < 60, "timeout: {what}");
		std::thread::sleep(Duration::from_millis(5));
	}
}

fn files(dir: &Path) -> Vec<String> {
	let mut names: Vec<String> = fs::read_dir(dir)
		.unwrap()
		.map(|entry| entry.unwrap().file_name().into_string().unwrap())
		.collect();
	names.sort();
	names
}

fn datasets(dir: Option<&Path>) -> (Arc<Datasets>, Arc<TestListener>) {
	let listener = Arc::new(TestListener::default());
	let dir = dir.map(Path::to_path_buf);
	(Datasets::new(dir, Metrics::default(), listener.clone()), listener)
}

fn idle(datasets: &Datasets) -> bool {
	datasets.state.lock().busy.is_none()
}

#[test]
fn a_dataset_is_generated_once_and_read_afterwards() {
	let dir = tempfile::tempdir().unwrap();
	let store = DatasetStore::new(dir.path().join("dag"));
	let cache = cache(0);
	let (made, origin) = store.load_or_generate(&cache, 256, &mut go_on()).unwrap();
	assert_eq!(origin, Origin::Generated);
	let path = store.save(&made, &mut go_on()).unwrap();
	assert_eq!(path, store.path(0, 256).unwrap());
	let (read, origin) = store.load_or_generate(&cache, 256, &mut go_on()).unwrap();
	assert_eq!((read.items(), origin), (made.items(), Origin::File));
	// Ours alone: no temporary file is left.
	assert_eq!(files(path.parent().unwrap()).len(), 1);
}

#[test]
fn a_damaged_file_is_removed_and_made_again() {
	let dir = tempfile::tempdir().unwrap();
	let store = DatasetStore::new(dir.path());
	let path = store.save(&generate(0), &mut go_on()).unwrap();
	let good = fs::read(&path).unwrap();
	for damage in [
		|bytes: &mut Vec<u8>| bytes.truncate(1_000),
		|bytes: &mut Vec<u8>| bytes[9] ^= 1,
		|bytes: &mut Vec<u8>| bytes[90_000] ^= 1,
		|bytes: &mut Vec<u8>| bytes.push(0),
	] {
		let mut bytes = good.clone();
		damage(&mut bytes);
		fs::write(&path, bytes).unwrap();
		assert!(store.load(&cache(0), 256, &mut go_on()).unwrap().is_none());
		assert!(!path.exists());
		let (dataset, origin) = store.load_or_generate(&cache(0), 256, &mut go_on()).unwrap();
		assert_eq!(origin, Origin::Generated);
		store.save(&dataset, &mut go_on()).unwrap();
		assert_eq!(fs::read(&path).unwrap(), good);
	}
}

#[test]
fn two_epochs_stay_on_the_disk() {
	let dir = tempfile::tempdir().unwrap();
	let store = DatasetStore::new(dir.path());
	fs::write(dir.path().join("full-r1-p256-e00000-0000000000000000.77.tmp"), "young").unwrap();
	fs::write(dir.path().join("notes.txt"), "the user's").unwrap();
	for epoch in 0..4 {
		store.remove_old(epoch);
		store.save(&generate(epoch), &mut go_on()).unwrap();
	}
	let kinds: Vec<_> = files(dir.path()).iter().map(|name| kind(Path::new(name))).collect();
	assert_eq!(
		kinds,
		[Some(Kind::Temporary), Some(Kind::Dataset(2)), Some(Kind::Dataset(3)), None]
	);
}

#[test]
fn a_temporary_file_of_an_ended_process_is_removed() {
	let dir = tempfile::tempdir().unwrap();
	let store = DatasetStore::new(dir.path());
	let left = dir.path().join("full-r1-p256-e00000-0000000000000000.77.tmp");
	fs::write(&left, "old").unwrap();
	let long_ago = SystemTime::now() - LEFT_BEHIND * 2;
	fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
	store.remove_old(0);
	assert!(!left.exists());
}

#[test]
fn a_full_disk_is_named() {
	let store = DatasetStore::new("/somewhere");
	for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
		let error = store.explain(&generate(0), PathBuf::new(), io::Error::from(kind).into());
		assert!(matches!(error, StoreError::NoRoom { needed: 1, .. }));
		assert!(error.to_string().contains("no room for the dataset in /somewhere"), "{error}");
	}
}

/// Linux's device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_reports_that_it_is_full() {
	use std::io::Write;
	let Ok(mut full) = fs::File::options().write(true).open("/dev/full") else { return };
	let error = full.write_all(&[0; 1 << 16]).unwrap_err();
	assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}

#[test]
fn mining_goes_on_from_memory_if_the_folder_cannot_be_written() {
	let dir = tempfile::tempdir().unwrap();
	// A file where the folder should be.
	let dir = dir.path().join("dag");
	fs::write(&dir, "").unwrap();
	let (datasets, listener) = datasets(Some(&dir));
	assert!(datasets.get(&cache(0), 256).is_none());
	until("dataset", || listener.ready.load(Ordering::SeqCst) == 1);
	assert!(datasets.get(&cache(0), 256).is_some());
	until("end", || idle(&datasets));
	// The next one, too.
	datasets.prepare(1, 256, |epoch| Some(cache(epoch)));
	until("next dataset", || datasets.peek(1, 256).is_some());
	assert!(datasets.get(&cache(1), 256).is_some());
	assert!(datasets.peek(0, 256).is_none(), "the memory of the old one is given back");
}

#[test]
fn the_next_epoch_is_prepared_on_the_disk_and_read_when_it_begins() {
	let dir = tempfile::tempdir().unwrap();
	let (datasets, listener) = datasets(Some(dir.path()));
	assert!(datasets.get(&cache(0), 256).is_none());
	until("dataset", || listener.ready.load(Ordering::SeqCst) == 1 && idle(&datasets));
	datasets.prepare(0, 256, |_| panic!("it is there"));
	datasets.prepare(1, 256, |epoch| Some(cache(epoch)));
	until("next file", || files(dir.path()).len() == 2 && idle(&datasets));
	assert!(datasets.peek(1, 256).is_none(), "it takes no memory yet");
	datasets.prepare(1, 256, |_| panic!("it is prepared"));
	assert!(datasets.get(&cache(1), 256).is_none());
	until("next dataset", || datasets.get(&cache(1), 256).is_some());
	assert_eq!(listener.ready.load(Ordering::SeqCst), 2);
}

#[test]
fn another_number_of_parents_is_another_dataset() {
	let (datasets, _) = datasets(None);
	assert!(datasets.get(&cache(0), 256).is_none());
	until("dataset", || datasets.get(&cache(0), 256).is_some());
	assert!(datasets.peek(0, 512).is_none());
	until("the other", || datasets.get(&cache(0), 512).is_some());
	assert_eq!(datasets.get(&cache(0), 512).unwrap().parents(), 512);
}

#[test]
fn a_failure_is_not_tried_again_at_once() {
	let (datasets, _) = datasets(None);
	datasets.prepare(7, 256, |_| None);
	until("failure", || datasets.state.lock().failed.is_some() && idle(&datasets));
	datasets.prepare(7, 256, |_| panic!("too early"));
	assert!(idle(&datasets));
}

#[test]
fn the_end_of_mining_ends_the_generation() {
	let (datasets, listener) = datasets(None);
	listener.ended.store(true, Ordering::SeqCst);
	assert!(datasets.get(&cache(0), 256).is_none());
	until("end", || idle(&datasets));
	assert!(datasets.peek(0, 256).is_none());
}
