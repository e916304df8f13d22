// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Pauses a version of the circuits in an emergency, or resumes it, by referendum.
import { COMMON_HELP, run } from '../lib/command.mjs'
import { checkFunds, referendum } from '../lib/referendum.mjs'

const HELP = `Pauses or resumes a version of the circuits by a referendum.

node scripts/pause-circuit.mjs pause|resume [options]

pause runs on the track circuit_pause, which is quick; resume runs on the track root, which is not.

  --circuit N         the version [1]
${COMMON_HELP}`

const options = { circuit: { type: 'string', default: '1' } }

/** What each word does: the track, the call, and the status afterwards. */
const ACTIONS = {
	pause: { trackName: 'circuit_pause', method: 'pauseCircuit', becomes: 'paused' },
	resume: { trackName: 'root', method: 'resumeCircuit', becomes: 'active' },
}

const say = text => console.log(text)

async function statusOf(api, number) {
	const circuits = await api.rpc.shielded.circuits()
	return circuits.map(circuit => circuit.toJSON()).find(({ version }) => version === number)?.status
}

async function main({ values, positionals, connect, proposer, voters, conviction }) {
	const action = ACTIONS[positionals[0]]
	if (!action) throw new Error('say pause or resume; see --help')
	const number = Number(values.circuit)
	const api = await connect()
	await checkFunds(api, [proposer, ...voters])
	const before = await statusOf(api, number)
	if (!before) throw new Error(`the chain has no circuit version ${values.circuit}`)
	if (before === action.becomes) {
		say(`Circuit version ${number} is ${before} already`)
	} else {
		say(`Circuit version ${number} is ${before}`)
		const call = api.tx.shieldedAssets[action.method](number)
		const { trackName } = action
		const done = await referendum(api, { trackName, call, proposer, voters, conviction, say })
		const after = await statusOf(api, number)
		if (after !== action.becomes) throw new Error(`circuit version ${number} is ${after}`)
		say(`Done: circuit version ${number} is ${after} from block ${done.block} on`)
	}
	await api.disconnect()
}

await run({ options, positionals: 1, help: HELP, main })
