// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Every pallet of this chain through `polkadot-api` (papi), by the metadata alone: no generated descriptors.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { cryptoWaitReady } from '@polkadot/util-crypto'
import { Binary, createClient } from 'polkadot-api'
import { withPolkadotSdkCompat } from 'polkadot-api/polkadot-sdk-compat'
import { getPolkadotSigner } from 'polkadot-api/signer'
import { getWsProvider } from 'polkadot-api/ws-provider/node'
import { wsUrl } from '../lib/chain.mjs'
import { facts, nameBytes } from '../lib/facts.mjs'
import { account } from '../lib/substrate.mjs'

const hex = text => Binary.fromHex(text)
const SERO = hex(nameBytes('SERO'))
let client, api, alice

before(async () => {
	await cryptoWaitReady()
	client = createClient(withPolkadotSdkCompat(getWsProvider(wsUrl)))
	api = client.getUnsafeApi()
	const pair = account('//Alice')
	alice = getPolkadotSigner(pair.publicKey, 'Sr25519', message => pair.sign(message))
	await api.runtimeToken
})

after(() => client?.destroy())

/** Sends a call; the events of its transaction. Throws the error's name if it fails. */
async function send(call) {
	const { ok, dispatchError, events } = await inBlock(call)
	if (!ok) throw Object.assign(new Error('refused'), { name: nameOf(dispatchError) })
	return events
}

/** Waits for the best block, not for finality, which comes later. */
const inBlock = call =>
	new Promise((resolve, reject) => {
		const subscription = call.signSubmitAndWatch(alice).subscribe({
			next: event => {
				if (event.type !== 'txBestBlocksState' || !event.found) return
				resolve(event)
				queueMicrotask(() => subscription.unsubscribe())
			},
			error: reject,
		})
	})

const nameOf = error => (error.type === 'Module' ? `${error.value.type}.${error.value.value.type}` : error.type)

/** Sends a call as root; throws the error of the call by its name. */
async function asRoot(call) {
	const events = await send(api.tx.Sudo.sudo({ call: call.decodedCall }))
	const { sudo_result: result } = events.find(({ type, value }) => type === 'Sudo' && value.type === 'Sudid').value.value
	if (!result.success) throw Object.assign(new Error('refused'), { name: nameOf(result.value) })
	return events
}

/** The first `count` values of a stream. */
const first = (stream, count) =>
	new Promise((resolve, reject) => {
		const values = []
		const subscription = stream.subscribe({
			next: value => {
				values.push(value)
				if (values.length < count) return
				resolve(values)
				queueMicrotask(() => subscription.unsubscribe())
			},
			error: reject,
		})
	})

const happened = (events, pallet, name) => events.find(({ type, value }) => type === pallet && value.type === name)?.value.value
const best = { at: 'best' }

it('ShieldedAssets: read, shield, refuse', async () => {
	const supply = await api.query.ShieldedAssets.Supplies.getValue(SERO, best)
	assert.ok(supply.minted > 0n)
	const circuits = await api.query.ShieldedAssets.CircuitVersions.getEntries(best)
	assert.equal(circuits[0].value.status.type, 'Active')
	assert.ok((await api.constants.ShieldedAssets.AnchorWindow()) > 1)
	const [share] = await api.query.StakingNodes.Shares.getEntries(best)
	const memo = hex(`0x${'00'.repeat(64)}`)
	const shield = (address, currency, amount) => api.tx.ShieldedAssets.shield({ address, currency, amount, memo })
	const events = await send(shield(share.value.owner, SERO, 10n ** 18n))
	assert.equal(happened(events, 'ShieldedAssets', 'Shielded').amount, 10n ** 18n)
	await assert.rejects(send(shield(share.value.owner, hex(nameBytes('NOBODYS')), 1n)), { name: 'ShieldedAssets.UnknownCurrency' })
	await assert.rejects(send(api.tx.ShieldedAssets.pause_circuit({ version: 1 })), { name: 'BadOrigin' })
	await assert.rejects(asRoot(api.tx.ShieldedAssets.pause_circuit({ version: 9 })), { name: 'ShieldedAssets.UnknownCircuitVersion' })
})

it('Tickets and Packages: read', async () => {
	const category = hex(nameBytes(facts.ticket.category))
	assert.ok(await api.query.Tickets.Categories.getValue(category, best))
	const burned = await api.query.Tickets.Tickets.getValue(category, hex(facts.ticket.id), best)
	assert.equal(burned, false)
	const record = await api.query.Packages.Packages.getValue(hex(facts.package), best)
	assert.equal(record.status.type, 'Sealed')
})

it('PowPosConsensus and StakingNodes: read and follow', async () => {
	assert.equal((await api.query.PowPosConsensus.Params.getValue(best)).tickets_per_block, 3)
	const logs = await first(api.query.PowPosConsensus.CurrentLog.watchValue('best'), 3)
	// Four words of 64 bits, the lowest one first.
	const works = logs.map(log => log.cumulative_work.reduceRight((sum, word) => (sum << 64n) + word, 0n))
	assert.ok(works[0] < works[1] && works[1] < works[2], works.join(' '))
	assert.equal((await api.query.StakingNodes.Shares.getEntries(best)).length, 3)
	const [sums] = await first(api.query.StakingNodes.Sums.watchValue('best'), 1)
	assert.equal(sums.shares, 3)
})

it('Licenses and Governance: read, set by root, refuse', async () => {
	assert.equal(await api.query.Licenses.Period.getValue(best), undefined)
	await assert.rejects(send(api.tx.Licenses.set_required({ period: undefined })), { name: 'BadOrigin' })
	const past = { first_block: 1, last_block: 2 }
	await assert.rejects(asRoot(api.tx.Licenses.set_required({ period: past })), { name: 'Licenses.InvalidPeriod' })
	const settings = await api.query.Governance.Settings.getValue(best)
	assert.equal(settings.root.decision_period, 6)
	const never = { ...settings, root: { ...settings.root, decision_period: 0 } }
	await assert.rejects(asRoot(api.tx.Governance.set_settings({ settings: never })), { name: 'Governance.UnusableTrack' })
	const events = await asRoot(api.tx.Governance.set_settings({ settings }))
	assert.ok(happened(events, 'Governance', 'SettingsChanged'))
})

it('ContractAssets: read', async () => {
	const contract = hex(facts.contract)
	const held = await api.query.ContractAssets.Books.getValue(contract, hex(nameBytes(facts.currency)), best)
	assert.equal(String(held), facts.held)
	assert.ok(await api.query.ContractAssets.LongAddresses.getValue(contract, best))
	assert.ok((await api.constants.ContractAssets.MaxCallWeight()).ref_time > 0n)
})

it('methods of our own are asked for by name', async () => {
	const { specName, specVersion } = await client._request('shielded_status', [])
	const version = await api.constants.System.Version()
	assert.deepEqual([specName, specVersion], [version.spec_name, version.spec_version])
	await assert.rejects(client._request('shielded_path', [4_000_000_000]), { code: 7_001 })
})
