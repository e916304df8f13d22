# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""check-chain-specs.py finds specifications that are stale, and what no specification may have."""

import copy
import tempfile
import unittest
from pathlib import Path

from load import script

specs = script("check-chain-specs.py")

MAIN = {
    "name": "Main",
    "chainType": "Live",
    "telemetryEndpoints": None,
    "properties": {"ss58Format": 42, "tokenDecimals": 18, "tokenSymbol": "SERO"},
    "genesis": {"runtimeGenesis": {"patch": {"shieldedAssets": {"circuits": []}, "licenses": {"required": False}}}},
}
BETA = {"genesis": {"runtimeGenesis": {"patch": {"licenses": {"licensor": "0x12"}}}}}


def main_with(pallet, field, value):
    spec = copy.deepcopy(MAIN)
    spec["genesis"]["runtimeGenesis"]["patch"].setdefault(pallet, {})[field] = value
    return list(specs.faults(spec, "Live", False))


class Faults(unittest.TestCase):
    def test_the_good_one_has_none(self):
        self.assertEqual(list(specs.faults(MAIN, "Live", False)), [])

    def test_telemetry_type_and_properties(self):
        for field, value in (
            ("telemetryEndpoints", [["wss://example.org", 0]]),
            ("chainType", "Local"),
            ("properties", {"ss58Format": 0}),
        ):
            self.assertEqual(len(list(specs.faults({**MAIN, field: value}, "Live", False))), 1, field)

    def test_main_gives_nobody_anything(self):
        for pallet, field in (
            ("sudo", "key"),
            ("balances", "balances"),
            ("shieldedAssets", "notes"),
            ("stakingNodes", "shares"),
        ):
            self.assertEqual(len(main_with(pallet, field, ["x"])), 1, pallet)

    def test_main_has_no_development_parameters(self):
        ceremony = {"ceremony": {"transcript": "0x00"}}
        self.assertEqual(main_with("shieldedAssets", "circuits", [{"provenance": ceremony}]), [])
        self.assertEqual(len(main_with("shieldedAssets", "circuits", [{"provenance": "development"}])), 1)
        self.assertEqual(len(main_with("licenses", "circuit", {"provenance": "development"})), 1)
        self.assertEqual(len(main_with("licenses", "allowDevelopmentKeys", True)), 1)


class Compare(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.specs = [("main.no-code.json", MAIN), ("beta.no-code.json", BETA)]
        for name, spec in self.specs:
            (self.folder / name).write_text(specs.text(spec))
        table = specs.table([(name, specs.text(spec)) for name, spec in self.specs])
        (self.folder / "README.md").write_text(f"# A\n{specs.BEGIN}{table}{specs.END}B\n")
        (self.folder / "beta-licensor.json").write_text('{"publicKey": "12"}')

    def faults(self):
        return list(specs.compare(self.folder, self.specs))

    def test_what_was_written_is_found_again(self):
        self.assertEqual(self.faults(), [])

    def test_a_difference_is_named(self):
        changed = copy.deepcopy(MAIN)
        changed["genesis"]["runtimeGenesis"]["patch"]["licenses"]["required"] = True
        (self.folder / "main.no-code.json").write_text(specs.text(changed))
        (fault,) = self.faults()
        self.assertIn(".genesis.runtimeGenesis.patch.licenses.required", fault)

    def test_missing_and_foreign_files_are_named(self):
        (self.folder / "main.no-code.json").rename(self.folder / "old.no-code.json")
        self.assertEqual(len(self.faults()), 2)

    def test_a_wrong_hash_is_found(self):
        readme = self.folder / "README.md"
        readme.write_text(readme.read_text().replace("`", "`0", 1))
        self.assertEqual(len(self.faults()), 1)

    def test_another_licensor_is_found(self):
        (self.folder / "beta-licensor.json").write_text('{"publicKey": "13"}')
        self.assertEqual(len(self.faults()), 1)

    def test_the_runtime_is_left_out_and_has_to_be_there(self):
        spec = {"genesis": {"runtimeGenesis": {"code": "0x00ff", "patch": {}}}}
        self.assertEqual(specs.without_code(spec), {"genesis": {"runtimeGenesis": {"patch": {}}}})
        with self.assertRaises(ValueError):
            specs.without_code({"genesis": {"runtimeGenesis": {"code": "0x"}}})


if __name__ == "__main__":
    unittest.main()
