# shellcheck shell=bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# The environment of every build: sourced (bash) by the Makefile's recipes, scripts/setup.sh and .ci/run.
#
# It picks the Rust toolchain that can build the runtime, that is one with the Wasm target `wasm32v1-none`:
#   1. the `cargo` found on the PATH (usually rustup's), if its toolchain is new enough and has the target;
#   2. else the distribution's compiler in /usr/bin, under the same conditions;
#   3. else the PATH stays as it is, and scripts/setup.sh says or does what is missing.
# SERO_TOOLCHAIN=path or SERO_TOOLCHAIN=system skips the choice.

SERO_WASM_TARGET=wasm32v1-none

# The system's OpenSSL: the vendored copy costs seven minutes of compiling.
export OPENSSL_NO_VENDOR=1

sero_root() { (cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd); }

# Where the build of the Wasm runtime finds Cargo.lock, also when the target folder lies outside the checkout.
WASM_BUILD_WORKSPACE_HINT=$(sero_root)
export WASM_BUILD_WORKSPACE_HINT

# The oldest compiler that the workspace accepts, as in Cargo.toml.
sero_min_rust() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$(sero_root)/Cargo.toml"; }

# sero_rust_version RUSTC: its version number, nothing if it does not run. (Without RUSTUP_AUTO_INSTALL=0, rustup's
# rustc would silently download a missing toolchain here.)
sero_rust_version() { RUSTUP_AUTO_INSTALL=0 "$1" --version 2>/dev/null | sed -n 's/^rustc \([0-9.]*\).*/\1/p'; }

# sero_rust_recent RUSTC: whether it is at least sero_min_rust.
sero_rust_recent() {
	local version
	version=$(sero_rust_version "$1")
	[ -n "$version" ] && [ "$(printf '%s\n' "$(sero_min_rust)" "$version" | sort -V | head -n 1)" = "$(sero_min_rust)" ]
}

# sero_has_wasm_target RUSTC: whether core for the Wasm target lies in its sysroot.
sero_has_wasm_target() {
	local sysroot
	sysroot=$(RUSTUP_AUTO_INSTALL=0 "$1" --print sysroot 2>/dev/null) || return 1
	compgen -G "$sysroot/lib/rustlib/$SERO_WASM_TARGET/lib/libcore-*.rlib" >/dev/null
}

# sero_toolchain_fits BINDIR: whether cargo and rustc there can build the node.
sero_toolchain_fits() {
	[ -x "$1/cargo" ] && [ -x "$1/rustc" ] && sero_rust_recent "$1/rustc" && sero_has_wasm_target "$1/rustc"
}

# Prints which toolchain fits: "path", "system" or nothing.
sero_pick_toolchain() {
	local cargo
	if [ -n "${SERO_TOOLCHAIN-}" ]; then
		echo "$SERO_TOOLCHAIN"
	elif cargo=$(command -v cargo) && sero_toolchain_fits "$(dirname "$cargo")"; then
		echo path
	elif sero_toolchain_fits /usr/bin; then
		echo system
	fi
}

# rustup's installer puts cargo where a shell that was open before does not look.
if ! command -v cargo >/dev/null && [ -x "${CARGO_HOME:-${HOME-}/.cargo}/bin/cargo" ]; then
	export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
fi

sero_use_toolchain() {
	if [ "$(sero_pick_toolchain)" = system ]; then
		case "$PATH" in
		/usr/bin:*) ;;
		*) export PATH="/usr/bin:$PATH" ;;
		esac
	fi
}
sero_use_toolchain
