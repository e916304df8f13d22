// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Compiles the contracts of the tests: `npm install solc@0.8.30 && node compile.mjs`, in this folder.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const here = new URL("./", import.meta.url);
const solc = createRequire(process.env.SOLC_FROM ?? import.meta.url)("solc");
const read = (path) => readFileSync(new URL(path, here), "utf8");
const sources = {
	"Bank.sol": read("Bank.sol"),
	"SeroInterface.sol": read("../../../../../contracts/SeroInterface.sol"),
};
const input = {
	language: "Solidity",
	sources: Object.fromEntries(Object.entries(sources).map(([name, content]) => [name, { content }])),
	settings: {
		optimizer: { enabled: true, runs: 200 },
		evmVersion: "shanghai",
		metadata: { bytecodeHash: "none" },
		outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
	},
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
if (errors.length > 0) {
	console.error(errors.map((error) => error.formattedMessage).join("\n"));
	process.exit(1);
}
(output.errors ?? []).forEach((warning) => console.error(warning.formattedMessage));
const contract = output.contracts["Bank.sol"].Bank;
const artifact = {
	contract: "Bank",
	command: "npm install solc@0.8.30 && node compile.mjs",
	compiler: solc.version(),
	settings: input.settings,
	sha256: Object.fromEntries(
		Object.entries(sources).map(([name, text]) => [name, createHash("sha256").update(text).digest("hex")]),
	),
	abi: contract.abi,
	bytecode: contract.evm.bytecode.object,
};
writeFileSync(new URL("Bank.json", here), `${JSON.stringify(artifact, null, "\t")}\n`);
console.error(`${contract.evm.bytecode.object.length / 2} bytes`);
