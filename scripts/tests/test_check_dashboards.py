# SPDX-FileCopyrightText: The SERO developers
# SPDX-License-Identifier: Apache-2.0
"""check-dashboards.py finds expressions over metrics that do not exist."""

import json
import unittest

from load import script

dashboards = script("check-dashboards.py")

SOURCE = """
Gauge::new("sero_leaves", "Leaves")?
HistogramOpts::new(
    "sero_wait_seconds", "Wait")
#[method(name = "sero_method")]
const CHAIN: (&str, &str) = ("dev", "sero_dev");
#[cfg(test)]
mod tests { const OTHER: &str = "sero_only_in_a_test"; }
"""
OURS, KNOWN = dashboards.known_metrics([SOURCE], "# others\nup\n")

ALERTS = """# a comment
groups:
  - name: node
    rules:
      - alert: Down
        expr: 'up{job="sero"} == 0'
        for: 2m
        labels:
          severity: critical
        annotations:
          summary: 'It''s down: {{ $labels.instance }}'
"""


def board(**changes):
    panel = {"id": 1, "title": "Leaves", "type": "stat", "targets": [{"expr": "sero_leaves"}]}
    return json.dumps({"uid": "a", "title": "A", "panels": [panel], **changes})


class CheckDashboards(unittest.TestCase):
    def test_metrics_are_found_among_functions_labels_and_words(self):
        for expression, names in [
            ("sero_leaves", {"sero_leaves"}),
            ('max by (le, class) (rate(sero_a_total{result!="up", x=~"$y"}[5m]))', {"sero_a_total"}),
            ("histogram_quantile(0.95, sum by (le) (rate(sero_wait_seconds_bucket[$__rate_interval])))", {"sero_wait_seconds_bucket"}),
            ('a{s="x"} - ignoring(s) b{s="y"} > 20', {"a", "b"}),
            ("time() - sero_t > 600 and sero_t > 0", {"sero_t"}),
            ("sero_t < 1 and sero_t offset 30m > 1", {"sero_t"}),
            ("1 + 2", set()),
        ]:
            self.assertEqual(dashboards.metrics_of(expression), names, expression)

    def test_the_source_has_the_names(self):
        self.assertEqual(OURS, {"sero_leaves", "sero_wait_seconds"})
        self.assertIn("sero_wait_seconds_count", KNOWN)
        # A histogram has no series of its own name.
        self.assertNotIn("sero_wait_seconds", KNOWN)

    def test_a_good_dashboard_has_no_faults(self):
        self.assertEqual(list(dashboards.check_dashboard("a", board(), KNOWN)), [])

    def test_faults_of_dashboards_are_found(self):
        def faults(text):
            return " ".join(dashboards.check_dashboard("a", text, KNOWN))

        def panel(**changes):
            return board(panels=[{"id": 1, "title": "P", "targets": [{"expr": "up"}], **changes}])

        variable = {"list": [{"name": "v", "type": "query", "query": "label_values(sero_gone, x)"}]}
        nested = panel(type="row", targets=[], panels=[{"title": "In", "targets": [{"expr": "sero_gone"}]}])
        for text, fault in [
            ("{", "Expecting"),
            (board(uid=""), "no uid"),
            (panel(targets=[{"expr": "sum(sero_gone)"}]), "no metric sero_gone"),
            (panel(targets=[{"expr": "sum(up"}]), "not closed"),
            (panel(targets=[{"expr": " "}]), "empty"),
            (panel(targets=[]), "shows nothing"),
            (nested, "In: there is no metric sero_gone"),
            (board(templating=variable), "$v: there is no metric sero_gone"),
            (board(panels=json.loads(board())["panels"] * 2), "two panels have one id"),
        ]:
            self.assertIn(fault, faults(text))

    def test_alerts_are_read(self):
        self.assertEqual(dashboards.check_alerts("f", ALERTS, KNOWN), ([], ["Down"]))
        rule = dashboards.parse_yaml(ALERTS)["groups"][0]["rules"][0]
        self.assertEqual(rule["annotations"]["summary"], "It's down: {{ $labels.instance }}")

    def test_faults_of_alerts_are_found(self):
        for old, new, fault in [
            ("up{", "gone{", "no metric gone"),
            ("critical", "loud", "no severity"),
            ("2m", "soon", "no time"),
            ("          summary", "\t\tsummary", "a tab"),
            ("for: 2m", "for: 2m\n        for: 3m", "comes twice"),
            ("'It''s", "'It's", "not closed"),
            ("        for", "       for", "not indented"),
            ("groups:", "grups:", "groups"),
            ("'up{job=\"sero\"} == 0'", "{up}", "single quotes"),
        ]:
            text = ALERTS.replace(old, new)
            self.assertNotEqual(text, ALERTS, old)
            found, _ = dashboards.check_alerts("f", text, KNOWN)
            self.assertIn(fault, " ".join(found))

    def test_the_page_names_what_exists(self):
        page = "`sero_leaves` and `sero_wait_seconds{le}`, `Down`"
        self.assertEqual(list(dashboards.check_page(page, OURS, [])), [])
        self.assertEqual(len(list(dashboards.check_page("`sero_gone`", OURS, ["SeroDown"]))), 4)

    def test_the_real_alerts_are_what_a_yaml_library_reads(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is not installed")
        text = (dashboards.ROOT / dashboards.ALERTS).read_text()
        self.assertEqual(dashboards.parse_yaml(text), yaml.safe_load(text))


if __name__ == "__main__":
    unittest.main()
