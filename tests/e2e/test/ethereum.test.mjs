// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// A development chain through the eyes of viem. The tests run one after another on one chain.
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import {
	BaseError,
	ContractFunctionRevertedError,
	decodeErrorResult,
	encodeDeployData,
	encodeFunctionData,
	erc20Abi,
	getContractAddress,
	keccak256,
	parseEther,
	parseEventLogs,
	parseGwei,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { accounts, chain, client, mined, rpc, socket, until, wallets } from '../lib/chain.mjs'
import { compile } from '../lib/contracts.mjs'

const [alice, bob, carol] = accounts
const [aliceWallet, bobWallet, carolWallet] = wallets
const { Bank, Cards, Coin } = compile()
const supply = parseEther('1000000')

const zero = '0x0000000000000000000000000000000000000000'
const fresh = () => privateKeyToAccount(generatePrivateKey())

/** The revert that viem found in an error. */
function revert(error) {
	assert.ok(error instanceof BaseError, String(error))
	const found = error.walk(inner => inner instanceof ContractFunctionRevertedError)
	assert.ok(found, `no revert in: ${error.message}`)
	return found
}

/** Waits until `promise` fails with a message of the server that matches. */
const refused = (promise, message) =>
	assert.rejects(promise, error => {
		const text = error instanceof BaseError ? `${error.message} ${error.details}` : String(error)
		assert.match(text, message)
		return true
	})

/** Deploys a contract and checks what everybody sees of it. */
async function deploy(wallet, contract, args, value) {
	const nonce = await client.getTransactionCount({ address: wallet.account.address, blockTag: 'pending' })
	const hash = await wallet.deployContract({ ...contract, args, value, nonce })
	const receipt = await mined(hash)
	assert.equal(receipt.status, 'success')
	assert.equal(receipt.to, null)
	const address = getContractAddress({ from: wallet.account.address, nonce: BigInt(nonce) })
	assert.equal(receipt.contractAddress?.toLowerCase(), address.toLowerCase())
	assert.ok((await client.getCode({ address })).length > 1000)
	return address
}

let coin, cards, bank

before(async () => {
	await until(() => client.getBlockNumber().then(number => number > 0n).catch(() => false), 'a block')
})

describe('the network', () => {
	it('names itself', async () => {
		assert.equal(await client.getChainId(), chain.id)
		assert.equal(await rpc('net_version'), String(chain.id))
		assert.equal(await rpc('net_listening'), true)
		assert.match(await rpc('web3_clientVersion'), /^SERO-Node\/v\d/)
		assert.equal(await rpc('web3_sha3', '0x68656c6c6f'), keccak256('0x68656c6c6f'))
		assert.equal(await rpc('eth_syncing'), false)
		assert.deepEqual(await rpc('eth_accounts'), [])
	})

	it('endows the accounts of Hardhat and Anvil', async () => {
		// What keeps an account alive is not shown.
		const endowment = parseEther('1000000') - parseEther('0.001')
		for (const { address } of accounts) {
			assert.equal(await client.getBalance({ address, blockNumber: 0n }), endowment)
		}
		assert.equal(await client.getBalance({ address: fresh().address }), 0n)
	})

	it('has prices', async () => {
		const price = await client.getGasPrice()
		assert.ok(price > 0n)
		assert.equal(await rpc('eth_maxPriorityFeePerGas'), '0x0')
		const history = await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [10, 90] })
		assert.ok(history.gasUsedRatio.length >= 1)
		assert.equal(history.baseFeePerGas.length, history.gasUsedRatio.length + 1)
		assert.equal(history.reward.length, history.gasUsedRatio.length)
		assert.equal(history.baseFeePerGas.at(-1), price)
		await refused(rpc('eth_feeHistory', '0x4', 'latest', [90, 10]), /percentiles/)
	})

	it('has a chain of blocks', async () => {
		const genesis = await client.getBlock({ blockTag: 'earliest' })
		assert.equal(genesis.number, 0n)
		const best = await client.getBlock()
		for (const blockTag of ['safe', 'finalized', 'pending']) {
			assert.ok((await client.getBlock({ blockTag })).number <= (await client.getBlockNumber()), blockTag)
		}
		let block = best
		while (block.number > 1n && best.number - block.number < 5n) {
			const parent = await client.getBlock({ blockNumber: block.number - 1n })
			assert.equal(block.parentHash, parent.hash)
			assert.ok(block.timestamp >= parent.timestamp)
			assert.equal((await client.getBlock({ blockHash: parent.hash })).number, parent.number)
			block = parent
		}
		assert.equal(await rpc('eth_getBlockByNumber', '0xfffffff', false), null)
		assert.equal(await rpc('eth_getBlockByHash', `0x${'ab'.repeat(32)}`, false), null)
		await refused(rpc('eth_getBlockByNumber', 'newest', false), /Invalid params/)
	})
})

describe('payments', () => {
	it('move exactly what they say', async () => {
		const to = fresh().address
		const value = parseEther('1.5')
		const before = await client.getBalance({ address: alice.address })
		const nonce = await client.getTransactionCount({ address: alice.address })
		const hash = await aliceWallet.sendTransaction({ to, value })
		const receipt = await mined(hash)
		assert.equal(receipt.status, 'success')
		assert.equal(receipt.from, alice.address.toLowerCase())
		assert.equal(receipt.to, to.toLowerCase())
		assert.equal(receipt.contractAddress, null)
		assert.equal(await client.getBalance({ address: to }), value)
		const paid = receipt.gasUsed * receipt.effectiveGasPrice
		assert.equal(await client.getBalance({ address: alice.address }), before - value - paid)
		assert.equal(await client.getTransactionCount({ address: alice.address }), nonce + 1)

		const transaction = await client.getTransaction({ hash })
		assert.equal(transaction.blockHash, receipt.blockHash)
		assert.equal(transaction.blockNumber, receipt.blockNumber)
		assert.equal(transaction.transactionIndex, receipt.transactionIndex)
		assert.equal(transaction.nonce, nonce)
		assert.equal(transaction.value, value)
		assert.equal(transaction.chainId, chain.id)
		assert.equal(transaction.gasPrice, receipt.effectiveGasPrice)
		const block = await client.getBlock({ blockHash: receipt.blockHash, includeTransactions: true })
		assert.equal(block.transactions[receipt.transactionIndex].hash, hash)
		assert.ok(block.gasUsed >= receipt.gasUsed)
		const receipts = await rpc('eth_getBlockReceipts', receipt.blockHash)
		assert.equal(receipts[receipt.transactionIndex].transactionHash, hash)
		assert.equal(
			await client.getBlockTransactionCount({ blockHash: receipt.blockHash }),
			block.transactions.length,
		)
		const index = `0x${receipt.transactionIndex.toString(16)}`
		const found = await rpc('eth_getTransactionByBlockHashAndIndex', receipt.blockHash, index)
		assert.equal(found.hash, hash)
		assert.equal(await rpc('eth_getTransactionByBlockHashAndIndex', receipt.blockHash, '0xff'), null)
		// The past stays as it was.
		const past = { address: to, blockNumber: receipt.blockNumber - 1n }
		assert.equal(await client.getBalance(past), 0n)
	})

	it('wait in the pool, in any order', async () => {
		const to = fresh().address
		const filter = await client.createPendingTransactionFilter()
		const nonce = await client.getTransactionCount({ address: bob.address, blockTag: 'pending' })
		const gas = await client.estimateGas({ account: bob.address, to, value: 3n })
		const send = (at, value) => bobWallet.sendTransaction({ to, value, nonce: nonce + at, gas })
		const third = await send(2, 3n)
		const waiting = await rpc('eth_getTransactionByHash', third)
		assert.ok(waiting === null || waiting.hash === third)
		if (waiting?.blockHash === null) assert.equal(waiting.from, bob.address.toLowerCase())
		const [first, second] = [await send(0, 1n), await send(1, 2n)]
		assert.equal(new Set([first, second, third]).size, 3)
		assert.equal(await client.getTransactionCount({ address: bob.address, blockTag: 'pending' }), nonce + 3)
		const seen = await client.getFilterChanges({ filter })
		assert.ok(seen.every(hash => [first, second, third].includes(hash)))
		for (const hash of [first, second, third]) assert.equal((await mined(hash)).status, 'success')
		assert.equal(await client.getBalance({ address: to }), 6n)
		assert.equal(await client.getTransactionCount({ address: bob.address }), nonce + 3)
	})

	it('come in all three types', async () => {
		const to = fresh().address
		const gasPrice = await client.getGasPrice()
		const kinds = [
			{ type: 'legacy', gasPrice },
			{ type: 'eip2930', gasPrice, accessList: [{ address: to, storageKeys: [] }] },
			{ type: 'eip1559', maxFeePerGas: gasPrice * 3n, maxPriorityFeePerGas: 0n },
		]
		const hashes = []
		for (const kind of kinds) hashes.push(await carolWallet.sendTransaction({ to, value: 7n, ...kind }))
		for (const [at, hash] of hashes.entries()) {
			const receipt = await mined(hash)
			assert.equal(receipt.status, 'success')
			assert.equal(receipt.type, kinds[at].type)
			assert.equal((await client.getTransaction({ hash })).type, kinds[at].type)
			// Nobody pays more than the price.
			assert.equal(receipt.effectiveGasPrice, gasPrice)
		}
		assert.equal(await client.getBalance({ address: to }), 21n)
	})

	it('are refused with a reason', async () => {
		const to = bob.address
		const nonce = await client.getTransactionCount({ address: alice.address })
		const gasPrice = await client.getGasPrice()
		const plain = { to, value: 1n, nonce, gas: 1_000_000n, gasPrice, type: 'legacy' }
		const raw = async (account, fields) =>
			rpc('eth_sendRawTransaction', await account.signTransaction({ ...plain, chainId: chain.id, ...fields }))
		await refused(raw(alice, { chainId: 1 }), /invalid chain id.*have 1, want 737600/)
		await refused(raw(alice, { chainId: undefined }), /EIP-155/)
		await refused(raw(alice, { nonce: 0 }), /nonce too low/)
		await refused(raw(alice, { gas: 1n }), /insufficient funds|gas/)
		await refused(raw(fresh(), { nonce: 0 }), /insufficient funds/)
		await refused(raw(alice, { gasPrice: 1n }), /insufficient funds|gas price/)
		await refused(rpc('eth_sendRawTransaction', '0xdeadbeef'), /does not decode/)
		await refused(rpc('eth_sendRawTransaction', `0x${'00'.repeat(600_000)}`), /oversized/)
		assert.equal(await rpc('eth_getTransactionReceipt', `0x${'12'.repeat(32)}`), null)
		assert.equal(await rpc('eth_getTransactionByHash', `0x${'12'.repeat(32)}`), null)
	})
})

describe('an ERC-20 of OpenZeppelin', () => {
	it('is deployed', async () => {
		coin = await deploy(aliceWallet, Coin, [supply])
		const read = (functionName, args) => client.readContract({ address: coin, abi: Coin.abi, functionName, args })
		assert.equal(await read('name'), 'Test Coin')
		assert.equal(await read('symbol'), 'TC')
		assert.equal(await read('decimals'), 18)
		assert.equal(await read('totalSupply'), supply)
		assert.equal(await read('balanceOf', [alice.address]), supply)
		// Slot 2 is the supply.
		assert.equal(BigInt(await client.getStorageAt({ address: coin, slot: '0x2' })), supply)
		assert.equal(BigInt(await client.getStorageAt({ address: fresh().address, slot: '0x2' })), 0n)
	})

	it('is transferred and allowed, with events and filters', async () => {
		const read = (functionName, args) => client.readContract({ address: coin, abi: erc20Abi, functionName, args })
		const filter = await client.createContractEventFilter({ address: coin, abi: erc20Abi, eventName: 'Transfer' })
		const toCarol = await client.createContractEventFilter({
			address: coin,
			abi: erc20Abi,
			eventName: 'Transfer',
			args: { to: carol.address },
		})
		const blocks = await client.createBlockFilter()
		const write = (wallet, functionName, args) =>
			wallet.writeContract({ address: coin, abi: erc20Abi, functionName, args })

		const transfer = await mined(await write(aliceWallet, 'transfer', [bob.address, 1000n]))
		assert.equal(transfer.status, 'success')
		assert.equal(await read('balanceOf', [bob.address]), 1000n)
		const [event] = parseEventLogs({ abi: erc20Abi, logs: transfer.logs })
		assert.deepEqual(event.args, { from: alice.address, to: bob.address, value: 1000n })
		assert.equal(event.address, coin.toLowerCase())
		assert.notEqual(BigInt(transfer.logsBloom), 0n)
		const block = await client.getBlock({ blockHash: transfer.blockHash })
		assert.equal(BigInt(block.logsBloom) & BigInt(transfer.logsBloom), BigInt(transfer.logsBloom))

		await mined(await write(bobWallet, 'approve', [carol.address, 400n]))
		assert.equal(await read('allowance', [bob.address, carol.address]), 400n)
		await mined(await write(carolWallet, 'transferFrom', [bob.address, carol.address, 300n]))
		assert.equal(await read('allowance', [bob.address, carol.address]), 100n)
		assert.equal(await read('balanceOf', [carol.address]), 300n)

		const values = logs => logs.map(log => log.args.value)
		assert.deepEqual(values(await client.getFilterChanges({ filter })), [1000n, 300n])
		assert.deepEqual(await client.getFilterChanges({ filter }), [])
		assert.deepEqual(values(await client.getFilterChanges({ filter: toCarol })), [300n])
		const hashes = await client.getFilterChanges({ filter: blocks })
		assert.ok(hashes.includes(transfer.blockHash))
		assert.equal(new Set(hashes).size, hashes.length)
		assert.equal(await client.uninstallFilter({ filter }), true)
		await refused(client.getFilterChanges({ filter }), /filter not found/)

		const logs = await client.getContractEvents({ address: coin, abi: erc20Abi, fromBlock: 0n })
		assert.deepEqual(logs.map(log => log.eventName), ['Transfer', 'Transfer', 'Approval', 'Transfer'])
		const minted = await client.getContractEvents({
			address: coin,
			abi: erc20Abi,
			eventName: 'Transfer',
			args: { from: zero },
			fromBlock: 0n,
		})
		assert.deepEqual(values(minted), [supply])
		const inBlock = await client.getLogs({ blockHash: transfer.blockHash, address: coin })
		assert.equal(inBlock.length, 1)
		assert.equal(inBlock[0].transactionHash, transfer.transactionHash)
		assert.equal(inBlock[0].transactionIndex, transfer.transactionIndex)
		assert.deepEqual(await client.getLogs({ address: bob.address, fromBlock: 0n }), [])
		await refused(rpc('eth_getLogs', { fromBlock: '0x2', toBlock: '0x1' }), /invalid block range/)
	})

	it('says why it refuses, when called and in blocks', async () => {
		const call = { address: coin, abi: Coin.abi, functionName: 'transfer', args: [bob.address, supply * 2n] }
		const error = await client.simulateContract({ ...call, account: bob }).catch(error => error)
		const reason = revert(error)
		assert.equal(reason.data.errorName, 'ERC20InsufficientBalance')
		assert.equal(reason.data.args[0], bob.address)
		assert.equal(reason.data.args[2], supply * 2n)
		// No gas is enough.
		revert(await client.estimateContractGas({ ...call, account: bob }).catch(error => error))

		const before = await client.getBalance({ address: bob.address })
		const receipt = await mined(await bobWallet.writeContract({ ...call, gas: 3_000_000n }))
		assert.equal(receipt.status, 'reverted')
		assert.deepEqual(receipt.logs, [])
		assert.equal(BigInt(receipt.logsBloom), 0n)
		// Gas counts whole units; a reverted transaction pays its last one in part.
		const paid = before - (await client.getBalance({ address: bob.address }))
		assert.ok(paid > (receipt.gasUsed - 1n) * receipt.effectiveGasPrice)
		assert.ok(paid <= receipt.gasUsed * receipt.effectiveGasPrice)
	})

	it('lets the caller pretend', async () => {
		const nobody = fresh().address
		const balance = { address: coin, abi: erc20Abi, functionName: 'balanceOf', args: [nobody] }
		assert.equal(await client.readContract(balance), 0n)
		// An account without SERO can call, but not pay.
		const call = { account: nobody, to: bob.address, value: parseEther('5') }
		await refused(client.call(call), /insufficient|balance|funds/i)
		await client.call({ ...call, stateOverride: [{ address: nobody, balance: parseEther('10') }] })
	})
})

describe('an ERC-721 of OpenZeppelin', () => {
	it('is deployed, minted and transferred', async () => {
		cards = await deploy(bobWallet, Cards, [])
		const at = { address: cards, abi: Cards.abi }
		const minted = await mined(await bobWallet.writeContract({ ...at, functionName: 'mint' }))
		const [event] = parseEventLogs({ abi: Cards.abi, logs: minted.logs, eventName: 'Transfer' })
		assert.deepEqual(event.args, { from: zero, to: bob.address, tokenId: 1n })
		assert.equal(await client.readContract({ ...at, functionName: 'ownerOf', args: [1n] }), bob.address)
		const args = [bob.address, carol.address, 1n]
		const moved = await mined(await bobWallet.writeContract({ ...at, functionName: 'transferFrom', args }))
		assert.equal(moved.status, 'success')
		assert.equal(await client.readContract({ ...at, functionName: 'ownerOf', args: [1n] }), carol.address)
		const again = { ...at, functionName: 'transferFrom', args, account: bob }
		const reason = revert(await client.simulateContract(again).catch(error => error))
		assert.equal(reason.data.errorName, 'ERC721InsufficientApproval')
		const safe = { ...at, functionName: 'safeTransferFrom', args: [carol.address, coin, 1n], account: carol }
		revert(await client.simulateContract(safe).catch(error => error))
	})
})

describe('a contract that takes SERO', () => {
	it('is paid and pays', async () => {
		bank = await deploy(carolWallet, Bank, [])
		const at = { address: bank, abi: Bank.abi }
		const value = parseEther('2')
		const deposit = await mined(await carolWallet.writeContract({ ...at, functionName: 'deposit', value }))
		assert.equal(deposit.status, 'success')
		assert.equal(await client.getBalance({ address: bank }), value)
		// A plain payment runs `receive`.
		const plain = await mined(await carolWallet.sendTransaction({ to: bank, value }))
		const [event] = parseEventLogs({ abi: Bank.abi, logs: plain.logs })
		assert.equal(event.eventName, 'Deposited')
		assert.deepEqual(event.args, { by: carol.address, amount: value })
		const before = await client.getBalance({ address: carol.address })
		const withdraw = { ...at, functionName: 'withdraw', args: [parseEther('3')] }
		const receipt = await mined(await carolWallet.writeContract(withdraw))
		const paid = receipt.gasUsed * receipt.effectiveGasPrice
		assert.equal(await client.getBalance({ address: carol.address }), before + parseEther('3') - paid)
		assert.equal(await client.getBalance({ address: bank }), parseEther('1'))
	})

	it('reverts with texts and with errors of its own', async () => {
		const at = { address: bank, abi: Bank.abi, account: carol }
		const text = revert(await client.simulateContract({ ...at, functionName: 'fail', args: ['no'] }).catch(e => e))
		assert.equal(text.reason, 'no')
		const own = { ...at, functionName: 'withdraw', args: [parseEther('50')] }
		const reason = revert(await client.simulateContract(own).catch(error => error))
		assert.equal(reason.data.errorName, 'TooMuch')
		assert.deepEqual(reason.data.args, [parseEther('50'), parseEther('1')])
		// A function that takes nothing.
		const data = encodeFunctionData({ abi: Bank.abi, functionName: 'clear' })
		await assert.rejects(client.call({ account: carol, to: bank, data, value: 1n }))
		// The bytes are where tools look for them.
		const raw = await fetch(chain.rpcUrls.default.http[0], {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({
				jsonrpc: '2.0',
				id: 1,
				method: 'eth_call',
				params: [{ to: bank, data: encodeFunctionData({ abi: Bank.abi, functionName: 'fail', args: ['no'] }) }],
			}),
		}).then(answer => answer.json())
		assert.equal(raw.error.code, 3)
		assert.match(raw.error.message, /^execution reverted.*no/)
		assert.deepEqual(decodeErrorResult({ abi: Bank.abi, data: raw.error.data }).args, ['no'])
	})

	it('sees the chain', async () => {
		const [id, number, time, price] = await client.readContract({
			address: bank,
			abi: Bank.abi,
			functionName: 'environment',
		})
		assert.equal(id, BigInt(chain.id))
		assert.ok(number > 0n && number <= (await client.getBlockNumber()) + 1n)
		assert.ok(Math.abs(Number(time) - Date.now() / 1000) < 600)
		assert.ok(price >= 0n)
	})
})

describe('estimates of gas', () => {
	it('are enough, to the last unit', async () => {
		const at = { abi: Bank.abi, to: bank }
		const fill = count => ({ to: bank, data: encodeFunctionData({ ...at, functionName: 'fill', args: [count] }) })
		const clear = { to: bank, data: encodeFunctionData({ ...at, functionName: 'clear' }) }
		const cases = [
			['a payment', { to: fresh().address, value: 1n }],
			['a deployment', { data: encodeDeployData({ ...Coin, args: [1n] }) }],
			['a payment to a contract', { to: bank, value: 5n }],
			['new storage', fill(1n)],
			['much new storage', fill(20n)],
			['freed storage', clear],
		]
		for (const [name, request] of cases) {
			const gas = await client.estimateGas({ account: alice.address, ...request })
			const receipt = await mined(await aliceWallet.sendTransaction({ ...request, gas }))
			assert.equal(receipt.status, 'success', name)
			assert.ok(receipt.gasUsed <= gas, `${name}: ${receipt.gasUsed} of ${gas}`)
		}
	})

	it('are needed: with far less a transaction fails', async () => {
		const data = encodeFunctionData({ abi: Bank.abi, functionName: 'fill', args: [20n] })
		const gas = await client.estimateGas({ account: alice.address, to: bank, data })
		const least = await client.estimateGas({
			account: alice.address,
			to: bank,
			data: encodeFunctionData({ abi: Bank.abi, functionName: 'fill', args: [1n] }),
		})
		assert.ok(least < gas)
		const receipt = await mined(await aliceWallet.sendTransaction({ to: bank, data, gas: least }))
		assert.equal(receipt.status, 'reverted')
		assert.ok(receipt.gasUsed <= least)
	})
})

describe('traces', () => {
	const trace = (hash, options) => rpc('debug_traceTransaction', hash, options)

	it('show calls and logs of transactions', async () => {
		const coinAt = { address: coin, abi: erc20Abi }
		const approved = await aliceWallet.writeContract({ ...coinAt, functionName: 'approve', args: [bank, 50n] })
		await mined(approved)
		const args = [coin, bob.address, 50n]
		const hash = await aliceWallet.writeContract({ address: bank, abi: Bank.abi, functionName: 'pay', args })
		const receipt = await mined(hash)
		assert.equal(receipt.status, 'success')
		const calls = await trace(hash, { tracer: 'callTracer', tracerConfig: { withLogs: true } })
		assert.equal(calls.type, 'CALL')
		assert.equal(calls.from, alice.address.toLowerCase())
		assert.equal(calls.to, bank.toLowerCase())
		assert.equal(calls.input, (await client.getTransaction({ hash })).input)
		assert.equal(calls.calls.length, 1)
		assert.equal(calls.calls[0].from, bank.toLowerCase())
		assert.equal(calls.calls[0].to, coin.toLowerCase())
		assert.deepEqual(calls.calls[0].logs.map(log => log.topics), receipt.logs.map(log => log.topics))
		const top = await trace(hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } })
		assert.equal(top.calls, undefined)
		const before = await trace(hash, { tracer: 'prestateTracer' })
		assert.ok(coin.toLowerCase() in before)
		const diff = await trace(hash, { tracer: 'prestateTracer', tracerConfig: { diffMode: true } })
		assert.ok('pre' in diff && 'post' in diff)

		for (const traces of [
			await rpc('debug_traceBlockByHash', receipt.blockHash, { tracer: 'callTracer' }),
			await rpc('debug_traceBlockByNumber', `0x${receipt.blockNumber.toString(16)}`, { tracer: 'callTracer' }),
		]) {
			const found = traces.find(item => item.txHash === hash)
			assert.equal(found.result.to, bank.toLowerCase())
		}
	})

	it('show why a transaction was reverted, and what a call would do', async () => {
		const data = encodeFunctionData({ abi: Bank.abi, functionName: 'fail', args: ['no'] })
		const hash = await aliceWallet.sendTransaction({ to: bank, data, gas: 3_000_000n })
		assert.equal((await mined(hash)).status, 'reverted')
		const calls = await trace(hash, { tracer: 'callTracer' })
		assert.match(calls.error, /revert/)
		assert.match(calls.revertReason ?? '', /no/)
		const call = { from: alice.address, to: bank, data }
		const dry = await rpc('debug_traceCall', call, 'latest', { tracer: 'callTracer' })
		assert.match(dry.error, /revert/)
	})

	it('name the tracers that there are', async () => {
		await refused(trace(`0x${'12'.repeat(32)}`, {}), /callTracer/)
		await refused(trace(`0x${'12'.repeat(32)}`, { tracer: 'callTracer' }), /transaction not found/)
		assert.deepEqual(await rpc('debug_traceBlockByNumber', '0x0', { tracer: 'callTracer' }), [])
	})
})

describe('subscriptions', () => {
	it('tell about blocks and logs', async () => {
		const live = socket()
		try {
			const heads = []
			const logs = []
			await live.transport.subscribe({ params: ['newHeads'], onData: data => heads.push(data.result) })
			await live.transport.subscribe({
				params: ['logs', { address: coin }],
				onData: data => logs.push(data.result),
			})
			const args = [carol.address, 5n]
			const hash = await aliceWallet.writeContract({ address: coin, abi: erc20Abi, functionName: 'transfer', args })
			const receipt = await mined(hash)
			await until(() => logs.length > 0, 'a log')
			await until(() => heads.some(head => head.hash === receipt.blockHash), 'a header')
			assert.equal(logs[0].transactionHash, hash)
			assert.equal(logs[0].removed, false)
			assert.equal('transactions' in heads[0], false)
			for (const [at, head] of heads.entries()) if (at > 0) assert.equal(head.parentHash, heads[at - 1].hash)
		} finally {
			;(await live.transport.getRpcClient()).close()
		}
	})
})

describe('prices', () => {
	it('are those of the original chain', async () => {
		assert.equal(await client.getGasPrice(), parseGwei('1'))
	})
})
