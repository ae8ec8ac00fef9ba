"""Messages in small trees: who sends them, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.notifications import Notifications, NotificationsCollector
from rung.assess.engine import Engine
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest
from rung.testing.collectors import check_collector

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def sent(source: str) -> Notifications:
    files = {"tell.py": source, "Makefile": "tell:\n\tpython tell.py\n"}
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Notifications])
    return evidence.seen[Notifications]


def test_keeps_the_rules() -> None:
    check_collector(NotificationsCollector)


@pytest.mark.parametrize(
    "source",
    [
        'import os, requests\nrequests.post(os.environ["SLACK_WEBHOOK"], json={})\n',
        'import os, requests\nrequests.post(url=os.getenv("TEAMS_URL"), json={})\n',
        'import os, requests\nurl = os.environ.get("DISCORD_URL")\nrequests.post(url, json={})\n',
        'import os, requests\nURL = os.getenv("PAGERDUTY")\n\n\ndef tell():\n    requests.post(URL)\n\n\ntell()\n',
    ],
)
def test_an_address_from_the_environment_is_known_by_its_key(source: str) -> None:
    assert [each.place.path for each in sent(source).received] == ["tell.py"]


def test_a_post_to_another_service_is_no_message() -> None:
    assert not sent('import os, requests\nrequests.post(os.environ["SCORING_URL"], json={})\n').notices


def test_a_message_that_nothing_calls_is_told_apart() -> None:
    found = sent('import os, requests\n\n\ndef tell():\n    requests.post(os.environ["SLACK_WEBHOOK"])\n')
    assert not found.notices
    assert [each.call.scope for each in found.uncalled] == ["tell"]
