// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What the node asks the runtime.

use crate::{
	bundle_extrinsic, ethereum, AccountId, Balance, Block, BlockNumber, ContractAssets, Executive,
	InherentDataExt, Licenses, Nonce, Packages, PowPosConsensus, Runtime, RuntimeCall,
	RuntimeGenesisConfig, ShieldedAssets, StakingNodes, System, Tickets, TransactionPayment,
	VERSION,
};
use alloc::{vec, vec::Vec};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	weights::Weight,
};
use pallet_shielded_assets::{types, Checks};
use sero_consensus_primitives::{ConsensusParams, Draw, PowParams, ShareId};
use sero_primitives::{CurrencyId, Ticket, TicketCategory};
use sero_shielded_primitives::{
	Action, Anchor, AssetIssuer, BlockNotes, Bundle, ContractAction, ContractAddress, EvmAddress,
	HeldAssets, NodeId, Nullifier, OneTimeAddressBytes, PackageId, PublicNoteRecord, RejectReason,
	TxId,
};
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata, H256, U256};
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
	traits::{Block as BlockT, ExtrinsicCall},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

/// Number of the block that would follow.
fn next_block() -> BlockNumber {
	System::block_number().saturating_add(1)
}

pallet_revive::impl_runtime_apis_plus_revive_traits!(
	Runtime,
	Revive,
	Executive,
	EthExtraImpl,

	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: InherentData,
		) -> CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	// The chain has no session keys: miners are anonymous, votes are signed with keys of shares.
	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			_owner: Vec<u8>,
			_seed: Option<Vec<u8>>,
		) -> OpaqueGeneratedSessionKeys {
			OpaqueGeneratedSessionKeys::default()
		}

		fn decode_session_keys(_encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			Some(Vec::new())
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
		for Runtime
	{
		fn query_info(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<
		Block,
		Balance,
		RuntimeCall,
	> for Runtime {
		fn query_call_info(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, crate::genesis_config_presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			crate::genesis_config_presets::preset_names()
		}
	}

	impl sero_consensus_primitives::PowPosApi<Block> for Runtime {
		fn difficulty() -> U256 {
			PowPosConsensus::next_difficulty()
		}

		fn pow_params() -> PowParams {
			PowPosConsensus::pow_params()
		}

		fn consensus_params() -> ConsensusParams {
			PowPosConsensus::consensus_params()
		}
	}

	impl pallet_pow_pos_consensus::runtime_api::EmissionApi<Block> for Runtime {
		fn emission_status() -> pallet_pow_pos_consensus::EmissionStatus {
			PowPosConsensus::emission_status()
		}

		fn voting_status() -> pallet_pow_pos_consensus::VotingStatus {
			PowPosConsensus::voting_status()
		}
	}

	impl sero_consensus_primitives::VotingApi<Block> for Runtime {
		fn draw(parent_seed: Option<H256>, seed: H256) -> Draw {
			PowPosConsensus::draw_for_child(parent_seed, seed)
		}
	}

	impl pallet_staking_nodes::runtime_api::StakingApi<Block> for Runtime {
		fn staking_status() -> pallet_staking_nodes::StakingStatus {
			StakingNodes::staking_status()
		}

		fn quote(amount: Balance) -> Option<pallet_staking_nodes::Quote> {
			StakingNodes::quote(amount)
		}

		fn share_id(bundle: TxId) -> ShareId {
			StakingNodes::share_id(&bundle)
		}

		fn share(id: ShareId) -> Option<pallet_staking_nodes::ShareInfo> {
			StakingNodes::share_info(id)
		}

		fn node(id: NodeId) -> Option<pallet_staking_nodes::NodeInfo> {
			StakingNodes::node_info(id)
		}

		fn shares(after: Option<ShareId>, limit: u32) -> Vec<pallet_staking_nodes::ShareInfo> {
			StakingNodes::shares_after(after, limit)
		}

		fn nodes(after: Option<NodeId>, limit: u32) -> Vec<pallet_staking_nodes::NodeInfo> {
			StakingNodes::nodes_after(after, limit)
		}
	}

	impl sero_consensus_primitives::LicenseApi<Block> for Runtime {
		fn required() -> bool {
			Licenses::required_at(next_block())
		}

		fn period() -> Option<sero_consensus_primitives::LicensePeriod> {
			Licenses::period()
		}

		fn licensor() -> Option<[u8; 64]> {
			Licenses::licensor()
		}

		fn license_circuit() -> Option<(Vec<u8>, bool)> {
			Licenses::license_circuit()
		}

		fn check(
			author: [u8; 96],
			license: sero_consensus_primitives::LicenseProof,
			parent: H256,
			height: u32,
		) -> Result<(), sero_consensus_primitives::LicenseError> {
			Licenses::check(&author, &license, &parent, height)
		}
	}

	impl pallet_tickets::runtime_api::TicketsApi<Block> for Runtime {
		fn category(category: TicketCategory) -> Option<pallet_tickets::CategoryRecord> {
			Tickets::category(&category)
		}

		fn ticket(ticket: Ticket) -> Option<pallet_tickets::TicketRecord> {
			Tickets::ticket(&ticket)
		}
	}

	impl pallet_packages::runtime_api::PackagesApi<Block> for Runtime {
		fn package(id: PackageId) -> Option<pallet_packages::PackageInfo> {
			Packages::package(&id)
		}

		fn sealed_packages(
			after: Option<PackageId>,
			limit: u32,
		) -> Vec<(PackageId, pallet_packages::PackageRecord)> {
			Packages::sealed_packages(after, limit)
		}
	}

	impl pallet_contract_assets::runtime_api::ContractsApi<Block> for Runtime {
		fn dry_run(
			from: OneTimeAddressBytes,
			action: ContractAction,
		) -> Result<pallet_contract_assets::DryRun, RejectReason> {
			ContractAssets::dry_run(&from, &action)
		}

		fn long_address(contract: EvmAddress) -> Option<ContractAddress> {
			ContractAssets::is_contract(&contract)
				.then(|| ContractAssets::long_address(&contract))
		}

		fn token_rate(
			contract: EvmAddress,
			currency: CurrencyId,
		) -> Option<pallet_contract_assets::TokenRate> {
			pallet_contract_assets::TokenRates::<Runtime>::get(contract, currency)
		}

		fn balance(contract: EvmAddress, currency: CurrencyId) -> Balance {
			ContractAssets::balance_of(&contract, &currency)
		}

		fn payee(short: EvmAddress) -> Option<OneTimeAddressBytes> {
			ContractAssets::payee(&short)
		}
	}

	impl sero_ethereum_primitives::EthereumApi<Block> for Runtime {
		fn ethereum_chain_id() -> u64 {
			crate::configs::evm::EvmChainId::get()
		}

		fn ethereum_transaction(payload: Vec<u8>) -> <Block as BlockT>::Extrinsic {
			ethereum::transaction(payload)
		}

		fn ethereum_payloads(
			extrinsics: Vec<<Block as BlockT>::Extrinsic>,
		) -> Vec<(u32, Vec<u8>)> {
			ethereum::payloads(extrinsics)
		}

		fn contract_outcomes() -> Vec<(u32, sero_ethereum_primitives::Outcome)> {
			ethereum::outcomes()
		}
	}

	impl pallet_shielded_assets::runtime_api::ShieldedApi<Block> for Runtime {
		fn block_notes() -> BlockNotes {
			ShieldedAssets::block_notes()
		}

		fn genesis_notes() -> Vec<PublicNoteRecord> {
			ShieldedAssets::genesis_notes()
		}

		fn current_anchor() -> Anchor {
			pallet_shielded_assets::CurrentAnchor::<Runtime>::get()
		}

		fn is_anchor_known(anchor: Anchor) -> bool {
			ShieldedAssets::is_anchor_known(&anchor, next_block())
		}

		fn leaf_count() -> u64 {
			ShieldedAssets::leaf_count()
		}

		fn are_spent(nullifiers: Vec<Nullifier>) -> Vec<bool> {
			ShieldedAssets::are_spent(&nullifiers)
		}

		fn required_fee(inputs: u32, outputs: u32, public_outputs: u32, action: Action) -> Balance {
			ShieldedAssets::required_fee(inputs, outputs, public_outputs, &action)
		}

		fn check_bundle(bundle: Bundle) -> Result<(), RejectReason> {
			ShieldedAssets::check_bundle(&bundle, next_block(), Checks::Full).map(|_| ())
		}

		fn bundle_to_extrinsic(bundle: Bundle) -> <Block as BlockT>::Extrinsic {
			bundle_extrinsic(bundle)
		}

		fn supply_audit() -> Vec<types::SupplyReport> {
			ShieldedAssets::supply_audit()
		}

		fn currency_supply(currency: CurrencyId) -> Option<types::SupplyReport> {
			ShieldedAssets::currency_supply(currency)
		}

		fn currency_issuer(currency: CurrencyId) -> Option<AssetIssuer> {
			<ShieldedAssets as HeldAssets>::issuer_of(&currency)
		}

		fn registration_fee(currency: CurrencyId) -> Balance {
			<ShieldedAssets as HeldAssets>::registration_fee(&currency)
		}

		fn ticket_supply(category: TicketCategory) -> Option<types::TicketReport> {
			ShieldedAssets::ticket_supply(category)
		}

		fn ticket_audit(after: Option<TicketCategory>, limit: u32) -> Vec<types::TicketReport> {
			ShieldedAssets::ticket_audit(after, limit)
		}

		fn circuit_versions() -> Vec<types::CircuitVersionInfo> {
			ShieldedAssets::circuit_versions()
		}

		fn proof_statements(
			extrinsics: Vec<<Block as BlockT>::Extrinsic>,
		) -> types::ProofStatements {
			let bundles = extrinsics.iter().filter_map(|extrinsic| match extrinsic.call() {
				RuntimeCall::ShieldedAssets(pallet_shielded_assets::Call::submit { bundle }) => {
					Some(&**bundle)
				},
				_ => None,
			});
			ShieldedAssets::proof_statements(bundles)
		}
	}
);
