#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Prints what `make bench` measured: all medians, and ours beside Orchard's and Sapling's.

    scripts/bench-table.py CRITERION_FOLDER            prints the tables
    scripts/bench-table.py CRITERION_FOLDER --record   also writes them into docs/dev/measurements.md

Reads CRITERION_FOLDER/**/new/{benchmark,estimates}.json and CRITERION_FOLDER/peers.json. Exit status 1 if a goal is
missed.
"""

import json
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

MS, US = 1e6, 1e3
PAGE = Path(__file__).resolve().parent.parent / "docs" / "dev" / "measurements.md"
BEGIN, END = "<!-- make bench RECORD=1 -->", "<!-- end of make bench -->"

# Rows of the comparison: label, ours, Orchard's, Sapling's; each a sum of benches.
COMPARISON = (
    (
        "payment with 2 inputs and 2 outputs, proved",
        ["prove/bundle of 2 inputs and 2 outputs"],
        ["orchard/prove/2-actions"],
        ["sapling/prove/spend", "sapling/prove/spend", "sapling/prove/output", "sapling/prove/output"],
    ),
    ("one input (spend), proved", ["prove/input"], [], ["sapling/prove/spend"]),
    ("one output, proved", ["prove/output"], [], ["sapling/prove/output"]),
    (
        "the payment's proofs, verified singly",
        ["groth16/single prepared, 5 inputs"] * 2 + ["groth16/single prepared, 9 inputs"] * 2,
        ["orchard/verify/2-actions"],
        ["sapling/verify/spend", "sapling/verify/spend", "sapling/verify/output", "sapling/verify/output"],
    ),
    (
        "Ethash header, verified from the light cache (reference: crate `ethash` 0.4)",
        ["light hash/ethash"],
        ["ethash/light"],
        [],
    ),
)

# Goals: text, left benches and divisor, factor, right benches (or a number of nanoseconds).
GOALS = (
    (
        "2-in-2-out proved in a third of Orchard's time",
        (["prove/bundle of 2 inputs and 2 outputs"], 1),
        1 / 3,
        ["orchard/prove/2-actions"],
    ),
    # Half of the batch are input proofs, half output proofs.
    (
        "a proof in a batch of 100: 0.4 of a prepared single verification",
        (["groth16/batch of 100, decoded"], 100),
        0.4 / 2,
        ["groth16/single prepared, 5 inputs", "groth16/single prepared, 9 inputs"],
    ),
    ("a note appended to the tree in less than 100 µs", (["tree/append_note_to_frontier"], 1), 1, 100 * US),
)


def load(folder):
    """Bench id -> median in nanoseconds."""
    found = {}
    for path in sorted(folder.glob("**/new/benchmark.json")):
        name = json.loads(path.read_text())["full_id"]
        estimates = json.loads((path.parent / "estimates.json").read_text())
        found[name] = estimates["median"]["point_estimate"]
    peers = folder / "peers.json"
    if peers.exists():
        found.update(json.loads(peers.read_text()))
    return found


def duration(ns):
    for unit, size in (("s", 1e9), ("ms", MS), ("µs", US)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}" if ns / size < 100 else f"{ns / size:.0f} {unit}"
    return f"{ns:.3g} ns"


def total(found, names):
    """Sum of the benches, or None if there are none or one of them was not run."""
    return sum(found[name] for name in names) if names and all(name in found for name in names) else None


def table(head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    line = lambda row: "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
    return "\n".join([line(head), "|" + "|".join("-" * (w + 2) for w in widths) + "|", *map(line, rows)])


def comparison(found):
    rows = []
    for label, *systems in COMPARISON:
        ours, *peers = (total(found, names) for names in systems)
        cells = [duration(ours) if ours else "-"]
        for peer in peers:
            ratio = f" ({peer / ours:.1f}×)" if peer and ours else ""
            cells.append(duration(peer) + ratio if peer else "-")
        rows.append([label, *cells])
    return table(["", "SERO", "Orchard 0.16", "Sapling 0.9"], rows)


def goals(found):
    """Yields (text, measured, limit, met); None where something was not measured."""
    for text, (left, divisor), factor, right in GOALS:
        measured = total(found, left)
        measured = measured / divisor if measured else None
        limit = right if isinstance(right, (int, float)) else total(found, right)
        limit = limit * factor if limit else None
        yield text, measured, limit, measured <= limit if measured and limit else None


def machine():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
    cores = subprocess.run(["nproc"], stdout=subprocess.PIPE, text=True).stdout.strip() or "?"
    return f"{cores} cores of {model}, {platform.system()} {platform.release()}"


def revision():
    run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=PAGE.parent, stdout=subprocess.PIPE, text=True)
    return run.stdout.strip() or "unknown"


def report(found):
    """The tables as Markdown, and whether a goal is missed."""
    judged = list(goals(found))
    verdict = {None: "not run", True: "yes", False: "NO"}
    rows = [
        [text, *(duration(x) if x else "-" for x in (measured, limit)), verdict[met]]
        for text, measured, limit, met in judged
    ]
    parts = [
        f"{date.today()}, commit {revision()}, {machine()}. Medians, all cores.",
        comparison(found),
        table(["goal", "measured", "limit", "met"], rows),
        table(["bench", "median"], [[name, duration(found[name])] for name in sorted(found)]),
    ]
    return "\n\n".join(parts) + "\n", any(met is False for *_, met in judged)


def record(page, text):
    """`page` with `text` between the marks."""
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}"


def main(args):
    folders = [arg for arg in args if not arg.startswith("--")]
    if len(folders) != 1 or set(args) - {folders[0], "--record"}:
        print(__doc__, file=sys.stderr)
        return 2
    found = load(Path(folders[0]))
    if not found:
        print(f"bench-table: nothing was measured in {folders[0]}", file=sys.stderr)
        return 1
    text, missed = report(found)
    print("\n" + text)
    if "--record" in args:
        PAGE.write_text(record(PAGE.read_text(), text))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
