// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The license statement in plain Rust, independent of the circuit.

use sero_zk_crypto::{
	curve::SubgroupPoint,
	generators::{KEY_GENERATOR, LICENSE_GENERATOR},
	license::challenge,
};

use super::{LicensePrivate, LicensePublic};
use crate::gadgets::ladder::is_provable;

/// The rule of the license statement that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LicenseRule {
	/// The licensed account is not of prime order.
	#[error("LI-1: the licensed account does not have prime order")]
	Account,
	/// The randomizer is 0, ±1 or ±3; the ladder cannot multiply by these.
	#[error("LI-2: the randomizer cannot be proved")]
	Randomizer,
	/// The author's `ZPKr` is not a multiple of the licensed account.
	#[error("LI-3: the author does not belong to the licensed account")]
	Author,
	/// The author's `BASEr` is not the same multiple of `G_k`.
	#[error("LI-4: the author's base does not belong to it")]
	AuthorBase,
	/// The nonce point is not a point of the subgroup.
	#[error("LI-5: the license's nonce point is not in the subgroup")]
	NoncePoint,
	/// The licensor did not sign the account and the property.
	#[error("LI-6: the licensor did not sign the account with this property")]
	Signature,
}

/// Checks a license statement.
///
/// `VPKr` and the parent are part of the statement and not of a rule: a proof is for them and no others.
///
/// # Errors
/// The first rule that does not hold, in the order of [`LicenseRule`].
pub fn check_statement(
	public: &LicensePublic,
	private: &LicensePrivate,
) -> Result<(), LicenseRule> {
	let account = SubgroupPoint::from_affine(private.account).map_err(|_| LicenseRule::Account)?;
	if account.is_identity() {
		return Err(LicenseRule::Account);
	}
	if !is_provable(&private.randomizer) {
		return Err(LicenseRule::Randomizer);
	}
	if account.mul(private.randomizer) != *public.author.zpkr() {
		return Err(LicenseRule::Author);
	}
	if KEY_GENERATOR.mul(private.randomizer) != *public.author.base() {
		return Err(LicenseRule::AuthorBase);
	}
	let nonce_point =
		SubgroupPoint::from_affine(private.nonce_point).map_err(|_| LicenseRule::NoncePoint)?;
	let key = public.licensor.combined(public.property).map_err(|_| LicenseRule::Signature)?;
	let challenge = challenge(&nonce_point, &account, public.property, &public.licensor)
		.ok_or(LicenseRule::Signature)?;
	if nonce_point + key.mul(challenge) != LICENSE_GENERATOR.mul(private.response) {
		return Err(LicenseRule::Signature);
	}
	Ok(())
}
