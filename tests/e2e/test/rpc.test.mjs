// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// The methods that only this node has, by the definitions in rpc.json: each answers, and refuses with a clear error.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { wsUrl } from '../lib/chain.mjs'
import { facts } from '../lib/facts.mjs'
import { connect, rpcDefinitions } from '../lib/substrate.mjs'

/** Namespaces of our own; the first ones of `eth` and `sero` are those of outside miners. */
const OWN = Object.keys(rpcDefinitions)
const UNKNOWN = `0x${'77'.repeat(32)}`
const NOBODY = `0x${'77'.repeat(20)}`
let api

before(async () => {
	api = await connect(wsUrl)
})

after(() => api?.disconnect())

/** Answers of one kind. */
const isNone = answer => assert.ok(answer.isNone)
const isHex = bytes => answer => assert.match(answer.toHex(), new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`))
const has = (...fields) => answer => fields.forEach(field => assert.ok(field in one(answer), field))
const one = answer => (answer.isSome ? answer.unwrap() : answer).toJSON()
const each = (...fields) => answer => {
	assert.ok(answer.length > 0)
	answer.forEach(has(...fields))
}

/** Every method: arguments and what the answer is like; then, if it can be refused, arguments and the error's name. */
const CALLS = {
	shielded_status: [[], has('genesisHash', 'bestNumber', 'indexedNumber', 'leafCount', 'specVersion')],
	shielded_blocks: [[0, 2], each('number', 'hash', 'parent', 'notes'), [0, 513], 'InvalidParameter'],
	shielded_requiredFee: [[1, 2, 0], fee => assert.ok(BigInt(fee) > 0n), [1, 2, 0, '0xff'], 'InvalidParameter'],
	shielded_submitBundle: [null, null, ['0x00'], 'Malformed'],
	shielded_leaves: [[0, 3], leaves => assert.equal(leaves.length, 3), [0, 9_000], 'InvalidParameter'],
	shielded_path: [[0], has('index', 'anchor', 'blockNumber', 'siblings'), [4_000_000_000], 'NoSuchLeaf'],
	shielded_isAnchorKnown: [[UNKNOWN], known => assert.ok(known.isFalse)],
	shielded_areSpent: [
		[[UNKNOWN]],
		spent => assert.deepEqual(spent.toJSON(), [false]),
		[Array(1_025).fill(UNKNOWN)],
		'InvalidParameter',
	],
	shielded_supplyAudit: [[], audit => assert.ok(one(audit).currencies.every(({ balanced }) => balanced))],
	shielded_circuits: [[], each('version', 'status', 'provenance', 'inputKey', 'outputKey')],
	staking_status: [[], has('params', 'pool', 'price', 'shares', 'staked')],
	staking_quote: [['5000000000000000000'], has('tickets', 'value', 'principal', 'change')],
	staking_share: [[UNKNOWN], isNone],
	staking_shares: [[null, 2], each('id', 'status', 'owner', 'tickets'), [null, 257], 'InvalidParameter'],
	staking_node: [[UNKNOWN], isNone],
	staking_nodes: [[], nodes => assert.deepEqual(nodes.toJSON(), []), [null, 257], 'InvalidParameter'],
	voting_status: [[], has('votesRequired', 'quorum', 'ticketsPerBlock', 'pool')],
	assets_currency: [[facts.currency], has('name', 'issuer', 'supplyClass', 'supply'), ['lower'], 'InvalidParameter'],
	assets_ticket: [[facts.ticket.category, facts.ticket.id], has('category', 'id', 'issuer', 'burned'), ['no', UNKNOWN], 'InvalidParameter'],
	assets_ticketSupply: [[facts.ticket.category], has('issued', 'pool', 'balanced'), ['no'], 'InvalidParameter'],
	packages_package: [[facts.package], has('id', 'status', 'owner', 'sealed')],
	packages_sealed: [[], each('id', 'status', 'owner'), [null, 65], 'InvalidParameter'],
	contracts_dryRun: [null, null, ['0x00', '0x00'], 'InvalidParameter'],
	contracts_longAddress: [[facts.contract], address => isHex(64)(address.unwrap())],
	contracts_tokenRate: [[NOBODY, facts.currency], isNone, [NOBODY, 'no'], 'InvalidParameter'],
	contracts_balance: [
		[facts.contract, facts.currency],
		balance => assert.equal(balance.toString(), facts.held),
		[facts.contract, 'no'],
		'InvalidParameter',
	],
	contracts_payee: [[NOBODY], isNone],
	mining_status: [[], has('local', 'nextNumber', 'difficulty', 'votingActive')],
}
for (const name of ['sero', 'eth']) {
	CALLS[`${name}_getWork`] = [[], work => assert.ok(work[3].toNumber() > 0)]
	CALLS[`${name}_submitWork`] = [['0x0000000000000001', UNKNOWN, UNKNOWN], made => assert.ok(made.isFalse), ['0x01', UNKNOWN, UNKNOWN], 'InvalidParameter']
	CALLS[`${name}_submitHashrate`] = [['0x10', UNKNOWN], noted => assert.ok(noted.isTrue)]
	CALLS[`${name}_hashrate`] = [[], rate => assert.ok(rate.toNumber() > 0)]
	CALLS[`${name}_mining`] = [[], mining => assert.ok(mining.isTrue)]
}

it('the definitions are those of the node, no more and no less', async () => {
	const { methods } = (await api.rpc.rpc.methods()).toJSON()
	const served = methods.filter(method => OWN.includes(method.split('_')[0]))
	const defined = OWN.flatMap(section => Object.keys(rpcDefinitions[section]).map(name => `${section}_${name}`))
	assert.deepEqual(defined.sort(), served.sort())
	assert.deepEqual(Object.keys(CALLS).sort(), served, 'each is called below')
})

for (const [method, [args, check, badArgs, name]] of Object.entries(CALLS)) {
	const [section, call] = method.split('_')
	it(`${method} answers${badArgs ? ' and refuses' : ''}`, async () => {
		if (args) check(await api.rpc[section][call](...args))
		if (!badArgs) return
		await assert.rejects(api.rpc[section][call](...badArgs), error => {
			assert.ok(error.code >= 7_000 && error.code < 7_400, `${error.code}: ${error.message}`)
			const data = typeof error.data === 'string' ? JSON.parse(error.data) : error.data
			assert.equal(data.name, name)
			assert.ok(data.hint.length > 10)
			return true
		})
	})
}

it('a parameter of another type is refused before anything is asked', async () => {
	// As the apps do it under Developer, JavaScript, where no definitions are.
	const ask = (method, params) => api._rpcCore.provider.send(method, params)
	assert.ok((await ask('shielded_status', [])).bestNumber > 0)
	await assert.rejects(ask('shielded_blocks', ['zero', 1]), { code: -32_602 })
	await assert.rejects(ask('shielded_nothing', []), { code: -32_601 })
})
