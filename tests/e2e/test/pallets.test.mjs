// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Every pallet of this chain through @polkadot/api: what it stores, what it tells, what can be sent, and by which
// name a refusal comes back.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { wsUrl } from '../lib/chain.mjs'
import { facts, nameBytes } from '../lib/facts.mjs'
import { account, bestNumber, blocksFrom, connect, errorName, named, send } from '../lib/substrate.mjs'

const SERO = nameBytes('SERO')
const NO_MEMO = `0x${'00'.repeat(64)}`
let api, alice

before(async () => {
	await cryptoWaitReady()
	api = await connect(wsUrl)
	alice = account('//Alice')
})

after(() => api?.disconnect())

/** Sends a call as root, which the development chain has a key for; throws the error of the call by its name. */
async function asRoot(call) {
	const sent = await send(api, api.tx.sudo.sudo(call), alice)
	const { sudoResult } = sent.events.find(event => named(event, 'sudo.Sudid')).data
	if (sudoResult.isErr) throw Object.assign(new Error('refused'), { name: errorName(sudoResult.asErr) })
	return sent
}

/** The first event of a kind in the blocks that come. */
async function nextEvent(name, blocks = 8) {
	let left = blocks
	for await (const { events } of blocksFrom(api, (await bestNumber(api)) + 1)) {
		const found = events.find(event => named(event, name))
		if (found) return found
		if (--left === 0) throw new Error(`no ${name} in ${blocks} blocks`)
	}
}

/** A one-time address that the chain has accepted: that of the last miner. */
async function oneTimeAddress() {
	const { data } = await nextEvent('powPosConsensus.MinerRewarded')
	return data.author.toHex()
}

it('shieldedAssets: storage is read', async () => {
	const [circuits, supply, leaves, anchor] = await Promise.all([
		api.query.shieldedAssets.circuitVersions.entries(),
		api.query.shieldedAssets.supplies(SERO),
		api.query.shieldedAssets.leafCount(),
		api.query.shieldedAssets.currentAnchor(),
	])
	assert.equal(circuits.length, 1)
	const [key, keys] = circuits[0]
	assert.equal(key.args[0].toNumber(), 1)
	assert.equal(keys.unwrap().status.type, 'Active')
	assert.equal(keys.unwrap().provenance.type, 'Development')
	assert.ok(supply.unwrap().minted.toBigInt() > 0n)
	assert.ok(leaves.toNumber() > 1)
	assert.equal(anchor.toHex().length, 66)
	assert.ok(api.consts.shieldedAssets.anchorWindow.toNumber() > 1)
	const issuer = await api.query.shieldedAssets.currencyIssuers(nameBytes(facts.currency))
	assert.equal(issuer.unwrap().type, 'Contract')
	assert.equal(issuer.unwrap().asContract.toHex(), facts.contract)
})

it('shieldedAssets: an account shields, and its event tells which note that made', async () => {
	const address = await oneTimeAddress()
	const amount = 2n * 10n ** 18n
	const { events } = await send(api, api.tx.shieldedAssets.shield(address, SERO, amount, NO_MEMO), alice)
	const { data } = events.find(event => named(event, 'shieldedAssets.Shielded'))
	assert.equal(data.account.toString(), alice.address)
	assert.equal(data.amount.toBigInt(), amount)
	const note = events.find(event => named(event, 'shieldedAssets.PublicNoteAdded')).data
	assert.equal(note.output.address.toHex(), address)
	assert.ok(data.index.eq(note.index))
})

it('shieldedAssets: refusals have their names', async () => {
	const { shield, pauseCircuit, resumeCircuit } = api.tx.shieldedAssets
	const garbage = `0x${'ff'.repeat(96)}`
	await assert.rejects(send(api, shield(garbage, SERO, 1, NO_MEMO), alice), { name: /^shieldedAssets\.(InvalidPoint|NonCanonicalField)$/ })
	const address = await oneTimeAddress()
	await assert.rejects(send(api, shield(address, nameBytes('NOBODYS'), 1, NO_MEMO), alice), {
		name: 'shieldedAssets.UnknownCurrency',
	})
	await assert.rejects(send(api, pauseCircuit(1), alice), { name: 'BadOrigin' })
	await assert.rejects(asRoot(pauseCircuit(9)), { name: 'shieldedAssets.UnknownCircuitVersion' })
	await assert.rejects(asRoot(resumeCircuit(1)), { name: 'shieldedAssets.CircuitVersionNotPaused' })
})

it('tickets: storage is read; tickets come by bundles only', async () => {
	const { category, id } = facts.ticket
	const record = await api.query.tickets.categories(nameBytes(category))
	assert.ok(record.isSome)
	assert.ok((await api.query.tickets.tickets(nameBytes(category), id)).isSome)
	assert.ok((await api.query.tickets.tickets(nameBytes(category), `0x${'77'.repeat(32)}`)).isNone)
	const issued = (await api.query.shieldedAssets.ticketSupplies(nameBytes(category))).unwrap()
	assert.equal(issued.issued.toNumber(), 1)
	assert.equal(api.tx.tickets, undefined)
	for (const event of ['CategoryRegistered', 'TicketIssued', 'TicketBurned']) assert.ok(api.events.tickets[event])
})

it('packages: storage is read; packages come by bundles only', async () => {
	const record = (await api.query.packages.packages(facts.package)).unwrap()
	assert.equal(record.status.type, 'Sealed')
	assert.ok((await api.query.packages.sealedData(facts.package)).unwrap().length > 0)
	const all = await api.query.packages.packages.keys()
	assert.deepEqual(all.map(key => key.args[0].toHex()), [facts.package])
	assert.equal(api.tx.packages, undefined)
})

it('powPosConsensus: storage is read and followed; its only call is an inherent', async () => {
	const params = (await api.query.powPosConsensus.params()).unwrap()
	assert.equal(params.targetBlockTimeMs.toNumber(), 2_000)
	assert.equal(params.ticketsPerBlock.toNumber(), 3)
	assert.ok((await api.query.powPosConsensus.powFunctions()).unwrap().phases[0].function.isProgPow)
	// The work of the chain grows with each block.
	const works = []
	await new Promise((resolve, reject) => {
		const stop = api.query.powPosConsensus.currentLog(log => {
			works.push(log.cumulativeWork.toBigInt())
			if (works.length === 3) stop.then(end => end()).then(resolve)
		})
		stop.catch(reject)
	})
	assert.ok(works[0] < works[1] && works[1] < works[2], works.join(' '))
	assert.equal((await nextEvent('powPosConsensus.VotesCounted')).data.voted.toNumber(), 3)
	const { block } = await api.rpc.chain.getBlock()
	const inherent = block.extrinsics.find(({ method }) => method.section === 'powPosConsensus')
	assert.equal(inherent.method.method, 'noteParent')
	const again = api.tx.powPosConsensus.noteParent(...inherent.method.args)
	await assert.rejects(send(api, again, alice), /1010: Invalid Transaction/)
	assert.ok(api.errors.powPosConsensus.ParentNotedTwice.meta.docs.length > 0)
})

it('stakingNodes: storage is read and followed; shares come by bundles only', async () => {
	const params = (await api.query.stakingNodes.params()).unwrap()
	assert.equal(params.maxTicketsPerPurchase.toNumber(), 1_000)
	const shares = await api.query.stakingNodes.shares.entries()
	assert.equal(shares.length, 3)
	const sums = await api.query.stakingNodes.sums()
	assert.equal(sums.shares.toNumber(), 3)
	const { data } = await nextEvent('stakingNodes.TicketVoted')
	assert.ok(shares.some(([key]) => key.args[0].eq(data.share)))
	assert.equal(api.tx.stakingNodes, undefined)
})

it('licenses: storage is read; root sets periods, and bad ones are refused by name', async () => {
	assert.ok((await api.query.licenses.circuit()).unwrap().provenance.isDevelopment)
	assert.ok((await api.query.licenses.period()).isNone)
	const { setRequired, setLicensor } = api.tx.licenses
	await assert.rejects(send(api, setRequired(null), alice), { name: 'BadOrigin' })
	const past = { firstBlock: 1, lastBlock: 2 }
	const args = setRequired.meta.args[0]
	assert.ok(args.type.toString().includes('LicensePeriod'))
	await assert.rejects(asRoot(setRequired(past)), { name: 'licenses.InvalidPeriod' })
	await assert.rejects(asRoot(setLicensor(`0x${'00'.repeat(64)}`)), { name: 'licenses.InvalidLicensor' })
	const { events } = await asRoot(setRequired(null))
	assert.ok(events.some(event => named(event, 'licenses.RequirementSet')))
})

it('contractAssets: storage is read; contracts are called by bundles only', async () => {
	const { contract, currency, held } = facts
	const book = await api.query.contractAssets.books(contract, nameBytes(currency))
	assert.equal((book.isSome ? book.unwrap() : book).toString(), held)
	assert.ok((await api.query.contractAssets.longAddresses(contract)).isSome)
	assert.equal(await api.query.contractAssets.palletVersion().then(version => version.toNumber()), 1)
	assert.ok(api.consts.contractAssets.maxCallWeight.refTime.toBigInt() > 0n)
	assert.equal(api.tx.contractAssets, undefined)
})

it('governance: settings are read and changed by root; unusable ones are refused by name', async () => {
	const settings = (await api.query.governance.settings()).toJSON()
	assert.equal(settings.root.decisionPeriod, 6)
	const never = { ...settings, root: { ...settings.root, decisionPeriod: 0 } }
	await assert.rejects(asRoot(api.tx.governance.setSettings(never)), { name: 'governance.UnusableTrack' })
	const short = { ...settings, voteLockingPeriod: 0 }
	await assert.rejects(asRoot(api.tx.governance.setSettings(short)), { name: 'governance.LockTooShort' })
	const { events } = await asRoot(api.tx.governance.setSettings(settings))
	assert.ok(events.some(event => named(event, 'governance.SettingsChanged')))
})

it('every error of every pallet says in its text what is wrong', () => {
	const own = ['shieldedAssets', 'powPosConsensus', 'licenses', 'governance']
	for (const pallet of own) {
		for (const [name, { meta }] of Object.entries(api.errors[pallet])) {
			assert.ok(meta.docs.join(' ').trim().length > 10, `${pallet}.${name}`)
		}
	}
})
