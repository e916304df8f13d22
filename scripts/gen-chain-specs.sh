#!/usr/bin/env bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# Makes the files of chain-specs/ from the node's presets, or complete chain specifications in another folder.
#
#   scripts/gen-chain-specs.sh [--node FILE]                 rewrite chain-specs/*.no-code.json and their table
#   scripts/gen-chain-specs.sh [--node FILE] --full FOLDER   FOLDER/*.json (with the runtime, to edit) and
#                                                            FOLDER/*.raw.json (to start nodes with)
#
# The node is target/release/sero-node unless --node names another.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
	sed -n '5,11s/^# \{0,1\}//p' scripts/gen-chain-specs.sh >&2
	exit 2
}
node=target/release/sero-node full=''
while [ $# -gt 0 ]; do
	case "$1" in
	--node | --full)
		[ $# -ge 2 ] || usage
		case "$1" in
		--node) node=$2 ;;
		--full) full=$2 ;;
		esac
		shift 2
		;;
	*) usage ;;
	esac
done
if [ ! -x "$node" ]; then
	printf 'gen-chain-specs: there is no program %s: type "make build", or name one with --node\n' "$node" >&2
	exit 1
fi

if [ -z "$full" ]; then
	exec python3 scripts/check-chain-specs.py --node "$node" --write
fi

mkdir -p "$full"
# name of the chain in the node, name of its files
while read -r chain file; do
	"$node" export-chain-spec --chain "$chain" --output "$full/$file.json"
	"$node" export-chain-spec --chain "$chain" --raw --output "$full/$file.raw.json"
done <<'CHAINS'
dev dev
local local
beta beta
main main-candidate
CHAINS
(cd "$full" && sha256sum dev*.json local*.json beta*.json main-candidate*.json >SHA256SUMS)
printf 'gen-chain-specs: complete specifications, with their SHA256SUMS, are in %s\n' "$full"
