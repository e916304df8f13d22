# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# `make` lists the targets. Every recipe first lets scripts/setup.sh install what is missing.
#
# One selection for node, wallet, tests and benches: features of shared dependencies are united over what is
# selected, so another selection (say `-p sero-node`) would compile half of the SDK a second time. `--examples`
# beside `--bins` selects no example (there is none) but lets cargo count the dev-dependencies in, as the tests do.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(CARGO_BUILD_TARGET_DIR),target)
ENV := source scripts/env.sh &&
STEP = @printf '\n==> %s\n'
NEXTEST_PROFILE := $(if $(CI),ci,default)

BUILD := cargo build --release --locked --workspace --bins --examples
TESTS := --release --locked --workspace
# The crates that need nothing of Substrate.
LIGHT := $(addprefix -p ,sero-primitives sero-shielded-primitives sero-progpow \
	sero-zk-crypto sero-zk-circuits sero-zk-verifier sero-zk-params sero-zk-prover sero-ceremony)

.PHONY: help
help:
	@echo 'SERO. A newcomer needs the first two:'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: dev
dev: build ## build, then run a mining development chain here (ARGS="..." for more flags)
	$(STEP) 'sero-node --dev (end it with Ctrl-C)'
	@exec target/release/sero-node --dev $(ARGS)

.PHONY: local
local: build ## build, then run three nodes here that mine, vote and stake (NETNS=1, as root: in network namespaces)
	$(STEP) 'three nodes (end them with Ctrl-C)'
	@exec scripts/local.sh --node target/release/sero-node $(if $(NETNS),--netns) $(ARGS)

.PHONY: test
test: setup fmt-check check ## all checks and all tests, those against the real node included
	@$(MAKE) --no-print-directory build
	$(STEP) 'chain specifications'
	@python3 scripts/check-chain-specs.py --node target/release/sero-node
	$(STEP) 'packages of the tests with Ethereum tools'
	@scripts/e2e-packages.sh
	$(STEP) 'tests'
	@$(ENV) if cargo nextest --version >/dev/null 2>&1; then \
		cargo nextest run $(TESTS) --profile $(NEXTEST_PROFILE); \
	else \
		echo '(cargo-nextest is not installed; cargo test runs the same tests, with a longer output)'; \
		cargo test $(TESTS) --lib --bins --tests; \
	fi
	$(STEP) 'examples in the documentation'
	@$(ENV) cargo test $(TESTS) --doc --quiet
	$(STEP) 'all tests passed'

.PHONY: build
build: setup ## target/release/sero-node and target/release/sero-wallet
	$(STEP) 'build (the first one compiles about 1,300 crates: 20 minutes and more on two cores)'
	@$(ENV) $(BUILD)
	@mkdir -p target/release
	@for name in sero-node sero-wallet; do \
		cmp -s "$(TARGET_DIR)/release/$$name" "target/release/$$name" || { \
			cp "$(TARGET_DIR)/release/$$name" "target/release/.$$name.new"; \
			mv -f "target/release/.$$name.new" "target/release/$$name"; \
		}; \
	done

.PHONY: lint
lint: setup ## clippy without warnings on the crates that need no Substrate (LINT_ALL=1: on all)
	$(STEP) 'clippy'
	@$(ENV) if [ -n "$(LINT_ALL)" ]; then \
		SKIP_WASM_BUILD=1 cargo clippy --release --locked --workspace --all-targets -- -D warnings; \
	else \
		cargo clippy --release --locked $(LIGHT) --all-targets -- -D warnings; \
	fi

.PHONY: bench
bench: setup ## criterion benches, then Orchard and Sapling here, then one table (RECORD=1: also into docs)
	$(STEP) 'benches of this workspace'
	@$(ENV) cargo bench --locked --workspace --bench '*'
	$(STEP) 'peers: orchard and sapling-crypto (own workspace)'
	@$(ENV) cargo run --release --locked --manifest-path bench-peers/Cargo.toml --target-dir "$(TARGET_DIR)/peers" -- \
		"$(TARGET_DIR)/criterion/peers.json"
	$(STEP) 'table'
	@python3 scripts/bench-table.py "$(TARGET_DIR)/criterion" $(if $(RECORD),--record)

.PHONY: fmt
fmt: setup ## format all Rust code
	@$(ENV) cargo fmt --all

.PHONY: docs
docs: setup ## API documentation, and the book if mdbook is installed
	$(STEP) 'cargo doc'
	@$(ENV) SKIP_WASM_BUILD=1 cargo doc --release --locked --workspace --no-deps
	@echo "API documentation: $(TARGET_DIR)/doc/sero_node/index.html"
	@if command -v mdbook >/dev/null; then \
		mdbook build docs; \
	else \
		echo 'mdbook is not installed (cargo install mdbook); docs/ reads well as it is.'; \
	fi

.PHONY: setup
setup: ## install what a build needs (asks for root rights where it needs them, by saying what to type)
	@scripts/setup.sh

.PHONY: check
check: setup ## dependency directions, rule numbers, links, the scripts' own tests
	$(STEP) 'scripts'
	@python3 -m unittest discover -s scripts/tests -q
	$(STEP) 'dependency directions'
	@$(ENV) python3 scripts/check-deps.py
	$(STEP) 'numbered rules'
	@python3 scripts/check-rules.py
	$(STEP) 'dashboards and alerts'
	@python3 scripts/check-dashboards.py
	$(STEP) 'links'
	@python3 scripts/check-links.py

.PHONY: fmt-check
fmt-check: setup
	$(STEP) 'format'
	@$(ENV) cargo fmt --all --check || { echo 'Type "make fmt".'; exit 1; }

.PHONY: test-light
test-light: setup ## only the tests that need nothing of Substrate (zk/ and primitives/): minutes from cold
	@$(ENV) cargo test --release --locked $(LIGHT) --lib --bins --tests

.PHONY: model
model: setup ## random histories of contracts against a plain model (STEPS=1000000, SEED=1)
	@$(ENV) SERO_MODEL_STEPS=$(or $(STEPS),1000000) SERO_MODEL_SEED=$(or $(SEED),1) \
		cargo test $(TESTS) --lib -- any_history --nocapture

.PHONY: soak
soak: build ## a network of three nodes under load, whose nodes are killed (MIN=10 minutes)
	@$(ENV) SERO_SOAK_MINUTES=$(or $(MIN),10) cargo test $(TESTS) --test soak -- --ignored --nocapture

.PHONY: clean
clean: ## remove what was built
	@$(ENV) cargo clean
	@rm -rf target docs/book
