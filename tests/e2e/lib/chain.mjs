// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// The node under test, as viem sees it. SERO_ETH_URL and SERO_WS_URL say where it listens.
import { createPublicClient, createWalletClient, defineChain, http, webSocket } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'

export const ethUrl = process.env.SERO_ETH_URL ?? 'http://127.0.0.1:8545'
export const wsUrl = process.env.SERO_WS_URL ?? 'ws://127.0.0.1:9944'

export const chain = defineChain({
	id: 737600,
	name: 'SERO development',
	nativeCurrency: { name: 'SERO', symbol: 'SERO', decimals: 18 },
	rpcUrls: { default: { http: [ethUrl], webSocket: [ethUrl.replace('http', 'ws')] } },
})

// Everybody knows these keys.
export const accounts = [
	'0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
	'0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
	'0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
].map(key => privateKeyToAccount(key))

export const client = createPublicClient({
	chain,
	transport: http(ethUrl, { retryCount: 0 }),
	pollingInterval: 200,
	cacheTime: 0,
})

export const wallets = accounts.map(account =>
	createWalletClient({ account, chain, transport: http(ethUrl, { retryCount: 0 }), pollingInterval: 200 }),
)

/** A client on a WebSocket of its own; `(await it.transport.getRpcClient()).close()` ends it. */
export const socket = () =>
	createPublicClient({
		chain,
		transport: webSocket(chain.rpcUrls.default.webSocket[0], { retryCount: 0, reconnect: false, keepAlive: false }),
	})

/** Calls a method as it is. */
export const rpc = (method, ...params) => client.request({ method, params })

/** Waits for a transaction and returns its receipt; miners may be slow on a busy machine. */
export const mined = hash => client.waitForTransactionReceipt({ hash, timeout: 180_000, retryDelay: 200 })

/** Waits until `ask` answers something. */
export async function until(ask, what, seconds = 180) {
	const end = Date.now() + seconds * 1000
	for (;;) {
		const answer = await ask()
		if (answer) return answer
		if (Date.now() > end) throw new Error(`nothing came: ${what}`)
		await new Promise(resolve => setTimeout(resolve, 200))
	}
}
