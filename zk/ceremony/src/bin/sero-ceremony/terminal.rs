// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

//! Progress bars, and text that is typed.

use std::{
	error::Error,
	io::{IsTerminal, Read},
	sync::{Mutex, PoisonError},
	time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use sero_ceremony::Progress;
use zeroize::Zeroizing;

/// Fewest characters that a contributor types.
const FEWEST_TYPED: usize = 20;
/// Most bytes that are read from standard input.
const MOST_READ: u64 = 1 << 20;

/// A bar on standard error; nothing where that is no terminal.
#[derive(Debug)]
pub struct Bar {
	quiet: bool,
	bar: Mutex<Option<ProgressBar>>,
}

impl Bar {
	/// A bar, unless `quiet`.
	pub fn new(quiet: bool) -> Self {
		Self { quiet: quiet || !std::io::stderr().is_terminal(), bar: Mutex::new(None) }
	}
}

impl Progress for Bar {
	fn start(&self, what: &str, total: u64) {
		if self.quiet {
			return;
		}
		let style = ProgressStyle::with_template("{msg:<40} {wide_bar} {percent:>3} % {eta:>4}");
		let bar = ProgressBar::new(total).with_message(what.to_owned());
		bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
		bar.enable_steady_tick(Duration::from_millis(200));
		*self.bar.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
	}

	fn advance(&self, steps: u64) {
		if self.quiet {
			return;
		}
		if let Some(bar) = &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
			bar.inc(steps);
		}
	}

	fn finish(&self) {
		if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
			bar.finish_and_clear();
		}
	}
}

/// The contributor's random text.
pub fn entropy(from_standard_input: bool) -> Result<Zeroizing<Vec<u8>>, Box<dyn Error>> {
	let typed = if from_standard_input {
		// Reserved at once: a growing buffer would leave copies.
		let mut text = Zeroizing::new(Vec::with_capacity(MOST_READ as usize));
		std::io::stdin().lock().take(MOST_READ).read_to_end(&mut text)?;
		text
	} else {
		let prompt = "Type at random, at least 20 characters (they are not shown), then Enter: ";
		Zeroizing::new(rpassword::prompt_password(prompt)?.into_bytes())
	};
	if typed.len() < FEWEST_TYPED {
		return Err(format!("type at least {FEWEST_TYPED} characters").into());
	}
	Ok(typed)
}
