# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""bench-table.py reads criterion's files and judges the goals."""

import json
import tempfile
import unittest
from pathlib import Path

from load import script

bench = script("bench-table.py")


class BenchTable(unittest.TestCase):
    def test_medians_are_read_under_their_full_name(self):
        with tempfile.TemporaryDirectory() as folder:
            new = Path(folder, "verify_input", "new")
            new.mkdir(parents=True)
            (new / "benchmark.json").write_text(json.dumps({"full_id": "verify/input"}))
            (new / "estimates.json").write_text(json.dumps({"median": {"point_estimate": 1.5e6}}))
            Path(folder, "peers.json").write_text(json.dumps({"orchard/prove/2-actions": 3}))
            self.assertEqual(bench.load(Path(folder)), {"verify/input": 1.5e6, "orchard/prove/2-actions": 3})

    def test_goals_are_met_missed_or_not_run(self):
        found = {"prove/bundle of 2 inputs and 2 outputs": 10, "orchard/prove/2-actions": 31, "tree/append_note_to_frontier": 200e3}
        self.assertEqual([met for *_, met in bench.goals(found)], [True, None, False])
        found["prove/bundle of 2 inputs and 2 outputs"] = 11
        self.assertEqual(next(bench.goals(found))[3], False)

    def test_durations_have_a_fitting_unit(self):
        shown = [bench.duration(ns) for ns in (5, 1500, 2.5e6, 123e6, 4.4e9)]
        self.assertEqual(shown, ["5 ns", "1.5 µs", "2.5 ms", "123 ms", "4.4 s"])

    def test_the_report_goes_between_the_marks(self):
        page = f"a\n{bench.BEGIN}\nold\n{bench.END}\nb\n"
        self.assertEqual(bench.record(page, "new\n"), f"a\n{bench.BEGIN}\n\nnew\n\n{bench.END}\nb\n")
        self.assertIn(bench.BEGIN, bench.PAGE.read_text())

    def test_the_report_says_machine_and_missed_goals(self):
        text, missed = bench.report({"tree/append_note_to_frontier": 200e3})
        self.assertTrue(missed)
        self.assertIn("cores of", text)

    def test_a_sum_needs_all_its_parts(self):
        self.assertIsNone(bench.total({"a": 1}, ["a", "b"]))
        self.assertIsNone(bench.total({}, []))
        self.assertEqual(bench.total({"a": 1}, ["a", "a"]), 2)


if __name__ == "__main__":
    unittest.main()
