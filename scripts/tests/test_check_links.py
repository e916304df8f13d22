# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""check-links.py finds links that lead nowhere."""

import unittest
from pathlib import Path

from load import script

links = script("check-links.py")

PAGE = Path("/docs/a.md")
FILES = {Path("/docs/b.md"): "# One heading\n\n## What a `build` needs\n", Path("/docs/c.rs"): ""}


def broken(text):
    return list(links.broken(PAGE, text, lambda path: {**FILES, PAGE: text}.get(path)))


class CheckLinks(unittest.TestCase):
    def test_files_and_headings_are_found(self):
        self.assertEqual(broken("[b](b.md) [c](c.rs) [h](b.md#what-a-build-needs) [w](https://example.org/x)"), [])

    def test_what_is_not_there_is_named(self):
        self.assertEqual(broken("[x](gone.md) [h](b.md#gone)"), ["gone.md", "b.md#gone"])

    def test_own_headings_count_and_code_does_not(self):
        self.assertEqual(broken("# Here\n[x](#here)\n```\n[y](gone.md)\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
