// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The JSON-RPC connection to a node.

use std::{sync::Arc, time::Duration};

use codec::{DecodeAll, Encode};
use jsonrpsee::{
	core::{
		client::{ClientT, Error as ClientError},
		params::ArrayParams,
	},
	http_client::{HttpClient, HttpClientBuilder},
	rpc_params,
	types::ErrorObjectOwned,
	ws_client::{WsClient, WsClientBuilder},
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use sero_primitives::{Balance, BlockNumber, Nonce};
use sero_shielded_primitives::{Action, BlockNotes, Bundle, Nullifier, RejectReason, TxId};
use tokio::sync::RwLock;

use crate::{
	chain::{BlockHash, BundleShape, ChainBlock, ChainSource, ChainStatus, PaymentChain},
	error::{Result, WalletError},
	extrinsic::{SigningContext, TRANSACTION_VERSION},
};

pub mod assets;
pub mod contracts;
pub mod staking;

/// Most bytes of an answer.
const MAX_RESPONSE_BYTES: u32 = 64 * 1024 * 1024;
/// A request that takes longer has failed.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// A connection that takes longer has failed.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(10);

/// JSON-RPC: the method does not exist.
const METHOD_NOT_FOUND: i32 = -32601;
/// The node does not have what is asked for, yet or any more.
pub const NOT_AVAILABLE: i32 = 7002;
/// The node's pool does not take a bundle.
const POOL_REFUSES: i32 = 7003;
/// The chain refuses a bundle; the number of the rule is added.
const REJECTED: i32 = 7100;

/// A connection to a node.
///
/// A connection that breaks is made again by the next request.
pub struct Node {
	client: RwLock<Client>,
	url: String,
}

#[derive(Clone)]
enum Client {
	WebSocket(Arc<WsClient>),
	Http(HttpClient),
}

impl Client {
	async fn connect(url: &str) -> Result<Self> {
		let client = if url.starts_with("http") {
			HttpClientBuilder::new()
				.max_response_size(MAX_RESPONSE_BYTES)
				.request_timeout(REQUEST_TIMEOUT)
				.build(url)
				.map(Self::Http)
		} else {
			WsClientBuilder::new()
				.max_response_size(MAX_RESPONSE_BYTES)
				.request_timeout(REQUEST_TIMEOUT)
				.connection_timeout(CONNECTION_TIMEOUT)
				.build(url)
				.await
				.map(|client| Self::WebSocket(Arc::new(client)))
		};
		client.map_err(|error| WalletError::NodeUnreachable {
			url: url.to_owned(),
			reason: root_cause(&error),
		})
	}

	fn is_closed(&self) -> bool {
		matches!(self, Self::WebSocket(client) if !client.is_connected())
	}
}

impl std::fmt::Debug for Node {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Node").field("url", &self.url).finish_non_exhaustive()
	}
}

/// 32 bytes as JSON: `0x` and hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex32(pub [u8; 32]);

impl<'de> Deserialize<'de> for Hex32 {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let HexBytes(bytes) = HexBytes::deserialize(deserializer)?;
		let bytes = bytes.try_into().map_err(|_| serde::de::Error::custom("not 32 bytes"))?;
		Ok(Self(bytes))
	}
}

impl Serialize for Hex32 {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&format_args!("0x{}", hex::encode(self.0)))
	}
}

/// Bytes as JSON: `0x` and hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct HexBytes(Vec<u8>);

impl<'de> Deserialize<'de> for HexBytes {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
		let digits = text
			.strip_prefix("0x")
			.ok_or_else(|| serde::de::Error::custom("hexadecimal without 0x"))?;
		hex::decode(digits).map(Self).map_err(serde::de::Error::custom)
	}
}

/// An amount as JSON: base units, decimal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseUnits(pub Balance);

impl<'de> Deserialize<'de> for BaseUnits {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
		text.parse().map(Self).map_err(serde::de::Error::custom)
	}
}

/// Where a node stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeStatus {
	/// Hash of block 0.
	pub genesis_hash: Hex32,
	/// Height of the best block.
	pub best_number: BlockNumber,
	/// Height of the last block taken as final.
	pub finalized_number: BlockNumber,
	/// Height of the last block that wallets can scan.
	pub indexed_number: BlockNumber,
	/// Its hash.
	pub indexed_hash: Hex32,
	/// Number of leaves of the tree.
	pub leaf_count: u64,
	/// Whether the node is catching up with others.
	pub syncing: bool,
	/// Name of the runtime.
	pub spec_name: String,
	/// Version of the runtime.
	pub spec_version: u32,
	/// Version of the transaction format.
	pub transaction_version: u32,
}

/// A circuit version as the chain has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CircuitInfo {
	/// The version.
	pub version: u8,
	/// `active`, `paused` or `retired`.
	pub status: String,
	/// `development` (anybody can forge proofs) or `ceremony`.
	pub provenance: String,
	input_key: HexBytes,
	output_key: HexBytes,
	#[serde(default)]
	issue_key: HexBytes,
}

impl CircuitInfo {
	/// Verifying key of the input circuit.
	pub fn input_key(&self) -> &[u8] {
		&self.input_key.0
	}

	/// Verifying key of the output circuit.
	pub fn output_key(&self) -> &[u8] {
		&self.output_key.0
	}

	/// Verifying key of the issue circuit; empty if the version has none.
	pub fn issue_key(&self) -> &[u8] {
		&self.issue_key.0
	}
}

/// What went in and out of the hidden pool in one currency, in base units.
#[derive(Clone, Debug, Deserialize)]
pub struct SupplyInfo {
	/// The currency.
	pub currency: String,
	/// Created as notes since genesis.
	pub minted: BaseUnits,
	/// Paid in by accounts.
	pub shielded: BaseUnits,
	/// Paid out to accounts.
	pub unshielded: BaseUnits,
	/// Held by notes.
	pub pool: BaseUnits,
	/// Held by shares and staking nodes.
	pub staked: BaseUnits,
	/// Held by contracts, in their books.
	pub held: BaseUnits,
	/// Held by accounts.
	pub accounts: BaseUnits,
	/// Everything that exists.
	pub total: BaseUnits,
	/// Whether the counters add up.
	pub balanced: bool,
}

#[derive(Deserialize)]
struct SupplyAudit {
	currencies: Vec<SupplyInfo>,
}

#[derive(Deserialize)]
struct RawBlock {
	number: BlockNumber,
	hash: Hex32,
	parent: Hex32,
	notes: HexBytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Submitted {
	bundle_id: Hex32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuntimeVersion {
	spec_name: String,
	spec_version: u32,
	transaction_version: u32,
}

/// The data of the node's own errors.
#[derive(Deserialize)]
struct ErrorData {
	#[serde(default)]
	name: String,
	#[serde(default)]
	hint: String,
	code: Option<u8>,
}

impl Node {
	/// Connects to a node by `ws://`, `wss://`, `http://` or `https://`.
	///
	/// # Errors
	/// [`WalletError::NodeUnreachable`].
	pub async fn connect(url: &str) -> Result<Self> {
		let client = RwLock::new(Client::connect(url).await?);
		Ok(Self { client, url: url.to_owned() })
	}

	/// The address that it was connected by.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// The connection, made again if it is broken.
	async fn client(&self) -> Result<Client> {
		let client = self.client.read().await.clone();
		if !client.is_closed() {
			return Ok(client);
		}
		let mut slot = self.client.write().await;
		if slot.is_closed() {
			*slot = Client::connect(&self.url).await?;
		}
		Ok(slot.clone())
	}

	async fn request<T: DeserializeOwned + Send>(
		&self,
		method: &'static str,
		params: ArrayParams,
	) -> Result<T> {
		log::debug!("request {method}");
		let answer = match self.client().await? {
			Client::WebSocket(client) => client.request(method, params).await,
			Client::Http(client) => client.request(method, params).await,
		};
		answer.map_err(|error| self.error(method, error))
	}

	fn error(&self, method: &'static str, error: ClientError) -> WalletError {
		match error {
			ClientError::Call(error) => self.refusal(method, &error),
			ClientError::ParseError(error) => {
				WalletError::NodeAnswer { method, reason: error.to_string() }
			},
			other => {
				WalletError::NodeUnreachable { url: self.url.clone(), reason: root_cause(&other) }
			},
		}
	}

	fn refusal(&self, method: &'static str, error: &ErrorObjectOwned) -> WalletError {
		let data = error.data().and_then(|data| serde_json::from_str::<ErrorData>(data.get()).ok());
		match (error.code(), data) {
			(METHOD_NOT_FOUND, _) => {
				WalletError::NodeLacksMethod { url: self.url.clone(), method: method.to_owned() }
			},
			(POOL_REFUSES, data) => WalletError::PoolRefuses {
				message: error.message().to_owned(),
				hint: data.map(|data| data.hint).unwrap_or_default(),
			},
			(code, Some(ErrorData { name, hint, code: Some(rule) }))
				if code == REJECTED + i32::from(rule) =>
			{
				match RejectReason::from_code(rule) {
					Some(reason) => WalletError::Rejected(reason),
					None => WalletError::RejectedUnknown { code: rule, name, hint },
				}
			},
			(code, data) => WalletError::NodeRefuses {
				method: method.to_owned(),
				code,
				message: match data {
					Some(ErrorData { hint, .. }) if !hint.is_empty() => {
						format!("{}; {hint}", error.message())
					},
					_ => match error.data() {
						// Substrate puts the reason there, as a JSON string.
						Some(data) => format!("{}: {}", error.message(), data.get()),
						None => error.message().to_owned(),
					},
				},
			},
		}
	}

	/// Where the node stands.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn node_status(&self) -> Result<NodeStatus> {
		self.request("shielded_status", rpc_params![]).await
	}

	/// The circuit versions of the chain.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn circuits(&self) -> Result<Vec<CircuitInfo>> {
		self.request("shielded_circuits", rpc_params![]).await
	}

	/// What went in and out of the hidden pool.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn supply_audit(&self) -> Result<Vec<SupplyInfo>> {
		let audit: SupplyAudit = self.request("shielded_supplyAudit", rpc_params![]).await?;
		Ok(audit.currencies)
	}

	/// Whether each nullifier is in the chain. **Tells the node which notes the caller asks about.**
	///
	/// # Errors
	/// Those of the connection.
	pub async fn are_spent(&self, nullifiers: &[Nullifier]) -> Result<Vec<bool>> {
		let nullifiers: Vec<Hex32> = nullifiers.iter().map(|n| Hex32(n.0)).collect();
		self.request("shielded_areSpent", rpc_params![nullifiers]).await
	}

	/// What a signature of an account depends on, now.
	///
	/// # Errors
	/// [`WalletError::UnknownTransactionVersion`] if the wallet does not know the chain's transaction
	/// format, and those of the connection.
	pub async fn signing_context(&self, account: &str) -> Result<SigningContext> {
		let version: RuntimeVersion =
			self.request("state_getRuntimeVersion", rpc_params![]).await?;
		if version.transaction_version != TRANSACTION_VERSION || version.spec_name != "sero" {
			return Err(WalletError::UnknownTransactionVersion {
				spec_name: version.spec_name,
				spec_version: version.spec_version,
				node: version.transaction_version,
				known: TRANSACTION_VERSION,
			});
		}
		let genesis = self.block_hash(0).await?.ok_or(WalletError::NodeAnswer {
			method: "chain_getBlockHash",
			reason: "there is no block 0".into(),
		})?;
		let nonce: Nonce = self.request("system_accountNextIndex", rpc_params![account]).await?;
		Ok(SigningContext {
			spec_version: version.spec_version,
			transaction_version: version.transaction_version,
			genesis,
			nonce,
		})
	}

	/// Hands a signed transaction to the pool; returns its hash.
	///
	/// # Errors
	/// Those of the connection.
	pub async fn submit_extrinsic(&self, encoded: &[u8]) -> Result<[u8; 32]> {
		let hash: Hex32 =
			self.request("author_submitExtrinsic", rpc_params![prefixed(encoded)]).await?;
		Ok(hash.0)
	}
}

/// Bytes as the node reads them.
fn prefixed(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// The innermost reason of an error; the outer ones repeat it.
fn root_cause(error: &dyn std::error::Error) -> String {
	let mut cause = error;
	while let Some(source) = cause.source() {
		cause = source;
	}
	cause.to_string()
}

impl ChainSource for Node {
	async fn status(&self) -> Result<ChainStatus> {
		let status = self.node_status().await?;
		Ok(ChainStatus {
			genesis: status.genesis_hash.0,
			best: status.indexed_number,
			best_hash: status.indexed_hash.0,
		})
	}

	async fn blocks(&self, from: BlockNumber, count: u32) -> Result<Vec<ChainBlock>> {
		let blocks: Vec<RawBlock> =
			self.request("shielded_blocks", rpc_params![from, count]).await?;
		blocks
			.into_iter()
			.map(|block| {
				let notes = BlockNotes::decode_all(&mut &block.notes.0[..]).map_err(|error| {
					WalletError::NodeAnswer {
						method: "shielded_blocks",
						reason: format!("the notes do not decode: {error}"),
					}
				})?;
				Ok(ChainBlock {
					number: block.number,
					hash: block.hash.0,
					parent: block.parent.0,
					notes,
				})
			})
			.collect()
	}

	async fn block_hash(&self, number: BlockNumber) -> Result<Option<BlockHash>> {
		let hash: Option<Hex32> = self.request("chain_getBlockHash", rpc_params![number]).await?;
		Ok(hash.map(|hash| hash.0))
	}
}

impl PaymentChain for Node {
	async fn required_fee(&self, shape: BundleShape<'_>) -> Result<Balance> {
		let action = match shape.action {
			Action::None => None,
			action => Some(prefixed(&action.encode())),
		};
		let params = rpc_params![shape.inputs, shape.outputs, shape.public_outputs, action];
		let BaseUnits(fee) = self.request("shielded_requiredFee", params).await?;
		Ok(fee)
	}

	async fn submit(&self, bundle: &Bundle) -> Result<TxId> {
		let params = rpc_params![prefixed(&bundle.encode())];
		let submitted: Submitted = self.request("shielded_submitBundle", params).await?;
		Ok(TxId(submitted.bundle_id.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use jsonrpsee::types::ErrorObject;

	fn node() -> Node {
		let client = HttpClientBuilder::new().build("http://127.0.0.1:1").unwrap();
		Node { client: RwLock::new(Client::Http(client)), url: "http://127.0.0.1:1".into() }
	}

	#[tokio::test]
	async fn a_refusal_keeps_the_chains_own_name() {
		let data = serde_json::json!({ "name": "UnknownAnchor", "hint": "sync", "code": 10 });
		let error = ErrorObject::owned(REJECTED + 10, "refused", Some(data));
		let error = node().refusal("shielded_submitBundle", &error);
		assert_eq!(error.reject_name(), Some("UnknownAnchor"));
		assert_eq!(error.hint(), RejectReason::UnknownAnchor.hint());

		let data = serde_json::json!({ "name": "FromTheFuture", "hint": "wait", "code": 200 });
		let error = ErrorObject::owned(REJECTED + 200, "refused", Some(data));
		let error = node().refusal("shielded_submitBundle", &error);
		assert_eq!((error.reject_name(), error.hint().as_str()), (Some("FromTheFuture"), "wait"));
	}

	#[tokio::test]
	async fn other_errors_say_what_happened() {
		let error = ErrorObject::owned(METHOD_NOT_FOUND, "Method not found", None::<()>);
		let error = node().refusal("shielded_status", &error);
		assert!(matches!(error, WalletError::NodeLacksMethod { .. }));

		let error = ErrorObject::owned(1010, "Invalid Transaction", Some("Inability to pay"));
		let error = node().refusal("author_submitExtrinsic", &error).to_string();
		assert!(error.contains("Inability to pay") && error.contains("1010"), "{error}");

		let unreachable = node().node_status().await.unwrap_err();
		assert!(matches!(unreachable, WalletError::NodeUnreachable { .. }), "{unreachable}");
	}

	#[test]
	fn hexadecimal_answers_are_exact() {
		let text = |digits: &str| format!("\"0x{digits}\"");
		let parsed: Hex32 = serde_json::from_str(&text(&"ab".repeat(32))).unwrap();
		assert_eq!(parsed, Hex32([0xab; 32]));
		assert_eq!(serde_json::to_string(&parsed).unwrap(), text(&"ab".repeat(32)));
		for digits in ["", "ab", &"ab".repeat(33), &"zz".repeat(32)] {
			assert!(serde_json::from_str::<Hex32>(&text(digits)).is_err());
		}
		assert!(serde_json::from_str::<Hex32>(&format!("\"{}\"", "ab".repeat(32))).is_err());
		assert_eq!(serde_json::from_str::<BaseUnits>("\"12\"").unwrap(), BaseUnits(12));
		assert!(serde_json::from_str::<BaseUnits>("12").is_err());
	}
}
