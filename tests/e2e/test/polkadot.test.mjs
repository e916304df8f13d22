// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// The same chain through the eyes of Polkadot's tools.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api'
import { parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { client, wsUrl } from '../lib/chain.mjs'

let api

before(async () => {
	api = await ApiPromise.create({ provider: new WsProvider(wsUrl), noInitWarn: true })
})

after(() => api?.disconnect())

it('shows the chain and its metadata', async () => {
	assert.equal((await api.rpc.system.chain()).toString(), 'SERO Development')
	assert.equal(api.runtimeVersion.specName.toString(), 'sero')
	for (const pallet of ['balances', 'revive', 'utility']) assert.ok(api.tx[pallet], pallet)
	assert.ok(api.call.ethereumApi.contractOutcomes)
})

it('pays to an Ethereum address', async () => {
	const dave = new Keyring({ type: 'sr25519' }).addFromUri('//Dave')
	const address = privateKeyToAccount(generatePrivateKey()).address.toLowerCase()
	const account = `${address}${'ee'.repeat(12)}`
	const amount = 3n * 10n ** 18n
	const { status } = await new Promise((resolve, reject) => {
		api.tx.balances
			.transferAllowDeath(account, amount)
			.signAndSend(dave, result => {
				if (result.dispatchError) reject(new Error(result.dispatchError.toString()))
				else if (result.status.isInBlock) resolve(result)
			})
			.catch(reject)
	})
	assert.ok(status.isInBlock)
	// What keeps an account alive is not shown.
	assert.equal(await client.getBalance({ address }), amount - parseEther('0.001'))
})
