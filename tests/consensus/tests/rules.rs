// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! docs/protocol/block-cases.md lists every case, and every rule of the consensus has one there.

use sero_consensus_tests::blocks::cases;
use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	path::{Path, PathBuf},
};

const PREFIXES: [&str; 3] = ["PW-", "VT-", "ST-"];

fn root() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The cells of a table's row.
fn cells(line: &str) -> Vec<String> {
	line.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect()
}

fn is_rule(text: &str) -> bool {
	PREFIXES
		.iter()
		.any(|prefix| text.strip_prefix(prefix).is_some_and(|id| id.parse::<u32>().is_ok()))
}

/// The rules of the protocol's pages.
fn rules() -> BTreeSet<String> {
	let pages = fs::read_dir(root().join("docs/protocol")).unwrap();
	pages
		.flat_map(|page| {
			let text = fs::read_to_string(page.unwrap().path()).unwrap();
			let rows = text.lines().filter(|line| line.starts_with("| "));
			rows.map(|line| cells(line)[0].clone()).filter(|id| is_rule(id)).collect::<Vec<_>>()
		})
		.collect()
}

/// The rows of the page of cases: what stands in back ticks at their start, and their rules.
fn listed() -> Vec<(String, BTreeSet<String>)> {
	let text = fs::read_to_string(root().join("docs/protocol/block-cases.md")).unwrap();
	text.lines()
		.filter(|line| line.starts_with("| `"))
		.map(|line| {
			let cells = cells(line);
			let rules = cells[1].split(", ").map(str::to_string).collect();
			(cells[0].trim_matches('`').to_string(), rules)
		})
		.collect()
}

/// All text of the workspace's sources.
fn sources(folder: &Path, text: &mut String) {
	for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
		let name = entry.file_name().unwrap().to_string_lossy().into_owned();
		if entry.is_dir() && name != "target" && !name.starts_with('.') {
			sources(&entry, text);
		} else if name.ends_with(".rs") {
			text.push_str(&fs::read_to_string(&entry).unwrap());
		}
	}
}

#[test]
fn every_rule_has_its_case() {
	let covered: BTreeSet<String> = listed().into_iter().flat_map(|(_, rules)| rules).collect();
	let missing: Vec<String> = rules().into_iter().filter(|rule| !covered.contains(rule)).collect();
	assert!(missing.is_empty(), "docs/protocol/block-cases.md has no row for {missing:?}");
	assert!(rules().len() > 20, "the pages of the rules are there");
}

#[test]
fn the_page_lists_the_cases_as_they_are() {
	let cases: BTreeMap<String, BTreeSet<String>> = cases::all()
		.map(|case| (case.name.to_string(), case.rules.iter().map(ToString::to_string).collect()))
		.collect();
	let listed = listed();
	let mut text = String::new();
	for folder in ["client", "pallets", "primitives", "runtime", "node", "tests"] {
		sources(&root().join(folder), &mut text);
	}
	for (name, rules) in &listed {
		match cases.get(name) {
			Some(right) => assert_eq!(rules, right, "{name}"),
			None => {
				assert!(text.contains(&format!("fn {name}(")), "{name} is neither case nor test")
			},
		}
	}
	let names: BTreeSet<&String> = listed.iter().map(|(name, _)| name).collect();
	assert_eq!(names.len(), listed.len(), "a name is listed twice");
	let unlisted: Vec<_> = cases.keys().filter(|name| !names.contains(name)).collect();
	assert!(unlisted.is_empty(), "{unlisted:?}");
}
