// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes and wallets ask about the hidden pool ([`ShieldedApi`]).

use crate::types::{CircuitVersionInfo, ProofStatements, SupplyReport, TicketReport};
use alloc::vec::Vec;
use sero_primitives::{Balance, CurrencyId, TicketCategory};
use sero_shielded_primitives::{
	Action, Anchor, AssetIssuer, BlockNotes, Bundle, Nullifier, PublicNoteRecord, RejectReason,
};
use sp_runtime::traits::Block as BlockT;

sp_api::decl_runtime_apis! {
	/// The hidden pool after the block at which a function is called.
	pub trait ShieldedApi {
		/// What this very block did to the pool, in execution order. For the genesis block: the
		/// genesis notes.
		fn block_notes() -> BlockNotes;

		/// The public notes of the genesis block.
		fn genesis_notes() -> Vec<PublicNoteRecord>;

		/// Root of the tree.
		fn current_anchor() -> Anchor;

		/// Whether a child of this block accepts the anchor.
		fn is_anchor_known(anchor: Anchor) -> bool;

		/// Number of leaves of the tree.
		fn leaf_count() -> u64;

		/// Whether each of the nullifiers is in the chain.
		fn are_spent(nullifiers: Vec<Nullifier>) -> Vec<bool>;

		/// The least fee, in SERO base units, of a bundle with so many inputs, hidden outputs and
		/// public outputs. Public outputs are priced as if each had a ticket.
		fn required_fee(inputs: u32, outputs: u32, public_outputs: u32, action: Action) -> Balance;

		/// Applies all rules to a bundle, as for inclusion in a child of this block.
		///
		/// Signatures cover the genesis hash, which the state holds from block 1 on: at the genesis
		/// block every bundle is refused.
		fn check_bundle(bundle: Bundle) -> Result<(), RejectReason>;

		/// The extrinsic that submits a bundle: a general transaction without an account.
		fn bundle_to_extrinsic(bundle: Bundle) -> <Block as BlockT>::Extrinsic;

		/// The turnstile of every currency.
		fn supply_audit() -> Vec<SupplyReport>;

		/// The turnstile of one currency; `None` if it does not exist.
		fn currency_supply(currency: CurrencyId) -> Option<SupplyReport>;

		/// Who may issue a currency; `None` if it does not exist, or is one of the genesis block.
		fn currency_issuer(currency: CurrencyId) -> Option<AssetIssuer>;

		/// What registering the name costs, in SERO base units, if it is free.
		fn registration_fee(currency: CurrencyId) -> Balance;

		/// The turnstile of one ticket category; `None` if no ticket of it was ever made.
		fn ticket_supply(category: TicketCategory) -> Option<TicketReport>;

		/// The turnstiles of the ticket categories behind `after` in the order of storage, at most
		/// `limit` and 256.
		fn ticket_audit(after: Option<TicketCategory>, limit: u32) -> Vec<TicketReport>;

		/// All circuit versions: version, status, origin of the keys, input key, output key.
		fn circuit_versions() -> Vec<CircuitVersionInfo>;

		/// The proofs in a block's extrinsics as one batch, to be verified before the block is
		/// executed.
		fn proof_statements(extrinsics: Vec<<Block as BlockT>::Extrinsic>) -> ProofStatements;
	}
}
