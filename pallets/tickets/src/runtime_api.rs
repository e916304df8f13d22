// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! What nodes and wallets ask about tickets ([`TicketsApi`]).

use crate::types::{CategoryRecord, TicketRecord};
use sero_primitives::{Ticket, TicketCategory};

sp_api::decl_runtime_apis! {
	/// Tickets after the block at which a function is called. Where they are only the turnstile of the
	/// hidden pool knows, and only as a sum.
	pub trait TicketsApi {
		/// A family of tickets; `None` if no ticket of it was ever issued.
		fn category(category: TicketCategory) -> Option<CategoryRecord>;

		/// A ticket; `None` if it was never issued.
		fn ticket(ticket: Ticket) -> Option<TicketRecord>;
	}
}
