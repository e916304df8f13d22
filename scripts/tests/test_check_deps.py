# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""check-deps.py finds what it should on small made-up workspaces."""

import unittest

from load import script

deps = script("check-deps.py")


def workspace(members, external=(), built=()):
    """`members`: name -> {dependency: kind}; `external`: (name, version, {dependency: kind})."""
    packages, nodes, ids = [], [], {}
    every = [(name, "0.1.0", wants) for name, wants in members.items()] + list(external)
    for name, version, _ in every:
        ids.setdefault(name, f"{name}@{version}")
    for name, version, wants in every:
        packages.append(
            {
                "id": f"{name}@{version}",
                "name": name,
                "version": version,
                "manifest_path": f"/nowhere/{name}/Cargo.toml",
                "dependencies": [{"name": d, "kind": k} for d, k in wants.items()],
            }
        )
        nodes.append(
            {
                "id": f"{name}@{version}",
                "deps": [{"pkg": ids[d], "dep_kinds": [{"kind": k}]} for d, k in wants.items()],
            }
        )
    return deps.Workspace(
        {
            "packages": packages,
            "workspace_members": [ids[name] for name in members],
            "resolve": {"nodes": nodes},
        },
        set(built),
    )


class CheckDeps(unittest.TestCase):
    def test_a_wrong_direction_is_named(self):
        ws = workspace({"sero-zk-crypto": {"sero-zk-circuits": None}, "sero-zk-circuits": {"sero-zk-crypto": "dev"}})
        found = [v for v in deps.check_directions(ws) if "->" in v]
        self.assertEqual(found, ["sero-zk-crypto -> sero-zk-circuits: this direction is not allowed"])

    def test_an_unknown_crate_is_named(self):
        self.assertIn("sero-new: not in the table", "\n".join(deps.check_directions(workspace({"sero-new": {}}))))

    def test_substrate_is_found_however_deep(self):
        ws = workspace(
            {"sero-zk-crypto": {"harmless": None}},
            [("harmless", "1.0.0", {"sp-core": None}), ("sp-core", "43.0.0", {})],
        )
        (violation,) = deps.check_free_of_substrate(ws)
        self.assertIn("sero-zk-crypto -> harmless -> sp-core", violation)

    def test_a_test_of_a_pallet_may_use_the_prover_and_the_pallet_may_not(self):
        only_in_tests = workspace({"pallet-shielded-assets": {"sero-zk-prover": "dev"}, "sero-zk-prover": {}})
        self.assertEqual(list(deps.check_pallets(only_in_tests)), [])
        for_real = workspace({"pallet-shielded-assets": {"sero-zk-prover": None}, "sero-zk-prover": {}})
        self.assertEqual(len(list(deps.check_pallets(for_real))), 1)

    def test_two_versions_of_a_substrate_crate_are_found(self):
        ws = workspace({}, [("sp-core", "43.0.0", {}), ("sp-core", "42.0.0", {}), ("rand", "0.8.0", {}), ("rand", "0.9.0", {})])
        self.assertEqual(list(deps.check_duplicates(ws)), ["sp-core is there in several versions: 42.0.0, 43.0.0"])

    def test_test_tools_in_the_normal_tree_are_found(self):
        self.assertEqual(len(list(deps.check_test_only(workspace({}, built=["proptest", "rand"])))), 1)

    def test_manifests_take_versions_and_lints_from_the_workspace(self):
        good = {"lints": {"workspace": True}, "dependencies": {"codec": {"workspace": True}}}
        self.assertEqual(list(deps.check_manifest("good", good)), [])
        bad = {
            "dependencies": {"codec": "3"},
            "dev-dependencies": {"sero-zk-crypto": {"workspace": True, "features": ["try-runtime"]}},
        }
        self.assertEqual(len(list(deps.check_manifest("bad", bad))), 3)

    def test_the_graph_leaves_out_what_a_longer_path_implies(self):
        ws = workspace({"a": {"b": None, "c": None}, "b": {"c": None}, "c": {"a": "dev"}})
        self.assertEqual(deps.graph(ws), "```mermaid\ngraph TD\n    a --> b\n    b --> c\n```")

    def test_an_old_graph_in_the_readme_is_found(self):
        ws = workspace({"a": {}})
        text = f"x\n{deps.GRAPH_BEGIN}\n{deps.graph(ws)}\n{deps.GRAPH_END}\ny"
        self.assertEqual(list(deps.check_readme(ws, text)), [])
        self.assertEqual(len(list(deps.check_readme(workspace({"a": {"b": None}, "b": {}}), text))), 1)
        self.assertEqual(len(list(deps.check_readme(ws, "nothing"))), 1)


if __name__ == "__main__":
    unittest.main()
