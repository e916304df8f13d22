// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Three nodes that know each other, and die one at a time.

use super::{free_port, Node, PATIENCE};
use serde_json::json;
use sero_runtime::demo;
use std::{
	path::Path,
	time::{Duration, Instant},
};

/// Identities of the node keys 1, 2 and 3.
const PEERS: [&str; 3] = [
	"12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp",
	"12D3KooWHdiAxVd8uMQR1hGWXccidmfCwLqcMpGwR6QcTP6QRMuD",
	"12D3KooWSCufgHzV4fCwRijfH2k3abrpAJxTKxEvN1FDuRXA2U9x",
];

/// Three nodes that know each other.
pub struct Network {
	pub nodes: [Node; 3],
}

impl Network {
	/// The first two mine; each votes with a demo vote seed, the third one with another key too if there is one.
	pub fn start(home: &Path, chain: &str, vote_seed: Option<&Path>) -> Self {
		let ports: [(u16, u16); 3] = std::array::from_fn(|_| (free_port(), free_port()));
		let nodes = std::array::from_fn(|number| {
			let mut args = vec!["--chain".to_string(), chain.into()];
			args.push(["--alice", "--bob", "--charlie"][number].into());
			args.extend(["--node-key".into(), format!("{:064}", number + 1)]);
			for (other, peer) in PEERS.iter().enumerate().filter(|(other, _)| *other != number) {
				let port = ports[other].1;
				args.extend([
					"--bootnodes".into(),
					format!("/ip4/127.0.0.1/tcp/{port}/p2p/{peer}"),
				]);
			}
			if number < 2 {
				let author = demo::address(number as u8 + 1).unwrap().to_string();
				args.extend(["--mine", "--force-authoring", "--author"].map(String::from));
				args.extend([author, "--mining-threads".into(), "1".into()]);
			} else if let Some(seed) = vote_seed {
				args.extend(["--vote-seed-file".into(), seed.display().to_string()]);
			}
			Node::start_on(&home.join(format!("node-{number}")), ports[number], args)
		});
		Self { nodes }
	}

	/// Kills a node at once; the others go on; it comes back and follows them.
	pub async fn survives_the_loss_of(self, number: usize) -> Self {
		let mut nodes = self.nodes;
		nodes[number].kill();
		let other = (number + 1) % 3;
		let ahead = nodes[other].best_number().await + 4;
		nodes[other].wait_for_block(ahead).await;
		let nodes = {
			let mut restarted = Vec::new();
			for (place, node) in nodes.into_iter().enumerate() {
				restarted.push(if place == number { node.restart() } else { node });
			}
			let Ok(mut nodes) = <[Node; 3]>::try_from(restarted) else { unreachable!() };
			nodes[number].wait_for_indexed(ahead).await;
			nodes
		};
		let network = Self { nodes };
		network.agrees_at(ahead - 2).await;
		network
	}

	/// All nodes come to have the same block at a height.
	pub async fn agrees_at(&self, height: u32) {
		let deadline = Instant::now() + PATIENCE;
		loop {
			let mut hashes = Vec::new();
			for node in &self.nodes {
				hashes.push(node.call("chain_getBlockHash", &[json!(height)]).await);
			}
			if hashes[0].is_string() && hashes.iter().all(|hash| *hash == hashes[0]) {
				return;
			}
			assert!(Instant::now() < deadline, "no agreement at {height}: {hashes:?}");
			tokio::time::sleep(Duration::from_millis(300)).await;
		}
	}
}
