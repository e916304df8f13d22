// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Starts and stops real nodes for tests.

// Each test file uses its own part of this module.
#![allow(dead_code)]

use jsonrpsee::{
	core::{client::ClientT, params::ArrayParams},
	http_client::{HttpClient, HttpClientBuilder},
};
use serde_json::Value;
use std::{
	fs::{self, File},
	net::TcpListener,
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Output, Stdio},
	sync::{Mutex, MutexGuard},
	time::{Duration, Instant},
};
use tempfile::TempDir;

pub mod network;
pub mod wallet;

/// The binary under test.
pub const NODE: &str = env!("CARGO_BIN_EXE_sero-node");

/// How long a node may take for anything on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Lets one node mine at a time: they would only take the processor from each other.
pub fn alone() -> MutexGuard<'static, ()> {
	static LOCK: Mutex<()> = Mutex::new(());
	LOCK.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
	let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
	listener.local_addr().expect("the listener is bound").port()
}

/// Runs the binary to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Output {
	Command::new(NODE).args(args).output().expect("the binary starts")
}

/// Runs the binary to its end, which must be a success, and returns what it printed.
pub fn run_ok<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> String {
	let output = run(args);
	assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
	String::from_utf8(output.stdout).expect("the output is text")
}

/// How a node is started.
#[derive(Clone, Debug)]
pub struct Options {
	args: Vec<String>,
	base_path: PathBuf,
	rpc_port: u16,
	eth_port: u16,
	p2p_port: u16,
}

/// A running node; killed when dropped.
pub struct Node {
	child: Child,
	options: Options,
	client: HttpClient,
	started: Instant,
	logs: PathBuf,
	// Removes everything when the last node on it is gone.
	_home: Option<TempDir>,
}

impl Node {
	/// Starts a node with its data in a folder of its own, which is removed at the end.
	///
	/// Ports, base path and a quiet environment are added to the arguments.
	pub fn start<S: Into<String>>(args: impl IntoIterator<Item = S>) -> Self {
		let home = tempfile::tempdir().expect("a temporary folder can be made");
		let base_path = home.path().join("data");
		let mut node = Self::start_at(&base_path, args);
		node._home = Some(home);
		node
	}

	/// The node that `--dev` starts: it mines to the first demo wallet.
	pub fn dev() -> Self {
		Self::start(["--dev"])
	}

	/// Starts a node with its data in a folder that stays.
	pub fn start_at<S: Into<String>>(base_path: &Path, args: impl IntoIterator<Item = S>) -> Self {
		Self::start_on(base_path, (free_port(), free_port()), args)
	}

	/// Starts a node on a port for JSON-RPC and one for other nodes.
	pub fn start_on<S: Into<String>>(
		base_path: &Path,
		(rpc_port, p2p_port): (u16, u16),
		args: impl IntoIterator<Item = S>,
	) -> Self {
		let eth_port = free_port();
		let mut args: Vec<String> = args.into_iter().map(Into::into).collect();
		for arg in [
			"--rpc-port".to_string(),
			rpc_port.to_string(),
			"--eth-rpc-port".into(),
			eth_port.to_string(),
			"--listen-addr".into(),
			format!("/ip4/127.0.0.1/tcp/{p2p_port}"),
			"--no-prometheus".into(),
			"--no-telemetry".into(),
			"--base-path".into(),
			base_path.display().to_string(),
		] {
			args.push(arg);
		}
		Self::launch(Options { args, base_path: base_path.into(), rpc_port, eth_port, p2p_port })
	}

	fn launch(options: Options) -> Self {
		fs::create_dir_all(&options.base_path).expect("the folder can be made");
		let logs = options.base_path.join("logs");
		fs::create_dir_all(&logs).expect("the folder can be made");
		let open = |name: &str| {
			let path = logs.join(name);
			File::options().append(true).create(true).open(path).expect("the log can be written")
		};
		let child = Command::new(NODE)
			.args(&options.args)
			.stdin(Stdio::null())
			.stdout(open("stdout.log"))
			.stderr(open("stderr.log"))
			.spawn()
			.expect("the binary starts");
		let client = HttpClientBuilder::default()
			.request_timeout(Duration::from_secs(30))
			.build(format!("http://127.0.0.1:{}", options.rpc_port))
			.expect("the address is valid");
		Self { child, options, client, started: Instant::now(), logs, _home: None }
	}

	/// Address of the JSON-RPC server, for HTTP.
	pub fn http_url(&self) -> String {
		format!("http://127.0.0.1:{}", self.options.rpc_port)
	}

	/// Address of the JSON-RPC server, for WebSockets.
	pub fn ws_url(&self) -> String {
		format!("ws://127.0.0.1:{}", self.options.rpc_port)
	}

	/// Address of the JSON-RPC server for Ethereum tools.
	pub fn eth_url(&self) -> String {
		format!("http://127.0.0.1:{}", self.options.eth_port)
	}

	/// Address for other nodes.
	pub async fn p2p_address(&self) -> String {
		let peer = self.call("system_localPeerId", &[]).await;
		let peer = peer.as_str().expect("the id is text").to_string();
		format!("/ip4/127.0.0.1/tcp/{}/p2p/{peer}", self.options.p2p_port)
	}

	/// Folder with the node's data.
	pub fn base_path(&self) -> &Path {
		&self.options.base_path
	}

	/// Memory that the process has in use, in KiB, and how many files it has open.
	pub fn resources(&self) -> (u64, usize) {
		let process = PathBuf::from(format!("/proc/{}", self.child.id()));
		let status = fs::read_to_string(process.join("status")).expect("the process runs");
		let memory = status.lines().find_map(|line| {
			line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok()
		});
		let files = fs::read_dir(process.join("fd")).expect("the process runs").count();
		(memory.expect("the kernel counts it"), files)
	}

	/// Time since the process was started.
	pub fn uptime(&self) -> Duration {
		self.started.elapsed()
	}

	/// What the node has printed to standard output so far.
	pub fn stdout(&self) -> String {
		fs::read_to_string(self.logs.join("stdout.log")).unwrap_or_default()
	}

	/// What the node has logged so far.
	pub fn log(&self) -> String {
		fs::read_to_string(self.logs.join("stderr.log")).unwrap_or_default()
	}

	/// Kills the process at once (SIGKILL): nothing is flushed.
	pub fn kill(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}

	/// Starts the same node again on the same data.
	pub fn restart(mut self) -> Self {
		self.kill();
		let mut node = Self::launch(self.options.clone());
		node._home = self._home.take();
		node
	}

	/// Waits for the process to end by itself.
	pub fn wait_for_exit(&mut self) -> ExitStatus {
		let deadline = Instant::now() + PATIENCE;
		loop {
			if let Some(status) = self.child.try_wait().expect("the process can be asked") {
				return status;
			}
			assert!(Instant::now() < deadline, "the node does not end:\n{}", self.log());
			std::thread::sleep(Duration::from_millis(50));
		}
	}

	/// Calls a method; the answer or the error object's message.
	pub async fn try_call(&self, method: &str, params: &[Value]) -> Result<Value, String> {
		self.request(method, params).await.map_err(|error| error.to_string())
	}

	/// Calls a method of the JSON-RPC for Ethereum tools.
	pub async fn ethereum(&self, method: &str, params: &[Value]) -> Result<Value, String> {
		let client = HttpClientBuilder::default()
			.request_timeout(Duration::from_secs(30))
			.build(self.eth_url())
			.expect("the address is valid");
		let mut array = ArrayParams::new();
		for param in params {
			array.insert(param).expect("JSON values are serializable");
		}
		client.request(method, array).await.map_err(|error| error.to_string())
	}

	/// Calls a method that must fail; the error's code and data.
	pub async fn call_error(&self, method: &str, params: &[Value]) -> (i32, Value) {
		match self.request(method, params).await {
			Err(jsonrpsee::core::client::Error::Call(error)) => {
				let data = error.data().map(|raw| raw.get()).unwrap_or("null");
				(error.code(), serde_json::from_str(data).expect("the data is JSON"))
			},
			other => panic!("{method} should be refused, got {other:?}"),
		}
	}

	async fn request(
		&self,
		method: &str,
		params: &[Value],
	) -> Result<Value, jsonrpsee::core::client::Error> {
		let mut array = ArrayParams::new();
		for param in params {
			array.insert(param).expect("JSON values are serializable");
		}
		self.client.request(method, array).await
	}

	/// Calls a method that must succeed.
	pub async fn call(&self, method: &str, params: &[Value]) -> Value {
		match self.try_call(method, params).await {
			Ok(value) => value,
			Err(error) => panic!("{method}{params:?}: {error}\n{}", self.log()),
		}
	}

	/// Height of the best block; `None` while the node does not answer.
	pub async fn try_best_number(&self) -> Option<u32> {
		let header = self.try_call("chain_getHeader", &[]).await.ok()?;
		let number = header.get("number")?.as_str()?;
		u32::from_str_radix(number.trim_start_matches("0x"), 16).ok()
	}

	/// Height of the best block.
	pub async fn best_number(&self) -> u32 {
		match self.try_best_number().await {
			Some(number) => number,
			None => panic!("the node does not answer:\n{}", self.log()),
		}
	}

	/// Waits until the node answers.
	pub async fn wait_until_ready(&mut self) {
		self.wait_for_block(0).await
	}

	/// Waits for a block.
	pub async fn wait_for_block(&mut self, number: u32) {
		let deadline = Instant::now() + PATIENCE + Duration::from_secs(10) * number;
		loop {
			if self.try_best_number().await.is_some_and(|best| best >= number) {
				return;
			}
			if let Some(status) = self.child.try_wait().expect("the process can be asked") {
				panic!("the node ended ({status}) before block {number}:\n{}", self.log());
			}
			assert!(Instant::now() < deadline, "no block {number}:\n{}", self.log());
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
	}

	/// Waits until the index serves a block.
	pub async fn wait_for_indexed(&mut self, number: u32) {
		self.wait_for_block(number).await;
		let deadline = Instant::now() + PATIENCE;
		loop {
			if let Ok(status) = self.try_call("shielded_status", &[]).await {
				if status["indexedNumber"].as_u64().is_some_and(|n| n >= number.into()) {
					return;
				}
			}
			assert!(Instant::now() < deadline, "block {number} is not indexed:\n{}", self.log());
			tokio::time::sleep(Duration::from_millis(100)).await;
		}
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		self.kill();
		if std::thread::panicking() {
			let log = self.log();
			let tail: Vec<_> = log.lines().rev().take(60).collect();
			eprintln!("--- the node's log ends with ---");
			tail.iter().rev().for_each(|line| eprintln!("{line}"));
		}
	}
}
