#!/usr/bin/env bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# Installs what a build of SERO needs and is not there yet; does nothing, in a second, when all is there.
#
#   scripts/setup.sh           install what is missing
#   scripts/setup.sh --check   only say what is missing (exit status 1 if anything is)
#
# Installed are Debian packages (as root only; otherwise the command to type is printed) and the Rust target
# wasm32v1-none: by rustup where rustup is there and reaches its server, else, on Debian as root, with Debian's
# compiler and library sources.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/env.sh

check_only=
case "${1-}" in
'') ;;
--check) check_only=1 ;;
*) sed -n '4,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

say() { printf 'setup: %s\n' "$*"; }
die() {
	printf '\nsetup: cannot go on: %s\n' "$1" >&2
	shift
	printf '  %s\n' "$@" >&2
	exit 1
}
root() { [ "$(id -u)" = 0 ]; }
debian() { command -v apt-get >/dev/null && [ -f /etc/debian_version ]; }

# --- system packages ------------------------------------------------------------------------------------------

# What each package gives, looked for by what it puts on the machine, so that other sources of it count too.
missing_packages() {
	command -v protoc >/dev/null || echo protobuf-compiler
	command -v gcc >/dev/null || echo gcc
	command -v g++ >/dev/null || echo g++
	command -v make >/dev/null || echo make
	command -v git >/dev/null || echo git
	command -v curl >/dev/null || echo curl
	command -v python3 >/dev/null || echo python3
	# For the tests with Ethereum tools.
	command -v node >/dev/null || echo nodejs
	command -v npm >/dev/null || echo npm
	if ! command -v pkg-config >/dev/null; then
		echo pkg-config libssl-dev
	elif ! pkg-config --exists openssl; then
		echo libssl-dev
	fi
	[ -e /etc/ssl/certs/ca-certificates.crt ] || [ -n "${SSL_CERT_FILE-}" ] || ! debian || echo ca-certificates
}

apt_updated=
apt_install() {
	if [ -z "$apt_updated" ]; then
		say "apt-get update"
		apt-get update -q
		apt_updated=1
	fi
	say "apt-get install $*"
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

packages=$(missing_packages | xargs)
if [ -n "$packages" ]; then
	if [ -n "$check_only" ]; then
		say "missing packages: $packages"
	elif ! debian; then
		die "this is not Debian, so packages are not installed by themselves." \
			"Install with your package manager what Debian calls: $packages" \
			"(protoc, a C and C++ compiler, OpenSSL's headers, pkg-config, make, git, curl, python3, Node 18 are needed), then start again."
	elif ! root; then
		if [ -z "$(sero_pick_toolchain)" ] && ! command -v rustup >/dev/null; then
			die "packages and Rust are missing, and only root may install packages. Type" \
				"sudo $(pwd)/scripts/setup.sh" \
				"which installs $packages and Debian's Rust, and start again." \
				"(For another Rust, install rustup from https://rustup.rs first.)"
		fi
		die "packages are missing, and only root may install them. Type" \
			"sudo apt-get update && sudo apt-get install -y --no-install-recommends $packages" \
			"and start again."
	else
		# shellcheck disable=SC2086 # a list of words
		apt_install $packages || die "apt-get could not install: $packages" "Its message is above."
	fi
fi

# --- Rust -----------------------------------------------------------------------------------------------------

# Whether RUSTC links a Wasm module: core and alloc are there, from this very compiler, and so is the linker.
wasm_links() {
	local dir status=0
	dir=$(mktemp -d)
	cat >"$dir/probe.rs" <<'RS'
#![no_std]
extern crate alloc;
struct Never;
unsafe impl alloc::alloc::GlobalAlloc for Never {
	unsafe fn alloc(&self, _: alloc::alloc::Layout) -> *mut u8 {
		core::ptr::null_mut()
	}
	unsafe fn dealloc(&self, _: *mut u8, _: alloc::alloc::Layout) {}
}
#[global_allocator]
static ALLOCATOR: Never = Never;
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
	loop {}
}
#[no_mangle]
pub extern "C" fn probe(a: u32) -> u32 {
	a.rotate_left(1)
}
RS
	"$1" --edition 2021 -O --crate-type cdylib --target "$SERO_WASM_TARGET" -C linker=rust-lld \
		-o "$dir/probe.wasm" "$dir/probe.rs" >"$dir/log" 2>&1 || status=1
	[ -z "${SERO_SETUP_DEBUG-}" ] || cat "$dir/log" >&2
	rm -rf "$dir"
	return $status
}

rust_ready() {
	case "$(sero_pick_toolchain)" in
	'') return 1 ;;
	esac
	sero_use_toolchain
	wasm_links "$(command -v rustc)"
}

# rustup: fetches the toolchain that rust-toolchain.toml names, then the target.
by_rustup() {
	command -v rustup >/dev/null || return 1
	say "rustup: adding the target $SERO_WASM_TARGET (and the toolchain of rust-toolchain.toml if it is missing)"
	if ! RUSTUP_AUTO_INSTALL=0 cargo --version >/dev/null 2>&1; then
		timeout 900 rustup toolchain install </dev/null || timeout 900 rustup show </dev/null || return 1
	fi
	timeout 300 rustup target add "$SERO_WASM_TARGET" </dev/null || return 1
	hash -r
	rust_ready
}

# Debian: its newest compiler, and the Wasm target's library built from Debian's sources of it.
by_debian() {
	local need=() package sysroot dir lib
	for package in rustc-web cargo-web rust-web-src rustfmt-web rust-web-clippy lld-19; do
		dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || need+=("$package")
	done
	if [ ${#need[@]} -gt 0 ]; then
		apt_install "${need[@]}" || return 1
	fi
	hash -r
	if ! sero_rust_recent /usr/bin/rustc; then
		die "Debian's rustc-web is $(sero_rust_version /usr/bin/rustc), and $(sero_min_rust) or newer is needed." \
			"It comes from Debian's security archive: is it in /etc/apt/sources.list(.d)? Else install rustup, https://rustup.rs"
	fi
	if ! PATH="/usr/bin:$PATH" command -v rust-lld >/dev/null; then
		say "linking rust-lld to lld-19 in /usr/local/bin"
		ln -sf /usr/bin/lld-19 /usr/local/bin/rust-lld
	fi
	if PATH="/usr/bin:$PATH" wasm_links /usr/bin/rustc; then
		return 0
	fi
	say "building core, alloc and compiler_builtins for $SERO_WASM_TARGET (about half a minute)"
	sysroot=$(/usr/bin/rustc --print sysroot)
	lib="$sysroot/lib/rustlib/$SERO_WASM_TARGET/lib"
	dir=$(mktemp -d)
	mkdir -p "$dir/src"
	printf '#![no_std]\n' >"$dir/src/lib.rs"
	printf '[package]\nname = "wasm-std"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n' >"$dir/Cargo.toml"
	# RUSTC_BOOTSTRAP: -Z build-std on a stable compiler. Bitcode: the runtime is linked with LTO. mem: memcpy
	# and its like inside the module instead of imported.
	if ! (
		cd "$dir"
		unset CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS RUSTC_WRAPPER
		RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="-C embed-bitcode=yes" CARGO_TARGET_DIR="$dir/target" \
			/usr/bin/cargo build --release --target "$SERO_WASM_TARGET" \
			-Z build-std=core,alloc,compiler_builtins -Z build-std-features=compiler-builtins-mem
	); then
		rm -rf "$dir"
		return 1
	fi
	# Libraries of an older compiler would stand in the way.
	rm -rf "$lib"
	mkdir -p "$lib"
	cp "$dir/target/$SERO_WASM_TARGET/release/deps/"lib{core,alloc,compiler_builtins}-*.rlib "$lib/"
	rm -rf "$dir"
	rust_ready
}

if ! rust_ready; then
	if [ -n "$check_only" ]; then
		say "missing: Rust $(sero_min_rust) or newer with the target $SERO_WASM_TARGET"
		exit 1
	fi
	if by_rustup; then
		:
	elif debian && root; then
		by_debian || die "the Wasm target could not be built with Debian's compiler." "The message is above."
	elif command -v rustup >/dev/null; then
		die "rustup could not add the target $SERO_WASM_TARGET (its message is above)." \
			"With a connection, type: rustup target add $SERO_WASM_TARGET" \
			"On Debian without one: sudo scripts/setup.sh builds it from Debian's packages."
	elif debian; then
		die "there is no Rust $(sero_min_rust) or newer with the target $SERO_WASM_TARGET. Either type" \
			"sudo $(pwd)/scripts/setup.sh" \
			"to get Debian's, or install rustup (https://rustup.rs) and start again."
	else
		die "there is no Rust $(sero_min_rust) or newer with the target $SERO_WASM_TARGET." \
			"Install rustup (https://rustup.rs) and start again; the target then comes by itself."
	fi
fi

[ -z "$check_only" ] || [ -z "$packages" ] || exit 1
sero_use_toolchain
say "ready: $(command -v cargo), $(rustc --version)"
