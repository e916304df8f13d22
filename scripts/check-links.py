#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Checks that every relative link of the Markdown files leads to a file, and every anchor to a heading; and that
docs/SUMMARY.md lists every page of the book."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def anchors(text):
    """The anchors that a Markdown page's headings get."""
    found = set()
    for heading in re.findall(r"^#+ +(.*)$", FENCE.sub("", text), re.M):
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower())
        found.add(slug.strip().replace(" ", "-"))
    return found


def broken(page, text, read):
    """Yields the links of a page that lead nowhere; `read` gives the text of a path, or None."""
    for link in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = (page.parent / target).resolve() if target else page
        content = read(path)
        if content is None:
            yield link
        elif anchor and path.suffix == ".md" and anchor not in anchors(content):
            yield link


def main():
    def read(path):
        if path.is_dir():
            return ""
        return path.read_text() if path.is_file() else None

    skip = {"target", "node_modules", "book", ".git"}
    pages = [p for p in sorted(ROOT.rglob("*.md")) if not skip & set(p.relative_to(ROOT).parts)]
    faults = [f"{p.relative_to(ROOT)}: {link}" for p in pages for link in broken(p, p.read_text(), read)]
    docs = ROOT / "docs"
    listed = {(docs / link).resolve() for link in LINK.findall((docs / "SUMMARY.md").read_text())}
    for page in sorted(docs.rglob("*.md")):
        if page.name != "SUMMARY.md" and page.resolve() not in listed and "book" not in page.parts:
            faults.append(f"docs/SUMMARY.md: {page.relative_to(docs)} is not listed")
    for fault in faults:
        print(f"check-links: {fault}")
    if not faults:
        print(f"check-links: the links of {len(pages)} pages lead somewhere")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
