// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// What a wallet has put on the chain under test: `SERO_FACTS`, JSON with
// `{ ticket: { category, id }, package, contract, currency, held }`.

const text = process.env.SERO_FACTS
if (!text) throw new Error('SERO_FACTS is missing: node/tests/polkadot.rs sets it')

/** A ticket of the wallet, a package, and a contract with the currency that it has issued and holds. */
export const facts = JSON.parse(text)

/** The 32 bytes of a currency's or category's name, as storage has them. */
export const nameBytes = name => `0x${Buffer.from(name).toString('hex').padEnd(64, '0')}`
