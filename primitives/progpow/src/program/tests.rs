// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;

/// EIP-1057, `progPowInit` for block 30,000.
#[test]
fn the_program_of_period_600_starts_as_in_eip_1057() {
	let (random, dst, src) = start(600, 32);
	assert_eq!(
		src,
		[
			0x1a, 0x1e, 0x01, 0x13, 0x0b, 0x15, 0x0f, 0x12, 0x03, 0x11, 0x1f, 0x10, 0x1c, 0x04,
			0x16, 0x17, 0x02, 0x0d, 0x1d, 0x18, 0x0a, 0x0c, 0x05, 0x14, 0x07, 0x08, 0x0e, 0x1b,
			0x06, 0x19, 0x09, 0x00
		]
	);
	assert_eq!(
		dst,
		[
			0x00, 0x04, 0x1b, 0x1a, 0x0d, 0x0f, 0x11, 0x07, 0x0e, 0x08, 0x09, 0x0c, 0x03, 0x0a,
			0x01, 0x0b, 0x06, 0x10, 0x1c, 0x1f, 0x02, 0x13, 0x1e, 0x16, 0x1d, 0x05, 0x18, 0x12,
			0x19, 0x17, 0x15, 0x14
		]
	);
	let end = Kiss99 { z: 0x6535921c, w: 0x29345b16, jsr: 0xc0dd7f78, jcong: 0x1165d7eb };
	assert_eq!(random, end);
}

#[test]
fn programs_change_with_the_period_only() {
	let text = |number| alloc::format!("{:?}", Program::new(&ProgPowParams::V0_9_2, number));
	assert_eq!(text(0), text(49));
	assert_ne!(text(49), text(50));
}

/// EIP-1057, `progPowLoop` for block 30,000: registers of the first and last lane after one round.
#[test]
fn the_first_round_matches_eip_1057() {
	let cache = crate::cache::tests::shared(1);
	let program = Program::new(&ProgPowParams::V0_9_2, 30_000);
	let mut mix = [[0u32; 16]; MAX_REGISTERS as usize];
	for lane in 0..16 {
		let mut random = Kiss99::for_lane(0xee304846ddd0a47b, lane as u32);
		for row in &mut mix[..32] {
			row[lane] = random.next();
		}
	}
	let dag = cache.dag(256).unwrap();
	let mut page = [[0; 16]; PAGE_ITEMS];
	dag.load(program.page(0, &mix, &dag), &mut page[..program.page_items::<16>()]);
	program.round(0, &mut mix, &page, dag.first_words());
	let lane = |lane: usize| mix[..32].iter().map(|row| row[lane]).collect::<Vec<u32>>();
	assert_eq!(
		lane(0),
		[
			0x40e09e9c, 0x967a7df0, 0x8626bb1f, 0x12c2392f, 0xa21d8305, 0x44c2702e, 0x94c93945,
			0x6b66b158, 0x0cf00faa, 0x26f5e6b5, 0x36ec0134, 0xc89805af, 0x58118540, 0x8617dc4d,
			0xc759f486, 0x8a81e396, 0x22443d4d, 0x64291e2f, 0x1998ab7f, 0x11c0fbbb, 0xbea9c139,
			0x82d1e47e, 0x7ed3e850, 0x2f81531a, 0xbbdfbc4e, 0xf58aee4d, 0x3ca34321, 0x357bd48a,
			0x2f9c8b5d, 0x2319b193, 0x2856bb38, 0x2e3c33e6
		]
	);
	assert_eq!(
		lane(15)[24..],
		[
			0x56f05592, 0x33d6db82, 0x58d0a7dd, 0x18630c6e, 0xb33749ca, 0x5d2e87f7, 0x0f3c39db,
			0x3cae9895
		]
	);
}

/// The loop of EIP-1057 word for word, lane after lane, with the generator seeded in each round.
fn plain(params: &ProgPowParams, number: u64, seed: u64, dag: &impl DagSource) -> [u32; 8] {
	let v = params.variables();
	let (lanes, regs, loads) = (v.lanes as usize, v.registers as usize, v.dag_loads as usize);
	let merge = |a: &mut u32, b: u32, r: u32| {
		*a = match r % 4 {
			0 => a.wrapping_mul(33).wrapping_add(b),
			1 => (*a ^ b).wrapping_mul(33),
			2 => a.rotate_left((r >> 16) % 31 + 1) ^ b,
			_ => a.rotate_right((r >> 16) % 31 + 1) ^ b,
		}
	};
	let mut mix = vec![vec![0u32; regs]; lanes];
	for (lane, row) in mix.iter_mut().enumerate() {
		let mut random = Kiss99::for_lane(seed, lane as u32);
		row.iter_mut().for_each(|register| *register = random.next());
	}
	let dag_bytes = u64::from(dag.item_count()) * 64;
	let entries = (dag_bytes / (lanes * loads * 4) as u64) as u32;
	for round in 0..v.dag_accesses as usize {
		let base = (mix[round % lanes][0] % entries) as usize;
		let word = |index: usize| {
			let mut item = [[0; 16]];
			dag.load((index / 16) as u32, &mut item);
			item[0][index % 16]
		};
		let (mut random, dsts, srcs) = start(number / u64::from(v.period), v.registers);
		let (mut dst_count, mut src_count) = (0, 0);
		let mut next_dst = || {
			dst_count += 1;
			usize::from(dsts[(dst_count - 1) % regs])
		};
		for i in 0..v.cache_accesses.max(v.math_operations) {
			if i < v.cache_accesses {
				let src = usize::from(srcs[src_count % regs]);
				src_count += 1;
				let dst = next_dst();
				let sel = random.next();
				for row in &mut mix {
					let offset = row[src] % (v.cache_bytes / 4);
					merge(&mut row[dst], word(offset as usize), sel);
				}
			}
			if i < v.math_operations {
				let pair = random.next() as usize % (regs * (regs - 1));
				let (a, mut b) = (pair % regs, pair / regs);
				if b >= a {
					b += 1;
				}
				let math = Math::new(random.next());
				let dst = next_dst();
				let sel = random.next();
				for row in &mut mix {
					let [data] = math.apply(&[row[a]], &[row[b]]);
					merge(&mut row[dst], data, sel);
				}
			}
		}
		for i in 0..loads {
			let dst = if i == 0 { 0 } else { next_dst() };
			let sel = random.next();
			for (lane, row) in mix.iter_mut().enumerate() {
				let address = (base * lanes + (lane ^ round) % lanes) * loads + i;
				merge(&mut row[dst], word(address), sel);
			}
		}
	}
	let mut digest = [FNV_OFFSET_BASIS; 8];
	for (lane, row) in mix.iter().enumerate() {
		let folded = row.iter().fold(FNV_OFFSET_BASIS, |hash, word| fnv1a(hash, *word));
		digest[lane % 8] = fnv1a(digest[lane % 8], folded);
	}
	digest
}

#[test]
fn vectorized_lanes_match_the_plain_loop() {
	let cache = crate::LightCache::tiny(0, 17, 2_054).unwrap();
	let odd = |lanes, dag_loads, registers| {
		ProgPowParams::new(Variables {
			lanes,
			dag_loads,
			registers,
			cache_bytes: 2_048,
			dag_accesses: 9,
			..*ProgPowParams::V0_9_2.variables()
		})
		.unwrap()
	};
	let short = |preset: ProgPowParams| {
		ProgPowParams::new(Variables { dag_accesses: 7, ..*preset.variables() }).unwrap()
	};
	for params in [
		short(ProgPowParams::WHITE_PAPER),
		short(ProgPowParams::V0_9_2),
		short(ProgPowParams::V0_9_3),
		short(ProgPowParams::V0_9_4),
		odd(8, 2, 20),
		odd(8, 4, 31),
		odd(16, 1, 4),
		odd(32, 4, 35),
	] {
		let dag = cache.dag(params.variables().dataset_parents).unwrap();
		for number in [0, 777, 29_999] {
			let seed = 0x0123_4567_89ab_cdef ^ number;
			let program = Program::new(&params, number);
			assert_eq!(program.run(seed, &dag), plain(&params, number, seed, &dag), "{params:?}");
		}
	}
}
