// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes and wallets ask about packages ([`PackagesApi`]).

use crate::types::{PackageInfo, PackageRecord};
use alloc::vec::Vec;
use sero_shielded_primitives::PackageId;

sp_api::decl_runtime_apis! {
	/// Packages after the block at which a function is called.
	pub trait PackagesApi {
		/// A package with what is sealed; `None` if there never was one with this id.
		fn package(id: PackageId) -> Option<PackageInfo>;

		/// The packages that are not closed, in the order of their ids, those behind `after`, at most
		/// `limit` and 64; without what is sealed. A wallet that takes all of them finds its own without
		/// telling the node which.
		fn sealed_packages(after: Option<PackageId>, limit: u32) -> Vec<(PackageId, PackageRecord)>;
	}
}
