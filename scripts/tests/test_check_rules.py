# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""check-rules.py finds what it should on made-up pages and sources."""

import unittest

from load import script

rules = script("check-rules.py")

CODE = """
/// SA-1: never empty.
fn check_empty() -> Result<(), RejectReason> { Err(RejectReason::EmptyBundle) }

#[cfg(test)]
mod tests {
	#[test]
	#[should_panic(expected = "circuits[1] is \\"refused\\"")]
	// and a remark
	fn an_empty_bundle_is_refused() {}
}
"""
ROW = "| SA-1 | A bundle is not empty. | `check_empty` | `EmptyBundle` | `an_empty_bundle_is_refused` |\n"


def gaps(page, code=CODE, path="pallets/x/src/lib.rs"):
    return list(rules.check({"docs/protocol/a.md": page}, rules.Code({path: code})))


class CheckRules(unittest.TestCase):
    def test_a_complete_rule_has_no_gap(self):
        self.assertEqual(gaps(ROW), [])

    def test_a_rule_that_code_does_not_cite_is_found(self):
        row = ROW.replace("SA-1", "SA-2").replace("`check_empty`", "")
        self.assertEqual(gaps(row), [
            "SA-2: no code cites it, and the row does not say where it is checked",
            "SA-1: cited in pallets/x/src/lib.rs, but no row of docs/protocol has it",
        ])

    def test_a_citation_in_a_test_alone_is_not_enough(self):
        found = gaps(ROW.replace("`check_empty`", ""), CODE, "pallets/x/src/tests.rs")
        self.assertTrue(any("no code cites it" in gap for gap in found))

    def test_tests_of_attacks_exist(self):
        row = "| A1 | attack | answer with `code` | `{}` |\n"
        self.assertEqual(gaps(ROW + row.format("an_empty_bundle_is_refused")), [])
        self.assertEqual(gaps(ROW + row.format("gone")), ["A1 (docs/protocol/a.md): test `gone` does not exist"])

    def test_names_that_do_not_exist_are_found(self):
        self.assertEqual(gaps(ROW.replace("`check_empty`", "`check_gone`")),
                         ["SA-1: checked in `check_gone`, which does not exist"])
        self.assertEqual(gaps(ROW.replace("`EmptyBundle`", "`Gone`")), ["SA-1: error `Gone` does not exist"])
        self.assertEqual(gaps(ROW.replace("`an_empty_bundle_is_refused`", "`gone`")),
                         ["SA-1: test `gone` does not exist"])

    def test_an_empty_cell_is_found(self):
        self.assertEqual(gaps(ROW.replace("`an_empty_bundle_is_refused`", "")), ["SA-1: no test is named"])
        self.assertEqual(gaps(ROW.replace("`EmptyBundle`", "")), ["SA-1: no error is named"])
        self.assertEqual(gaps(ROW.replace("`EmptyBundle`", "-")), [])

    def test_an_id_twice_is_found(self):
        self.assertEqual(len(gaps(ROW + ROW)), 1)

    def test_a_short_range_cites_every_id(self):
        self.assertEqual(list(rules.ids_in("rules IN-1..3 and SA-7")), ["IN-1", "IN-2", "IN-3", "SA-7"])

    def test_files_and_paths_are_known(self):
        code = rules.Code({"pallets/x/src/lib.rs": CODE})
        self.assertTrue(code.has("pallets/x"))
        self.assertTrue(code.has("RejectReason::EmptyBundle"))
        self.assertFalse(code.has("pallets/y"))


if __name__ == "__main__":
    unittest.main()
