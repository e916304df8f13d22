// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Accepts connections.

use sero_consensus::WorkSource;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;
use tokio::{
	net::{TcpListener, TcpStream},
	sync::Semaphore,
	task::JoinSet,
	time::Instant,
};

use crate::{
	jobs::Jobs,
	limits::{Place, Places},
	metrics::Metrics,
	session::{Context, Session},
	StratumConfig, LOG_TARGET,
};

/// Wait after a connection could not be accepted, say for want of file descriptors.
const ACCEPT_RETRY: Duration = Duration::from_millis(100);

/// Takes the address, so that an error comes before the node runs.
///
/// # Errors
/// As the operating system says, say if another program listens there.
pub async fn bind(config: &StratumConfig) -> io::Result<TcpListener> {
	TcpListener::bind(config.listen).await
}

/// Serves miners until the node's mining ends.
pub async fn run(
	listener: TcpListener,
	config: StratumConfig,
	source: Arc<dyn WorkSource>,
	registry: Option<Registry>,
) {
	let checks = std::thread::available_parallelism().map_or(1, usize::from);
	let places = Places::new(config.limits.clone());
	let context = Arc::new(Context {
		config,
		source,
		jobs: Jobs::new(),
		metrics: Metrics::new(registry.as_ref()),
		checks: Arc::new(Semaphore::new(checks)),
	});
	match listener.local_addr() {
		Ok(address) => log::info!(target: LOG_TARGET, "Miners can connect to {address}"),
		Err(error) => log::warn!(target: LOG_TARGET, "{error}"),
	}
	tokio::select! {
		() = context.jobs.follow(&*context.source, &context.metrics) => (),
		() = accept(&listener, &context, &places) => (),
	}
	// Dropping the sessions closes the connections.
	log::debug!(target: LOG_TARGET, "The server ends");
}

async fn accept(listener: &TcpListener, context: &Arc<Context>, places: &Arc<Places>) {
	let mut sessions = JoinSet::new();
	loop {
		tokio::select! {
			accepted = listener.accept() => match accepted {
				Ok((stream, address)) => {
					match places.take(address.ip(), Instant::now().into_std()) {
						Ok(place) => {
							let task = serve(context.clone(), places.clone(), stream, address, place);
							sessions.spawn(task);
						},
						// EX-11: closed at once.
						Err(why) => context.metrics.not_taken(why),
					}
				},
				Err(error) => {
					log::warn!(target: LOG_TARGET, "No connection can be accepted: {error}");
					tokio::time::sleep(ACCEPT_RETRY).await;
				},
			},
			Some(_) = sessions.join_next() => (),
		}
	}
}

async fn serve(
	context: Arc<Context>,
	places: Arc<Places>,
	stream: TcpStream,
	address: SocketAddr,
	place: Place,
) {
	// A job is one small packet that must not wait for more.
	let _ = stream.set_nodelay(true);
	let (reader, writer) = stream.into_split();
	context.metrics.connected();
	let session = Session::new(context.clone(), writer, place.slot());
	let ended = session.run(reader).await;
	context.metrics.disconnected(ended);
	if ended.is_abuse() {
		log::info!(target: LOG_TARGET, "{address} was disconnected: {ended}");
		places.ban(address.ip(), Instant::now().into_std());
	}
	drop(place);
}

#[cfg(test)]
mod tests;
