// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use core::str::FromStr;

use ark_ff::PrimeField;
use serde::Deserialize;

use super::*;
use crate::{
	keys::{Seed, SpendingKey},
	note,
};

fn bytes<const N: usize>(text: &str) -> [u8; N] {
	hex::decode(text).unwrap().try_into().unwrap()
}

/// Bytes printed most significant first.
fn reversed(text: &str) -> [u8; 32] {
	let mut out = bytes::<32>(text);
	out.reverse();
	out
}

#[derive(Deserialize)]
struct Record {
	seed: String,
	sk: String,
	tk: String,
	pk: String,
	r: String,
	pkr: String,
	currency: String,
	value: String,
	category: String,
	ticket: String,
	asset_cc: String,
	memo: String,
	rsk: String,
	out_cm: String,
	index: u64,
	root_cm: String,
	nil: String,
	til: String,
	merkle_combine_rootcm_outcm: String,
}

#[derive(Deserialize)]
struct Vectors {
	records: Vec<Record>,
}

fn vectors() -> Vec<Record> {
	let text = include_str!("../../../../tests/vectors/sero-v0.json");
	serde_json::from_str::<Vectors>(text).unwrap().records
}

#[test]
fn all_records_of_the_original_library_are_reproduced() {
	let profile = PaperProfile::new().unwrap();
	let records = vectors();
	assert_eq!(records.len(), 8);
	for v in &records {
		let key = SpendingKey::from_seed(&Seed::from_bytes(bytes(&v.seed))).unwrap();
		assert_eq!(hex::encode(key.to_bytes()), v.sk);
		assert_eq!(SpendingKey::from_bytes(&bytes(&v.sk)).unwrap(), key);
		let viewing = key.full_viewing_key();
		assert_eq!(hex::encode(viewing.to_bytes()), v.tk);
		assert_eq!(crate::FullViewingKey::from_bytes(&bytes(&v.tk)).unwrap(), viewing);
		let address = viewing.payment_address();
		assert_eq!(hex::encode(address.to_bytes()), v.pk);
		assert_eq!(PaymentAddress::from_bytes(&bytes(&v.pk)).unwrap(), address);

		let r = Scalar::from_le_bytes_mod_order(&bytes::<32>(&v.r));
		let pkr = one_time_address(&address, r);
		assert_eq!(hex::encode(pkr), v.pkr);

		let (category, id) = (bytes(&v.category), bytes(&v.ticket));
		let ticket = (id != [0; 32]).then_some((&category, &id));
		let cc = asset_point(&bytes(&v.currency), &bytes(&v.value), ticket).unwrap();
		assert_eq!(hex::encode(cc.to_bytes()), v.asset_cc);

		let (mut vpkr, mut base) = ([0u8; 32], [0u8; 32]);
		vpkr.copy_from_slice(&pkr[32..64]);
		base.copy_from_slice(&pkr[64..]);
		let out =
			profile.note_commitment(&cc, &bytes(&v.memo), &vpkr, &base, &bytes(&v.rsk)).to_bytes();
		assert_eq!(hex::encode(out), v.out_cm);

		let auth = profile.note_auth_point(v.index, &out);
		assert_eq!(hex::encode(auth.to_bytes()), v.root_cm);
		assert_eq!(hex::encode(nullifier(&key, &auth)), v.nil);
		assert_eq!(hex::encode(trace(&key, &auth)), v.til);
		assert_eq!(
			hex::encode(profile.merkle_combine(&auth.to_bytes(), &out)),
			v.merkle_combine_rootcm_outcm
		);
	}
}

#[test]
fn point_vectors_of_the_original_and_of_circomlib() {
	let number = |text: &str| Base::from_str(text).unwrap();
	let (x1, y1) = (
		number("17777552123799933955779906779655732241715742912184938656739573121738514868268"),
		number("2626589144620713026669568689430873010625803728049924121243784502389097019475"),
	);
	let (x2, y2) = (
		number("16540640123574156134436876038791482806971768689494387082833631921987005038935"),
		number("20819045374670962167435360035096875258406992893633759881276124905556507972311"),
	);
	let point = from_original_coordinates(&x1, &y1).unwrap();
	let scalar = Scalar::from_str(
		"120664075238337199387162984796177147820973068364675632137645760787230319545",
	)
	.unwrap();
	let product = Extended::from_affine(&point).mul(&scalar).to_affine();
	assert_eq!(
		hex::encode(compress(&product)),
		"bf6ea2f29caf321b5735c26fea9d4bfd4ce03b9a561c5133839e76c44b6063a9"
	);
	let sum = from_original_coordinates(
		&number("7916061937171219682591368294088513039687205273691143098332585753343424131937"),
		&number("14035240266687799601661095864649209771790948434046947201833777492504781204499"),
	)
	.unwrap();
	assert_eq!(add_original_coordinates((&x1, &y1), (&x2, &y2)).unwrap(), compress(&sum));
	assert_eq!(from_original_coordinates(&x1, &y2), Err(PointError::NotOnCurve));
}

#[test]
fn account_vectors_of_the_original_unit_tests() {
	assert_eq!(key_generator().unwrap(), KEY_GENERATOR);
	let seed = Seed::from_bytes(reversed(
		"1dae502b898054534f98b10e0e79adcbc7badd21cf9dd13afec6de6a68c27359",
	));
	let key = SpendingKey::from_seed(&seed).unwrap();
	assert_eq!(
		key.spend_auth(),
		&Scalar::from_str(
			"1414125169919633338287334366411409260780824619700845100631209103383744535688"
		)
		.unwrap()
	);
	assert_eq!(
		key.view(),
		&Scalar::from_str(
			"1187950494499907703078976114969703210152712337496432814310892304431337827743"
		)
		.unwrap()
	);
	let address = key.payment_address();
	assert_eq!(
		address.zpk().to_bytes(),
		reversed("ae07859ee67971e8120676ee315f160172843afccba86a8e5775c51af8963acb")
	);
	assert_eq!(
		address.vpk().to_bytes(),
		reversed("0574b2a4a441fcc9cce9dc9a656795d3f4da56f69d0f27a605f338c11b032099")
	);
	let r = Scalar::from_str(
		"1171303403610082973846181280845915821240011476569395132138519856324206051995",
	)
	.unwrap();
	let pkr = one_time_address(&address, r);
	for (i, expected) in [
		"2ec099e0946ea4f04b6b21be274a815f132e56f54f2c9578523db6da9d082a63",
		"0db71d23a848bb0fb467f1fa07931094491d1b32061f1f9ff5a2911b79d5d979",
		"121cb4164fbfe405ac9293e70bcb1f9f2a5044c64b3fa2140f6a6267c4b43724",
	]
	.iter()
	.enumerate()
	{
		assert_eq!(pkr[32 * i..32 * (i + 1)], reversed(expected));
	}

	let seed =
		Seed::from_bytes(bytes("4325491eae1136dd99fbbcc4c2748fff7ed1ff4f4b3e93ef173e34b33fd30e4a"));
	let key = SpendingKey::from_seed(&seed).unwrap();
	assert_eq!(
		hex::encode(key.to_bytes()),
		"ed676f034883c55cd7d79c68fc967d1c1cd6f26b6b24224ca3f049fff7c26704\
		 cfaa945ccc4daf598b2f28aa60e11cdea37928c6d1ed3fcdf687aa3bb60b2a03"
	);
}

#[test]
fn note_commitment_vector_of_the_original_unit_tests() {
	let padded = |text: &[u8]| {
		let mut out = [0u8; 32];
		out[..text.len()].copy_from_slice(text);
		out
	};
	let mut value = [0u8; 32];
	value[0] = 10;
	let id = reversed("5f30493457b08db51db4cc91643886eb5c2ac2360012e37dc5f93e92350f39b0");
	let cc = asset_point(&padded(b"sero"), &value, Some((&padded(b"sero_tkt"), &id))).unwrap();
	let mut memo: [u8; 64] = bytes(
		"f8a1d963eb45c0bedd3afadb959d5d0a59c4bcbf7f27cdf3966b95e0d932937d\
		 ab43c2667c594ba8bdcb029042471c1ceec3c28380d123d2477423e8c8ae0490",
	);
	memo.reverse();
	let out = PaperProfile::new().unwrap().note_commitment(
		&cc,
		&memo,
		&reversed("a253dd1d0404b9250d74397ec195f315cdf54181665bcb39febc151fdd84c6d3"),
		&reversed("896e98687f815e95c6c86f3c22a838c5b44fc419a18925e83973223a295120d1"),
		&reduce_scalar(&reversed(
			"04a51a03abb7d84ee1e64128afc2f62cb7274ea5a9fa04bf535fd92ad30bd825",
		)),
	);
	assert_eq!(
		out.to_bytes(),
		reversed("a451f74b53fbadd4f6bc4657313523f612c8983cf5b4192066ff6897c782e78b")
	);
}

#[test]
fn tree_of_the_original_is_consistent() {
	let profile = PaperProfile::new().unwrap();
	let mut tree = PaperTree::new(profile.clone());
	let empty = *tree.empty_root(DEPTH).unwrap();
	assert_eq!(tree.root(), empty);
	// The combination of two absent leaves is the identity.
	assert_eq!(tree.empty_root(1), Some(&SubgroupPoint::IDENTITY.to_bytes()));
	assert_eq!(tree.empty_root(DEPTH + 1), None);
	let leaves: Vec<[u8; 32]> = vectors().iter().map(|v| bytes(&v.root_cm)).collect();
	for (i, leaf) in leaves.iter().take(5).enumerate() {
		assert_eq!(tree.append(*leaf), Some(i as u64));
	}
	assert_eq!(tree.leaves(), 5);
	// The path of leaf 2, by hand.
	let mut siblings = [[0u8; 32]; DEPTH];
	siblings[0] = leaves[3];
	siblings[1] = profile.merkle_combine(&leaves[0], &leaves[1]);
	let mut right = profile.merkle_combine(&leaves[4], &[0; 32]);
	right = profile.merkle_combine(&right, tree.empty_root(1).unwrap());
	siblings[2] = right;
	for (height, sibling) in siblings.iter_mut().enumerate().skip(3) {
		*sibling = *tree.empty_root(height).unwrap();
	}
	assert_eq!(tree.root_from(2, leaves[2], &siblings), tree.root());
	assert_ne!(tree.root_from(3, leaves[2], &siblings), tree.root());
}

/// Attack A1: with the original's formulas, three known (note, nullifier) pairs give every other nullifier.
/// With the main profile's published values the same computation gives nothing.
#[test]
fn linear_nullifiers_are_predictable_in_the_original_and_not_here() {
	let profile = PaperProfile::new().unwrap();
	let records = vectors();
	let key = SpendingKey::from_seed(&Seed::from_bytes([7; 32])).unwrap();
	let commitments: Vec<[u8; 32]> =
		records.iter().take(5).map(|record| bytes(&record.out_cm)).collect();
	let limbs = |index: u64, commitment: &[u8; 32]| -> [Scalar; 3] {
		let mut all = index.to_le_bytes().to_vec();
		all.extend_from_slice(commitment);
		core::array::from_fn(|segment| {
			let bits = (0..108).rev().map(|j| {
				let i = segment * 108 + j;
				all.get(i / 8).is_some_and(|byte| byte >> (i % 8) & 1 == 1)
			});
			bits.fold(Scalar::from(0u64), |acc, bit| acc + acc + Scalar::from(u64::from(bit)))
		})
	};
	let rows: Vec<[Scalar; 3]> =
		commitments.iter().enumerate().map(|(i, c)| limbs(1_000 + 7 * i as u64, c)).collect();
	let secret = *key.view() * key.spend_auth();
	let published: Vec<SubgroupPoint> = commitments
		.iter()
		.enumerate()
		.map(|(i, c)| profile.note_auth_point(1_000 + 7 * i as u64, c).mul(secret))
		.collect();

	// Cramer's rule: coefficients a with row_3 = sum a_i row_i.
	let determinant = |m: [[Scalar; 3]; 3]| {
		m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
			- m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
			+ m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
	};
	let ours = |i: u32| crate::poseidon2::compress(&[Base::from(i), Base::from(9u64)]);
	let known = [rows[0], rows[1], rows[2]];
	let inverse = ark_ff::Field::inverse(&determinant(known)).unwrap();
	for target in 3..5 {
		let coefficients: [Scalar; 3] = core::array::from_fn(|i| {
			let mut replaced = known;
			replaced[i] = rows[target];
			determinant(replaced) * inverse
		});
		let predicted = published[0].mul(coefficients[0])
			+ published[1].mul(coefficients[1])
			+ published[2].mul(coefficients[2]);
		assert_eq!(predicted, published[target], "the original is linear");

		// Main profile: the attacker only has field elements; the same relation does not hold on them,
		// neither for nullifiers nor for traces.
		let auth: Vec<SubgroupPoint> =
			(0..5u32).map(|i| note::note_auth_point(1_000 + 7 * i, ours(i))).collect();
		let scalars: Vec<[Scalar; 2]> =
			(0..5u32).map(|i| crate::pedersen::segment_scalars(1_000 + 7 * i, &ours(i))).collect();
		// CM_auth = K_a + s_0 B_0 + s_1 B_1 is itself affine: find the relation and try it.
		let affine = |i: usize| [Scalar::from(1u64), scalars[i][0], scalars[i][1]];
		let known = [affine(0), affine(1), affine(2)];
		let inverse = ark_ff::Field::inverse(&determinant(known)).unwrap();
		let coefficients: [Scalar; 3] = core::array::from_fn(|i| {
			let mut replaced = known;
			replaced[i] = affine(target);
			determinant(replaced) * inverse
		});
		let combined = auth[0].mul(coefficients[0])
			+ auth[1].mul(coefficients[1])
			+ auth[2].mul(coefficients[2]);
		assert_eq!(combined, auth[target], "the unpublished points are linear");
		for published in [
			auth.iter().map(|point| key.nullifier(point)).collect::<Vec<_>>(),
			auth.iter().map(|point| key.full_viewing_key().trace(point)).collect::<Vec<_>>(),
		] {
			let sum: Base = published
				.iter()
				.zip(&coefficients)
				.map(|(value, coefficient)| *value * crate::field::scalar_to_base(coefficient))
				.sum();
			assert_ne!(sum, published[target]);
			// Nor do the published values lift to points that satisfy it.
			let lifted = |value: &Base| {
				let mut bytes = base_to_bytes(value);
				bytes[31] &= 0x7f;
				decompress(&bytes).map(|point| SubgroupPoint::clear_cofactor(&point))
			};
			if let (Ok(a), Ok(b), Ok(c), Ok(d)) = (
				lifted(&published[0]),
				lifted(&published[1]),
				lifted(&published[2]),
				lifted(&published[target]),
			) {
				let combined =
					a.mul(coefficients[0]) + b.mul(coefficients[1]) + c.mul(coefficients[2]);
				assert_ne!(combined, d);
			}
		}
	}
	// The constant difference of equal commitments at neighboring places is hidden too.
	let twice: Vec<Base> =
		(0..3u32).map(|i| key.nullifier(&note::note_auth_point(2 * i, Base::from(5u64)))).collect();
	assert_ne!(twice[1] - twice[0], twice[2] - twice[1]);
}
