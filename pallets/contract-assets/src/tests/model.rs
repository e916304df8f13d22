// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Random histories of bundles against a plain model: what contracts have after issues, payments, calls
//! that carry assets, failures, and blocks that are taken back.
//!
//! `SERO_MODEL_STEPS=1000000` for a long run, `SERO_MODEL_SEED` for another one.

use super::harness::*;
use crate::mock::{
	pool::{self, Kept, NAME_PRICE},
	*,
};
use frame_support::storage::{with_transaction, TransactionOutcome};
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

const NAMES: [&str; 3] = ["GOLD", "COIN", "IRON"];
const CATEGORIES: [&str; 3] = ["CATS", "SEATS", "STAMPS"];
/// Users, who call from the addresses 1 and up.
const USERS: u64 = 4;
/// Contracts, each the issuer of the category with its number.
const CONTRACTS: usize = 3;
/// SERO of each contract at the start.
const ENDOWMENT: u128 = 5 * SERO;

/// SplitMix64.
struct Random(u64);

impl Random {
	fn below(&mut self, bound: u64) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut word = self.0;
		word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		(word ^ (word >> 31)) % bound
	}

	fn index<T>(&mut self, items: &[T]) -> usize {
		usize::try_from(self.below(items.len() as u64)).expect("small")
	}
}

/// Where a ticket is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
	Pool,
	Contract(usize),
}

/// What there should be.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Model {
	/// By contract and name.
	books: BTreeMap<(usize, usize), u128>,
	/// In the hidden pool, by name.
	pool: [u128; 3],
	issuer: [Option<usize>; 3],
	/// SERO of contracts.
	sero: [u128; CONTRACTS],
	/// By category and number.
	tickets: BTreeMap<(usize, u8), Place>,
}

impl Model {
	fn has(&self, contract: usize, name: usize) -> u128 {
		self.books.get(&(contract, name)).copied().unwrap_or_default()
	}

	fn add(&mut self, contract: usize, name: usize, amount: u128) {
		*self.books.entry((contract, name)).or_default() += amount;
	}

	fn take(&mut self, contract: usize, name: usize, amount: u128) {
		*self.books.entry((contract, name)).or_default() -= amount;
	}
}

/// Whom a contract pays.
#[derive(Clone, Copy)]
enum Receiver {
	Contract(usize),
	User,
	Nobody,
}

struct History {
	random: Random,
	contracts: Vec<EvmAddress>,
	model: Model,
	/// How often each kind of step happened, and how often the contract succeeded.
	done: BTreeMap<&'static str, (u32, u32)>,
}

impl History {
	fn user(&mut self) -> u8 {
		u8::try_from(1 + self.random.below(USERS)).expect("small")
	}

	fn contract(&mut self) -> usize {
		usize::try_from(self.random.below(CONTRACTS as u64)).expect("small")
	}

	fn receiver(&mut self) -> (Receiver, EvmAddress) {
		match self.random.below(5) {
			0 | 1 => {
				let contract = self.contract();
				(Receiver::Contract(contract), self.contracts[contract])
			},
			2 | 3 => {
				let user = self.user();
				(Receiver::User, short(user))
			},
			_ => (Receiver::Nobody, EvmAddress([0xAB; 20])),
		}
	}

	/// An amount around what is there: mostly less, sometimes all, sometimes too much, sometimes none.
	fn amount(&mut self, there: u128) -> u128 {
		match self.random.below(8) {
			0 => 0,
			1 => there,
			2 => there + 1 + u128::from(self.random.below(100)),
			_ => {
				u128::from(self.random.below(1 + u64::try_from(there.min(1 << 40)).expect("small")))
			},
		}
	}

	fn note(&mut self, step: &'static str, success: bool) {
		let (times, successes) = self.done.entry(step).or_default();
		*times += 1;
		*successes += u32::from(success);
	}

	/// Compares everything.
	fn check(&self) {
		let kept = Kept::<Test>::get();
		for (name, text) in NAMES.iter().enumerate() {
			let currency = currency(text);
			let mut sum = 0;
			for (contract, address) in self.contracts.iter().enumerate() {
				let expected = self.model.has(contract, name);
				let found = Contracts::balance_in_books(address, &currency);
				assert_eq!(found, expected, "{text} of contract {contract}");
				sum += expected;
			}
			assert_eq!(held(currency), sum, "{text} with contracts");
			let pool = kept.pool.get(&currency).copied().unwrap_or_default();
			assert_eq!(pool, self.model.pool[name], "{text} in the pool");
		}
		for (contract, address) in self.contracts.iter().enumerate() {
			let found = Contracts::balance_of(address, &CurrencyId::SERO);
			assert_eq!(found, self.model.sero[contract], "SERO of contract {contract}");
		}
		for ((category, id), place) in &self.model.tickets {
			let found = Contracts::ticket_holder(&ticket(CATEGORIES[*category], *id));
			let expected = match place {
				Place::Pool => None,
				Place::Contract(contract) => Some(self.contracts[*contract]),
			};
			assert_eq!(found, expected, "ticket {category}:{id}");
		}
	}

	fn issue(&mut self) {
		let (user, contract) = (self.user(), self.contract());
		let name = self.random.index(&NAMES);
		let total = u128::from(self.random.below(1_000_000));
		let free = self.model.issuer[name].is_none();
		let allowed = match self.model.issuer[name] {
			Some(issuer) => issuer == contract,
			None => self.model.sero[contract] >= NAME_PRICE,
		};
		let call_data = issueCall { total: word(total), name: NAMES[name].into() };
		call(user, self.contracts[contract], call_data);
		assert_eq!(number(self.contracts[contract]) == 1, allowed);
		if allowed {
			self.model.issuer[name] = Some(contract);
			self.model.add(contract, name, total);
			if free {
				self.model.sero[contract] -= NAME_PRICE;
			}
		}
		self.note("issue", allowed);
	}

	/// A contract pays a token to a contract or a user, or tries to; half of the time in a frame that fails.
	fn pay(&mut self) {
		let (user, contract) = (self.user(), self.contract());
		let name = self.random.index(&NAMES);
		let there = self.model.has(contract, name);
		let amount = self.amount(there);
		let (receiver, to) = self.receiver();
		let able = amount > 0 && amount <= there && !matches!(receiver, Receiver::Nobody);
		let payCall { to, currency, amount: words, category, ticket } =
			pay(to, NAMES[name], amount);
		let address = self.contracts[contract];
		if self.random.below(4) == 0 {
			call(user, address, attemptCall { to, currency, amount: words, category, ticket });
			assert_eq!(number(address), 2, "the frame fails in any case");
			return self.note("payment in a frame that fails", able);
		}
		call(user, address, payCall { to, currency, amount: words, category, ticket });
		assert_eq!(number(address) == 1, able, "{amount} of {there}");
		if able {
			self.model.take(contract, name, amount);
			match receiver {
				Receiver::Contract(to) => self.model.add(to, name, amount),
				Receiver::User | Receiver::Nobody => self.model.pool[name] += amount,
			}
		}
		self.note("payment", able);
	}

	/// A contract pays SERO.
	fn pay_sero(&mut self) {
		let (user, contract) = (self.user(), self.contract());
		let there = self.model.sero[contract];
		let amount = self.amount(there / 10);
		let (receiver, to) = self.receiver();
		let able = amount > 0 && amount <= there && !matches!(receiver, Receiver::Nobody);
		let address = self.contracts[contract];
		call(user, address, pay(to, "SERO", amount));
		assert_eq!(number(address) == 1, able, "{amount} of {there}");
		if able {
			self.model.sero[contract] -= amount;
			if let Receiver::Contract(to) = receiver {
				self.model.sero[to] += amount;
			}
		}
		self.note("payment of SERO", able);
	}

	/// A user brings an asset; the contract keeps it, or fails.
	fn bring(&mut self) {
		let (user, contract) = (self.user(), self.contract());
		let fails = self.random.below(4) == 0;
		let in_pool: Vec<_> = self
			.model
			.tickets
			.iter()
			.filter(|(_, place)| **place == Place::Pool)
			.map(|(ticket, _)| *ticket)
			.collect();
		let brought = match self.random.below(3) {
			0 if !in_pool.is_empty() => Some(in_pool[self.random.index(&in_pool)]),
			_ => None,
		};
		let name = self.random.index(&NAMES);
		let amount = self.amount(self.model.pool[name]).min(self.model.pool[name]);
		let sero = self.random.below(4) == 0;
		let asset = PublicAsset {
			currency: match (sero, amount) {
				(true, _) => CurrencyId::SERO,
				(false, 0) => CurrencyId::default(),
				_ => currency(NAMES[name]),
			},
			amount: if sero { 7_000_000 } else { amount },
			ticket: brought.map(|(category, id)| ticket(CATEGORIES[category], id)),
		};
		let address = self.contracts[contract];
		if fails {
			call_fails(user, address, failCall {}, asset);
			return self.note("call that fails", false);
		}
		call_with(user, address, recordCall {}, asset);
		let seen = view(address, receiptCall {});
		assert_eq!(seen.amount, word(asset.amount));
		assert_eq!(seen.currency.0, asset.currency.0);
		assert_eq!(seen.ticket.0, asset.ticket.map_or([0; 32], |ticket| ticket.id.0));
		if sero {
			self.model.sero[contract] += asset.amount;
		} else {
			self.model.pool[name] -= amount;
			self.model.add(contract, name, amount);
		}
		if let Some(ticket) = brought {
			self.model.tickets.insert(ticket, Place::Contract(contract));
		}
		self.note("call with an asset", true);
	}

	/// A contract calls another with a token; the other keeps it, or fails.
	fn forward(&mut self) {
		let (user, from, to) = (self.user(), self.contract(), self.contract());
		let name = self.random.index(&NAMES);
		let there = self.model.has(from, name);
		let amount = self.amount(there);
		let fails = self.random.below(3) == 0;
		let target = self.contracts[to];
		let address = self.contracts[from];
		if fails {
			call(user, address, forward(target, NAMES[name], amount, failCall {}));
		} else {
			call(user, address, forward(target, NAMES[name], amount, recordCall {}));
		}
		let able = !fails && amount <= there;
		assert_eq!(number(address) == 1, able, "{amount} of {there}");
		if able {
			self.model.take(from, name, amount);
			self.model.add(to, name, amount);
		}
		self.note("call of a contract by a contract", able);
	}

	/// A contract makes or pays a ticket of its category.
	fn allot(&mut self) {
		let (user, contract) = (self.user(), self.contract());
		let id = u8::try_from(1 + self.random.below(40)).expect("small");
		let (receiver, to) = self.receiver();
		let key = (contract, id);
		let there = match self.model.tickets.get(&key) {
			None => true,
			Some(place) => *place == Place::Contract(contract),
		};
		let able = there && !matches!(receiver, Receiver::Nobody);
		let address = self.contracts[contract];
		let call_data = allotCall {
			to: sol(to),
			value: FixedBytes([id; 32]),
			category: CATEGORIES[contract].into(),
		};
		call(user, address, call_data);
		assert_eq!(view(address, wordCall {}) == FixedBytes([id; 32]), able);
		if able {
			let place = match receiver {
				Receiver::Contract(to) => Place::Contract(to),
				Receiver::User | Receiver::Nobody => Place::Pool,
			};
			self.model.tickets.insert(key, place);
		}
		self.note("ticket", able);
	}

	fn step(&mut self) {
		match self.random.below(12) {
			0 => self.issue(),
			1..=3 => self.pay(),
			4 => self.pay_sero(),
			5..=7 => self.bring(),
			8 | 9 => self.forward(),
			_ => self.allot(),
		}
		take_notes();
		System::reset_events();
	}

	/// Steps that are taken back, as by a reorganization.
	fn reorganize(&mut self) {
		let model = self.model.clone();
		let steps = 1 + self.random.below(10);
		with_transaction(|| {
			(0..steps).for_each(|_| self.step());
			self.check();
			TransactionOutcome::Rollback(Ok::<_, DispatchError>(()))
		})
		.expect("no nesting");
		self.model = model;
		self.note("reorganization", true);
	}
}

fn from_environment(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

#[test]
fn any_history_is_as_in_the_model() {
	let steps = from_environment("SERO_MODEL_STEPS", 10_000);
	let random = Random(from_environment("SERO_MODEL_SEED", 1));
	run(|| {
		let contracts: Vec<_> =
			(1..=CONTRACTS).map(|prefix| deploy(prefix as u8, ENDOWMENT)).collect();
		// Everybody calls once, so that contracts can pay everybody.
		(1..=USERS as u8).for_each(|user| {
			call(user, contracts[0], recordCall {});
		});
		let model = Model { sero: [ENDOWMENT; CONTRACTS], ..Model::default() };
		let mut history = History { random, contracts, model, done: BTreeMap::new() };
		pool::mint_token(currency("FOREIGN"), 1);
		history.check();
		for _ in 0..steps {
			match history.random.below(100) {
				0 => history.reorganize(),
				_ => history.step(),
			}
			history.check();
		}
		for (step, (times, successes)) in &history.done {
			eprintln!("{step}: {times}, of which {successes} succeeded");
			assert!(*times > 0);
		}
		assert_eq!(history.done.len(), 9, "every kind of step happened");
	});
}
