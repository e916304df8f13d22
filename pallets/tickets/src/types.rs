// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Records in storage and runtime API.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sero_shielded_primitives::AssetIssuer;

/// A family of tickets.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct CategoryRecord {
	/// Who may issue tickets of it: who issued the first one.
	pub issuer: AssetIssuer,
	/// How many were issued, burned ones included.
	pub issued: u64,
	/// Counter that the next id follows from that is made up here.
	pub nonce: u64,
}

/// A ticket that was issued.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct TicketRecord {
	/// Whether it was destroyed. Its id stays used.
	pub burned: bool,
}
