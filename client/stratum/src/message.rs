// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Messages: JSON, one per line (EX-3).

use serde::Deserialize;
use serde_json::Value;
use std::pin::Pin;
use tokio::{
	io::{AsyncRead, AsyncReadExt},
	time::Instant,
};

use crate::{Ended, Refusal};

/// Longest message, without the line's end. What miners send takes a few hundred bytes.
pub const MAX_MESSAGE_BYTES: usize = 4_096;
/// Most parameters of a request.
const MAX_PARAMS: usize = 16;
/// Longest text of a parameter.
const MAX_TEXT: usize = 512;
/// Longest name of a worker that is kept.
const MAX_WORKER: usize = 64;

/// What identifies a request to its sender; sent back as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Id {
	/// Nothing, or null.
	None,
	/// A number.
	Number(u64),
	/// A short text.
	Text(String),
}

impl Id {
	pub fn to_value(&self) -> Value {
		match self {
			Self::None => Value::Null,
			Self::Number(number) => (*number).into(),
			Self::Text(text) => text.as_str().into(),
		}
	}
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
	pub id: Id,
	pub method: String,
	pub params: Vec<Value>,
	/// Some miners name the rig beside the parameters.
	pub worker: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
	#[serde(default)]
	id: Value,
	method: String,
	#[serde(default)]
	params: Value,
	#[serde(default)]
	worker: Option<String>,
}

impl Request {
	/// Reads a line.
	pub fn parse(line: &[u8]) -> Result<Self, Refusal> {
		// Nesting is bounded by serde_json (128) and by the length of the line.
		let wire: Wire = serde_json::from_slice(line).map_err(|_| Refusal::Malformed)?;
		let id = match wire.id {
			Value::Null => Id::None,
			Value::Number(number) => Id::Number(number.as_u64().ok_or(Refusal::Malformed)?),
			Value::String(text) if text.len() <= MAX_WORKER => Id::Text(text),
			_ => return Err(Refusal::Malformed),
		};
		let params = match wire.params {
			Value::Null => Vec::new(),
			Value::Array(params) if params.len() <= MAX_PARAMS => params,
			_ => return Err(Refusal::Malformed),
		};
		let is_plain = |param: &Value| match param {
			Value::String(text) => text.len() <= MAX_TEXT,
			Value::Array(_) | Value::Object(_) => false,
			_ => true,
		};
		if !params.iter().all(is_plain) || wire.method.len() > MAX_WORKER {
			return Err(Refusal::Malformed);
		}
		Ok(Self { id, method: wire.method, params, worker: wire.worker })
	}

	/// A parameter that must be a text.
	pub fn text(&self, index: usize) -> Result<&str, Refusal> {
		self.params.get(index).and_then(Value::as_str).ok_or(Refusal::Malformed)
	}

	/// The name of the worker for the log: printable and short.
	pub fn worker(&self) -> String {
		let login = self.text(0).unwrap_or_default();
		let clean = |text: &str| -> String {
			text.chars().filter(char::is_ascii_graphic).take(MAX_WORKER).collect()
		};
		match self.worker.as_deref().map(clean) {
			Some(rig) if !rig.is_empty() => clean(&format!("{}.{rig}", clean(login))),
			_ => clean(login),
		}
	}
}

/// Reads lines of bounded length. Dropping the future of [`Self::next`] loses nothing.
pub struct Lines<R> {
	reader: Pin<Box<R>>,
	buffer: Vec<u8>,
	/// When the first byte of the unfinished line came.
	pub begun: Option<Instant>,
}

impl<R: AsyncRead> Lines<R> {
	pub fn new(reader: R) -> Self {
		Self { reader: Box::pin(reader), buffer: Vec::new(), begun: None }
	}

	/// The next line, without its end; empty lines are skipped.
	pub async fn next(&mut self) -> Result<Vec<u8>, Ended> {
		loop {
			if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
				if end > MAX_MESSAGE_BYTES {
					return Err(Ended::TooLong);
				}
				let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
				self.begun = (!self.buffer.is_empty()).then(Instant::now);
				line.pop();
				while line.last().is_some_and(u8::is_ascii_whitespace) {
					line.pop();
				}
				if line.is_empty() {
					continue;
				}
				return Ok(line);
			}
			if self.buffer.len() > MAX_MESSAGE_BYTES {
				return Err(Ended::TooLong);
			}
			let mut chunk = [0; 2_048];
			match self.reader.read(&mut chunk).await {
				Ok(0) | Err(_) => return Err(Ended::Closed),
				Ok(count) => {
					if self.buffer.is_empty() {
						self.begun = Some(Instant::now());
					}
					self.buffer.extend_from_slice(&chunk[..count]);
				},
			}
		}
	}
}

#[cfg(test)]
mod tests;
