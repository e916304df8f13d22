// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Names of currencies and tickets.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a name of a currency or of a ticket category is refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameError {
	/// The name is empty or longer than 32 bytes.
	Length,
	/// The name does not match `[A-Z][A-Z0-9_]*`.
	Character,
}

/// Pads an ASCII name with zeros on the right.
fn pad_name(name: &str) -> Result<[u8; 32], NameError> {
	let bytes = name.as_bytes();
	let (Some(first), true) = (bytes.first(), bytes.len() <= 32) else {
		return Err(NameError::Length);
	};
	let allowed = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
	if !first.is_ascii_uppercase() || !bytes.iter().all(allowed) {
		return Err(NameError::Character);
	}
	let mut padded = [0u8; 32];
	for (slot, byte) in padded.iter_mut().zip(bytes) {
		*slot = *byte;
	}
	Ok(padded)
}

/// The name without its padding, when it is printable ASCII.
fn trim_name(bytes: &[u8; 32]) -> Option<&str> {
	let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
	let (name, padding) = bytes.split_at_checked(end)?;
	if name.is_empty() || padding.iter().any(|b| *b != 0) || !name.iter().all(u8::is_ascii_graphic)
	{
		return None;
	}
	core::str::from_utf8(name).ok()
}

/// Declares a 32-byte name.
macro_rules! name_type {
	($(#[$meta:meta])* $type:ident) => {
		$(#[$meta])*
		#[derive(
			Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking,
			MaxEncodedLen, TypeInfo, Default,
		)]
		#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
		pub struct $type(pub [u8; 32]);

		impl $type {
			/// Builds the identifier from its name: `[A-Z][A-Z0-9_]{0,31}`, zero padded.
			///
			/// # Errors
			/// [`NameError::Length`] or [`NameError::Character`].
			pub fn from_name(name: &str) -> Result<Self, NameError> {
				pad_name(name).map(Self)
			}

			/// The name, if the bytes are zero-padded printable ASCII.
			pub fn name(&self) -> Option<&str> {
				trim_name(&self.0)
			}
		}

		impl core::fmt::Debug for $type {
			fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
				match self.name() {
					Some(name) => write!(f, concat!(stringify!($type), "({})"), name),
					None => write!(f, concat!(stringify!($type), "({:02x?})"), self.0),
				}
			}
		}
	};
}

name_type! {
	/// A currency: an ASCII name, zero padded on the right to 32 bytes.
	#[doc(alias = "Tkn.Currency")]
	CurrencyId
}

name_type! {
	/// A family of tickets: an ASCII name, zero padded on the right to 32 bytes.
	///
	/// All zero means "no ticket" wherever a ticket is optional.
	#[doc(alias = "Tkt.Category")]
	TicketCategory
}

impl CurrencyId {
	/// The native currency.
	pub const SERO: Self = {
		let mut name = [0u8; 32];
		name[0] = b'S';
		name[1] = b'E';
		name[2] = b'R';
		name[3] = b'O';
		Self(name)
	};
}

/// The number of a ticket inside its category.
#[doc(alias = "Tkt.Value")]
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Debug,
	Default,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TicketId(pub [u8; 32]);

/// A unique item.
///
/// Not to be mixed up with Decred's tickets, which are called *shares* here.
#[doc(alias = "Tkt")]
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Debug,
	Default,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ticket {
	/// The family that the ticket belongs to; never all zero.
	pub category: TicketCategory,
	/// Its number inside the family.
	pub id: TicketId,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_padded_and_trimmed() {
		let sero = CurrencyId::from_name("SERO");
		assert_eq!(sero, Ok(CurrencyId::SERO));
		assert_eq!(CurrencyId::SERO.name(), Some("SERO"));
		let longest = "A".repeat(32);
		assert_eq!(
			CurrencyId::from_name(&longest).ok().as_ref().and_then(|c| c.name()),
			Some(&longest[..])
		);
	}

	#[test]
	fn bad_names_are_refused() {
		assert_eq!(CurrencyId::from_name(""), Err(NameError::Length));
		assert_eq!(CurrencyId::from_name(&"A".repeat(33)), Err(NameError::Length));
		for name in ["sero", "1A", "_A", "A-B", "A B", "Ä"] {
			assert_eq!(CurrencyId::from_name(name), Err(NameError::Character), "{name}");
		}
		assert_eq!(CurrencyId([0; 32]).name(), None);
		let mut hole = CurrencyId::SERO.0;
		hole[10] = b'X';
		assert_eq!(CurrencyId(hole).name(), None);
	}
}
