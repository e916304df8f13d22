// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// What scripts and tests do with Polkadot's API: connect, send, follow the chain, name errors.
import { readFileSync } from 'node:fs'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'

/** Methods that only SERO nodes have, as @polkadot/api takes them. */
export const rpcDefinitions = JSON.parse(readFileSync(new URL('../rpc.json', import.meta.url), 'utf8'))

/** Connects to a node; a clear error if there is none. */
export async function connect(url) {
	const provider = new WsProvider(url, false)
	await provider.connect()
	try {
		await withTimeout(provider.isReady, 15_000)
	} catch {
		await provider.disconnect()
		throw new Error(`no node answers at ${url}`)
	}
	return ApiPromise.create({ provider, rpc: rpcDefinitions, noInitWarn: true })
}

function withTimeout(promise, milliseconds) {
	let timer
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error('timeout')), milliseconds)
	})
	return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const keyring = new Keyring({ type: 'sr25519' })

/** The account of a secret: `//Alice`, or a phrase of words with a path behind it. */
export const account = secret => keyring.addFromUri(secret)

/** The name of what a call failed with: `pallet.Error`, or the kind of error. */
export function errorName(error) {
	if (!error.isModule) return error.isBadOrigin ? 'BadOrigin' : error.toString()
	const { section, name } = error.registry.findMetaError(error.asModule)
	return `${section}.${name}`
}

/** A call that got into a block and failed there. `name` is the error's name. */
export class CallFailed extends Error {
	constructor(name, block) {
		super(`${name} (in block ${block})`)
		this.name = name
	}
}

/**
 * Signs, sends and waits for the block. Answers with the block's height, its hash and the events of this
 * transaction. Throws `CallFailed` if the call failed, and what the pool says if it takes no such transaction.
 */
export async function send(api, call, from, options = {}) {
	const { blockHash, events } = await new Promise((resolve, reject) => {
		let unsubscribe
		const finish = (done, value) => {
			unsubscribe?.()
			done(value)
		}
		const seen = ({ status, events }) => {
			if (status.isInBlock) finish(resolve, { blockHash: status.asInBlock, events })
			else if (status.isInvalid || status.isDropped || status.isUsurped) {
				finish(reject, new Error(`the pool gave the transaction up: ${status.type}`))
			}
		}
		const sent = from
			? call.signAndSend(from, { nonce: -1, ...options }, seen)
			: call.send(seen)
		sent.then(stop => (unsubscribe = stop), reject)
	})
	const { number } = await api.rpc.chain.getHeader(blockHash)
	const block = number.toNumber()
	const failed = events.map(({ event }) => event).find(event => named(event, 'system.ExtrinsicFailed'))
	if (failed) throw new CallFailed(errorName(failed.data.dispatchError), block)
	return { block, blockHash, events: events.map(({ event }) => event) }
}

/** Whether an event is the one with this name. */
export const named = (event, name) => `${event.section}.${event.method}` === name

/** Names of events in the order in which they happened, without those that every transaction has. */
export const eventNames = events =>
	events
		.map(event => `${event.section}.${event.method}`)
		.filter(name => !/^(system\.ExtrinsicSuccess|transactionPayment\.|balances\.)/.test(name))

/**
 * Every block of the best chain from a height on, one after the other, as `{ number, hash, at, events }`. Metadata
 * of each block decodes its own events, so that an upgrade on the way does no harm. When the chain is reorganized,
 * the blocks of the new branch come, from where it begins.
 */
export async function* blocksFrom(api, first) {
	// Hashes of the blocks before, as far back as a reorganization goes.
	const trail = []
	for (let number = first; ; ) {
		let hash
		while ((hash = await api.rpc.chain.getBlockHash(number)).isEmpty) await pause(200)
		const { parentHash } = await api.rpc.chain.getHeader(hash)
		if (trail.length > 0 && !parentHash.eq(trail[trail.length - 1])) {
			trail.pop()
			number--
			continue
		}
		const at = await api.at(hash)
		const records = await at.query.system.events()
		yield { number, hash, at, events: records.map(({ event }) => event) }
		trail.push(hash)
		if (trail.length > 256) trail.shift()
		number++
	}
}

/** Height of the best block. */
export const bestNumber = async api => (await api.rpc.chain.getHeader()).number.toNumber()

/** Waits. */
export const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

/** An amount of base units in SERO. */
export function inSero(amount) {
	const [whole, part] = [BigInt(amount) / 10n ** 18n, BigInt(amount) % 10n ** 18n]
	const digits = part.toString().padStart(18, '0').replace(/0+$/, '')
	return `${whole.toString()}${digits && `.${digits}`} SERO`
}
