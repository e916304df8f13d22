// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::sim::test_keys;

const ABI: &str = r#"[
	{"type":"constructor","inputs":[{"name":"owner","type":"address"}]},
	{"type":"function","name":"pay","inputs":[{"name":"to","type":"address"},
		{"name":"amount","type":"uint256"}],"outputs":[{"name":"","type":"bool"}]},
	{"type":"function","name":"pay","inputs":[{"name":"to","type":"address[]"},
		{"name":"amount","type":"uint256"}],"outputs":[]},
	{"type":"function","name":"name","inputs":[],"outputs":[{"name":"","type":"string"},
		{"name":"","type":"bytes32"},{"name":"","type":"int8[]"}]}
]"#;

fn strings(args: &[&str]) -> Vec<String> {
	args.iter().map(|arg| (*arg).to_owned()).collect()
}

#[test]
fn arguments_are_encoded_as_the_abi_says() {
	let call = Call::find(None, Some("transfer(address,uint256)(bool)"), 2).unwrap();
	let short = format!("0x{}", "11".repeat(20));
	let encoded = call.encode(&strings(&[&short, "258"])).unwrap();
	// Selector of ERC-20's transfer, then two words.
	assert_eq!(encoded.data[..4], [0xa9, 0x05, 0x9c, 0xbb]);
	assert_eq!(encoded.data[4..16], [0; 12]);
	assert_eq!(encoded.data[16..36], [0x11; 20]);
	assert_eq!(encoded.data[66..68], [1, 2]);
	assert!(encoded.payees.is_empty() && encoded.data.len() == 68);
	let mut yes = [0u8; 32];
	yes[31] = 1;
	assert_eq!(call.decode(&yes), json!([true]));
	assert_eq!(call.decode(&[]), json!("0x"));
}

#[test]
fn people_are_named_by_their_short_form_and_become_payable() {
	let address = test_keys(1).address();
	let one_time = address.one_time(sero_zk_crypto::Scalar::from(5u64));
	let one_time = OneTimeAddressBytes(one_time.to_bytes());
	let text = bs58::encode(one_time.0).into_string();
	let call = Call::find(None, Some("pay(address)"), 1).unwrap();
	let encoded = call.encode(std::slice::from_ref(&text)).unwrap();
	assert_eq!(encoded.payees, [one_time]);
	assert_eq!(encoded.data[16..36], EvmAddress::of(&one_time).0);
	// A long-term address gets a one-time address of its own.
	let encoded = call.encode(&[address.to_string()]).unwrap();
	assert!(test_keys(1).owns(&encoded.payees[0]));
	assert_eq!(encoded.data[16..36], EvmAddress::of(&encoded.payees[0]).0);
	// In lists, and contracts by their long form.
	let contract = ContractAddress::new([3; 16], EvmAddress([9; 20]));
	let long = bs58::encode(contract.0).into_string();
	let call = Call::find(None, Some("pay((address,uint256)[])"), 1).unwrap();
	let encoded = call.encode(&[format!("[({text},1),({long},2),({text}, 3)]")]).unwrap();
	assert_eq!(encoded.payees, [one_time]);
	let has = |short: &EvmAddress| encoded.data.windows(20).any(|window| window == short.0);
	assert!(has(&EvmAddress::of(&one_time)) && has(&EvmAddress([9; 20])));
	// Elsewhere an address is a text as any.
	let call = Call::find(None, Some("note(string)"), 1).unwrap();
	assert!(call.encode(&[text]).unwrap().payees.is_empty());
}

#[test]
fn functions_are_found_in_an_abi() {
	let abi = Artifact::parse(ABI).unwrap().abi.unwrap();
	let find = |text: &str, args| Call::find(Some(&abi), Some(text), args);
	for (text, args) in [("pay", 2), ("pay", 1), ("Pay", 2), ("pay(uint8)", 1)] {
		assert!(matches!(find(text, args), Err(WalletError::BadCall(_))), "{text}");
	}
	assert!(find("pay(address[],uint256)", 2).is_ok());
	let name = find("name", 0).unwrap();
	let values = [
		DynSolValue::String("Gold".into()),
		DynSolValue::FixedBytes([7; 32].into(), 32),
		DynSolValue::Array(vec![DynSolValue::Int("-5".parse().unwrap(), 8)]),
	];
	let Call::Function(function) = &name else { panic!() };
	let output = function.abi_encode_output(&values).unwrap();
	let expected = json!(["Gold", format!("0x{}", "07".repeat(32)), ["-5"]]);
	assert_eq!(name.decode(&output), expected);
	assert!(matches!(Call::find(None, None, 0), Ok(Call::Raw(data)) if data.is_empty()));
	assert!(
		matches!(Call::find(None, Some("0x1234"), 0), Ok(Call::Raw(data)) if data == [0x12, 0x34])
	);
	for (text, args) in [("0x12", 1), ("0x1", 0), ("pay", 0), ("pay(", 0)] {
		assert!(Call::find(None, Some(text), args).is_err(), "{text}");
	}
}

#[test]
fn hostile_arguments_get_an_error() {
	let call = Call::find(None, Some("f(address,uint8,bytes)"), 3).unwrap();
	let short = format!("0x{}", "11".repeat(20));
	for args in [
		vec!["0x12", "1", "0x"],
		vec![&short, "256", "0x"],
		vec![&short, "-1", "0x"],
		vec![&short, "1", "0xzz"],
		vec![&short, "1"],
		vec!["", "1", "0x"],
		vec!["é", "1", "0x"],
	] {
		assert!(matches!(call.encode(&strings(&args)), Err(WalletError::BadCall(_))), "{args:?}");
	}
	let huge = format!("0x{}", "00".repeat(MAX_CALL_DATA as usize));
	assert!(call.encode(&strings(&[&short, "1", &huge])).is_err());
	let many = Call::find(None, Some("f(address[])"), 1).unwrap();
	let address = test_keys(1).address().to_string();
	let list = format!("[{}]", vec![address; MAX_PAYEES as usize + 1].join(","));
	assert!(matches!(many.encode(&[list]), Err(WalletError::BadCall(_))));
}

#[test]
fn artifacts_of_all_compilers_are_read() {
	let hardhat = format!(r#"{{"abi":{ABI},"bytecode":"0x6001"}}"#);
	let foundry = format!(r#"{{"abi":{ABI},"bytecode":{{"object":"0x6001"}}}}"#);
	for text in [&hardhat, &foundry] {
		let artifact = Artifact::parse(text).unwrap();
		let owner = format!("0x{}", "11".repeat(20));
		let encoded = encode_deployment(&artifact, &[owner]).unwrap();
		assert_eq!((encoded.data.len(), &encoded.data[..2]), (34, &[0x60, 0x01][..]));
		assert!(encode_deployment(&artifact, &[]).is_err());
	}
	let bare = Artifact::parse("0x6001\n").unwrap();
	assert_eq!(encode_deployment(&bare, &[]).unwrap().data, [0x60, 0x01]);
	assert!(encode_deployment(&bare, &strings(&["1"])).is_err());
	assert!(encode_deployment(&Artifact::parse(ABI).unwrap(), &strings(&["1"])).is_err());
	for text in ["xyz", "{", "{}x", r#"{"abi":1}"#, r#"{"bytecode":"0x60__$abc$__"}"#] {
		assert!(Artifact::parse(text).is_err(), "{text}");
	}
}

#[test]
fn contracts_have_a_short_and_a_long_form() {
	let address = ContractAddress::new([3; 16], EvmAddress([9; 20]));
	let base58 = bs58::encode(address.0).into_string();
	for text in [
		format!("0x{}", "09".repeat(20)),
		format!("0x{}", hex::encode(address.0)),
		base58.clone(),
		format!(" {base58}\n"),
	] {
		assert_eq!(parse_contract(&text).unwrap(), EvmAddress([9; 20]));
	}
	assert_eq!(parse_contract_address(&base58).unwrap().1, Some(address));
	let mut wrong = address.0;
	wrong[0] ^= 1;
	let person = test_keys(1).address().to_string();
	for text in ["", "0x", "0x09", &person, &format!("0x{}", hex::encode(wrong)), "é"] {
		assert!(matches!(parse_contract(text), Err(WalletError::InvalidContract { .. })), "{text}");
	}
}
