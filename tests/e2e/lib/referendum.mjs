// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// A referendum from its preimage to what it does.
import { stringToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import { blake2AsHex } from '@polkadot/util-crypto'
import { blocksFrom, bestNumber, errorName, eventNames, inSero, named, send } from './substrate.mjs'

/** Tracks by name: where the settings have them, and the origin that their calls have. */
export const TRACKS = {
	root: { field: 'root', origin: { system: 'Root' } },
	circuit_pause: { field: 'circuitPause', origin: { Governance: 'CircuitPauser' } },
	parameters: { field: 'parameters', origin: { Governance: 'ParameterAdmin' } },
}

/** What a track takes now, out of the settings of the chain. */
export async function track(api, name) {
	const settings = await api.query.governance.settings()
	return settings[TRACKS[name].field]
}

/** The id that the scheduler knows the call of a referendum by. */
function enactmentId(index) {
	const number = new Uint8Array(4)
	new DataView(number.buffer).setUint32(0, index, true)
	const word = stringToU8a('enactment')
	return blake2AsHex(u8aConcat(stringToU8a('assembly'), new Uint8Array([word.length << 2]), word, number))
}

/** Stores the bytes of a call on the chain, unless they are there. Answers with what a referendum names it by. */
export async function notePreimage(api, call, proposer, say) {
	const bytes = call.method.toU8a()
	const hash = blake2AsHex(bytes)
	const status = await api.query.preimage.requestStatusFor(hash)
	const known = status.isSome && (await api.query.preimage.preimageFor.size([hash, bytes.length])).gtn(0)
	if (known) say(`The preimage ${hash} of ${bytes.length} bytes is on the chain already`)
	else {
		const { block, events } = await send(api, api.tx.preimage.notePreimage(u8aToHex(bytes)), proposer)
		say(`Block ${block}: noted the preimage ${hash} of ${bytes.length} bytes (${eventNames(events)})`)
	}
	return { Lookup: { hash, len: bytes.length } }
}

/** Votes aye with half of what each voter has on its account; the conviction is a number from 0 to 6. */
async function vote(api, index, voters, conviction, say) {
	const name = conviction === 0 ? 'None' : `Locked${conviction}x`
	await Promise.all(
		voters.map(async ({ pair, secret }) => {
			const { data } = await api.query.system.account(pair.address)
			const balance = data.free.toBigInt() / 2n
			const ballot = { Standard: { vote: { aye: true, conviction: name }, balance } }
			const { block } = await send(api, api.tx.convictionVoting.vote(index, ballot), pair)
			say(`Block ${block}: ${secret} voted aye with ${inSero(balance)}, conviction ${name}`)
		}),
	)
}

/**
 * Brings a call through a referendum: preimage, submission, votes, decision deposit, confirmation, enactment.
 *
 * Answers with the referendum's number and the block in which its call was done. Throws if the referendum is
 * rejected or its call fails.
 */
export async function referendum(api, { trackName, call, proposer, voters, conviction, say }) {
	const info = await track(api, trackName)
	const periods = ['preparePeriod', 'decisionPeriod', 'confirmPeriod', 'minEnactmentPeriod'].map(
		period => info[period].toNumber(),
	)
	say(`Track ${trackName}: prepare ${periods[0]}, decide ${periods[1]}, confirm ${periods[2]}, enact ${periods[3]} blocks`)
	const proposal = await notePreimage(api, call, proposer.pair, say)
	const submit = api.tx.referenda.submit(TRACKS[trackName].origin, proposal, { After: 0 })
	const submitted = await send(api, submit, proposer.pair)
	const index = submitted.events.find(event => named(event, 'referenda.Submitted')).data.index.toNumber()
	say(`Block ${submitted.block}: submitted referendum ${index} for ${call.method.section}.${call.method.method}`)

	// Votes count before the decision begins, and on a track whose decision is short there is no time later.
	await vote(api, index, voters, conviction, say)
	const paid = await send(api, api.tx.referenda.placeDecisionDeposit(index), proposer.pair)
	say(`Block ${paid.block}: ${proposer.secret} paid the decision deposit of ${inSero(info.decisionDeposit.toBigInt())}`)
	const block = await follow(api, index, paid.block, say)
	return { index, block }
}

/** Tells what happens to a referendum until its call was done; answers with the block of that. */
async function follow(api, index, first, say) {
	const id = enactmentId(index)
	for await (const { number, events } of blocksFrom(api, first)) {
		// What the scheduler does next lies between one of its events and the following one.
		let effects = []
		for (const event of events) {
			const { data } = event
			if (event.section === 'referenda' && data.index?.toNumber() === index) {
				const text = WORDS[event.method]
				if (text) say(`Block ${number}: ${text(data)}`)
				if (ENDS.includes(event.method)) throw new Error(`referendum ${index}: ${event.method}`)
			}
			if (named(event, 'scheduler.CallUnavailable') && data.id.toString() === id) {
				throw new Error('the preimage is gone: note it again before the referendum is enacted')
			}
			if (named(event, 'scheduler.Dispatched') && data.id.toString() === id) {
				if (data.result.isErr) {
					throw new Error(`the call of referendum ${index} failed: ${errorName(data.result.asErr)}`)
				}
				say(`Block ${number}: the scheduler did what referendum ${index} decided (${eventNames(effects)})`)
				return number
			}
			effects = event.section === 'scheduler' ? [] : [...effects, event]
		}
	}
}

const tally = ({ tally }) =>
	`ayes ${inSero(tally.ayes.toBigInt())}, nays ${inSero(tally.nays.toBigInt())}, support ${inSero(tally.support.toBigInt())}`

/** What the events of a referendum mean. */
const WORDS = {
	DecisionStarted: data => `the decision begins; ${tally(data)}`,
	ConfirmStarted: () => 'majority and support suffice: the confirmation begins',
	ConfirmAborted: () => 'majority or support does not suffice any more: the confirmation ends',
	Confirmed: data => `confirmed; ${tally(data)}`,
	Rejected: data => `rejected; ${tally(data)}`,
	TimedOut: () => 'timed out: nobody paid the decision deposit',
	Cancelled: () => 'canceled',
	Killed: () => 'killed',
}

/** Events after which nothing more comes. */
const ENDS = ['Rejected', 'TimedOut', 'Cancelled', 'Killed']

/** Waits for blocks behind a height and tells what voted for them; throws when one was found without votes. */
export async function blocksWithVotes(api, behind, count, say) {
	let left = count
	for await (const { number, events } of blocksFrom(api, behind + 1)) {
		const counted = events.find(event => named(event, 'powPosConsensus.VotesCounted'))
		const votes = counted?.data.voted.toNumber() ?? 0
		say(`Block ${number}: its parent has ${votes} votes`)
		if (votes === 0) throw new Error(`block ${number - 1} has no votes`)
		if (--left === 0) return number
	}
}

/** Refuses to start when a voter or proposer has nothing to pay with. */
export async function checkFunds(api, people) {
	for (const { pair, secret } of people) {
		const { data } = await api.query.system.account(pair.address)
		if (data.free.isZero()) throw new Error(`the account of ${secret} (${pair.address}) has nothing`)
	}
	return bestNumber(api)
}
