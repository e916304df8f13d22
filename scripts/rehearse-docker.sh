#!/usr/bin/env bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# Takes the steps of docker/Dockerfile without Docker: the commands of its RUN, COPY, USER, ENTRYPOINT and
# HEALTHCHECK lines are read from the file and run in a folder that debootstrap fills. As root, on Debian or alike.
#
#   scripts/rehearse-docker.sh --build [options]       both stages: compiles all in a folder with Debian's gcc
#                                                      and the machine's Rust toolchain (an hour on two cores)
#   scripts/rehearse-docker.sh --binaries FOLDER       the last stage only, with sero-node and sero-wallet from there
#
#   --dir FOLDER      where the file systems are made and kept for the next time [default: target/rehearsal]
#   --mirror URL      Debian mirror [default: http://deb.debian.org/debian]
#
# What it does not show: that the base images of the registry are what debootstrap makes, the layers, the networks,
# volumes and limits of docker-compose.yml.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'rehearse-docker: %s\n' "$*"; }
die() {
	say "$*" >&2
	exit 1
}
usage() {
	sed -n '5,17s/^# \{0,1\}//p' scripts/rehearse-docker.sh >&2
	exit 2
}
dir=target/rehearsal mirror=http://deb.debian.org/debian binaries='' build=''
while [ $# -gt 0 ]; do
	case "$1" in
	--build) build=1; shift ;;
	--dir | --mirror | --binaries)
		[ $# -ge 2 ] || usage
		case "$1" in
		--dir) dir=$2 ;;
		--mirror) mirror=$2 ;;
		--binaries) binaries=$2 ;;
		esac
		shift 2
		;;
	*) usage ;;
	esac
done
[ -n "$build" ] || [ -n "$binaries" ] || usage
[ -z "$build" ] || [ -z "$binaries" ] || usage
[ "$(id -u)" = 0 ] || die 'only root can change the root folder'
for program in debootstrap chroot setpriv mount python3; do
	command -v "$program" >/dev/null || die "the program $program is missing"
done
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

# --- the Dockerfile ---------------------------------------------------------------------------------------------

# instruction STAGE NAME NUMBER: the text of the NUMBERth (from 1) instruction NAME of a stage, without the options of RUN.
instruction() {
	python3 - docker/Dockerfile "$@" <<'PY'
import re
import sys

path, stage, name, number = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
text = "".join(line for line in open(path) if not line.startswith("#"))
lines = re.sub(r"\\\n", " ", text).splitlines()
stages, found = 0, []
for line in lines:
    word, _, rest = line.strip().partition(" ")
    if word == "FROM":
        stages += 1
    elif word == name and stages == stage:
        found.append(re.sub(r"^\s*(--\S+\s+)+", "", rest).strip() if name == "RUN" else rest.strip())
if len(found) < number:
    sys.exit(f"rehearse-docker: docker/Dockerfile has no {name} {number} in stage {stage}")
print(found[number - 1])
PY
}
# json_words TEXT: the words of a JSON list, one on a line.
json_words() { python3 -c 'import json, sys; print("\n".join(json.loads(sys.argv[1])))' "$1"; }

# --- roots ------------------------------------------------------------------------------------------------------

mounted=()
pids=()
finish() {
	local at
	for at in "${pids[@]}"; do kill "$at" 2>/dev/null || true; done
	for at in "${pids[@]}"; do wait "$at" 2>/dev/null || true; done
	for ((at = ${#mounted[@]} - 1; at >= 0; at--)); do umount -l "${mounted[at]}" || true; done
}
trap finish EXIT

# bind SOURCE ROOT PATH: shows a folder of the machine in a root, to read only.
bind() {
	mkdir -p "$2$3"
	mount --bind "$1" "$2$3"
	mounted+=("$2$3")
	mount -o remount,bind,ro "$2$3" 2>/dev/null || say "($3 cannot be made read-only here)"
}
# A root as the base image has it, fresh: the plain one is kept and copied.
fresh_root() {
	local root=$1
	if [ ! -e "$dir/base/etc/debian_version" ]; then
		say "debootstrap bookworm from $mirror"
		debootstrap --variant=minbase bookworm "$dir/base.new" "$mirror" >"$dir/debootstrap.log" ||
			die "debootstrap failed: see $dir/debootstrap.log"
		mv "$dir/base.new" "$dir/base"
	fi
	rm -rf --one-file-system "$root"
	cp -a "$dir/base" "$root"
	# Docker gives these to a build, too.
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	if [ -n "${http_proxy-}${https_proxy-}" ]; then
		say '(the proxies of the environment are used)'
	fi
	mount --bind /dev "$root/dev"
	mounted+=("$root/dev")
	mount -t proc proc "$root/proc"
	mounted+=("$root/proc")
}
# Runs a command of the Dockerfile as its SHELL line says.
run_in() {
	local root=$1
	shift
	say "RUN $1" | cut -c -110
	env -i PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root DEBIAN_FRONTEND=noninteractive "${environment[@]}" \
		chroot "$root" /bin/bash -euo pipefail -c "cd $workdir && $1"
}
environment=()
workdir=/
for name in http_proxy https_proxy no_proxy; do
	if [ -n "${!name-}" ]; then environment+=("$name=${!name}"); fi
done

# --- first stage ------------------------------------------------------------------------------------------------

if [ -n "$build" ]; then
	root=$dir/build
	fresh_root "$root"
	# What the image rust:*-bookworm adds to Debian: a compiler for C, and rustup's folders.
	chroot "$root" apt-get update -q
	chroot "$root" apt-get install -q -y --no-install-recommends ca-certificates gcc g++ libc6-dev make curl
	mkdir -p "$root/usr/local/cargo"
	cp -a "${CARGO_HOME:-$HOME/.cargo}/bin" "$root/usr/local/cargo/"
	bind "${RUSTUP_HOME:-$HOME/.rustup}" "$root" /usr/local/rustup
	environment+=(CARGO_HOME=/usr/local/cargo RUSTUP_HOME=/usr/local/rustup)
	run_in "$root" "$(instruction 1 RUN 1)"
	say 'COPY . .'
	mkdir -p "$root/src"
	git ls-files -z | tar --null -T - -c | tar -x -C "$root/src"
	workdir=/src
	run_in "$root" "$(instruction 1 RUN 2)"
	workdir=/
	binaries=$root/out
fi
for program in sero-node sero-wallet; do
	[ -x "$binaries/$program" ] || die "there is no program $binaries/$program"
done

# --- last stage -------------------------------------------------------------------------------------------------

root=$dir/image
fresh_root "$root"
run_in "$root" "$(instruction 2 RUN 1)"
say 'COPY sero-node sero-wallet entrypoint.sh'
install -t "$root/usr/local/bin" "$binaries/sero-node" "$binaries/sero-wallet"
install -m 0755 docker/entrypoint.sh "$root/usr/local/bin/entrypoint.sh"
run_in "$root" "$(instruction 2 RUN 2)"

IFS=: read -r user group <<<"$(instruction 2 USER 1)"
mapfile -t entrypoint < <(json_words "$(instruction 2 ENTRYPOINT 1)")
health=$(instruction 2 HEALTHCHECK 1)
mapfile -t health < <(json_words "${health#*CMD }")
[ "$user" != 0 ] || die 'the image would run as root'
[ "$(stat -c %u:%g "$root/data")" = "$user:$group" ] || die 'the volume does not belong to the user'

# become_user VARIABLES... -- COMMAND: becomes a command of the image's user. as_user: runs it.
become_user() {
	local variables=()
	while [ "$1" != -- ]; do variables+=("$1"); shift; done
	shift
	exec env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin HOME=/data "${variables[@]}" \
		chroot --userspec="$user:$group" "$root" "$@"
}
as_user() { (become_user "$@"); }
as_user -- "${entrypoint[@]}" --help >/dev/null || die 'the entrypoint does not start the node'
if as_user SERO_VOTE=maybe -- "${entrypoint[@]}" >/dev/null 2>&1; then die 'a wrong switch is not refused'; fi
if as_user SERO_STRATUM=yes -- "${entrypoint[@]}" >/dev/null 2>&1; then die 'stratum without author is not refused'; fi
if as_user SERO_BASE_PATH=/etc -- "${entrypoint[@]}" >/dev/null 2>&1; then die 'an unwritable volume is not refused'; fi

# Two miners and a voter on the chain of the compose file, with its authors. The containers would have an address each;
# here they have ports.
port=29333
boot=/ip4/127.0.0.1/tcp/$port/p2p/12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp
author() { sed -n "s/.*SERO_AUTHOR_$1:-\([^}]*\)}.*/\1/p" docker/docker-compose.yml; }
key=$(printf '%064d' 1)
# start NUMBER VARIABLES... -- ARGUMENTS
start() {
	local number=$1 variables=() folder=/data/node-$1
	shift
	while [ "$1" != -- ]; do variables+=("$1"); shift; done
	shift
	install -d -o "$user" -g "$group" -m 0750 "$root$folder"
	become_user SERO_CHAIN=local SERO_BASE_PATH="$folder" SERO_NAME="node-$number" "${variables[@]}" -- \
		"${entrypoint[@]}" --port $((port + number)) --rpc-port $((9944 + number)) \
		--prometheus-port $((9615 + number)) --allow-private-ip "$@" >"$dir/node-$number.log" 2>&1 &
	pids+=($!)
}
say 'ENTRYPOINT: two miners and a voter'
start 0 SERO_AUTHOR="$(author 1)" -- --alice --node-key "$key"
start 1 SERO_AUTHOR="$(author 2)" SERO_BOOTNODES="$boot" -- --bob
start 2 SERO_VOTE=yes SERO_ETH_RPC=yes SERO_BOOTNODES="$boot" -- --charlie

best() {
	curl -fsS -m 5 -H 'Content-Type: application/json' "http://127.0.0.1:$((9944 + $1))" \
		-d '{"jsonrpc":"2.0","id":1,"method":"chain_getHeader"}' 2>/dev/null |
		python3 -c 'import json, sys; print(int(json.load(sys.stdin)["result"]["number"], 16))' 2>/dev/null || echo 0
}
waited=0
until [ "$(best 2)" -ge 5 ]; do
	waited=$((waited + 2))
	[ "$waited" -le 240 ] || die "the voter has no 5 blocks after 240 s: see $dir/node-*.log"
	for pid in "${pids[@]}"; do kill -0 "$pid" 2>/dev/null || die "a node has ended: see $dir/node-*.log"; done
	sleep 2
done
say "the voter has block $(best 2) after ${waited} s"
say "HEALTHCHECK ${health[*]}"
as_user -- "${health[@]}" || die 'a healthy node does not pass the health check'
owner=$(stat -c %u "/proc/${pids[0]}")
[ "$owner" = "$user" ] || die "the node runs as user $owner, not $user"
# Not `grep -q`: it would close the pipe while curl still writes.
curl -fsS -m 5 http://127.0.0.1:9615/metrics | grep '^substrate_block_height' >/dev/null || die 'there are no metrics'
curl -fsS -m 5 -H 'Content-Type: application/json' http://127.0.0.1:8545 \
	-d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}' | grep '"result":"0x' >/dev/null ||
	die "Ethereum's JSON-RPC does not answer"
say 'STOPSIGNAL SIGTERM'
for pid in "${pids[@]}"; do kill -TERM "$pid"; done
for pid in "${pids[@]}"; do
	status=0
	wait "$pid" || status=$?
	[ "$status" = 0 ] || die "a node ended with status $status: see $dir/node-*.log"
done
pids=()
if as_user -- "${health[@]}" 2>/dev/null; then die 'the health check passes without a node'; fi
say 'all steps passed'
