// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The parts of a running node.

use crate::{
	banner, chain_spec, dag,
	ethereum::{self, EthRpc},
	finality,
	license::{self, Authors},
	metrics,
	proofs::ProofsAhead,
	rpc,
};
use futures::{future::ready, FutureExt, StreamExt};
use pallet_shielded_assets::{runtime_api::ShieldedApi, types::KeyProvenance};
use sc_client_api::{Backend, BlockchainEvents};
use sc_network::multiaddr::Protocol;
use sc_service::{
	error::Error as ServiceError, ChainType, Configuration, PartialComponents, TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::{OffchainTransactionPoolFactory, TransactionPool};
use sero_consensus::{
	keys::VoteKeys,
	start_mining,
	voting::{start_voting, ClientExecutor, StartVoting, VotingHandle, VotingProtocols},
	MiningConfig, MiningHandle, PowAnnounceValidator, PowBlockImport, PowImportQueue,
	ProgPowAlgorithm, StartMining, WorkSource,
};
use sero_consensus_primitives::inherents::ParentSealProvider;
use sero_rpc::{mining::LocalMining, IsSyncing, NoteIndex, RuntimeNotes};
use sero_runtime::{apis::RuntimeApi, opaque::Block};
use sero_stratum::StratumConfig;
use sero_zk_crypto::PaymentAddress;
use sero_zk_prover::LicenseFile;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, SyncOracle};
use sp_runtime::traits::Block as BlockT;
use std::{
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc,
	},
	time::Duration,
};
use substrate_prometheus_endpoint::Registry;

/// The host functions that a runtime can call: Substrate's and ours.
pub type HostFunctions = (sp_io::SubstrateHostFunctions, sero_io::HostFunctions);
/// Runs the runtime.
pub type Executor = sc_executor::WasmExecutor<HostFunctions>;
/// Chain and state.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The transaction pool.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
/// What blocks go through: rules of the header, proofs, execution.
pub type FullBlockImport = PowBlockImport<Block, ProofsAhead<Arc<FullClient>, FullClient>>;
/// What [`new_partial`] makes besides the usual parts.
pub type Other = (FullBlockImport, ProgPowAlgorithm<Block>, Option<Telemetry>);
/// The parts that subcommands need, too.
pub type Partial =
	PartialComponents<FullClient, FullBackend, (), PowImportQueue<Block>, FullPool, Other>;

/// Longest time to fill a block with transactions.
const BUILD_TIME: Duration = Duration::from_secs(2);

/// How the node mines.
#[derive(Clone, Debug)]
pub struct Mining {
	/// Receives the rewards.
	pub author: PaymentAddress,
	/// Threads.
	pub threads: usize,
	/// The server for outside miners, if wanted.
	pub stratum: Option<StratumConfig>,
	/// The author's license, for chains that ask for one.
	pub license: Option<LicenseFile>,
}

/// What the command line asks for besides [`Configuration`].
#[derive(Clone, Debug)]
pub struct Options {
	/// Mining, if wanted.
	pub mining: Option<Mining>,
	/// The keys to vote with, if the node shall vote.
	pub vote_keys: Option<Arc<VoteKeys>>,
	/// See [`finality`]; 0 takes nothing as final.
	pub finality_depth: u32,
	/// The JSON-RPC for Ethereum tools, if wanted.
	pub eth_rpc: Option<EthRpc>,
}

/// The inherents of a block: the time, and from block 2 on how the parent was sealed.
type Inherents =
	(sp_timestamp::InherentDataProvider, Vec<ParentSealProvider<sero_runtime::Header>>);

/// The inherents of a child of `parent` that is built or checked now, without late votes.
fn inherents_of(
	client: &FullClient,
	parent: sero_runtime::Hash,
) -> Result<Inherents, Box<dyn std::error::Error + Send + Sync>> {
	let header = client.header(parent)?.ok_or_else(|| format!("no header of block {parent}"))?;
	// The genesis block has no seal.
	let seals = (header.number > 0).then(|| ParentSealProvider::new(header));
	Ok((sp_timestamp::InherentDataProvider::from_system_time(), seals.into_iter().collect()))
}

/// As [`inherents_of`], with the late votes for `parent` that this node knows.
fn inherents_with_votes(
	client: &FullClient,
	voting: &VotingHandle<Block>,
	parent: sero_runtime::Hash,
) -> Result<Inherents, Box<dyn std::error::Error + Send + Sync>> {
	let (time, mut seals) = inherents_of(client, parent)?;
	for seal in &mut seals {
		seal.late_votes = voting.late_votes(parent);
	}
	Ok((time, seals))
}

/// What an executor's error means to the operator, if the runtime asks for host functions that this
/// binary does not have.
pub fn missing_host_functions(error: &str) -> Option<String> {
	let (_, names) = error.split_once("not present on the host: ")?;
	let names = names.split(['"', ')', '\n']).next().unwrap_or(names);
	Some(format!(
		"the chain's runtime calls host functions that this node does not have ({names}): install a \
		 newer release of sero-node"
	))
}

/// Refuses to run what this binary cannot or must not run, with a message that says what to do.
pub fn check_chain(config: &Configuration, client: &FullClient) -> Result<(), ServiceError> {
	let best = client.info().best_hash;
	let circuits = client.runtime_api().circuit_versions(best).map_err(|error| {
		let error = format!("{error:?}");
		ServiceError::Other(
			missing_host_functions(&error)
				.unwrap_or_else(|| format!("the chain's runtime cannot be run: {error}")),
		)
	})?;
	let chain_type = config.chain_spec.chain_type();
	if license::has_insecure_circuit(client, best)
		&& !chain_spec::allows_development_parameters(&chain_type)
	{
		return Err(ServiceError::Other(format!(
			"the license circuit of this chain has development parameters: anybody can forge licenses. \
			 Such parameters are allowed on chains of type Development and Local only; \"{}\" is of type \
			 {chain_type:?}. Do not use this chain specification.",
			config.chain_spec.name(),
		)));
	}
	let development = circuits
		.iter()
		.find(|(_, _, provenance, ..)| matches!(provenance, KeyProvenance::Development));
	match development {
		Some((version, ..)) if !chain_spec::allows_development_parameters(&chain_type) => {
			Err(ServiceError::Other(format!(
				"circuit version {} of this chain has development parameters: anybody can forge \
				 proofs, and with them money. Such parameters are allowed on chains of type \
				 Development and Local only; \"{}\" is of type {chain_type:?}. Do not use this chain \
				 specification.",
				version.0,
				config.chain_spec.name(),
			)))
		},
		// No note could be spent, so no SERO would ever come to accounts, and no referendum could register
		// circuits: such a chain has no future.
		_ if circuits.is_empty() && chain_type == ChainType::Live => {
			Err(ServiceError::Other(format!(
				"\"{}\" has no circuits, so that nobody could ever spend a note on it. Put the keys of a \
				 ceremony into the chain specification before you launch it (docs/operate).",
				config.chain_spec.name(),
			)))
		},
		_ => Ok(()),
	}
}

/// Makes the parts that a node and most subcommands need.
///
/// `authors` tells whether the node makes blocks: its pool then takes transactions that are not
/// passed on to others, too.
pub fn new_partial(config: &Configuration, authors: bool) -> Result<Partial, ServiceError> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor,
			Vec::new(),
		)?;
	let client = Arc::new(client);
	check_chain(config, &client)?;

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			authors.into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let algorithm = ProgPowAlgorithm::new(client.clone(), config.prometheus_registry());
	let block_import = PowBlockImport::new(
		ProofsAhead::new(client.clone(), client.clone(), config.prometheus_registry()),
		client.clone(),
		algorithm.clone(),
		{
			let client = client.clone();
			move |parent, ()| ready(inherents_of(&client, parent))
		},
	);
	let import_queue = sero_consensus::import_queue(
		Box::new(block_import.clone()),
		None,
		algorithm.clone(),
		&task_manager.spawn_essential_handle(),
		config.prometheus_registry(),
	);

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain: (),
		import_queue,
		transaction_pool,
		other: (block_import, algorithm, telemetry),
	})
}

/// Keeps the notes of every block that is imported from now on.
///
/// Needed by everything that imports many blocks: their states are soon pruned.
pub fn spawn_note_index(
	task_manager: &TaskManager,
	client: &Arc<FullClient>,
) -> Arc<NoteIndex<Block, FullClient>> {
	let notes =
		Arc::new(NoteIndex::new(client.clone(), Box::new(RuntimeNotes::new(client.clone()))));
	task_manager.spawn_handle().spawn_blocking(
		"note-index",
		Some("wallets"),
		notes
			.clone()
			.run(client.every_import_notification_stream(), client.finality_notification_stream()),
	);
	notes
}

/// Serves outside miners. An address that cannot be taken ends the start, not the running node.
fn spawn_stratum(
	task_manager: &TaskManager,
	config: StratumConfig,
	handle: &MiningHandle<Block>,
	registry: Option<Registry>,
) -> Result<(), ServiceError> {
	let listen = config.listen;
	let listener = futures::executor::block_on(sero_stratum::bind(&config)).map_err(|error| {
		ServiceError::Other(format!(
			"--stratum cannot listen on {listen}: {error}. Choose another --stratum-port."
		))
	})?;
	let server = sero_stratum::run(listener, config, Arc::new(handle.clone()), registry);
	task_manager.spawn_handle().spawn("stratum", Some("mining"), server);
	Ok(())
}

/// Starts a node.
pub fn new_full<N>(config: Configuration, options: Options) -> Result<TaskManager, ServiceError>
where
	N: sc_network::NetworkBackend<Block, <Block as BlockT>::Hash>,
{
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain: (),
		transaction_pool,
		other: (block_import, algorithm, mut telemetry),
	} = new_partial(&config, options.mining.is_some())?;
	let registry = config.prometheus_registry().cloned();

	let mut net_config = sc_network::config::FullNetworkConfiguration::<
		Block,
		<Block as BlockT>::Hash,
		N,
	>::new(&config.network, registry.clone());
	let notification_metrics = N::register_notification_metrics(registry.as_ref());
	let voting_protocols = VotingProtocols::register::<Block, N>(
		client.info().genesis_hash,
		&mut net_config,
		notification_metrics.clone(),
	);
	let announce_algorithm = algorithm.clone();
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: Some(Box::new(move |_| {
				Box::new(PowAnnounceValidator::new(announce_algorithm))
			})),
			warp_sync_config: None,
			block_relay: None,
			metrics: notification_metrics,
			gap_sync_body_policy: None,
		})?;

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			is_validator: config.role.is_authority(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			enable_http_requests: true,
			custom_extensions: |_| vec![],
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	let notes = spawn_note_index(&task_manager, &client);
	metrics::spawn(&task_manager, registry.as_ref(), &client);

	if options.finality_depth > 0 {
		task_manager.spawn_essential_handle().spawn(
			"finality",
			None,
			finality::run::<_, FullBackend, _>(
				client.clone(),
				sync_service.clone(),
				options.finality_depth,
			),
		);
	}

	let (voting, task) = start_voting(StartVoting {
		client: client.clone(),
		algorithm: algorithm.clone(),
		network: network.clone(),
		sync: sync_service.clone(),
		protocols: voting_protocols,
		keys: options.vote_keys,
		executor: Arc::new(ClientExecutor::new(client.clone(), {
			let client = client.clone();
			move |parent, ()| ready(inherents_of(&client, parent))
		})),
		registry: registry.clone(),
	});
	task_manager.spawn_essential_handle().spawn_blocking("voting", Some("voting"), task);

	let found = Arc::new(AtomicU64::new(0));
	let mining_handle = match &options.mining {
		None => None,
		Some(mining) => {
			let proposers = sc_basic_authorship::ProposerFactory::new(
				task_manager.spawn_handle(),
				client.clone(),
				transaction_pool.clone(),
				registry.as_ref(),
				telemetry.as_ref().map(|telemetry| telemetry.handle()),
			);
			let authors = Arc::new(Authors::new(client.clone(), mining.author, mining.license));
			authors.check_start().map_err(ServiceError::Other)?;
			let (handle, task) = start_mining(StartMining {
				block_import: Box::new(block_import),
				client: client.clone(),
				algorithm,
				env: proposers,
				sync_oracle: sync_service.clone(),
				author: Arc::new(move |parent| authors.clone().author(parent).boxed()),
				create_inherent_data_providers: {
					let (client, voting) = (client.clone(), voting.clone());
					move |parent, ()| ready(inherents_with_votes(&client, &voting, parent))
				},
				voting: Some(voting),
				transactions: transaction_pool.import_notification_stream().map(|_| ()).boxed(),
				config: MiningConfig {
					threads: mining.threads,
					force: config.force_authoring,
					build_time: BUILD_TIME,
					dataset_dir: Some(config.base_path.path().join(dag::FOLDER)),
					..Default::default()
				},
			});
			task_manager.spawn_essential_handle().spawn("mining", Some("mining"), task);
			let (imports, counter) = (client.import_notification_stream(), found.clone());
			task_manager.spawn_handle().spawn("mining-count", Some("mining"), async move {
				imports
					.for_each(|block| {
						if block.origin == BlockOrigin::Own {
							counter.fetch_add(1, Ordering::Relaxed);
						}
						futures::future::ready(())
					})
					.await
			});
			if let Some(stratum) = &mining.stratum {
				spawn_stratum(&task_manager, stratum.clone(), &handle, registry.clone())?;
			}
			Some((handle, mining.threads))
		},
	};

	let rpc_builder = {
		let (client, pool, notes) = (client.clone(), transaction_pool.clone(), notes);
		let sync = sync_service.clone();
		let is_syncing: IsSyncing = Arc::new(move || sync.is_major_syncing());
		Box::new(move |_| {
			let (handle, found) = (mining_handle.clone(), found.clone());
			let work = handle.clone().map(|(handle, _)| Arc::new(handle) as Arc<dyn WorkSource>);
			rpc::create(rpc::Dependencies {
				work,
				client: client.clone(),
				pool: pool.clone(),
				notes: notes.clone(),
				is_syncing: is_syncing.clone(),
				local_mining: Arc::new(move || match &handle {
					None => LocalMining::default(),
					Some((handle, threads)) => LocalMining {
						threads: u32::try_from(*threads).unwrap_or(u32::MAX),
						hashes_per_second: handle.hashrate(),
						blocks_found: found.load(Ordering::Relaxed),
					},
				}),
			})
			.map_err(ServiceError::Application)
		})
	};

	if let Some(eth_rpc) = options.eth_rpc {
		let sync = sync_service.clone();
		let syncing: sero_eth_rpc::Syncing = Arc::new(move || {
			let sync = sync.clone();
			async move {
				match sync.is_major_syncing() {
					true => sync.status().await.ok()?.best_seen_block,
					false => None,
				}
			}
			.boxed()
		});
		let (client, pool) = (client.clone(), transaction_pool.clone());
		ethereum::spawn(&mut task_manager, &config, eth_rpc, client, pool, syncing)?;
	}

	let is_development = config.chain_spec.chain_type() == ChainType::Development;
	let base_path = config.base_path.path().to_path_buf();
	let prometheus_port = config.prometheus_config.as_ref().map(|config| config.port.port());
	let rpc_handlers = sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		network,
		client,
		keystore: keystore_container.keystore(),
		task_manager: &mut task_manager,
		transaction_pool,
		rpc_builder,
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service,
		config,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if is_development {
		let rpc_port = rpc_handlers.listen_addresses().iter().find_map(|address| {
			address.iter().find_map(|part| match part {
				Protocol::Tcp(port) => Some(port),
				_ => None,
			})
		});
		let node = banner::Node {
			rpc_port,
			eth_rpc_port: options.eth_rpc.map(|eth_rpc| eth_rpc.port),
			prometheus_port,
			mining: options.mining.map(|mining| (mining.threads, mining.author)),
			base_path: &base_path,
		};
		println!("{}", banner::text(&node).map_err(ServiceError::Other)?);
	}
	Ok(task_manager)
}
