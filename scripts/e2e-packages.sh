#!/usr/bin/env bash
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
#
# Installs the npm packages of tests/e2e as its lock file names them; does nothing, at once, when they are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tests/e2e"

say() { printf 'e2e-packages: %s\n' "$*" >&2; }

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
	say 'node and npm are missing. On Debian, scripts/setup.sh installs them; elsewhere install Node 18 or newer.'
	exit 1
fi
major=$(node -p 'process.versions.node.split(".")[0]')
if [ "$major" -lt 18 ]; then
	say "node is $(node --version), and 18 or newer is needed."
	exit 1
fi
wanted=$(sha256sum package-lock.json | cut -d' ' -f1)
stamp=node_modules/.sero-lock
[ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || exit 0
# Two tests may come at a time.
exec 9>.packages.lock
flock 9
[ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || exit 0
say 'npm ci (viem, the Solidity compiler, OpenZeppelin, Polkadot; about 200 MB)'
if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2; then
	say 'the packages could not be installed (the message of npm is above).'
	say 'They come from https://registry.npmjs.org, or from the registry that npm is configured for. Without a'
	say 'connection, copy tests/e2e/node_modules from a machine that has it.'
	exit 1
fi
echo "$wanted" >"$stamp"
