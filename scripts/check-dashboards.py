#!/usr/bin/env python3
# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""Checks dashboards and alerts: they parse, every metric in them exists, and docs/operate/metrics.md names every metric
of ours and every alert.

A metric exists if the source has its name, or docker/grafana/substrate-metrics.txt, whose names a test finds on a
running node. Needs no YAML library.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("client", "node/src")
DASHBOARDS = "docker/grafana/dashboards"
ALERTS = "docker/prometheus/alerts.yml"
SUBSTRATE = "docker/grafana/substrate-metrics.txt"
PAGE = "docs/operate/metrics.md"

# A name is registered with its help text behind it; chains and JSON-RPC methods have names like these, too.
NAME = re.compile(r'\(\s*"(sero_[a-z0-9_]+)",\s*"')
HISTOGRAM = re.compile(r'HistogramOpts::new\(\s*"(sero_[a-z0-9_]+)"')
STRING = re.compile(r'"(?:\\.|[^"\\])*"')
GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
IDENTIFIER = re.compile(r"(?<![\w:.$])([a-zA-Z_:][\w:]*)\b(?!\s*\()")
WORDS = {"and", "or", "unless", "offset", "bool", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"}
SUFFIXES = ("_bucket", "_sum", "_count")
SEVERITIES = {"warning", "critical"}


class YamlError(Exception):
    """Not of the part of YAML that the alerts are written in."""


def scalar(text, number):
    """A value on one line."""
    if text.startswith("'"):
        if len(text) < 2 or not text.endswith("'") or "'" in text[1:-1].replace("''", ""):
            raise YamlError(f"line {number}: a quote is not closed")
        return text[1:-1].replace("''", "'")
    if text[0] in "\"{}[]&*|>%@`!" or ": " in text or " #" in text:
        raise YamlError(f"line {number}: put the value in single quotes")
    return text


def parse_yaml(text):
    """Mappings, lists and values on one line, indented by spaces."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            raise YamlError(f"line {number}: a tab")
        if line.strip() and not line.lstrip().startswith("#"):
            lines.append((number, len(line) - len(line.lstrip()), line.strip()))

    def block(position, indent):
        is_list = lines[position][2].startswith("- ")
        result = [] if is_list else {}
        while position < len(lines) and lines[position][1] >= indent:
            number, depth, content = lines[position]
            if depth != indent or content.startswith("- ") != is_list:
                raise YamlError(f"line {number}: it is not indented as its neighbors")
            if is_list:
                # What follows the dash stands where a line of its own would.
                lines[position] = (number, indent + 2, content[2:].strip())
                item, position = block(position, indent + 2)
                result.append(item)
                continue
            key, colon, value = content.partition(":")
            if not colon or (value and not value.startswith(" ")) or not re.fullmatch(r"[\w-]+", key):
                raise YamlError(f"line {number}: neither a key nor a list")
            if key in result:
                raise YamlError(f"line {number}: {key} comes twice")
            position += 1
            if value.strip():
                result[key] = scalar(value.strip(), number)
            elif position < len(lines) and lines[position][1] > indent:
                result[key], position = block(position, lines[position][1])
            else:
                raise YamlError(f"line {number}: {key} has no value")
        return result, position

    if not lines:
        raise YamlError("nothing is in it")
    result, end = block(0, lines[0][1])
    if end != len(lines):
        raise YamlError(f"line {lines[end][0]}: it is not indented as its neighbors")
    return result


def metrics_of(expression):
    """The names of the metrics in a PromQL expression."""
    bare = re.sub(r"\[[^\]]*\]", " ", STRING.sub("", expression))
    bare = GROUPING.sub(" ", re.sub(r"\{[^}]*\}", " ", bare))
    bare = re.sub(r"\b\d+(?:\.\d+)?(?:ms|[smhdwy])?\b", " ", bare)
    return {name for name in IDENTIFIER.findall(bare) if name.lower() not in WORDS}


def is_closed(expression):
    """Whether every bracket outside of strings is closed by its own kind."""
    pairs, open_brackets = {")": "(", "]": "[", "}": "{"}, []
    for character in STRING.sub("", expression):
        if character in pairs.values():
            open_brackets.append(character)
        elif character in pairs and (not open_brackets or open_brackets.pop() != pairs[character]):
            return False
    return not open_brackets


def known_metrics(sources, substrate):
    """Ours, by the source's texts, and all names that an expression may have."""
    ours, histograms = set(), set()
    for text in sources:
        code = text.split("#[cfg(test)]")[0]
        ours |= set(NAME.findall(code))
        histograms |= set(HISTOGRAM.findall(code))
    others = {line for line in substrate.splitlines() if line and not line.startswith("#")}
    series = {name + suffix for name in histograms | others for suffix in SUFFIXES}
    return ours, (ours - histograms) | others | series


def expressions(panels):
    """The expressions of a dashboard's panels, rows included: (title, expression)."""
    for panel in panels:
        for target in panel.get("targets", []):
            yield panel.get("title", "?"), target.get("expr", "")
        yield from expressions(panel.get("panels", []))


def check_expression(place, expression, known):
    if not expression.strip():
        yield f"{place}: an expression is empty"
    elif not is_closed(expression):
        yield f"{place}: a bracket is not closed in {expression}"
    else:
        names = metrics_of(expression)
        if not names:
            yield f"{place}: there is no metric in {expression}"
        for name in sorted(names - known):
            yield f"{place}: there is no metric {name}"


def check_dashboard(place, text, known):
    """What is wrong with a dashboard."""
    try:
        board = json.loads(text)
    except json.JSONDecodeError as error:
        yield f"{place}: {error}"
        return
    for key in ("uid", "title", "panels"):
        if not board.get(key):
            yield f"{place}: there is no {key}"
    numbers = [panel.get("id") for panel in board.get("panels", [])]
    if len(numbers) != len(set(numbers)):
        yield f"{place}: two panels have one id"
    for panel in board.get("panels", []):
        if not panel.get("targets") and panel.get("type") != "row":
            yield f"{place}: {panel.get('title')} shows nothing"
    for title, expression in expressions(board.get("panels", [])):
        yield from check_expression(f"{place}: {title}", expression, known)
    for variable in board.get("templating", {}).get("list", []):
        if variable.get("type") == "query":
            name = variable.get("query", "").partition("(")[2].partition(",")[0].strip()
            if name not in known:
                yield f"{place}: ${variable.get('name')}: there is no metric {name}"


def check_alerts(place, text, known):
    """What is wrong with the alerts, and their names."""
    try:
        groups = parse_yaml(text)["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
    except (YamlError, KeyError, TypeError) as error:
        return [f"{place}: {error}"], []
    found, names = [], []
    for rule in rules:
        name = rule.get("alert", "?")
        if name in names:
            found.append(f"{place}: {name} comes twice")
        names.append(name)
        if rule.get("labels", {}).get("severity") not in SEVERITIES:
            found.append(f"{place}: {name} is of no severity")
        if not rule.get("annotations", {}).get("summary"):
            found.append(f"{place}: {name} says nothing")
        if not re.fullmatch(r"\d+[smhd]", rule.get("for", "0s")):
            found.append(f"{place}: {name} waits for {rule['for']}, which is no time")
        found += check_expression(f"{place}: {name}", rule.get("expr", ""), known)
    return found, names


def check_page(page, ours, alerts):
    """What the page does not name, and what it names that does not exist."""
    named = set(re.findall(r"`(sero_[a-z0-9_]+)[`{]", page))
    yield from (f"{PAGE} does not name {name}" for name in sorted(ours - named))
    yield from (f"{PAGE} names {name}, which does not exist" for name in sorted(named - ours))
    named = set(re.findall(r"`(Sero[A-Za-z]+)`", page))
    yield from (f"{PAGE} does not name {name}" for name in sorted(set(alerts) - named))
    yield from (f"{PAGE} names {name}, which does not exist" for name in sorted(named - set(alerts)))


def main():
    sources = [path.read_text() for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.rs")) if "tests" not in path.parts]
    ours, known = known_metrics(sources, (ROOT / SUBSTRATE).read_text())
    boards = sorted((ROOT / DASHBOARDS).glob("*.json"))
    found = [] if boards else [f"{DASHBOARDS} has no dashboard"]
    for path in boards:
        found += check_dashboard(path.name, path.read_text(), known)
    faults, alerts = check_alerts(ALERTS, (ROOT / ALERTS).read_text(), known)
    found += faults
    found += check_page((ROOT / PAGE).read_text(), ours, alerts)
    for fault in found:
        print(f"check-dashboards: {fault}", file=sys.stderr)
    if found:
        return 1
    print(f"check-dashboards: {len(boards)} dashboards, {len(alerts)} alerts, {len(ours)} metrics")
    return 0


if __name__ == "__main__":
    sys.exit(main())
