// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Why a proof cannot be made.

use sero_zk_circuits::{
	input::InputRule, issue::IssueRule, license::LicenseRule, output::OutputRule,
};
use sero_zk_params::{setup::ParamsError, CircuitKind};
use sero_zk_verifier::VkError;

/// Why a proof cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ProverError {
	/// The proving keys cannot be loaded.
	#[error(transparent)]
	Params(#[from] ParamsError),
	/// The verifying key inside the proving key is degenerate.
	#[error("the {kind} proving key is unusable: {source}")]
	DegenerateKey {
		/// The circuit.
		kind: CircuitKind,
		/// What is wrong.
		source: VkError,
	},
	/// The proving key is for another circuit.
	#[error("the proving key does not fit the {0} circuit; `sero-params generate --force` makes it again")]
	WrongKey(CircuitKind),
	/// The input statement is wrong.
	#[error("the input cannot be proved: {0}")]
	Input(#[from] InputRule),
	/// The output statement is wrong.
	#[error("the output cannot be proved: {0}")]
	Output(#[from] OutputRule),
	/// The license statement is wrong.
	#[error("the license cannot be proved: {0}")]
	License(#[from] LicenseRule),
	/// The issue statement is wrong.
	#[error("the issue cannot be proved: {0}")]
	Issue(#[from] IssueRule),
	/// The proving library refused.
	#[error("proving the {kind} statement failed: {reason}")]
	Proving {
		/// The circuit.
		kind: CircuitKind,
		/// What the library says.
		reason: String,
	},
	/// The finished proof does not verify.
	#[error("the {0} proof that was just made does not verify; check the memory of this machine and run `sero-params verify`")]
	SelfCheck(CircuitKind),
}
