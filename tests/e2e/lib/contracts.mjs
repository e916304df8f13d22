// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Compiles the contracts of ../contracts with the pinned compiler.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Name of each contract of Tests.sol -> { abi, bytecode }. */
export function compile() {
	const solc = require('solc')
	const input = {
		language: 'Solidity',
		sources: { 'Tests.sol': { content: readFileSync(join(root, 'contracts/Tests.sol'), 'utf8') } },
		settings: {
			optimizer: { enabled: true, runs: 200 },
			outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
		},
	}
	const found = path => {
		try {
			return { contents: readFileSync(join(root, 'node_modules', path), 'utf8') }
		} catch (error) {
			return { error: String(error) }
		}
	}
	const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }))
	const errors = (output.errors ?? []).filter(error => error.severity === 'error')
	if (errors.length > 0) throw new Error(errors.map(error => error.formattedMessage).join('\n'))
	const contracts = {}
	for (const [name, contract] of Object.entries(output.contracts['Tests.sol'])) {
		contracts[name] = { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` }
	}
	return contracts
}
