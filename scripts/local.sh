#!/usr/bin/env bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# Three nodes of the chain "local" on this machine, until Ctrl-C.
#
#   scripts/local.sh [options]
#
#   --node FILE      the node's binary [default: target/release/sero-node]
#   --wallet FILE    the wallet's binary [default: sero-wallet beside the node]
#   --dir FOLDER     data, wallets and logs; a later run goes on where this one ended [default: target/local]
#   --fresh          throw away what an earlier run left in the folder, and begin a new chain
#   --rpc-port PORT  JSON-RPC of the first node; the others take the next two [default: 9944]
#   --p2p-port PORT  the same for other nodes [default: 30333]
#   --netns          each node in a network namespace of its own, joined by a bridge (Linux, as root)
#   --seconds N      end after N seconds
#   --dry-run        print the commands that would start the nodes, and end
#
#   node   mines  votes with                 wallet
#   alice  yes    first demo vote seed       first demo wallet
#   bob    yes    second demo vote seed      second demo wallet
#   carol  no     third demo vote seed, and  third demo wallet, which registers a staking node
#                 the wallet's own vote key
#
# All keys are public. It is for trying out, on one machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'local: %s\n' "$*"; }
die() {
	printf 'local: %s\n' "$1" >&2
	shift
	if [ $# -gt 0 ]; then printf '  %s\n' "$@" >&2; fi
	exit 1
}
usage() {
	sed -n '6,24s/^# \{0,1\}//p' scripts/local.sh >&2
	exit 2
}

node=target/release/sero-node wallet='' dir=target/local
fresh='' rpc_port=9944 p2p_port=30333 netns='' seconds='' dry_run=''

number() {
	[[ $2 =~ ^[0-9]{1,5}$ ]] || { printf 'local: %s takes a number, not "%s"\n' "$1" "$2" >&2; usage; }
}
while [ $# -gt 0 ]; do
	case "$1" in
	--node | --wallet | --dir | --rpc-port | --p2p-port | --seconds)
		[ $# -ge 2 ] || { printf 'local: %s takes a value\n' "$1" >&2; usage; }
		case "$1" in
		--node) node=$2 ;;
		--wallet) wallet=$2 ;;
		--dir) dir=$2 ;;
		--rpc-port) number "$1" "$2"; rpc_port=$2 ;;
		--p2p-port) number "$1" "$2"; p2p_port=$2 ;;
		--seconds) number "$1" "$2"; seconds=$2 ;;
		esac
		shift 2
		;;
	--fresh) fresh=1; shift ;;
	--netns) netns=1; shift ;;
	--dry-run) dry_run=1; shift ;;
	-h | --help) usage ;;
	*) printf 'local: what is "%s"?\n' "$1" >&2; usage ;;
	esac
done
[ -n "$wallet" ] || wallet=$(dirname "$node")/sero-wallet
for port in "$rpc_port" "$p2p_port"; do
	[ "$port" -ge 1024 ] && [ "$port" -le 65533 ] ||
		die "the ports from $port on cannot be used" "Choose one from 1024 to 65533."
done
[ $((rpc_port - p2p_port)) -gt 2 ] || [ $((p2p_port - rpc_port)) -gt 2 ] ||
	die '--rpc-port and --p2p-port overlap' 'Each stands for three ports in a row: keep them apart.'
for file in "$node" "$wallet"; do
	[ -x "$file" ] || die "there is no program $file" 'Type "make build", or name it with --node and --wallet.'
done
if [ -n "$netns" ]; then
	[ "$(id -u)" = 0 ] || die 'only root can make network namespaces' 'Run it as root, or without NETNS=1 (--netns).'
	command -v ip >/dev/null ||
		die 'the program "ip" is missing' 'apt-get install iproute2, or run it without NETNS=1 (--netns).'
fi

names=(alice bob carol)
# The flag that gives a node its demo vote seed.
voters=(--alice --bob --charlie)
# Identities of the node keys 1, 2 and 3.
peers=(12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp 12D3KooWHdiAxVd8uMQR1hGWXccidmfCwLqcMpGwR6QcTP6QRMuD
	12D3KooWSCufgHzV4fCwRijfH2k3abrpAJxTKxEvN1FDuRXA2U9x)
bridge=sero-br0
subnet=10.53.77

space() { echo "sero-${names[$1]}"; }
address() { if [ -n "$netns" ]; then echo "$subnet.$(($1 + 1))"; else echo 127.0.0.1; fi; }
# Namespaces have ports of their own.
rpc_of() { if [ -n "$netns" ]; then echo "$rpc_port"; else echo $((rpc_port + $1)); fi; }
p2p_of() { if [ -n "$netns" ]; then echo "$p2p_port"; else echo $((p2p_port + $1)); fi; }
url() { echo "ws://$(address "$1"):$(rpc_of "$1")"; }
password="$dir/password"

# wallet NODE COMMAND…: runs the wallet of a node.
run_wallet() {
	local number=$1
	shift
	"$wallet" --node "$(url "$number")" --wallet "$dir/${names[$number]}/wallet" --password-file "$password" "$@"
}

# Puts the command that starts a node into the array `command`.
command=()
node_command() {
	local number=$1 other author
	local base="$dir/${names[$number]}"
	command=()
	if [ -n "$netns" ]; then command+=(ip netns exec "$(space "$number")"); fi
	command+=("$node" --chain local --base-path "$base/data" "${voters[$number]}" --name "${names[$number]}"
		--rpc-port "$(rpc_of "$number")" --node-key-file "$base/node-key"
		--listen-addr "/ip4/$(address "$number")/tcp/$(p2p_of "$number")" --allow-private-ip
		--no-telemetry --no-prometheus)
	for other in 0 1 2; do
		if [ "$other" != "$number" ]; then
			command+=(--bootnodes "/ip4/$(address "$other")/tcp/$(p2p_of "$other")/p2p/${peers[$other]}")
		fi
	done
	if [ -n "$netns" ]; then command+=(--unsafe-rpc-external --rpc-methods safe --rpc-cors all); fi
	if [ "$number" -lt 2 ]; then
		author=$(cat "$base/author" 2>/dev/null || echo "ADDRESS")
		command+=(--mine --force-authoring --mining-threads 1 --author "$author")
	else
		command+=(--vote-seed-file "$base/vote.seed")
	fi
}

if [ -n "$dry_run" ]; then
	for number in 0 1 2; do
		node_command "$number"
		printf '%q ' "${command[@]}"
		echo
	done
	exit 0
fi

# --- one run at a time ------------------------------------------------------------------------------------------

mkdir -p "$dir"
exec 9>"$dir/lock"
flock -n 9 || die "a local network runs already in $dir" 'End it with Ctrl-C there, or choose another folder and ports.'
if [ -n "$fresh" ]; then
	for name in "${names[@]}"; do rm -rf "${dir:?}/$name"; done
fi
if [ -z "$netns" ]; then
	for number in 0 1 2; do
		for port in "$(rpc_of "$number")" "$(p2p_of "$number")"; do
			if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
				die "another program listens on port $port" 'End it, or choose others with --rpc-port and --p2p-port.'
			fi
		done
	done
fi

# --- the end ----------------------------------------------------------------------------------------------------

pids=()
helper=''
remove_spaces() {
	local number
	for number in 0 1 2; do ip netns delete "$(space "$number")" 2>/dev/null || true; done
	ip link delete "$bridge" 2>/dev/null || true
}
finish() {
	local status=$? pid waited=0
	trap - EXIT
	trap '' INT TERM
	if [ ${#pids[@]} -gt 0 ]; then say 'ending the nodes'; fi
	for pid in $helper "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
	for pid in "${pids[@]}"; do
		while kill -0 "$pid" 2>/dev/null && [ "$waited" -lt 150 ]; do
			sleep 0.1
			waited=$((waited + 1))
		done
		kill -KILL "$pid" 2>/dev/null || true
	done
	wait 2>/dev/null || true
	if [ -n "$netns" ]; then remove_spaces; fi
	exit "$status"
}
trap finish EXIT
trap 'exit 0' INT TERM

# --- namespaces ---------------------------------------------------------------------------------------------------

if [ -n "$netns" ]; then
	remove_spaces
	ip link add "$bridge" type bridge
	ip address add "$subnet.254/24" dev "$bridge"
	ip link set "$bridge" up
	for number in 0 1 2; do
		ip netns add "$(space "$number")"
		ip link add "sero-v$number" type veth peer name eth0 netns "$(space "$number")"
		ip link set "sero-v$number" master "$bridge" up
		ip netns exec "$(space "$number")" ip address add "$(address "$number")/24" dev eth0
		ip netns exec "$(space "$number")" ip link set eth0 up
		ip netns exec "$(space "$number")" ip link set lo up
	done
fi

# --- wallets, keys, nodes ---------------------------------------------------------------------------------------

# The seed of a demo wallet, as runtime/src/demo.rs makes it.
demo_seed() {
	python3 -c 'import hashlib, sys
print(hashlib.blake2b(f"SERO demo wallet {sys.argv[1]}".encode(), digest_size=32).hexdigest())' "$1"
}
echo demo >"$password"
for number in 0 1 2; do
	base="$dir/${names[$number]}"
	mkdir -p "$base"
	# Without a line break: the node takes none.
	printf '%064d' $((number + 1)) >"$base/node-key"
	[ -f "$base/wallet/wallet.key" ] ||
		run_wallet "$number" restore --seed "$(demo_seed $((number + 1)))" >/dev/null
	[ -s "$base/author" ] || run_wallet "$number" address >"$base/author"
done
[ -s "$dir/carol/vote.seed" ] || run_wallet 2 stake vote-key --export "$dir/carol/vote.seed" >/dev/null

for number in 0 1 2; do
	node_command "$number"
	# Not the lock: it is to be free when this script has ended.
	"${command[@]}" >>"$dir/${names[$number]}/node.log" 2>&1 9>&- &
	pids+=($!)
done

# carol's wallet registers her staking node when blocks come, once.
register() {
	local attempt
	for attempt in $(seq 1 60); do
		sleep 5
		if run_wallet 2 --json staking-node list --own 2>/dev/null >"$dir/carol/nodes.json"; then
			if grep -q '"node"' "$dir/carol/nodes.json"; then return; fi
			if run_wallet 2 staking-node register --fee 30 --wait --wait-seconds 120; then return; fi
		fi
	done
}
register >>"$dir/carol/wallet.log" 2>&1 9>&- &
helper=$!

sleep 1
cat <<EOF

Three nodes run. The data is in $dir; --fresh (make local ARGS=--fresh) begins a new chain.

  alice  $(url 0)  mines, votes              log: $dir/alice/node.log
  bob    $(url 1)  mines, votes              log: $dir/bob/node.log
  carol  $(url 2)  votes, staking node       log: $dir/carol/node.log

In a second terminal:

  export SERO_WALLET_PASSWORD=demo SERO_NODE=$(url 0)
  $wallet --wallet $dir/alice/wallet balance
  $wallet --wallet $dir/alice/wallet stake quote --amount 100
  $wallet --wallet $dir/alice/wallet staking-node list      # carol's, after half a minute
  $wallet --wallet $dir/alice/wallet stake buy --amount 100 --staking-node ID --wait
  $wallet --wallet $dir/alice/wallet stake list

Try to end a node by force (kill -9 ${pids[*]}): the others go on.
Ctrl-C here ends all.
EOF

# --- watch --------------------------------------------------------------------------------------------------------

begin=$SECONDS
running=3
ended=()
while [ "$running" -gt 0 ]; do
	for number in 0 1 2; do
		if [ -z "${ended[$number]-}" ] && ! kill -0 "${pids[$number]}" 2>/dev/null; then
			status=0
			wait "${pids[$number]}" || status=$?
			ended[number]=1
			running=$((running - 1))
			printf '\n'
			say "${names[$number]} has ended (status $status). The end of its log:"
			tail -n 5 "$dir/${names[$number]}/node.log" | sed 's/^/  /'
			node_command "$number"
			say 'To start it again, in another terminal:'
			printf '  '
			printf '%q ' "${command[@]}"
			printf '\n'
		fi
	done
	if [ -n "$seconds" ] && [ $((SECONDS - begin)) -ge "$seconds" ]; then
		say "$seconds seconds are over"
		exit 0
	fi
	sleep 0.5
done
die 'no node is left' "Look into the logs in $dir."
