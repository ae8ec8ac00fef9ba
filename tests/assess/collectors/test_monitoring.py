"""Alerts, metrics, dashboards, drift and live quality in small trees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.alerts import Alerts, AlertsCollector
from rung.assess.collectors.dashboards import Dashboards, DashboardsCollector
from rung.assess.collectors.drift import Data, Drift, DriftCollector
from rung.assess.collectors.monitoring_files import MonitoringFiles, MonitoringFilesCollector
from rung.assess.collectors.performance import Performance, PerformanceCollector
from rung.assess.collectors.release_checks import ReleaseChecks, ReleaseChecksCollector
from rung.assess.collectors.service_metrics import ServiceMetrics, ServiceMetricsCollector
from rung.assess.collectors.surroundings import SurroundingsCollector
from rung.assess.engine import Engine
from rung.assess.monitoring.base import About
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
RULE = "groups:\n  - name: g\n    rules:\n      - alert: Down\n        expr: up == 0\n"
RECEIVER = "route: {receiver: team}\nreceivers:\n  - name: team\n"


def collect(kind, files):
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


@pytest.mark.parametrize(
    "collector",
    [
        AlertsCollector,
        DashboardsCollector,
        DriftCollector,
        MonitoringFilesCollector,
        PerformanceCollector,
        ReleaseChecksCollector,
        ServiceMetricsCollector,
        SurroundingsCollector,
    ],
)
def test_keeps_the_rules(collector):
    check_collector(collector)


def test_a_rule_with_a_receiver_is_live():
    alerts = collect(Alerts, {"rules.yml": RULE, "am.yml": RECEIVER + "    email_configs: [{to: team@bank.eu}]\n"})
    assert [each.name for each in alerts.about(About.SERVICE)] == ["Down"]


@pytest.mark.parametrize("address", ["", "    webhook_configs: [{url: 'https://webhook.site/1'}]\n"])
def test_a_receiver_without_a_real_address(address):
    alerts = collect(Alerts, {"rules.yml": RULE, "am.yml": RECEIVER + address})
    assert not alerts.live
    assert "team" in alerts.flaw


def test_a_rule_file_that_no_server_loads():
    server = "scrape_configs: []\nrule_files: [other.yml]\nalerting: {}\n"
    (rule,) = collect(MonitoringFiles, {"rules.yml": RULE, "prometheus.yml": server}).rules
    assert "rule_files" in rule.flaw


def test_an_alarm_in_terraform_that_names_nobody():
    head = 'resource "aws_cloudwatch_metric_alarm" "slow" {\n'
    alarm = head + '  metric_name = "ModelLatency"\n  alarm_actions = ACTIONS\n}\n'
    assert not collect(Alerts, {"a.tf": alarm.replace("ACTIONS", "[]")}).live
    assert collect(Alerts, {"a.tf": alarm.replace("ACTIONS", "[aws_sns_topic.team.arn]")}).live


def test_a_broken_dashboard_is_passed_over():
    assert collect(Dashboards, {"d.json": '{"panels": [, "schemaVersion": 1}'}).boards == ()


def test_metrics_in_training_are_not_the_service():
    code = "from prometheus_client import Counter\nRUNS = Counter('runs', '')\nRUNS.inc()\n"
    assert collect(ServiceMetrics, {"train.py": code}).emitters == ()


DRIFT = (
    "import pandas as pd\nfrom scipy.stats import ks_2samp\n\ndef drift():\n    a = pd.read_csv('A')\n"
    "    b = pd.read_csv('B')\n    return ks_2samp(a.x, b.x)\n\nif __name__ == '__main__':\n    drift()\n"
)


def test_drift_between_two_files_of_the_repository():
    files = {"drift.py": DRIFT.replace("'A'", "'data/a.csv'").replace("'B'", "'data/production.csv'")}
    (check,) = collect(Drift, {**files, "data/a.csv": "x\n1\n", "data/production.csv": "x\n2\n"}).checks
    assert check.data is Data.STATIC


def test_drift_of_the_prediction_log():
    code = DRIFT.replace("'A'", "'s3://b/train.csv'").replace("'B'", "'s3://b/prediction_log.csv'")
    (check,) = collect(Drift, {"drift.py": code}).checks
    assert check.data is Data.LIVE
    assert not check.scheduled


def test_a_statistic_that_is_about_something_else():
    assert (
        collect(
            Drift, {"genome.py": DRIFT.replace("def drift", "def compare").replace("    drift()", "    compare()")}
        ).checks
        == ()
    )


def test_measuring_after_training_is_no_live_quality():
    code = (
        "import pandas as pd\nfrom sklearn.linear_model import Ridge\nfrom sklearn.metrics import r2_score\n"
        "predictions_log = pd.read_csv('prediction_log.csv')\nlabels = predictions_log.merge(predictions_log)\n"
        "model = Ridge().fit(labels, labels)\nprint(r2_score(labels, model.predict(labels)))\n"
    )
    assert collect(Performance, {"train.py": code}).checks == ()


def test_a_smoke_test_before_the_deployment_is_no_release_check():
    steps = "      - run: SMOKE\n      - run: kubectl apply -f deploy.yml\n"
    workflow = "on: push\njobs:\n  ship:\n    runs-on: x\n    steps:\n" + steps
    files = {".github/workflows/ship.yml": workflow.replace("SMOKE", "pytest tests/smoke")}
    assert collect(ReleaseChecks, files).smoke == ()


def test_an_alarm_of_a_cloud_reaches_nobody_by_itself():
    def alerts(more):
        mails = "Mails: {Type: 'AWS::SNS::Subscription', Properties: {Endpoint: a@tides.test}}"
        alarm = f"Slow: {{Type: 'AWS::CloudWatch::Alarm', Properties: {{MetricName: Latency{more}}}}}"
        return collect(Alerts, {"infra/live.yaml": f"Resources:\n  {mails}\n  {alarm}\n"})

    assert [each.name for each in alerts("").silent] == ["Slow"]
    assert not alerts("").live
    assert [each.name for each in alerts(", AlarmActions: [topic]").live] == ["Slow"]
    assert not alerts(", AlarmActions: [topic]").silent


def test_the_format_of_rows_is_no_monitor():
    code = "from sagemaker.model_monitor{} import {}\n\nif __name__ == '__main__':\n    {}\n"
    rows = code.format(".dataset_format", "DatasetFormat", "DatasetFormat.csv()")
    assert not collect(Drift, {"go.py": rows}).checks
    assert collect(Drift, {"go.py": code.format("", "DefaultModelMonitor", "DefaultModelMonitor(role='r')")}).checks
