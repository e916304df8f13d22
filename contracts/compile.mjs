// SPDX-FileCopyrightText: The SERO developers
// SPDX-License-Identifier: Apache-2.0

// Compiles every .sol file below this folder into artifacts/NAME.json, one for each contract, interface and library:
//
//     npm ci && npm run compile     writes the artifacts
//     npm run check                 compares them with the sources; exit status 1 if one is not what it would be
//
// The compiler is the one of package.json; it needs no network. The same sources give the same bytes: no paths of the
// machine, no hash of metadata in the bytecode.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const root = dirname(fileURLToPath(import.meta.url));
const artifacts = join(root, "artifacts");

/// Paths of all sources, relative to this folder, sorted.
function findSources(folder = root) {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => !["node_modules", "artifacts"].includes(entry.name))
		.flatMap((entry) => {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) return findSources(path);
			return entry.name.endsWith(".sol") ? [relative(root, path).split(sep).join("/")] : [];
		})
		.sort();
}

function fail(message) {
	console.error(`compile: ${message}`);
	process.exit(1);
}

const texts = Object.fromEntries(findSources().map((path) => [path, readFileSync(join(root, path), "utf8")]));
const sha256 = (path) => createHash("sha256").update(texts[path]).digest("hex");

const input = {
	language: "Solidity",
	sources: Object.fromEntries(Object.entries(texts).map(([path, content]) => [path, { content }])),
	settings: {
		evmVersion: "cancun",
		optimizer: { enabled: true, runs: 200 },
		metadata: { bytecodeHash: "none", appendCBOR: false },
		outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "metadata"] } },
	},
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const error of output.errors ?? []) console.error(error.formattedMessage);
if (output.errors?.length) fail("errors and warnings are above");

const files = new Map();
for (const [source, contracts] of Object.entries(output.contracts)) {
	for (const [contract, compiled] of Object.entries(contracts)) {
		const name = `${contract}.json`;
		if (files.has(name)) fail(`two contracts have the name ${contract}`);
		const bytecode = compiled.evm.bytecode.object;
		if (bytecode.includes("__$")) fail(`${contract} needs a library to be linked; make its functions internal`);
		// The file itself and all that it imports.
		const used = Object.keys(JSON.parse(compiled.metadata).sources).sort();
		const artifact = {
			contract,
			source,
			compiler: solc.version(),
			sources: Object.fromEntries(used.map((path) => [path, sha256(path)])),
			abi: compiled.abi,
			bytecode: `0x${bytecode}`,
		};
		files.set(name, `${JSON.stringify(artifact, null, "\t")}\n`);
	}
}

const present = existsSync(artifacts) ? readdirSync(artifacts).filter((name) => name.endsWith(".json")) : [];
const stale = present.filter((name) => !files.has(name));
if (process.argv.includes("--check")) {
	const differs = [...files].filter(
		([name, text]) => !present.includes(name) || readFileSync(join(artifacts, name), "utf8") !== text,
	);
	const names = [...differs.map(([name]) => name), ...stale];
	if (names.length) fail(`not what the sources give, run npm run compile: ${names.join(", ")}`);
	console.log(`compile: ${files.size} artifacts are what the sources give`);
} else {
	mkdirSync(artifacts, { recursive: true });
	for (const name of stale) rmSync(join(artifacts, name));
	for (const [name, text] of files) writeFileSync(join(artifacts, name), text);
	console.log(`compile: ${files.size} artifacts by solc ${solc.version()}`);
}
