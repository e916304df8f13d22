// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Codes that a chain refuses, although its voters authorized them, or because they did not. SERO_OLD_WASM names the
// code of the release before the one that the node at SERO_WS_URL runs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, it } from 'node:test'
import { u8aConcat, u8aToHex } from '@polkadot/util'
import { blake2AsHex, cryptoWaitReady } from '@polkadot/util-crypto'
import { wsUrl } from '../lib/chain.mjs'
import { referendum } from '../lib/referendum.mjs'
import { account, connect, errorName, named, send } from '../lib/substrate.mjs'

let api, alice, voters
const old = readFileSync(process.env.SERO_OLD_WASM)

before(async () => {
	await cryptoWaitReady()
	api = await connect(wsUrl)
	voters = ['//Alice', '//Bob', '//Charlie'].map(secret => ({ secret, pair: account(secret) }))
	alice = voters[0]
})

after(() => api?.disconnect())

const apply = code => send(api, api.tx.system.applyAuthorizedUpgrade(u8aToHex(code)), account('//Dave'))
const specVersion = async () => (await api.rpc.state.getRuntimeVersion()).specVersion.toNumber()

/** Lets a referendum authorize a code. */
const authorize = (code, t) =>
	referendum(api, {
		trackName: 'root',
		call: api.tx.system.authorizeUpgrade(blake2AsHex(code)),
		proposer: alice,
		voters,
		conviction: 1,
		say: text => t.diagnostic(text),
	})

/** Applies a code that was authorized and must be refused nevertheless: the name of the reason. */
async function refusal(code) {
	const running = await specVersion()
	const { events } = await apply(code)
	const refused = events.find(event => named(event, 'system.RejectedInvalidAuthorizedUpgrade'))
	assert.ok(refused, 'the code is refused')
	assert.equal(refused.data.codeHash.toHex(), blake2AsHex(code))
	assert.ok(!events.some(event => named(event, 'system.CodeUpdated')))
	assert.equal(await specVersion(), running)
	// Nobody can try again.
	assert.ok((await api.query.system.authorizedUpgrade()).isNone)
	return errorName(refused.data.error)
}

/** The smallest Wasm module that says which runtime it is, where the chain looks for it. */
function namesake(specName, version) {
	const text = '(Text, Text, u32, u32, u32, Vec<([u8; 8], u32)>, u32, u8)'
	const content = api.registry.createType(text, [specName, 'other', 1, version, 1, [], 1, 1]).toU8a()
	const name = new TextEncoder().encode('runtime_version')
	const section = u8aConcat(new Uint8Array([name.length]), name, content)
	assert.ok(section.length < 128, 'its length is one byte')
	return u8aConcat(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, section.length]), section)
}

it('refuses every code that no referendum authorized', async () => {
	await assert.rejects(apply(old), { name: 'system.NothingAuthorized' })
	await assert.rejects(send(api, api.tx.system.authorizeUpgrade(blake2AsHex(old)), alice.pair), { name: 'BadOrigin' })
	await assert.rejects(send(api, api.tx.system.setCode(u8aToHex(old)), alice.pair), { name: 'BadOrigin' })
})

it('refuses another code than the authorized one, and the authorized one if its version is lower', async t => {
	await authorize(old, t)
	const other = Uint8Array.from(old)
	other[other.length - 1] ^= 1
	await assert.rejects(apply(other), { name: 'system.Unauthorized' })
	// The right one can still come.
	assert.ok((await api.query.system.authorizedUpgrade()).isSome)
	assert.equal(await refusal(old), 'system.SpecVersionNeedsToIncrease')
})

it('refuses the code of another chain', async t => {
	const foreign = namesake('other', 1_000_000)
	await authorize(foreign, t)
	assert.equal(await refusal(foreign), 'system.InvalidSpecName')
})

it('refuses the same version again', async t => {
	const same = namesake('sero', await specVersion())
	await authorize(same, t)
	assert.equal(await refusal(same), 'system.SpecVersionNeedsToIncrease')
})
