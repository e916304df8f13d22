// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Serves the JSON-RPC that Ethereum wallets and tools speak, on a port of its own: names of
//! `eth_*` methods for outside miners are taken on the other one.

use crate::service::{FullClient, FullPool};
use sc_client_api::BlockchainEvents;
use sc_service::{
	config::{RpcConfiguration, RpcEndpoint, RpcMethods},
	error::Error as ServiceError,
	Configuration, TaskManager,
};
use sero_eth_rpc::{Dependencies, Index, Syncing};
use std::{
	net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
	sync::Arc,
};

/// Where to serve.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EthRpc {
	/// Port.
	pub port: u16,
	/// Whether to serve other machines, too.
	pub external: bool,
}

impl EthRpc {
	/// Whether to serve the methods that keep a processor busy: as the node's own server decides it.
	fn serves_debug(&self, methods: RpcMethods) -> bool {
		match methods {
			RpcMethods::Unsafe => true,
			RpcMethods::Safe => false,
			RpcMethods::Auto => !self.external,
		}
	}

	/// The addresses; IPv6 is left out where the machine has none.
	fn endpoints(&self, rpc: &RpcConfiguration) -> Vec<RpcEndpoint> {
		let addresses: [IpAddr; 2] = match self.external {
			true => [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()],
			false => [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
		};
		let endpoint = |address: IpAddr| RpcEndpoint {
			listen_addr: SocketAddr::new(address, self.port),
			batch_config: rpc.batch_config,
			max_connections: rpc.max_connections,
			max_payload_in_mb: rpc.max_request_size,
			max_payload_out_mb: rpc.max_response_size,
			max_subscriptions_per_connection: rpc.max_subs_per_conn,
			max_buffer_capacity_per_connection: rpc.message_buffer_capacity,
			rate_limit: rpc.rate_limit,
			rate_limit_trust_proxy_headers: rpc.rate_limit_trust_proxy_headers,
			rate_limit_whitelisted_ips: rpc.rate_limit_whitelisted_ips.clone(),
			cors: rpc.cors.clone(),
			rpc_methods: rpc.methods,
			is_optional: address.is_ipv6(),
			// A wallet knows one port.
			retry_random_port: false,
		};
		addresses.into_iter().map(endpoint).collect()
	}
}

/// Starts index and server. Limits, origins and the rest are those of the node's own JSON-RPC.
///
/// # Errors
/// The port is taken: that ends the start, not the running node.
pub fn spawn(
	task_manager: &mut TaskManager,
	config: &Configuration,
	options: EthRpc,
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	syncing: Syncing,
) -> Result<(), ServiceError> {
	let index = Arc::new(Index::new(client.clone()));
	task_manager.spawn_handle().spawn_blocking(
		"eth-index",
		Some("eth-rpc"),
		index
			.clone()
			.run(client.every_import_notification_stream(), client.finality_notification_stream()),
	);
	let rpc = &config.rpc;
	let module = sero_eth_rpc::server::module(Dependencies {
		pool,
		index,
		syncing,
		version: format!("{}/v{}", config.impl_name.replace(' ', "-"), config.impl_version),
		debug: options.serves_debug(rpc.methods),
	})
	.map_err(|error| ServiceError::Application(error.into()))?;
	let runtime = sc_service::create_rpc_runtime(rpc.max_connections)
		.map_err(|error| ServiceError::Application(error.into()))?;
	let server_config = RpcConfiguration {
		addr: Some(options.endpoints(rpc)),
		max_connections: rpc.max_connections,
		cors: rpc.cors.clone(),
		methods: rpc.methods,
		max_request_size: rpc.max_request_size,
		max_response_size: rpc.max_response_size,
		id_provider: None,
		max_subs_per_conn: rpc.max_subs_per_conn,
		port: options.port,
		message_buffer_capacity: rpc.message_buffer_capacity,
		batch_config: rpc.batch_config,
		rate_limit: rpc.rate_limit,
		rate_limit_whitelisted_ips: rpc.rate_limit_whitelisted_ips.clone(),
		rate_limit_trust_proxy_headers: rpc.rate_limit_trust_proxy_headers,
		request_logger_limit: rpc.request_logger_limit,
	};
	let server = sc_service::start_rpc_servers(
		&server_config,
		// The metrics of the node's own server have these names already.
		None,
		&config.tokio_handle,
		module,
		runtime,
		None,
	)
	.map_err(|error| {
		ServiceError::Other(format!(
			"the Ethereum JSON-RPC cannot listen on port {}: {error}. Choose another --eth-rpc-port, or \
			 --no-eth-rpc.",
			options.port
		))
	})?;
	task_manager.keep_alive(server);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn strangers_cannot_trace() {
		let local = EthRpc { port: 8545, external: false };
		let external = EthRpc { external: true, ..local };
		assert!(local.serves_debug(RpcMethods::Auto));
		assert!(!external.serves_debug(RpcMethods::Auto));
		assert!(external.serves_debug(RpcMethods::Unsafe));
		assert!(!local.serves_debug(RpcMethods::Safe));
	}
}
