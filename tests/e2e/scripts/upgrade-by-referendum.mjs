// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Upgrades the runtime of a chain the way a chain with value does it: by a referendum.
import { readFileSync } from 'node:fs'
import { blake2AsHex } from '@polkadot/util-crypto'
import { u8aToHex } from '@polkadot/util'
import { COMMON_HELP, run } from '../lib/command.mjs'
import { blocksWithVotes, checkFunds, referendum } from '../lib/referendum.mjs'
import { account, errorName, eventNames, named, send } from '../lib/substrate.mjs'

const HELP = `Upgrades the runtime of a chain by a referendum on the track root.

node scripts/upgrade-by-referendum.mjs --wasm FILE [options]

  --wasm FILE         the new runtime, compressed: *.compact.compressed.wasm
  --applier SECRET    who sends the code once it is authorized; may be anybody [the last voter]
  --blocks N          blocks with votes to wait for after the upgrade [5]
${COMMON_HELP}`

const options = {
	wasm: { type: 'string' },
	applier: { type: 'string' },
	blocks: { type: 'string', default: '5' },
}

const say = text => console.log(text)

/** Version and name of the runtime at a block. */
async function version(api, hash) {
	const { specName, specVersion } = await api.rpc.state.getRuntimeVersion(...(hash ? [hash] : []))
	return { name: specName.toString(), number: specVersion.toNumber() }
}

/** Makes everybody see that this code, and no other, may become the runtime. */
async function authorize(api, hash, { proposer, voters, conviction }) {
	const call = api.tx.system.authorizeUpgrade(hash)
	await referendum(api, { trackName: 'root', call, proposer, voters, conviction, say })
	const authorized = await api.query.system.authorizedUpgrade()
	if (authorized.isNone || authorized.unwrap().codeHash.toHex() !== hash) {
		throw new Error('another upgrade was authorized meanwhile')
	}
}

/** Sends the code. Answers with the block in which it is the runtime for the first time. */
async function apply(api, code, hash, from) {
	const applied = await send(api, api.tx.system.applyAuthorizedUpgrade(u8aToHex(code)), from)
	const refused = applied.events.find(event => named(event, 'system.RejectedInvalidAuthorizedUpgrade'))
	if (refused) throw new Error(`the chain refuses this code: ${errorName(refused.data.error)}`)
	if (!applied.events.some(event => named(event, 'system.CodeUpdated'))) {
		throw new Error(`block ${applied.block} has no new code (${eventNames(applied.events)})`)
	}
	say(`Block ${applied.block}: the code is stored (${eventNames(applied.events)})`)
	return applied
}

async function main({ values, connect, proposer, voters, conviction }) {
	if (!values.wasm) throw new Error('--wasm FILE is missing')
	const blocks = Number(values.blocks)
	if (!Number.isInteger(blocks) || blocks < 1) throw new Error('--blocks takes a whole number from 1 on')
	const code = readFileSync(values.wasm)
	// Compressed with zstd behind Substrate's own eight bytes, or plain.
	if (!['52bc5376', '0061736d'].includes(code.subarray(0, 4).toString('hex'))) {
		throw new Error(`${values.wasm} is no runtime`)
	}
	const hash = blake2AsHex(code)
	const api = await connect()
	const best = await checkFunds(api, [proposer, ...voters])
	const before = await version(api)
	say(`Block ${best}: the chain runs ${before.name} ${before.number}`)
	say(`The new code has ${code.length} bytes and the hash ${hash}`)
	await authorize(api, hash, { proposer, voters, conviction })

	const applier = values.applier ? account(values.applier) : voters[voters.length - 1].pair
	const applied = await apply(api, code, hash, applier)
	// The block with the code is still made by the old one; its children are made by the new one.
	const after = await version(api, applied.blockHash)
	if (after.number <= before.number) throw new Error(`the chain still runs ${after.number}`)
	say(`From block ${applied.block + 1} on the chain runs ${after.name} ${after.number}`)
	const last = await blocksWithVotes(api, applied.block, blocks, say)
	const upgraded = await api.query.system.lastRuntimeUpgrade()
	if (upgraded.unwrap().specVersion.toNumber() !== after.number) {
		throw new Error('the migrations of the new runtime did not run')
	}
	say(`Done: ${before.number} -> ${after.number}; ${blocks} blocks with votes came, the last one is ${last}`)
	await api.disconnect()
}

await run({ options, help: HELP, main })
