#!/bin/bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# Starts the node as the environment says; what is given as arguments is added, and wins.
#
#   SERO_CHAIN        chain, or the path of a chain specification   [local]
#   SERO_NAME         the node's name                               [the host's name]
#   SERO_BASE_PATH    where the chain is kept                       [/data]
#   SERO_AUTHOR       mine on the processor, for this address
#   SERO_THREADS      mining threads                                [1]
#   SERO_LICENSE      file with the author's license
#   SERO_STRATUM      yes: serve outside miners on port 8008, for SERO_AUTHOR
#   SERO_VOTE         yes: vote with the keys in the keystore
#   SERO_ETH_RPC      yes: serve Ethereum's JSON-RPC on port 8545
#   SERO_BOOTNODES    addresses of nodes to begin with, separated by spaces
#   SERO_NODE_KEY     file with the network key, for a node that others begin with
#
#   entrypoint.sh wallet ...       runs sero-wallet
#   entrypoint.sh SUBCOMMAND ...   runs a subcommand of sero-node
set -euo pipefail

case "${1-}" in
wallet)
	shift
	exec sero-wallet "$@"
	;;
'' | -*) ;;
*) exec sero-node "$@" ;;
esac

fail() {
	printf 'entrypoint: %s\n' "$1" >&2
	exit 1
}
# Whether a switch is on; anything but yes, no and nothing is a mistake.
on() {
	case "${!1-}" in
	yes) return 0 ;;
	no | '') return 1 ;;
	*) fail "$1 is \"${!1}\": it takes yes or no" ;;
	esac
}
readable() {
	[ -r "$2" ] || fail "$1: there is no readable file $2"
}

base_path=${SERO_BASE_PATH:-/data}
[ -w "$base_path" ] || fail "$base_path cannot be written by user $(id -u): give the volume to that user"

arguments=(
	--chain "${SERO_CHAIN:-local}"
	--base-path "$base_path"
	--name "${SERO_NAME:-$(hostname)}"
	--no-telemetry
	# Other containers reach these ports; without --rpc-methods, only harmless calls are served to them.
	--rpc-external --rpc-cors all
	--prometheus-external
)
if [ -n "${SERO_AUTHOR-}" ]; then
	arguments+=(--author "$SERO_AUTHOR")
	if on SERO_STRATUM; then
		arguments+=(--stratum 0.0.0.0)
	else
		arguments+=(--mine --mining-threads "${SERO_THREADS:-1}")
	fi
	if [ -n "${SERO_LICENSE-}" ]; then
		readable SERO_LICENSE "$SERO_LICENSE"
		arguments+=(--license "$SERO_LICENSE")
	fi
elif on SERO_STRATUM; then
	fail "SERO_STRATUM needs SERO_AUTHOR: the address that receives the rewards"
fi
if on SERO_VOTE; then arguments+=(--vote); fi
if on SERO_ETH_RPC; then arguments+=(--eth-rpc --eth-rpc-external); fi
if [ -n "${SERO_NODE_KEY-}" ]; then
	readable SERO_NODE_KEY "$SERO_NODE_KEY"
	arguments+=(--node-key-file "$SERO_NODE_KEY")
fi
if [ -n "${SERO_BOOTNODES-}" ]; then
	read -r -a bootnodes <<<"$SERO_BOOTNODES"
	arguments+=(--bootnodes "${bootnodes[@]}")
fi

exec sero-node "${arguments[@]}" "$@"
