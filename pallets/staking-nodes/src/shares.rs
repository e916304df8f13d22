// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Buying shares, and what becomes of a drawn ticket.

use crate::{pallet::*, price::Quote, types::*, LOG_TARGET};
use sero_consensus_primitives::{DrawnTicket, TicketOutcome};
use sero_primitives::Balance;
use sero_shielded_primitives::{NodeId, OneTimeAddressBytes, RejectReason, ShieldedLedger, TxId};

/// A node's part of a reward: `reward · fee / 10,000`, rounded down.
pub(crate) fn node_part(reward: Balance, fee: u16) -> Balance {
	let (unit, fee) = (Balance::from(FEE_UNIT), Balance::from(fee.min(FEE_UNIT)));
	let whole = (reward / unit).saturating_mul(fee);
	let rest = (reward % unit).saturating_mul(fee) / unit;
	whole.saturating_add(rest)
}

impl<T: Config> Pallet<T> {
	/// Tickets that a new one comes after: those in the lottery and those about to enter it.
	fn tickets_before() -> u64 {
		SetShape::<T>::get().total.saturating_add(Sums::<T>::get().waiting)
	}

	/// Price of the next ticket in base units; 0 without staking.
	pub fn price() -> Balance {
		Params::<T>::get().map_or(0, |params| params.price.price(Self::tickets_before()))
	}

	/// What an amount buys now.
	pub fn quote(amount: Balance) -> Option<Quote> {
		let params = Params::<T>::get()?;
		params.price.quote(Self::tickets_before(), amount, params.max_tickets_per_purchase)
	}

	/// Checks a purchase; returns what it buys and the fee of the node.
	///
	/// # Consensus
	/// ST-1, ST-2, ST-4, ST-5, ST-10.
	pub(crate) fn check_purchase(
		node: Option<&NodeId>,
		amount: Balance,
	) -> Result<(Quote, u16), RejectReason> {
		if !Params::<T>::exists() {
			return Err(RejectReason::StakingNotConfigured);
		}
		let fee = match node {
			None => 0,
			Some(id) => {
				let node = Nodes::<T>::get(id).ok_or(RejectReason::StakingUnknownNode)?;
				if node.status != NodeStatus::Active {
					return Err(RejectReason::StakingNodeClosed);
				}
				node.fee
			},
		};
		if Sums::<T>::get().shares == u32::MAX {
			return Err(RejectReason::StakingSetFull);
		}
		let quote = Self::quote(amount).ok_or(RejectReason::StakingAmountTooLow)?;
		Ok((quote, fee))
	}

	/// Buys a share.
	///
	/// # Consensus
	/// ST-2: the tickets' values and the change add up to the amount. ST-11: the id.
	pub(crate) fn buy(
		bundle: &TxId,
		from: &OneTimeAddressBytes,
		vote_address: &OneTimeAddressBytes,
		node: Option<NodeId>,
		amount: Balance,
	) -> Result<(), RejectReason> {
		let (quote, node_fee) = Self::check_purchase(node.as_ref(), amount)?;
		let id = Self::share_id(bundle);
		if Shares::<T>::contains_key(id) {
			return Err(RejectReason::InvalidAction);
		}
		let bought_at = Self::now();
		let tickets = quote.tickets;
		if quote.change > 0 {
			T::Ledger::pay_stake(from, quote.change, 0)?;
		}
		let share = Share {
			owner: *from,
			vote_address: *vote_address,
			node,
			node_fee,
			value: quote.value,
			bought_at,
			tickets: TicketCounts { initial: tickets, in_pool: tickets, ..Default::default() },
			slot: None,
			income: Income::default(),
			profit: 0,
			payment_due: None,
		};
		Self::add_share(id, share);
		Sums::<T>::mutate(|sums| sums.waiting = sums.waiting.saturating_add(tickets.into()));
		Self::enqueue(Queue::Activation, id, bought_at.saturating_add(1));
		Self::deposit_event(Event::SharesBought {
			share: id,
			node,
			tickets,
			value: quote.value,
			change: quote.change,
		});
		Ok(())
	}

	/// Stores a new share and counts it, except as waiting.
	pub(crate) fn add_share(id: sero_consensus_primitives::ShareId, share: Share) {
		let tickets = u64::from(share.tickets.initial);
		Sums::<T>::mutate(|sums| {
			sums.shares = sums.shares.saturating_add(1);
			sums.bought = sums.bought.saturating_add(tickets);
			sums.staked = sums.staked.saturating_add(share.value.saturating_mul(tickets.into()));
		});
		Self::change_node(share.node, |node| {
			node.tickets.in_pool = node.tickets.in_pool.saturating_add(tickets);
		});
		Shares::<T>::insert(id, share);
	}

	/// Takes a drawn ticket out of the lottery and books how it ended.
	///
	/// A ticket that the set does not have changes nothing: the caller has just drawn it.
	///
	/// # Consensus
	/// ST-15 (a vote's reward and principal), ST-14 (a miss).
	pub(crate) fn settle_ticket(ticket: &DrawnTicket, outcome: TicketOutcome, reward: Balance) {
		let id = ticket.share;
		let Some(mut share) = Shares::<T>::get(id) else {
			log::error!(target: LOG_TARGET, "a ticket of {id}, which does not exist, was drawn");
			return;
		};
		if !Self::leave_set(&mut share, 1) {
			log::error!(target: LOG_TARGET, "a ticket of {id}, which has none left, was drawn");
			return;
		}
		let voted = !matches!(outcome, TicketOutcome::Missed);
		let mut fee = 0;
		Self::change_node(share.node, |node| {
			let counts = &mut node.tickets;
			counts.in_pool = counts.in_pool.saturating_sub(1);
			if voted {
				counts.voted = counts.voted.saturating_add(1);
				if ticket.by_node {
					fee = node_part(reward, share.node_fee);
					node.income.reward = node.income.reward.saturating_add(fee);
					node.profit = node.profit.saturating_add(fee);
				}
			} else {
				counts.missed = counts.missed.saturating_add(1);
			}
		});
		if voted {
			let own = reward.saturating_sub(fee);
			share.tickets.voted = share.tickets.voted.saturating_add(1);
			share.income.principal = share.income.principal.saturating_add(share.value);
			share.income.reward = share.income.reward.saturating_add(own);
			share.profit = share.profit.saturating_add(own);
			Self::deposit_event(Event::TicketVoted {
				share: id,
				late: matches!(outcome, TicketOutcome::VotedLate),
				reward: own,
				fee,
			});
		} else {
			share.tickets.missed = share.tickets.missed.saturating_add(1);
			Self::deposit_event(Event::TicketMissed { share: id });
		}
		Sums::<T>::mutate(|sums| {
			if voted {
				sums.voted = sums.voted.saturating_add(1);
				sums.rewarded = sums.rewarded.saturating_add(reward);
			} else {
				sums.missed = sums.missed.saturating_add(1);
			}
		});
		Self::save_share(id, share);
	}
}
