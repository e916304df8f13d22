// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Arguments and results of contracts: as people write them, and as the ABI encodes them.
//!
//! An address argument may be an address of SERO. A contract knows people by the 20-byte form of a one-time
//! address, and the chain pays only to forms whose one-time address it has seen: so the call has to name
//! it ([`Encoded::payees`]).

use std::path::Path;

use alloy_dyn_abi::{DynSolType, DynSolValue, FunctionExt, JsonAbiExt, Specifier};
use alloy_json_abi::{ContractObject, Function, JsonAbi, Param};
use serde_json::{json, Value};
use sero_shielded_primitives::{
	ContractAddress, EvmAddress, OneTimeAddressBytes, MAX_CALL_DATA, MAX_PAYEES,
};

use crate::{
	error::{Result, WalletError},
	issuance::one_time_of,
	plan::parse_recipient,
};

#[cfg(test)]
mod tests;

/// Longest file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Encoded arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
	/// Call data, or what follows init code.
	pub data: Vec<u8>,
	/// The one-time addresses that address arguments stand for.
	pub payees: Vec<OneTimeAddressBytes>,
}

/// What a file tells about a contract.
#[derive(Clone, Debug, Default)]
pub struct Artifact {
	/// Its functions.
	pub abi: Option<JsonAbi>,
	/// Its init code, without arguments.
	pub code: Option<Vec<u8>>,
}

impl Artifact {
	/// Reads a JSON file of a compiler (Hardhat, Foundry, solc), an ABI alone, or code in hexadecimal.
	///
	/// # Errors
	/// [`WalletError::File`], [`WalletError::BadArtifact`].
	pub fn read(path: &Path) -> Result<Self> {
		use std::io::Read;
		let mut text = String::new();
		std::fs::File::open(path)
			.and_then(|file| file.take(MAX_FILE_BYTES).read_to_string(&mut text))
			.map_err(|error| WalletError::file(path, error))?;
		Self::parse(&text)
			.map_err(|reason| WalletError::BadArtifact { path: path.to_owned(), reason })
	}

	/// [`Self::read`] from a text.
	///
	/// # Errors
	/// What is wrong with it.
	pub fn parse(text: &str) -> Result<Self, String> {
		let text = text.trim();
		if !text.starts_with(['{', '[']) {
			let digits = text.strip_prefix("0x").unwrap_or(text);
			let code = hex::decode(digits)
				.map_err(|error| format!("neither JSON nor code in hexadecimal: {error}"))?;
			return Ok(Self { abi: None, code: Some(code).filter(|code| !code.is_empty()) });
		}
		if text.contains("__$") {
			return Err("the code needs libraries that are not linked yet".into());
		}
		let object: ContractObject =
			serde_json::from_str(text).map_err(|error| error.to_string())?;
		let code = object.bytecode.map(|code| code.to_vec()).filter(|code| !code.is_empty());
		Ok(Self { abi: object.abi, code })
	}
}

fn bad(reason: impl Into<String>) -> WalletError {
	WalletError::BadCall(reason.into())
}

/// Reads the address of a contract: 0x and 40 hexadecimal digits, or the long form in base58 or
/// hexadecimal.
///
/// # Errors
/// [`WalletError::InvalidContract`].
pub fn parse_contract(text: &str) -> Result<EvmAddress> {
	parse_contract_address(text).map(|(short, _)| short)
}

/// [`parse_contract`], with the long form if that was given.
///
/// # Errors
/// [`WalletError::InvalidContract`].
pub fn parse_contract_address(text: &str) -> Result<(EvmAddress, Option<ContractAddress>)> {
	let refuse = |reason: &str| WalletError::InvalidContract { reason: reason.into() };
	let text = text.trim();
	let bytes = match text.strip_prefix("0x") {
		Some(digits) => hex::decode(digits).map_err(|error| refuse(&error.to_string()))?,
		None => bs58::decode(text).into_vec().map_err(|error| refuse(&error.to_string()))?,
	};
	if let (Ok(short), true) = (<[u8; 20]>::try_from(&bytes[..]), text.starts_with("0x")) {
		return Ok((EvmAddress(short), None));
	}
	let long = <[u8; 64]>::try_from(&bytes[..])
		.map_err(|_| refuse(&format!("{} bytes, it has 20 or 64", bytes.len())))?;
	ContractAddress::from_bytes(long)
		.map(|address| (address.evm(), Some(address)))
		.ok_or_else(|| refuse("the checksum is wrong"))
}

/// Writes addresses of SERO in an argument in their 20-byte form.
fn resolve(text: &str, payees: &mut Vec<OneTimeAddressBytes>) -> String {
	let delimiter = |c: char| "[](),\"' \t\n".contains(c);
	let mut out = String::new();
	for piece in text.split_inclusive(delimiter) {
		let (token, end) = match piece.char_indices().next_back() {
			Some((place, last)) if delimiter(last) => piece.split_at(place),
			_ => (piece, ""),
		};
		// A long contract address has 64 bytes too, but its checksum tells it apart.
		match (token.starts_with("0x"), parse_contract(token), parse_recipient(token)) {
			(false, Ok(contract), _) => out.push_str(&format!("{contract:?}")),
			(false, _, Ok(recipient)) => {
				let address = OneTimeAddressBytes(one_time_of(&recipient).to_bytes());
				if !payees.contains(&address) {
					payees.push(address);
				}
				out.push_str(&format!("{:?}", EvmAddress::of(&address)));
			},
			_ => out.push_str(token),
		}
		out.push_str(end);
	}
	out
}

fn values(
	inputs: &[Param],
	args: &[String],
	payees: &mut Vec<OneTimeAddressBytes>,
) -> Result<Vec<DynSolValue>> {
	if inputs.len() != args.len() {
		return Err(bad(format!("{} arguments were given, it takes {}", args.len(), inputs.len())));
	}
	let value = |(input, text): (&Param, &String)| {
		let kind = input.resolve().map_err(|error| bad(error.to_string()))?;
		let text = match names_address(&kind) {
			true => resolve(text, payees),
			false => text.clone(),
		};
		kind.coerce_str(&text).map_err(|error| {
			bad(format!("\"{text}\" is no {} for \"{}\": {error}", kind, input.name))
		})
	};
	let values = inputs.iter().zip(args).map(value).collect::<Result<_>>()?;
	if payees.len() > MAX_PAYEES as usize {
		return Err(bad(format!("{} people are named, a call takes {MAX_PAYEES}", payees.len())));
	}
	Ok(values)
}

fn names_address(kind: &DynSolType) -> bool {
	match kind {
		DynSolType::Address => true,
		DynSolType::Array(inner) | DynSolType::FixedArray(inner, _) => names_address(inner),
		DynSolType::Tuple(parts) => parts.iter().any(names_address),
		_ => false,
	}
}

fn checked(encoded: Encoded) -> Result<Encoded> {
	match encoded.data.len() {
		length if length > MAX_CALL_DATA as usize => {
			Err(bad(format!("{length} bytes of data, a call takes {MAX_CALL_DATA}")))
		},
		_ => Ok(encoded),
	}
}

/// A function to be called.
#[derive(Clone, Debug)]
pub enum Call {
	/// A function of the ABI.
	Function(Box<Function>),
	/// Data that is encoded already.
	Raw(Vec<u8>),
}

impl Call {
	/// Finds a function: by its name and number of arguments, or by its types, in an ABI; without an ABI
	/// from its whole declaration. Data after 0x is taken as it is, and nothing at all calls `receive`.
	///
	/// # Errors
	/// [`WalletError::BadCall`].
	pub fn find(abi: Option<&JsonAbi>, function: Option<&str>, args: usize) -> Result<Self> {
		let Some(text) = function.map(str::trim).filter(|text| !text.is_empty()) else {
			return Ok(Self::Raw(Vec::new()));
		};
		if let Some(digits) = text.strip_prefix("0x") {
			if args > 0 {
				return Err(bad("data in hexadecimal takes no arguments"));
			}
			return hex::decode(digits).map(Self::Raw).map_err(|error| bad(error.to_string()));
		}
		let declared = |text: &str| {
			// "f(uint256)(bool)" is short for "f(uint256) returns (bool)".
			Function::parse(&text.replacen(")(", ") returns (", 1))
		};
		let Some(abi) = abi else {
			return declared(text).map(|function| Self::Function(Box::new(function))).map_err(
				|error| bad(format!("\"{text}\" is no declaration of a function: {error}")),
			);
		};
		let named: Vec<&Function> = match text.contains('(') {
			true => {
				let wanted = declared(text).map_err(|error| bad(error.to_string()))?.signature();
				abi.functions().filter(|function| function.signature() == wanted).collect()
			},
			false => abi
				.function(text)
				.into_iter()
				.flatten()
				.filter(|function| function.inputs.len() == args)
				.collect(),
		};
		match named[..] {
			[function] => Ok(Self::Function(Box::new(function.clone()))),
			[] => Err(bad(format!("the ABI has no function {text} with {args} arguments"))),
			_ => Err(bad(format!(
				"several functions are called {text}: name the types, for example {}",
				named[0].signature()
			))),
		}
	}

	/// Call data.
	///
	/// # Errors
	/// [`WalletError::BadCall`].
	pub fn encode(&self, args: &[String]) -> Result<Encoded> {
		let mut payees = Vec::new();
		let data = match self {
			Self::Raw(data) => data.clone(),
			Self::Function(function) => {
				let values = values(&function.inputs, args, &mut payees)?;
				function.abi_encode_input(&values).map_err(|error| bad(error.to_string()))?
			},
		};
		checked(Encoded { data, payees })
	}

	/// What the function returned; the bytes, if there is no function or they are not what it returns.
	pub fn decode(&self, output: &[u8]) -> Value {
		match self {
			Self::Function(function) if !function.outputs.is_empty() => function
				.abi_decode_output(output)
				.map(|values| Value::Array(values.iter().map(json_of).collect()))
				.unwrap_or_else(|_| bytes_json(output)),
			_ => bytes_json(output),
		}
	}
}

/// Init code with a constructor's arguments.
///
/// # Errors
/// [`WalletError::BadCall`].
pub fn encode_deployment(artifact: &Artifact, args: &[String]) -> Result<Encoded> {
	let code = artifact.code.as_ref().ok_or_else(|| bad("the file has no code"))?;
	let mut payees = Vec::new();
	let mut data = code.clone();
	match artifact.abi.as_ref().map(|abi| abi.constructor()) {
		Some(Some(constructor)) => {
			let values = values(&constructor.inputs, args, &mut payees)?;
			let encoded =
				constructor.abi_encode_input(&values).map_err(|error| bad(error.to_string()))?;
			data.extend(encoded);
		},
		Some(None) if !args.is_empty() => return Err(bad("the constructor takes no arguments")),
		None if !args.is_empty() => {
			return Err(bad("without an ABI arguments belong to the end of the code"))
		},
		_ => {},
	}
	checked(Encoded { data, payees })
}

fn bytes_json(bytes: &[u8]) -> Value {
	json!(format!("0x{}", hex::encode(bytes)))
}

/// A value in JSON: numbers as decimal text, bytes and addresses as hexadecimal.
fn json_of(value: &DynSolValue) -> Value {
	match value {
		DynSolValue::Bool(value) => json!(value),
		DynSolValue::Int(value, _) => json!(value.to_string()),
		DynSolValue::Uint(value, _) => json!(value.to_string()),
		DynSolValue::FixedBytes(word, length) => bytes_json(&word[..(*length).min(32)]),
		DynSolValue::Address(address) => bytes_json(address.as_slice()),
		DynSolValue::Function(function) => bytes_json(function.as_slice()),
		DynSolValue::Bytes(bytes) => bytes_json(bytes),
		DynSolValue::String(text) => json!(text),
		DynSolValue::Array(values)
		| DynSolValue::FixedArray(values)
		| DynSolValue::Tuple(values) => Value::Array(values.iter().map(json_of).collect()),
	}
}
