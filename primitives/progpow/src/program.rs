// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! The random program of a period and its evaluation.

use alloc::vec::Vec;

use crate::{
	dataset::{DagSource, Item},
	params::{Variables, MAX_ACCESS_BYTES, MAX_REGISTERS},
	random::{fnv1a, Kiss99, Math, Merge, FNV_OFFSET_BASIS},
	ProgPowParams,
};

/// One operation of a round, for all lanes.
#[derive(Clone, Copy, Debug)]
enum Operation {
	/// Merges the first-level cache word that register `src` addresses into `dst`.
	Cache { src: u8, dst: u8, merge: Merge },
	/// Merges a function of two registers into `dst`.
	Math { a: u8, b: u8, math: Math, dst: u8, merge: Merge },
}

/// The random program of one period.
///
/// The generator is seeded again at the start of each round, so all rounds run the same program.
#[derive(Clone, Debug)]
pub struct Program {
	variables: Variables,
	operations: Vec<Operation>,
	/// Where the words read from the dataset go.
	loads: Vec<(u8, Merge)>,
}

/// Items of the largest page.
const PAGE_ITEMS: usize = (MAX_ACCESS_BYTES / 64) as usize;

/// Registers of all lanes side by side: an operation treats one row as a vector.
type Registers<const L: usize> = [[u32; L]; MAX_REGISTERS as usize];

/// A sequence of registers that wraps around.
struct Sequence {
	order: Vec<u8>,
	next: usize,
}

impl Sequence {
	fn next(&mut self) -> u8 {
		let register = self.order[self.next % self.order.len()];
		self.next += 1;
		register
	}
}

/// The generator and the two random permutations of the registers: destinations and sources.
fn start(seed: u64, registers: u32) -> (Kiss99, Vec<u8>, Vec<u8>) {
	let mut random = Kiss99::for_program(seed);
	let mut dst: Vec<u8> = (0..registers as u8).collect();
	let mut src = dst.clone();
	for i in (1..registers).rev() {
		dst.swap(i as usize, (random.next() % (i + 1)) as usize);
		src.swap(i as usize, (random.next() % (i + 1)) as usize);
	}
	(random, dst, src)
}

impl Program {
	/// The program for a block.
	pub fn new(params: &ProgPowParams, number: u64) -> Self {
		let variables = *params.variables();
		let registers = variables.registers;
		let (mut random, dst, src) = start(number / u64::from(variables.period), registers);
		let mut dst = Sequence { order: dst, next: 0 };
		let mut src = Sequence { order: src, next: 0 };

		let mut operations = Vec::new();
		for i in 0..variables.cache_accesses.max(variables.math_operations) {
			if i < variables.cache_accesses {
				operations.push(Operation::Cache {
					src: src.next(),
					dst: dst.next(),
					merge: Merge::new(random.next()),
				});
			}
			if i < variables.math_operations {
				// Two different registers.
				let pair = random.next() % (registers * (registers - 1));
				let a = pair % registers;
				let b = pair / registers;
				let b = if b >= a { b + 1 } else { b };
				operations.push(Operation::Math {
					a: a as u8,
					b: b as u8,
					math: Math::new(random.next()),
					dst: dst.next(),
					merge: Merge::new(random.next()),
				});
			}
		}
		// The first word always goes to register 0, which addresses the next read.
		let loads = (0..variables.dag_loads)
			.map(|i| {
				let register = if i == 0 { 0 } else { dst.next() };
				(register, Merge::new(random.next()))
			})
			.collect();
		Self { variables, operations, loads }
	}

	/// Runs all rounds from a 64-bit seed and folds the registers into the mix digest.
	pub fn run(&self, seed: u64, dag: &impl DagSource) -> [u32; 8] {
		match self.variables.lanes {
			8 => self.run_lanes::<8>(seed, dag),
			16 => self.run_lanes::<16>(seed, dag),
			_ => self.run_lanes::<32>(seed, dag),
		}
	}

	/// Two runs in step, perhaps of different programs with the same number of lanes and loads: the
	/// dataset is asked for two pages at a time.
	pub fn run_two(programs: [&Self; 2], seeds: [u64; 2], dag: &impl DagSource) -> [[u32; 8]; 2] {
		let [a, b] = programs.map(|program| &program.variables);
		if (a.lanes, a.dag_loads, a.dag_accesses) != (b.lanes, b.dag_loads, b.dag_accesses) {
			return [programs[0].run(seeds[0], dag), programs[1].run(seeds[1], dag)];
		}
		match a.lanes {
			8 => Self::run_two_lanes::<8>(programs, seeds, dag),
			16 => Self::run_two_lanes::<16>(programs, seeds, dag),
			_ => Self::run_two_lanes::<32>(programs, seeds, dag),
		}
	}

	fn run_lanes<const L: usize>(&self, seed: u64, dag: &impl DagSource) -> [u32; 8] {
		let items = self.page_items::<L>();
		let mut registers = self.fill::<L>(seed);
		let mut page = [[0u32; 16]; PAGE_ITEMS];
		for round in 0..self.variables.dag_accesses as usize {
			dag.load(self.page(round, &registers, dag), &mut page[..items]);
			self.round(round, &mut registers, &page, dag.first_words());
		}
		self.digest(&registers)
	}

	fn run_two_lanes<const L: usize>(
		programs: [&Self; 2],
		seeds: [u64; 2],
		dag: &impl DagSource,
	) -> [[u32; 8]; 2] {
		let [a, b] = programs;
		let items = a.page_items::<L>();
		let mut first = a.fill::<L>(seeds[0]);
		let mut second = b.fill::<L>(seeds[1]);
		let mut pages = [[[0u32; 16]; PAGE_ITEMS]; 2];
		for round in 0..a.variables.dag_accesses as usize {
			let [one, two] = &mut pages;
			dag.load_two(
				[a.page(round, &first, dag), b.page(round, &second, dag)],
				[&mut one[..items], &mut two[..items]],
			);
			a.round(round, &mut first, one, dag.first_words());
			b.round(round, &mut second, two, dag.first_words());
		}
		[a.digest(&first), b.digest(&second)]
	}

	/// Items that all lanes read together.
	fn page_items<const L: usize>(&self) -> usize {
		L * self.variables.dag_loads as usize / 16
	}

	/// The registers at the start.
	fn fill<const L: usize>(&self, seed: u64) -> Registers<L> {
		let mut mix = [[0u32; L]; MAX_REGISTERS as usize];
		for lane in 0..L {
			let mut random = Kiss99::for_lane(seed, lane as u32);
			for row in &mut mix[..self.variables.registers as usize] {
				row[lane] = random.next();
			}
		}
		mix
	}

	/// Folds the registers.
	fn digest<const L: usize>(&self, mix: &Registers<L>) -> [u32; 8] {
		let registers = self.variables.registers as usize;
		let mut digest = [FNV_OFFSET_BASIS; 8];
		for lane in 0..L {
			let folded =
				mix[..registers].iter().fold(FNV_OFFSET_BASIS, |hash, row| fnv1a(hash, row[lane]));
			digest[lane % 8] = fnv1a(digest[lane % 8], folded);
		}
		digest
	}

	/// The first item of the page that a round reads.
	fn page<const L: usize>(&self, round: usize, mix: &Registers<L>, dag: &impl DagSource) -> u32 {
		let items = self.page_items::<L>() as u32;
		mix[0][round % L] % (dag.item_count() / items) * items
	}

	#[inline]
	fn round<const L: usize>(
		&self,
		round: usize,
		mix: &mut Registers<L>,
		page: &[Item; PAGE_ITEMS],
		first_words: &[u32],
	) {
		let loads = self.variables.dag_loads as usize;
		let l1_words = (self.variables.cache_bytes / 4) as usize;
		let l1 = &first_words[..l1_words];
		for operation in &self.operations {
			match *operation {
				Operation::Cache { src, dst, merge } => {
					let addresses = mix[usize::from(src)];
					// `l1_words` is a power of two.
					let data: [u32; L] =
						core::array::from_fn(|lane| l1[addresses[lane] as usize & (l1_words - 1)]);
					merge.apply(&mut mix[usize::from(dst)], &data);
				},
				Operation::Math { a, b, math, dst, merge } => {
					let data = math.apply(&mix[usize::from(a)], &mix[usize::from(b)]);
					merge.apply(&mut mix[usize::from(dst)], &data);
				},
			}
		}

		let words = page.as_flattened();
		for (i, (dst, merge)) in self.loads.iter().enumerate() {
			let data: [u32; L] =
				core::array::from_fn(|lane| words[((lane ^ round) % L) * loads + i]);
			merge.apply(&mut mix[usize::from(*dst)], &data);
		}
	}
}

#[cfg(test)]
mod tests;
