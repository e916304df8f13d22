// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Plays the cases of block sequences. `CASE=name` plays those whose name contains it.

use sero_consensus_tests::blocks::cases;
use std::{collections::BTreeSet, panic};

/// Every case ends as it should, whatever the others do.
#[test]
fn block_sequences_are_accepted_and_refused_as_they_should() {
	let wanted = std::env::var("CASE").unwrap_or_default();
	let mut failed = Vec::new();
	let mut played = 0;
	for case in cases::all().filter(|case| case.name.contains(&wanted)) {
		played += 1;
		if panic::catch_unwind(|| (case.run)(cases::base())).is_err() {
			failed.push(case.name);
		}
	}
	assert!(failed.is_empty(), "{} of {played} cases failed: {failed:#?}", failed.len());
}

#[test]
fn cases_have_names_of_their_own() {
	let names: Vec<&str> = cases::all().map(|case| case.name).collect();
	let unique: BTreeSet<&str> = names.iter().copied().collect();
	assert_eq!(names.len(), unique.len());
	assert!(names.len() >= 60, "{}", names.len());
}
