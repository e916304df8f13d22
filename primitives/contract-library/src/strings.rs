// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Text as bytes.
//!
//! A Solidity `string` may hold any bytes, so nothing here asks for UTF-8 but what counts characters.
//! Positions and lengths are in bytes. Upper and lower case are ASCII's: other letters stay as they
//! are, and bytes of a UTF-8 sequence are never touched.

use alloc::vec::Vec;
use core::cmp::Ordering;

use memchr::memmem;

use crate::{check_text, Error};

/// Refuses texts that are too long.
fn check<const N: usize>(texts: [&[u8]; N]) -> Result<(), Error> {
	texts.into_iter().try_for_each(|text| check_text(text.len()))
}

/// Order of two texts, byte by byte; a beginning comes before the whole. For UTF-8 this is the
/// order of the code points.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn compare(left: &[u8], right: &[u8]) -> Result<Ordering, Error> {
	check([left, right])?;
	Ok(left.cmp(right))
}

/// Whether two texts are the same but for the case of ASCII letters.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn equal_ignoring_case(left: &[u8], right: &[u8]) -> Result<bool, Error> {
	check([left, right])?;
	Ok(left.eq_ignore_ascii_case(right))
}

/// One text after the other.
///
/// # Errors
/// [`Error::TextTooLong`], of the result too.
pub fn concat(left: &[u8], right: &[u8]) -> Result<Vec<u8>, Error> {
	check([left, right])?;
	check_text(left.len().saturating_add(right.len()))?;
	Ok([left, right].concat())
}

/// The bytes from `start` to `end`, the one at `end` excluded.
///
/// # Consensus
/// CL-2: `start <= end <= length`.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::RangeOutOfText`].
pub fn slice(text: &[u8], start: usize, end: usize) -> Result<&[u8], Error> {
	check([text])?;
	text.get(start..end).ok_or(Error::RangeOutOfText)
}

/// Position of the first occurrence of `pattern` that begins at `start` or after.
///
/// # Consensus
/// CL-2: `start <= length`. CL-3: the pattern is not empty.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::EmptyPattern`], [`Error::RangeOutOfText`].
pub fn find(text: &[u8], pattern: &[u8], start: usize) -> Result<Option<usize>, Error> {
	check([text, pattern])?;
	if pattern.is_empty() {
		return Err(Error::EmptyPattern);
	}
	let rest = text.get(start..).ok_or(Error::RangeOutOfText)?;
	Ok(memmem::find(rest, pattern).and_then(|position| position.checked_add(start)))
}

/// Number of occurrences of `pattern` that do not overlap, from the left.
///
/// # Consensus
/// CL-3.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::EmptyPattern`].
pub fn count(text: &[u8], pattern: &[u8]) -> Result<usize, Error> {
	check([text, pattern])?;
	if pattern.is_empty() {
		return Err(Error::EmptyPattern);
	}
	Ok(memmem::find_iter(text, pattern).count())
}

/// Puts `by` in the place of every occurrence of `pattern` that [`count`] counts.
///
/// # Consensus
/// CL-1 for the result, before it is made. CL-3.
///
/// # Errors
/// [`Error::TextTooLong`], of the result too; [`Error::EmptyPattern`].
pub fn replace(text: &[u8], pattern: &[u8], by: &[u8]) -> Result<Vec<u8>, Error> {
	check([by])?;
	let found = count(text, pattern)?;
	let length = text
		.len()
		.saturating_sub(found.saturating_mul(pattern.len()))
		.saturating_add(found.saturating_mul(by.len()));
	check_text(length)?;
	let mut result = Vec::with_capacity(length);
	let mut copied = 0usize;
	for position in memmem::find_iter(text, pattern) {
		result.extend_from_slice(text.get(copied..position).unwrap_or_default());
		result.extend_from_slice(by);
		copied = position.saturating_add(pattern.len());
	}
	result.extend_from_slice(text.get(copied..).unwrap_or_default());
	Ok(result)
}

/// Whether a text begins with another.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn starts_with(text: &[u8], beginning: &[u8]) -> Result<bool, Error> {
	check([text, beginning])?;
	Ok(text.starts_with(beginning))
}

/// Whether a text ends with another.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn ends_with(text: &[u8], end: &[u8]) -> Result<bool, Error> {
	check([text, end])?;
	Ok(text.ends_with(end))
}

/// The text with ASCII letters in upper case.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn to_upper(text: &[u8]) -> Result<Vec<u8>, Error> {
	check([text])?;
	Ok(text.to_ascii_uppercase())
}

/// The text with ASCII letters in lower case.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn to_lower(text: &[u8]) -> Result<Vec<u8>, Error> {
	check([text])?;
	Ok(text.to_ascii_lowercase())
}

/// The text without ASCII white space (space, tab, line feed, form feed, carriage return) at both ends.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn trim(text: &[u8]) -> Result<&[u8], Error> {
	check([text])?;
	Ok(text.trim_ascii())
}

/// Whether a text is UTF-8.
///
/// # Errors
/// [`Error::TextTooLong`].
pub fn is_utf8(text: &[u8]) -> Result<bool, Error> {
	check([text])?;
	Ok(core::str::from_utf8(text).is_ok())
}

/// Number of code points of a UTF-8 text.
///
/// # Consensus
/// CL-4.
///
/// # Errors
/// [`Error::TextTooLong`], [`Error::InvalidUtf8`].
pub fn utf8_length(text: &[u8]) -> Result<usize, Error> {
	check([text])?;
	core::str::from_utf8(text).map(|text| text.chars().count()).map_err(|_| Error::InvalidUtf8)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::MAX_TEXT;
	use proptest::prelude::*;

	static LONG: [u8; MAX_TEXT + 1] = [b'a'; MAX_TEXT + 1];

	#[test]
	fn cl_1_texts_have_a_bound() {
		let full = LONG.get(1..).unwrap();
		let refused = Err(Error::TextTooLong);
		assert_eq!(compare(&LONG, b"").map(drop), refused);
		assert_eq!(compare(b"", &LONG).map(drop), refused);
		assert_eq!(equal_ignoring_case(b"", &LONG).map(drop), refused);
		assert_eq!(concat(full, b"b").map(drop), refused);
		assert_eq!(concat(&LONG, b"").map(drop), refused);
		assert_eq!(slice(&LONG, 0, 1).map(drop), refused);
		assert_eq!(find(&LONG, b"a", 0).map(drop), refused);
		assert_eq!(find(b"a", &LONG, 0).map(drop), refused);
		assert_eq!(count(&LONG, b"a").map(drop), refused);
		assert_eq!(replace(full, b"a", b"bb").map(drop), refused);
		assert_eq!(replace(b"a", b"a", &LONG).map(drop), refused);
		assert_eq!(starts_with(&LONG, b"").map(drop), refused);
		assert_eq!(ends_with(&LONG, b"").map(drop), refused);
		assert_eq!(to_upper(&LONG).map(drop), refused);
		assert_eq!(to_lower(&LONG).map(drop), refused);
		assert_eq!(trim(&LONG).map(drop), refused);
		assert_eq!(is_utf8(&LONG).map(drop), refused);
		assert_eq!(utf8_length(&LONG).map(drop), refused);
		// The bound itself is allowed.
		assert_eq!(concat(full, b"").as_deref(), Ok(full));
		assert_eq!(replace(full, b"a", b"b").unwrap().len(), MAX_TEXT);
	}

	#[test]
	fn texts_are_compared() {
		assert_eq!(compare(b"abc", b"abc"), Ok(Ordering::Equal));
		assert_eq!(compare(b"ab", b"abc"), Ok(Ordering::Less));
		assert_eq!(compare(b"b", b"abc"), Ok(Ordering::Greater));
		assert_eq!(compare("z".as_bytes(), "é".as_bytes()), Ok(Ordering::Less));
		assert_eq!(equal_ignoring_case(b"Sero", b"sERO"), Ok(true));
		assert_eq!(equal_ignoring_case("É".as_bytes(), "é".as_bytes()), Ok(false));
		assert_eq!(starts_with(b"abc", b"ab"), Ok(true));
		assert_eq!(starts_with(b"abc", b"bc"), Ok(false));
		assert_eq!(ends_with(b"abc", b"bc"), Ok(true));
		assert_eq!(ends_with(b"abc", b"ab"), Ok(false));
	}

	#[test]
	fn cl_2_a_range_lies_in_the_text() {
		assert_eq!(slice(b"hello", 1, 3), Ok(&b"el"[..]));
		assert_eq!(slice(b"hello", 5, 5), Ok(&b""[..]));
		assert_eq!(slice(b"hello", 3, 6), Err(Error::RangeOutOfText));
		assert_eq!(slice(b"hello", 3, 2), Err(Error::RangeOutOfText));
		assert_eq!(slice(b"hello", 3, usize::MAX), Err(Error::RangeOutOfText));
		assert_eq!(find(b"hello", b"l", 6), Err(Error::RangeOutOfText));
	}

	#[test]
	fn cl_3_nothing_is_not_looked_for() {
		assert_eq!(find(b"hello", b"", 0), Err(Error::EmptyPattern));
		assert_eq!(count(b"hello", b""), Err(Error::EmptyPattern));
		assert_eq!(replace(b"hello", b"", b"x"), Err(Error::EmptyPattern));
	}

	#[test]
	fn texts_are_searched() {
		assert_eq!(find(b"hello", b"l", 0), Ok(Some(2)));
		assert_eq!(find(b"hello", b"l", 3), Ok(Some(3)));
		assert_eq!(find(b"hello", b"l", 4), Ok(None));
		assert_eq!(find(b"hello", b"l", 5), Ok(None));
		assert_eq!(find(b"l", b"hello", 0), Ok(None));
		assert_eq!(count(b"aaaaa", b"aa"), Ok(2));
		assert_eq!(replace(b"aaaaa", b"aa", b"b").unwrap(), b"bba");
		assert_eq!(replace(b"a-b-c", b"-", b"").unwrap(), b"abc");
		assert_eq!(replace(b"abc", b"x", b"y").unwrap(), b"abc");
	}

	#[test]
	fn case_is_that_of_ascii() {
		assert_eq!(to_upper("größe".as_bytes()).unwrap(), "GRößE".as_bytes());
		assert_eq!(to_lower("GRÖSSE".as_bytes()).unwrap(), "grÖsse".as_bytes());
		assert_eq!(trim(b" \t\r\n\x0ca b \n"), Ok(&b"a b"[..]));
		assert_eq!(trim(b"  "), Ok(&b""[..]));
	}

	#[test]
	fn cl_4_characters_are_counted_in_utf8_only() {
		assert_eq!(utf8_length("größe €𝄞".as_bytes()), Ok(8));
		assert_eq!(is_utf8("größe €𝄞".as_bytes()), Ok(true));
		// A lone continuation byte, an overlong form, a surrogate, a truncated sequence, beyond U+10FFFF.
		for bad in [&b"\x80"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x82", b"\xf4\x90\x80\x80"] {
			assert_eq!(utf8_length(bad), Err(Error::InvalidUtf8));
			assert_eq!(is_utf8(bad), Ok(false));
		}
	}

	proptest! {
		#[test]
		fn as_the_standard_library_does(text in "[abé]{0,40}", pattern in "[abé]{1,3}", by in "[xyé]{0,4}") {
			let (t, p, b) = (text.as_bytes(), pattern.as_bytes(), by.as_bytes());
			prop_assert_eq!(find(t, p, 0).unwrap(), text.find(&pattern));
			prop_assert_eq!(count(t, p).unwrap(), text.matches(&pattern).count());
			prop_assert_eq!(replace(t, p, b).unwrap(), text.replace(&pattern, &by).into_bytes());
			prop_assert_eq!(utf8_length(t).unwrap(), text.chars().count());
			prop_assert_eq!(compare(t, b).unwrap(), text.cmp(&by));
		}
	}
}
