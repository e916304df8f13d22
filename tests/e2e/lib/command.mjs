// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// What the scripts have in common: arguments, help, and an end with an error code.
import { parseArgs } from 'node:util'
import { account, connect } from './substrate.mjs'

/** Arguments of every script about referenda. */
export const COMMON = {
	url: { type: 'string', default: 'ws://127.0.0.1:9944' },
	proposer: { type: 'string', default: '//Alice' },
	voters: { type: 'string', default: '//Alice,//Bob,//Charlie' },
	conviction: { type: 'string', default: '1' },
	help: { type: 'boolean', default: false, short: 'h' },
}

/** The part of the help about them. */
export const COMMON_HELP = `  --url URL           WebSocket of a node [ws://127.0.0.1:9944]
  --proposer SECRET   who notes the preimage, submits and pays the deposits [//Alice]
  --voters LIST       who votes aye, secrets with commas between [//Alice,//Bob,//Charlie]
  --conviction N      0 to 6: the votes weigh N times and are locked 2^(N-1) periods; 0 weighs a tenth [1]
  -h, --help          this text

SECRET is a path of the development keys (//Alice) or a phrase of words. Phrases on the command line
can be read by other users of the machine: for real money use the apps or a hardware wallet.`

/** An account with the secret that it was named by, which is shown only if it is a path. */
function person(secret) {
	const pair = account(secret)
	return { pair, secret: secret.startsWith('//') ? secret : pair.address }
}

/** Runs a script: parses its arguments, connects, and ends the process. */
export async function run({ options, positionals = 0, help, main }) {
	try {
		const args = parseArgs({ options: { ...COMMON, ...options }, allowPositionals: positionals > 0 })
		if (args.values.help) {
			console.log(help)
			return
		}
		if (args.positionals.length !== positionals) throw new Error('see --help for the arguments')
		const conviction = Number(args.values.conviction)
		if (!Number.isInteger(conviction) || conviction < 0 || conviction > 6) {
			throw new Error('--conviction takes a whole number from 0 to 6')
		}
		const { cryptoWaitReady } = await import('@polkadot/util-crypto')
		await cryptoWaitReady()
		const proposer = person(args.values.proposer)
		const voters = args.values.voters.split(',').filter(Boolean).map(person)
		await main({ ...args, conviction, proposer, voters, connect: () => connect(args.values.url) })
	} catch (error) {
		console.error(`error: ${error.message}`)
		process.exitCode = 1
	}
	// Sockets of an unfinished connection would keep the process alive.
	process.exit()
}
