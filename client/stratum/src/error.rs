// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

/// Why a request is refused. The connection stays, unless refusals become too many (EX-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
	/// EX-3: not a request.
	#[error("malformed request")]
	Malformed,
	/// The method does not exist in this dialect.
	#[error("unknown method")]
	UnknownMethod,
	/// EX-5.
	#[error("not subscribed")]
	NotSubscribed,
	/// EX-5.
	#[error("not logged in")]
	Unauthorized,
	/// EX-14: the node is syncing or has no peers, or the first template is under way.
	#[error("no work: the node is syncing or has no peers")]
	NoWork,
	/// EX-6.
	#[error("stale share: job not found")]
	Stale,
	/// EX-7.
	#[error("duplicate share")]
	Duplicate,
	/// EX-8.
	#[error("low difficulty share")]
	LowDifficulty,
	/// EX-9.
	#[error("invalid share: wrong mix digest")]
	WrongMix,
	/// EX-10.
	#[error("invalid nonce")]
	WrongNonce,
	/// EX-7: so many shares of one job that repetitions could not be told.
	#[error("too many shares of one job")]
	TooManyShares,
	/// The node cannot check shares now.
	#[error("the node cannot check the share")]
	Unavailable,
	/// The share made a block that the node refuses.
	#[error("the block was refused")]
	BlockRefused,
}

impl Refusal {
	/// The number that stratum gives the reason.
	pub const fn code(self) -> i32 {
		match self {
			Self::Malformed
			| Self::UnknownMethod
			| Self::WrongNonce
			| Self::TooManyShares
			| Self::Unavailable
			| Self::BlockRefused => 20,
			Self::NoWork => 0,
			Self::Stale => 21,
			Self::Duplicate => 22,
			Self::LowDifficulty | Self::WrongMix => 23,
			Self::Unauthorized => 24,
			Self::NotSubscribed => 25,
		}
	}

	/// Points of abuse; a connection that gathers [`crate::limits::ABUSE_LIMIT`] is dropped.
	pub(crate) const fn points(self) -> u32 {
		match self {
			Self::NoWork | Self::Stale | Self::Unavailable | Self::BlockRefused => 0,
			Self::UnknownMethod | Self::NotSubscribed | Self::Unauthorized => 2,
			Self::Duplicate | Self::TooManyShares => 4,
			Self::LowDifficulty | Self::WrongMix | Self::WrongNonce => 10,
			Self::Malformed => 20,
		}
	}

	/// Label for metrics.
	pub(crate) const fn label(self) -> &'static str {
		match self {
			Self::Malformed => "malformed",
			Self::UnknownMethod => "unknown_method",
			Self::NotSubscribed => "not_subscribed",
			Self::Unauthorized => "unauthorized",
			Self::NoWork => "no_work",
			Self::Stale => "stale",
			Self::Duplicate => "duplicate",
			Self::LowDifficulty => "low_difficulty",
			Self::WrongMix => "wrong_mix",
			Self::WrongNonce => "wrong_nonce",
			Self::TooManyShares => "too_many_shares",
			Self::Unavailable => "unavailable",
			Self::BlockRefused => "block_refused",
		}
	}
}

/// Why a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
	/// The other side has closed it.
	#[error("closed by the miner")]
	Closed,
	/// EX-3.
	#[error("a message is too long")]
	TooLong,
	/// EX-4.
	#[error("the first message belongs to no known dialect")]
	UnknownDialect,
	/// EX-12.
	#[error("too many messages")]
	TooFast,
	/// EX-12.
	#[error("too many wrong requests or shares")]
	Abuse,
	/// EX-13.
	#[error("no login in time")]
	LoginTimeout,
	/// EX-13.
	#[error("a message took too long")]
	SlowMessage,
	/// EX-13.
	#[error("silent for too long")]
	Idle,
	/// EX-13.
	#[error("does not read what is sent")]
	SlowReader,
	/// The node ends.
	#[error("the node ends")]
	NodeEnds,
}

impl Ended {
	/// Whether the address is refused for a while.
	pub(crate) const fn is_abuse(self) -> bool {
		matches!(self, Self::TooLong | Self::TooFast | Self::Abuse)
	}

	/// Label for metrics.
	pub(crate) const fn label(self) -> &'static str {
		match self {
			Self::Closed => "closed",
			Self::TooLong => "too_long",
			Self::UnknownDialect => "unknown_dialect",
			Self::TooFast => "too_fast",
			Self::Abuse => "abuse",
			Self::LoginTimeout => "login_timeout",
			Self::SlowMessage => "slow_message",
			Self::Idle => "idle",
			Self::SlowReader => "slow_reader",
			Self::NodeEnds => "node_ends",
		}
	}
}
