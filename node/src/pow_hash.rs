// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! `sero-node pow-hash`: computes a proof-of-work hash, to compare with other implementations.

use sc_cli::clap;
use sero_progpow::{epoch, Algorithm, LightCache, ProgPowParams};

/// A proof-of-work function with all its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Preset {
	/// ProgPoW with the variables of the SERO white paper.
	WhitePaper,
	/// ProgPoW 0.9.2: what the original main net ran.
	#[value(name = "0.9.2")]
	V092,
	/// ProgPoW 0.9.3.
	#[value(name = "0.9.3")]
	V093,
	/// ProgPoW 0.9.4.
	#[value(name = "0.9.4")]
	V094,
	/// Ethash: what the original beta net ran.
	Ethash,
}

impl Preset {
	/// The function.
	pub fn algorithm(self) -> Algorithm {
		Algorithm::ProgPow(match self {
			Self::Ethash => return Algorithm::Ethash,
			Self::WhitePaper => ProgPowParams::WHITE_PAPER,
			Self::V092 => ProgPowParams::V0_9_2,
			Self::V093 => ProgPowParams::V0_9_3,
			Self::V094 => ProgPowParams::V0_9_4,
		})
	}
}

/// Compute a proof-of-work hash with the light cache.
///
/// Prints the mix and the final hash, hexadecimal.
#[derive(Debug, clap::Parser)]
pub struct PowHashCmd {
	/// The function and its variables.
	#[arg(long, value_enum, default_value_t = Preset::V092)]
	pub preset: Preset,

	/// Height of the block: chooses the epoch and the program.
	#[arg(long, value_name = "NUMBER")]
	pub block: u64,

	/// Hash of the header without its seal, 32 bytes hexadecimal.
	#[arg(long, value_name = "HASH", value_parser = parse_hash)]
	pub header: [u8; 32],

	/// The nonce: hexadecimal with 0x or 16 digits, else decimal.
	#[arg(long, value_parser = parse_nonce)]
	pub nonce: u64,
}

/// Reads 32 bytes.
fn parse_hash(text: &str) -> Result<[u8; 32], String> {
	let mut hash = [0; 32];
	hex::decode_to_slice(text.trim_start_matches("0x"), &mut hash)
		.map_err(|error| format!("{error}; expected 64 hexadecimal digits"))?;
	Ok(hash)
}

/// Reads a nonce.
fn parse_nonce(text: &str) -> Result<u64, String> {
	let parsed = match text.strip_prefix("0x") {
		Some(digits) => u64::from_str_radix(digits, 16),
		None if text.len() == 16 => u64::from_str_radix(text, 16),
		None => text.parse(),
	};
	parsed.map_err(|error| format!("{error}; expected a number of 64 bits, such as 0x076e482e"))
}

impl PowHashCmd {
	/// Runs the command.
	pub fn run(&self) -> Result<(), String> {
		let algorithm = self.preset.algorithm();
		let cache = LightCache::new(epoch(self.block)).map_err(|error| error.to_string())?;
		let hash = algorithm
			.hash_light(&cache, self.block, &self.header, self.nonce)
			.map_err(|error| error.to_string())?;
		println!("mix   {}", hex::encode(hash.mix));
		println!("final {}", hex::encode(hash.result));
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn nonces_are_read_in_three_forms() {
		assert_eq!(parse_nonce("0x76e482e"), Ok(0x76e482e));
		assert_eq!(parse_nonce("00000000076e482e"), Ok(0x76e482e));
		assert_eq!(parse_nonce("124667950"), Ok(124_667_950));
		assert!(parse_nonce("x").is_err());
		assert!(parse_hash("00").is_err());
	}
}
