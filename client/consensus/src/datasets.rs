// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The full datasets of a miner: in memory, and on disk from run to run.

use parking_lot::Mutex;
use sero_progpow::{file_name, DagSource, Dataset, FileError, LightCache};
use std::{
	fmt, fs, io,
	ops::ControlFlow,
	path::{Path, PathBuf},
	sync::{Arc, OnceLock},
	time::{Duration, Instant, SystemTime},
};

use crate::{metrics::Metrics, LOG_TARGET};

/// Epochs whose files stay: the present one and its neighbor.
const KEPT_EPOCHS: u32 = 2;
/// A temporary file older than this was left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(3_600);
/// Wait after a dataset could not be made.
const RETRY: Duration = Duration::from_secs(600);
/// Steps of the progress in the log, percent.
const LOG_STEP: u64 = 5;

/// Where a dataset comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
	/// Read from its file and checked.
	File,
	/// Generated.
	Generated,
}

/// Why a dataset is not kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
	/// The disk is full.
	#[error(
		"no room for the dataset in {}: it takes {needed} MiB. Make room, or move the folder by \
		 --base-path",
		.dir.display()
	)]
	NoRoom {
		/// The folder.
		dir: PathBuf,
		/// Size of the file in MiB.
		needed: u64,
	},
	/// The folder cannot be used.
	#[error("the folder {} cannot be used: {error}", .dir.display())]
	Folder {
		/// The folder.
		dir: PathBuf,
		/// The reason.
		error: io::Error,
	},
	/// The file cannot be written.
	#[error("{}: {error}", .path.display())]
	File {
		/// The file.
		path: PathBuf,
		/// The reason.
		error: FileError,
	},
	/// The dataset cannot be generated.
	#[error(transparent)]
	Dataset(#[from] sero_progpow::Error),
}

/// Called with what is done and what there is to do; can stop the work.
pub type Progress<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + Send + 'a;

/// A folder of datasets.
#[derive(Clone, Debug)]
pub struct DatasetStore {
	dir: PathBuf,
}

impl DatasetStore {
	/// The store in a folder, which is made when the first dataset is saved.
	pub fn new(dir: impl Into<PathBuf>) -> Self {
		Self { dir: dir.into() }
	}

	/// Path of a dataset's file.
	///
	/// # Errors
	/// [`StoreError::Dataset`] for an epoch that does not exist.
	pub fn path(&self, epoch: u32, parents: u32) -> Result<PathBuf, StoreError> {
		Ok(self.dir.join(file_name(epoch, parents)?))
	}

	/// Reads a dataset; `None` if there is no file, or one that is damaged, which is removed.
	///
	/// # Errors
	/// [`StoreError::Dataset`] if the work is stopped or there is no memory.
	pub fn load(
		&self,
		cache: &LightCache,
		parents: u32,
		progress: &mut Progress<'_>,
	) -> Result<Option<Dataset>, StoreError> {
		let path = self.path(cache.epoch(), parents)?;
		match Dataset::read_from(&path, cache, parents, progress) {
			Ok(dataset) => Ok(Some(dataset)),
			Err(FileError::Dataset(error)) => Err(error.into()),
			Err(FileError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
			Err(FileError::Io(error)) => {
				log::warn!(target: LOG_TARGET, "{} cannot be read: {error}", path.display());
				Ok(None)
			},
			Err(error) => {
				log::warn!(
					target: LOG_TARGET,
					"{} is damaged ({error}): it is removed and made again",
					path.display(),
				);
				if let Err(error) = fs::remove_file(&path) {
					log::warn!(target: LOG_TARGET, "{}: {error}", path.display());
				}
				Ok(None)
			},
		}
	}

	/// Writes a dataset: to a temporary file that takes its name when the disk has all of it.
	///
	/// # Errors
	/// [`StoreError::NoRoom`], [`StoreError::Folder`], [`StoreError::File`].
	pub fn save(
		&self,
		dataset: &Dataset,
		progress: &mut Progress<'_>,
	) -> Result<PathBuf, StoreError> {
		let path = self.path(dataset.epoch(), dataset.parents())?;
		let folder = |error| StoreError::Folder { dir: self.dir.clone(), error };
		fs::create_dir_all(&self.dir).map_err(folder)?;
		let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
		// A process of the past may have had our number.
		let _ = fs::remove_file(&temporary);
		let written = dataset
			.write_to(&temporary, progress)
			.and_then(|()| fs::rename(&temporary, &path).map_err(FileError::from));
		if let Err(error) = written {
			let _ = fs::remove_file(&temporary);
			return Err(self.explain(dataset, path, error));
		}
		// So that the new name outlives a power failure. Where folders cannot be opened it need not.
		if let Ok(dir) = fs::File::open(&self.dir) {
			let _ = dir.sync_all();
		}
		Ok(path)
	}

	fn explain(&self, dataset: &Dataset, path: PathBuf, error: FileError) -> StoreError {
		match error {
			FileError::Io(error)
				if matches!(
					error.kind(),
					io::ErrorKind::StorageFull
						| io::ErrorKind::QuotaExceeded
						| io::ErrorKind::FileTooLarge
				) =>
			{
				let needed = (dataset.items().len() as u64 * 64).div_ceil(1 << 20);
				StoreError::NoRoom { dir: self.dir.clone(), needed }
			},
			error => StoreError::File { path, error },
		}
	}

	/// Reads a dataset or generates it, without saving it.
	///
	/// # Errors
	/// [`StoreError::Dataset`].
	pub fn load_or_generate(
		&self,
		cache: &LightCache,
		parents: u32,
		progress: &mut Progress<'_>,
	) -> Result<(Dataset, Origin), StoreError> {
		if let Some(dataset) = self.load(cache, parents, progress)? {
			return Ok((dataset, Origin::File));
		}
		Ok((Dataset::generate(cache, parents, progress)?, Origin::Generated))
	}

	/// Removes the files of epochs before `epoch` except its neighbor's, and what was left behind.
	pub fn remove_old(&self, epoch: u32) {
		let Ok(entries) = fs::read_dir(&self.dir) else { return };
		for path in entries.flatten().map(|entry| entry.path()) {
			let old = match kind(&path) {
				Some(Kind::Dataset(other)) => other.saturating_add(KEPT_EPOCHS) <= epoch,
				Some(Kind::Temporary) => is_left_behind(&path),
				None => false,
			};
			if old {
				match fs::remove_file(&path) {
					Ok(()) => log::info!(target: LOG_TARGET, "Removed {}", path.display()),
					Err(error) => log::warn!(target: LOG_TARGET, "{}: {error}", path.display()),
				}
			}
		}
	}
}

/// What a file of the folder is, by its name.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
	Dataset(u32),
	Temporary,
}

fn kind(path: &Path) -> Option<Kind> {
	let name = path.file_name()?.to_str()?.strip_prefix("full-r")?;
	if name.ends_with(".tmp") {
		return Some(Kind::Temporary);
	}
	let epoch = name.strip_suffix(".dag")?.split('-').find_map(|part| part.strip_prefix('e'))?;
	epoch.parse().ok().map(Kind::Dataset)
}

fn is_left_behind(path: &Path) -> bool {
	let modified = fs::metadata(path).and_then(|meta| meta.modified());
	let age = modified.map(|time| SystemTime::now().duration_since(time).unwrap_or_default());
	age.is_ok_and(|age| age > LEFT_BEHIND)
}

/// Somebody to be told when a dataset is ready, and who knows when mining has ended.
pub(crate) trait Listener: Send + Sync + 'static {
	fn ready(&self);
	fn has_ended(&self) -> bool;
}

impl<B: sp_runtime::traits::Block<Hash = sp_core::H256>> Listener for crate::mining::Board<B> {
	fn ready(&self) {
		self.nudge();
	}

	fn has_ended(&self) -> bool {
		self.is_closed()
	}
}

/// Epoch and parents.
type Key = (u32, u32);

#[derive(Default)]
struct State {
	ready: Option<Arc<Dataset>>,
	/// Generated ahead, and kept in memory because the disk does not have it.
	next: Option<Arc<Dataset>>,
	/// What a thread works at. One at a time.
	busy: Option<Key>,
	/// On disk already.
	prepared: Option<Key>,
	failed: Option<(Key, Instant)>,
}

/// The datasets of a running miner. Nothing here blocks: threads in the background do the work.
pub(crate) struct Datasets {
	store: Option<DatasetStore>,
	state: Mutex<State>,
	metrics: Metrics,
	listener: Arc<dyn Listener>,
}

impl fmt::Debug for Datasets {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let state = self.state.lock();
		f.debug_struct("Datasets")
			.field("store", &self.store)
			.field("ready", &state.ready)
			.field("busy", &state.busy)
			.finish_non_exhaustive()
	}
}

fn key(dataset: &Dataset) -> Key {
	(dataset.epoch(), dataset.parents())
}

impl Datasets {
	pub(crate) fn new(
		dir: Option<PathBuf>,
		metrics: Metrics,
		listener: Arc<dyn Listener>,
	) -> Arc<Self> {
		let store = dir.map(DatasetStore::new);
		Arc::new(Self { store, state: Mutex::default(), metrics, listener })
	}

	/// The dataset if it is in memory.
	pub(crate) fn peek(&self, epoch: u32, parents: u32) -> Option<Arc<Dataset>> {
		let state = self.state.lock();
		let fits = |dataset: &&Arc<Dataset>| key(dataset) == (epoch, parents);
		state.ready.iter().chain(&state.next).find(fits).cloned()
	}

	/// The dataset if it is in memory; if not, a thread starts to read or make it.
	pub(crate) fn get(
		self: &Arc<Self>,
		cache: &Arc<LightCache>,
		parents: u32,
	) -> Option<Arc<Dataset>> {
		let key = (cache.epoch(), parents);
		if let Some(dataset) = self.peek(key.0, key.1) {
			let mut state = self.state.lock();
			if state.next.as_ref().is_some_and(|next| self::key(next) == key) {
				// Its time has come: the memory of the old one is given back.
				state.ready = state.next.take();
			}
			return Some(dataset);
		}
		let cache = cache.clone();
		self.start(key, false, move |_| Some(cache));
		None
	}

	/// Makes a dataset ahead, if it is not there, and puts it on the disk.
	pub(crate) fn prepare(
		self: &Arc<Self>,
		epoch: u32,
		parents: u32,
		cache: impl FnOnce(u32) -> Option<Arc<LightCache>> + Send + 'static,
	) {
		let key = (epoch, parents);
		if self.peek(epoch, parents).is_none() && self.state.lock().prepared != Some(key) {
			self.start(key, true, cache);
		}
	}

	fn start(
		self: &Arc<Self>,
		key: Key,
		ahead: bool,
		cache: impl FnOnce(u32) -> Option<Arc<LightCache>> + Send + 'static,
	) {
		let mut state = self.state.lock();
		let failed =
			state.failed.is_some_and(|(other, time)| other == key && time.elapsed() < RETRY);
		if state.busy.is_some() || failed {
			return;
		}
		let this = self.clone();
		let spawned = std::thread::Builder::new().name("dataset".into()).spawn(move || {
			let result = match cache(key.0) {
				Some(cache) => this.obtain(&cache, key.1, ahead),
				None => Err(sero_progpow::Error::OutOfMemory.into()),
			};
			let mut state = this.state.lock();
			state.busy = None;
			if let Err(error) = result {
				state.failed = Some((key, Instant::now()));
				if !this.listener.has_ended() {
					log::warn!(
						target: LOG_TARGET,
						"No dataset for epoch {}: {error}. Mining goes on by the light cache; next \
						 attempt in {} minutes",
						key.0,
						RETRY.as_secs() / 60,
					);
				}
			}
		});
		match spawned {
			Ok(_) => state.busy = Some(key),
			Err(error) => log::error!(target: LOG_TARGET, "No thread for the dataset: {error}"),
		}
	}

	/// Reads or generates a dataset, publishes it and saves it.
	fn obtain(&self, cache: &LightCache, parents: u32, ahead: bool) -> Result<(), StoreError> {
		let epoch = cache.epoch();
		let start = Instant::now();
		let mut progress = self.progress(epoch);
		let (dataset, origin) = match &self.store {
			Some(store) => {
				workers().install(|| store.load_or_generate(cache, parents, &mut progress))?
			},
			None => {
				let made =
					workers().install(|| Dataset::generate(cache, parents, &mut progress))?;
				(made, Origin::Generated)
			},
		};
		let dataset = Arc::new(dataset);
		log::info!(
			target: LOG_TARGET,
			"Dataset of epoch {epoch} {} in {} s",
			if origin == Origin::File { "read" } else { "generated" },
			start.elapsed().as_secs(),
		);
		if !ahead {
			let mut state = self.state.lock();
			state.ready = Some(dataset.clone());
			drop(state);
			self.listener.ready();
		}
		if let Some(store) = &self.store {
			// Before writing, so that there is room.
			store.remove_old(epoch);
		}
		let on_disk = origin == Origin::File || self.save(&dataset);
		if ahead {
			let mut state = self.state.lock();
			if on_disk {
				// Read again when its epoch begins; until then its memory is free.
				state.prepared = Some(key(&dataset));
			} else {
				state.next = Some(dataset);
			}
		}
		Ok(())
	}

	/// Whether the disk has the dataset now.
	fn save(&self, dataset: &Dataset) -> bool {
		let Some(store) = &self.store else { return false };
		let mut go_on = |_, _| match self.listener.has_ended() {
			true => ControlFlow::Break(()),
			false => ControlFlow::Continue(()),
		};
		match workers().install(|| store.save(dataset, &mut go_on)) {
			Ok(path) => {
				log::info!(target: LOG_TARGET, "Dataset saved as {}", path.display());
				true
			},
			Err(error) => {
				log::warn!(
					target: LOG_TARGET,
					"The dataset stays in memory and must be made again after a restart: {error}",
				);
				false
			},
		}
	}

	/// Reports to log and metrics, and stops when mining has ended.
	fn progress(&self, epoch: u32) -> impl FnMut(u64, u64) -> ControlFlow<()> + Send + '_ {
		let (mut reported, mut last, start) = (0, 0, Instant::now());
		move |done, total| {
			if done < last {
				// Reading failed, generation begins.
				reported = 0;
			}
			last = done;
			self.metrics.dataset_progress(done, total);
			let percent = done * 100 / total.max(1);
			if percent >= reported + LOG_STEP && percent < 100 {
				reported = percent;
				let rest = start.elapsed().as_secs() * (100 - percent) / percent.max(1);
				log::info!(
					target: LOG_TARGET,
					"Dataset of epoch {epoch}: {percent} %, about {rest} s to go",
				);
			}
			match self.listener.has_ended() {
				true => ControlFlow::Break(()),
				false => ControlFlow::Continue(()),
			}
		}
	}
}

/// Threads of their own: verification of blocks must not wait behind a dataset.
fn workers() -> &'static rayon::ThreadPool {
	static POOL: OnceLock<rayon::ThreadPool> = OnceLock::new();
	POOL.get_or_init(|| {
		let named = || rayon::ThreadPoolBuilder::new().thread_name(|i| format!("dataset-{i}"));
		named()
			.build()
			.or_else(|_| named().num_threads(1).use_current_thread().build())
			.expect("a pool on the current thread starts no thread; qed")
	})
}

#[cfg(test)]
mod tests;
