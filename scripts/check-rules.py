#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Checks that every numbered rule of docs/protocol stands in the code and has a test, and the other way round.

    scripts/check-rules.py           exit status 1 and one line per gap
    scripts/check-rules.py --list    every rule with where it is cited

A rule is a table row of docs/protocol/*.md whose first cell is its id (SA-3). Its columns are

    | id | rule | checked in | error | test |

with identifiers in backquotes. What must hold:
  - an id occurs in one row only;
  - code outside of tests cites the id, or the column "checked in" names where it is checked;
  - every identifier of the error column exists in the code ("-" for a rule that cannot fail);
  - the test column names at least one test function, and each one exists;
  - what the column "checked in" names exists: a file, or an identifier in the code;
  - an id that code or tests cite has its row;
  - the tests that the last column of the table of attacks (rows A1, A2, …) names exist.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREFIXES = (
    "SA", "IN", "OUT", "NC", "PW", "GE", "VK", "VT", "ST", "LI", "IS", "AS", "PK", "CA", "CL", "EX", "GV"
)

ROW = re.compile(rf"^\|\s*\**((?:{'|'.join(PREFIXES)})-\d+)\**\s*\|(.*)\|\s*$")
# "rules IN-1 to IN-3" cites the ends; a range in short form is spelled out in `ids_in`.
ID = re.compile(rf"\b({'|'.join(PREFIXES)})-(\d+)(?:(?:\.\.=?|–|…)(?:\1-)?(\d+))?\b")
ATTACK = re.compile(r"^\|\s*([AD]\d+)\s*\|.*\|([^|]*)\|\s*$")
NAME = re.compile(r"`([^`]+)`")
ATTRIBUTE = r'#\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]'
TEST_FN = re.compile(rf"#\[(?:\w+::)?test\b[^\]]*\](?:\s*(?:{ATTRIBUTE}|//[^\n]*))*\s*(?:async\s+)?fn\s+(\w+)", re.S)
INLINE_TESTS = re.compile(r"^#\[cfg\(test\)\]\s*^(?:pub(?:\(\w+\))? )?mod \w+ \{", re.M)
TEST_PATH = re.compile(r"(^|/)(tests?|benches|mock)(/|\.rs$|_)|_tests?\.rs$")


def ids_in(text):
    for prefix, first, last in ID.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{prefix}-{number}"


class Code:
    """The Rust sources, split into what is shipped and what tests."""

    def __init__(self, files):
        """`files`: path -> text."""
        self.paths = set(files)
        self.cited, self.cited_in_tests = defaultdict(set), defaultdict(set)
        self.tests, words = set(), set()
        for path, text in files.items():
            inline = INLINE_TESTS.search(text)
            cut = 0 if TEST_PATH.search(path) else inline.start() if inline else len(text)
            for id_ in ids_in(text[:cut]):
                self.cited[id_].add(path)
            for id_ in ids_in(text[cut:]):
                self.cited_in_tests[id_].add(path)
            self.tests |= set(TEST_FN.findall(text[cut:]))
            words |= set(re.findall(r"\w+", text[:cut]))
        self.words = words

    def has(self, name):
        """Whether a path, or each part of `Type::method`, occurs."""
        name = name.rstrip("()")
        if "/" in name:
            return any(path == name or path.startswith(name.rstrip("/") + "/") for path in self.paths)
        return all(part in self.words for part in re.findall(r"\w+", name))


def rows(files):
    """Yields (file, id, cells after the id) for every rule of the pages `files`: path -> text."""
    for path, text in sorted(files.items()):
        for line in text.splitlines():
            match = ROW.match(line)
            if match:
                yield path, match[1], [cell.strip() for cell in re.split(r"(?<!\\)\|", match[2])]


def check(pages, code):
    seen = {}
    for path, id_, cells in rows(pages):
        if id_ in seen:
            yield f"{id_}: two rows, in {seen[id_]} and {path}"
        seen[id_] = path
        if len(cells) != 4:
            yield f"{id_} ({path}): {len(cells) + 1} cells instead of 5"
            continue
        _, where, errors, tests = (NAME.findall(cell) for cell in cells)
        if not code.cited[id_] and not where:
            yield f"{id_}: no code cites it, and the row does not say where it is checked"
        for name in where:
            if not code.has(name):
                yield f"{id_}: checked in `{name}`, which does not exist"
        for name in errors:
            if not code.has(name):
                yield f"{id_}: error `{name}` does not exist"
        if not errors and cells[2] not in ("-", "–", "—"):
            yield f"{id_}: no error is named"
        if not tests:
            yield f"{id_}: no test is named"
        for name in tests:
            if name.split("::")[-1] not in code.tests:
                yield f"{id_}: test `{name}` does not exist"
    for path, text in sorted(pages.items()):
        for attack in filter(None, map(ATTACK.match, text.splitlines())):
            for name in NAME.findall(attack[2]):
                if name not in code.tests:
                    yield f"{attack[1]} ({path}): test `{name}` does not exist"
    for cited in (code.cited, code.cited_in_tests):
        for id_ in sorted(set(cited) - set(seen)):
            if cited[id_]:
                yield f"{id_}: cited in {', '.join(sorted(cited[id_]))}, but no row of docs/protocol has it"


def load():
    def texts(files):
        return {str(f.relative_to(ROOT)): f.read_text() for f in files}

    skip = {"target", "bench-peers", "node_modules", ".git"}
    sources = [f for f in ROOT.rglob("*.rs") if not skip & set(f.relative_to(ROOT).parts)]
    return texts((ROOT / "docs" / "protocol").glob("*.md")), Code(texts(sources))


def main(args):
    if args not in ([], ["--list"]):
        print(__doc__, file=sys.stderr)
        return 2
    pages, code = load()
    if args:
        for path, id_, _ in rows(pages):
            print(f"{id_}  {path}  code: {' '.join(sorted(code.cited[id_])) or '-'}")
    gaps = list(check(pages, code))
    for line in gaps:
        print(f"check-rules: {line}")
    count = sum(1 for _ in rows(pages))
    if not gaps:
        print(f"check-rules: {count} rules, each found in the code and tested")
    return 1 if gaps or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
