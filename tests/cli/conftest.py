"""A ladder of three rungs that look for one file each, so that these tests are about the command line alone."""

from __future__ import annotations

import pytest

from rung.assess.base import Practice
from rung.assess.ladder import Ladder
from rung.assess.measuring import Ruler, make_ruler
from rung.assess.tree import Tree
from rung.domain import Capability, Judgement, Level, Place, Strength, met, unmet


class CodeInVersionControl(Practice):
    """All code lives in one history."""

    id = "code-in-version-control"
    capability = Capability.VERSIONING
    level = Level.REPEATABLE
    pitfall = "Nobody knows what ran"
    remedy = "git init"

    def judge(self, tree: Tree) -> Judgement:
        return met("a commit is there") if tree.commit else unmet("no history")


class CiOnEveryChange(Practice):
    """Every change is checked by a machine."""

    id = "ci-on-every-change"
    capability = Capability.TESTING_AND_GATES
    level = Level.AUTOMATED
    min_strength = Strength.PRACTISED
    pitfall = "Changes break unseen"
    remedy = "add ci.yml"

    def judge(self, tree: Tree) -> Judgement:
        return met("ci.yml runs", [Place("ci.yml", 1)]) if "ci.yml" in tree else unmet("no ci.yml was found")


class CapacityManaged(Practice):
    """Limits are set."""

    id = "capacity-managed"
    capability = Capability.SERVING_AND_SCALE
    level = Level.SCALABLE
    needs = ("ci-on-every-change",)
    pitfall = "One model starves the others"
    remedy = "set limits"

    def judge(self, tree: Tree) -> Judgement:
        return met("limits are set") if "limits.yml" in tree else unmet("no limits were found")


@pytest.fixture(autouse=True)
def small_ladder(monkeypatch: pytest.MonkeyPatch) -> Ruler:
    ladder = Ladder("test.1", (CodeInVersionControl(), CiOnEveryChange(), CapacityManaged()))
    ruler = make_ruler(ladder, ())
    monkeypatch.setattr("rung.assess.measuring.load_ruler", lambda: ruler)
    monkeypatch.setattr("rung.assess.ladder.load_ladder", lambda: ladder)
    for name in ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return ruler
