// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What an operator sees of a running node: health, metrics, log, and `sero-node doctor`.

mod common;

use common::{alone, free_port, run, run_ok, NODE, PATIENCE};
use serde_json::Value;
use std::{
	collections::BTreeSet,
	fs,
	io::{Read, Write},
	net::{TcpListener, TcpStream},
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::{Duration, Instant},
};
use tempfile::TempDir;

/// A node with its metrics; killed when dropped.
struct Watched {
	child: Child,
	home: TempDir,
	rpc: u16,
	metrics: u16,
}

impl Watched {
	fn start(args: &[&str]) -> Self {
		let home = tempfile::tempdir().unwrap();
		let (rpc, metrics) = (free_port(), free_port());
		let log = fs::File::create(home.path().join("log")).unwrap();
		let child = Command::new(NODE)
			.args(args)
			.args(["--rpc-port", &rpc.to_string(), "--prometheus-port", &metrics.to_string()])
			.args(["--listen-addr", &format!("/ip4/127.0.0.1/tcp/{}", free_port())])
			.args(["--no-eth-rpc", "--no-telemetry", "--base-path"])
			.arg(home.path().join("data"))
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.stderr(log)
			.spawn()
			.unwrap();
		let mut node = Self { child, home, rpc, metrics };
		node.wait("an answer", |node| get(node.rpc, "/health").is_some());
		node
	}

	fn log(&self) -> String {
		fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
	}

	fn base_path(&self) -> PathBuf {
		self.home.path().join("data")
	}

	/// Waits until something is as it shall be.
	fn wait(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
		let deadline = Instant::now() + PATIENCE;
		while !done(self) {
			let ended = self.child.try_wait().unwrap();
			assert!(ended.is_none() && Instant::now() < deadline, "no {what}:\n{}", self.log());
			std::thread::sleep(Duration::from_millis(200));
		}
	}

	/// The metrics' text.
	fn metrics(&self) -> String {
		get(self.metrics, "/metrics").map(|(_, text)| text).unwrap_or_default()
	}

	fn stop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

impl Drop for Watched {
	fn drop(&mut self) {
		self.stop();
	}
}

/// A request over HTTP: status and body.
fn request(port: u16, method: &str, path: &str) -> Option<(u16, String)> {
	let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
	stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
	write!(stream, "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n").ok()?;
	let mut answer = String::new();
	stream.read_to_string(&mut answer).ok()?;
	let (head, body) = answer.split_once("\r\n\r\n")?;
	Some((head.split_whitespace().nth(1)?.parse().ok()?, body.into()))
}

fn get(port: u16, path: &str) -> Option<(u16, String)> {
	request(port, "GET", path)
}

/// The values of the series of a metric that have all these labels.
fn values(text: &str, name: &str, labels: &[&str]) -> Vec<f64> {
	text.lines()
		.filter(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])))
		.filter(|line| labels.iter().all(|label| line.contains(label)))
		.filter_map(|line| line.rsplit(' ').next()?.parse().ok())
		.collect()
}

fn value(text: &str, name: &str, labels: &[&str]) -> f64 {
	match values(text, name, labels)[..] {
		[value] => value,
		ref other => panic!("{name}{labels:?} has {} series in\n{text}", other.len()),
	}
}

fn repository(path: &str) -> String {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
	fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Our metrics' names on the page for operators; those of the stratum server aside, which appear with
/// their first miner.
fn documented() -> BTreeSet<String> {
	let page = repository("docs/operate/metrics.md");
	let words = page.split('`').map(|word| word.split('{').next().unwrap_or_default());
	words
		.filter(|word| word.starts_with("sero_") && !word.starts_with("sero_stratum_"))
		.map(Into::into)
		.collect()
}

/// Runs the doctor: exit status and report.
fn doctor(args: &[&str]) -> (i32, Value) {
	let output = run([&["doctor", "--json"], args].concat());
	let text = String::from_utf8(output.stdout).unwrap();
	let report = serde_json::from_str(&text).unwrap_or_else(|error| {
		panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr))
	});
	(output.status.code().unwrap(), report)
}

/// The levels and findings of a check.
fn found(report: &Value, name: &str) -> Vec<(String, String)> {
	let checks = report["checks"].as_array().unwrap().iter();
	let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
	checks
		.filter(|check| check["name"] == name)
		.map(|check| (text(&check["level"]), text(&check["found"])))
		.collect()
}

fn fails(report: &Value, name: &str, with: &str) {
	let found = found(report, name);
	let fits = |(level, text): &(String, String)| level == "FAIL" && text.contains(with);
	assert!(found.iter().any(fits), "{name} does not fail with {with}: {report:#}");
}

#[test]
fn health_and_readiness_are_served() {
	let node = Watched::start(&["--dev", "--no-mine"]);
	let (status, body) = get(node.rpc, "/health").unwrap();
	assert_eq!(status, 200);
	let health: Value = serde_json::from_str(&body).unwrap();
	assert_eq!(health["isSyncing"], false);
	assert_eq!(health["shouldHavePeers"], false);
	assert_eq!(get(node.rpc, "/health/readiness").unwrap().0, 200);
	assert_eq!(request(node.rpc, "POST", "/health").unwrap().0, 405);
	drop(node);

	// A node that should have peers and has none is not ready.
	let nobody = format!(
		"/ip4/127.0.0.1/tcp/{}/p2p/12D3KooWRxFEoAtQtFsouSVFzQPcZ8G5vT4i4yKedA3PJRbu57YZ",
		free_port()
	);
	let node = Watched::start(&["--chain", "dev", "--no-mdns", "--bootnodes", &nobody]);
	assert_eq!(get(node.rpc, "/health").unwrap().0, 200);
	assert_eq!(get(node.rpc, "/health/readiness").unwrap().0, 500);
}

#[test]
fn a_mining_node_is_watched() {
	let _alone = alone();
	let mut node = Watched::start(&["--dev", "--detailed-log-output", "--disable-log-color"]);
	node.wait("three blocks in the metrics", |node| {
		let text = node.metrics();
		values(&text, "sero_blocks_mined_total", &[]).iter().any(|count| *count >= 3.0)
			&& values(&text, "sero_best_block_votes", &[]).iter().any(|count| *count > 0.0)
	});
	let text = node.metrics();

	let names: BTreeSet<&str> =
		text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
	let documented = documented();
	assert!(documented.len() > 40, "{documented:?}");
	for name in &documented {
		assert!(names.contains(name.as_str()), "there is no {name} in\n{text}");
	}
	let substrate = repository("docker/grafana/substrate-metrics.txt");
	for name in substrate.lines().filter(|line| line.starts_with("substrate_")) {
		assert!(names.contains(name), "there is no {name} in\n{text}");
	}

	let class = |class: &str| value(&text, "sero_supply_sero", &[&format!("class=\"{class}\"")]);
	let total = value(&text, "sero_supply_total_sero", &[]);
	let sum: f64 = ["notes", "accounts", "staked", "fees"].into_iter().map(class).sum();
	assert!((total - sum).abs() < 0.001, "{total} is not {sum}");
	assert!(class("accounts") >= 9_000_000.0 && class("notes") >= 30_000.0, "{text}");
	assert_eq!(value(&text, "sero_supply_balanced", &[]), 1.0);
	assert_eq!(values(&text, "sero_circuit_version", &["status=\"active\""]), [1.0]);
	assert!(values(&text, "sero_circuit_version", &["status=\"paused\""]).is_empty());
	for name in [
		"sero_tree_leaves",
		"sero_pow_difficulty_hashes",
		"sero_pow_hashrate_hashes_per_second",
		"sero_templates_total",
		"sero_votes_cast_total",
		"sero_lottery_tickets",
		"sero_ticket_price_sero",
	] {
		assert!(value(&text, name, &[]) > 0.0, "{name} is 0 in\n{text}");
	}
	let (solved, blocks) = (
		value(&text, "sero_solutions_total", &["result=\"valid\""]),
		value(&text, "sero_blocks_found_total", &[]),
	);
	assert!(solved == blocks && blocks >= value(&text, "sero_blocks_mined_total", &[]), "{text}");
	assert_eq!(value(&text, "sero_blocks_abandoned_total", &["reason=\"refused\""]), 0.0);
	assert_eq!(value(&text, "sero_metrics_unread_total", &[]), 0.0);
	let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
	let age = now - value(&text, "sero_best_block_timestamp_seconds", &[]);
	assert!((-30.0..PATIENCE.as_secs_f64()).contains(&age), "the best block is {age} s old");

	// A program takes each line apart, as the page for operators says.
	let log = node.log();
	let mut targets = BTreeSet::new();
	for line in log.lines() {
		let mut words = line.split_whitespace();
		let (day, time) = (words.next().unwrap(), words.next().unwrap());
		assert!(day.len() == 10 && time.len() == 12, "{line}");
		assert!(["INFO", "WARN", "ERROR"].contains(&words.next().unwrap()), "{line}");
		let target = words.nth(1).unwrap_or_else(|| panic!("no target in {line}"));
		targets.insert(target.strip_suffix(':').unwrap_or_else(|| panic!("no target in {line}")));
	}
	assert!(targets.contains("pow") && targets.contains("sero::notes"), "{targets:?}");

	// The doctor beside the running node, and of another chain.
	let path = node.base_path();
	let path = path.to_str().unwrap();
	let ports = ["--rpc-port", &node.rpc.to_string(), "--port", &free_port().to_string()];
	let ports: Vec<&str> = [&ports[..], &["--no-prometheus", "--no-eth-rpc"]].concat();
	let (status, report) = doctor(&[&["--dev", "--base-path", path], &ports[..]].concat());
	assert_eq!(status, 0, "{report:#}");
	let (level, chain) = found(&report, "chain").remove(0);
	assert!(level == "OK" && chain.contains("SERO Development answers"), "{report:#}");
	let clocks = found(&report, "clock");
	assert!(clocks.iter().any(|(_, text)| text.contains("s old by this clock")), "{report:#}");
	let (status, report) =
		doctor(&[&["--chain", "local", "--base-path", path], &ports[..]].concat());
	assert_eq!(status, 1);
	fails(&report, "chain", "is one of SERO Development");

	// And of its database, when it has stopped.
	node.stop();
	let (status, report) = doctor(&[&["--dev", "--base-path", path], &ports[..]].concat());
	assert_eq!(status, 0, "{report:#}");
	let (_, database) = found(&report, "database").remove(0);
	let number = database.rsplit(' ').next().and_then(|number| number.parse::<u32>().ok());
	assert!(number.is_some_and(|number| number >= 1), "{report:#}");
}

#[test]
fn the_doctor_finds_a_good_setup_good_and_changes_nothing() {
	let home = tempfile::tempdir().unwrap();
	let path = home.path().join("data");
	let ports: Vec<String> = (0..4).map(|_| free_port().to_string()).collect();
	let args = [
		"--dev",
		"--base-path",
		path.to_str().unwrap(),
		"--rpc-port",
		&ports[0],
		"--port",
		&ports[1],
		"--prometheus-port",
		&ports[2],
		"--eth-rpc-port",
		&ports[3],
	];
	let (status, report) = doctor(&args);
	assert_eq!(status, 0, "{report:#}");
	for name in [
		"files",
		"clock",
		"ports",
		"node key",
		"vote keys",
		"database",
		"runtime",
		"parameters",
		"mining",
		"disk",
		"data",
		"memory",
	] {
		let found = found(&report, name);
		assert!(!found.is_empty(), "{name} was not checked: {report:#}");
		assert!(found.iter().all(|(level, _)| level != "FAIL"), "{report:#}");
	}
	assert_eq!(found(&report, "database")[0].1, "there is none yet");
	assert_eq!(found(&report, "vote keys")[0].1, "1 key(s) vote");
	assert!(!path.exists(), "the doctor made {}", path.display());

	// A node that makes no blocks has its configuration read in another way.
	let plain = [&["--chain", "beta"], &args[1..]].concat();
	let (_, report) = doctor(&plain);
	assert!(found(&report, "node key")[0].1.ends_with("is made at the first start"), "{report:#}");
	assert!(!path.exists(), "the doctor made {}", path.display());

	let text = run_ok([&["doctor"], &args[..]].concat());
	for part in ["OK    parameters", "0 failed"] {
		assert!(text.contains(part), "{part} in {text}");
	}
}

#[test]
fn the_doctor_finds_what_is_wrong() {
	let home = tempfile::tempdir().unwrap();
	// A chain with a value and circuits that everybody can forge proofs for.
	let spec = run_ok(["export-chain-spec", "--chain", "local"]);
	let mut spec: Value = serde_json::from_str(&spec).unwrap();
	spec["chainType"] = "Live".into();
	spec["id"] = "sero_live_test".into();
	let chain = home.path().join("live.json");
	fs::write(&chain, spec.to_string()).unwrap();
	// A node key that is cut off, and keys that others can read.
	let folder = home.path().join("data/chains/sero_live_test");
	fs::create_dir_all(folder.join("network")).unwrap();
	fs::write(folder.join("network/secret_ed25519"), [1; 20]).unwrap();
	let seed = home.path().join("seed");
	fs::write(&seed, hex::encode([7; 32])).unwrap();
	#[cfg(unix)]
	{
		use std::os::unix::fs::PermissionsExt;
		fs::set_permissions(&seed, fs::Permissions::from_mode(0o644)).unwrap();
	}
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let taken = listener.local_addr().unwrap().port().to_string();
	let same = free_port().to_string();
	let base_path = home.path().join("data");
	let (status, report) = doctor(&[
		"--chain",
		chain.to_str().unwrap(),
		"--base-path",
		base_path.to_str().unwrap(),
		"--mine",
		"--vote-seed-file",
		seed.to_str().unwrap(),
		"--rpc-port",
		&same,
		"--prometheus-port",
		&same,
		"--eth-rpc",
		"--eth-rpc-port",
		&taken,
		"--port",
		&free_port().to_string(),
	]);
	assert_eq!(status, 1);
	assert_eq!(report["level"], "FAIL");
	fails(&report, "parameters", "development parameters");
	fails(&report, "node key", "20 bytes instead of 32");
	#[cfg(unix)]
	fails(&report, "vote keys", "others can read");
	fails(&report, "ports", "is both for JSON-RPC and for metrics");
	fails(&report, "ports", "is taken, for Ethereum's JSON-RPC");
	fails(&report, "mining", "--author");
	for check in report["checks"].as_array().unwrap() {
		assert!(check["level"] == "OK" || check["advice"].is_string(), "no advice: {check:#}");
	}
	// Nothing else was made.
	let made: Vec<_> =
		fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
	assert_eq!(made, ["network"]);

	let main = ["--chain", "main", "--rpc-port", &same, "--base-path"];
	let (status, report) = doctor(&[&main[..], &[base_path.to_str().unwrap()]].concat());
	assert_eq!(status, 1);
	fails(&report, "parameters", "has no circuits");

	// Data under a file, and a database that is none.
	let nowhere = seed.join("data");
	let dev = ["--dev", "--rpc-port", &same, "--base-path"];
	let (status, report) = doctor(&[&dev[..], &[nowhere.to_str().unwrap()]].concat());
	assert_eq!(status, 1);
	fails(&report, "data", "cannot be written");
	let database = home.path().join("data/chains/sero_dev/paritydb/full");
	fs::create_dir_all(&database).unwrap();
	fs::write(database.join("metadata"), "not what it was").unwrap();
	let (status, report) = doctor(&[&dev[..], &[base_path.to_str().unwrap()]].concat());
	assert_eq!(status, 1);
	assert!(found(&report, "database").iter().any(|(level, _)| level == "FAIL"), "{report:#}");
}
