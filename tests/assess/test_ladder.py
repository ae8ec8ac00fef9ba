"""The ladder is what lies in a folder of practices, in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rung.assess.ladder import LADDER_VERSION, Ladder, load_ladder
from rung.errors import UsageError

PRACTICE = '''
from rung.assess.base import Practice
from rung.domain import Capability, Judgement, Level, met
class {name}(Practice):
    """Something is done."""
    id = "{id}"
    capability = Capability.{capability}
    level = Level({level})
    pitfall = "it is not done"
    remedy = "do it"
    def judge(self, text: str) -> Judgement:
        return met(text)
'''


@pytest.fixture
def ladder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ladder]:
    folder = tmp_path / "rungs_of_a_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for practice, capability, level in [
        ("aaa-monitored", "MONITORING", 4),
        ("zzz-versioned", "VERSIONING", 4),
        ("runs-recorded", "EXPERIMENTS", 2),
        ("data-versioned", "VERSIONING", 2),
    ]:
        source = PRACTICE.format(name=practice[:3].title(), id=practice, capability=capability, level=level)
        (folder / f"{practice.replace('-', '_')}.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield load_ladder("rungs_of_a_test", group=None)
    for module in [each for each in sys.modules if each.startswith("rungs_of_a_test")]:
        del sys.modules[module]


def test_by_level_then_capability_then_id(ladder: Ladder) -> None:
    assert [card.id for card in ladder.cards] == ["data-versioned", "runs-recorded", "zzz-versioned", "aaa-monitored"]
    assert [practice.id for practice in ladder.practices] == [card.id for card in ladder.cards]


def test_a_practice_by_its_id(ladder: Ladder) -> None:
    assert ladder.by_id("runs-recorded").level == 2


def test_the_nearest_name_is_offered(ladder: Ladder) -> None:
    with pytest.raises(UsageError, match="there is no practice run-recorded") as caught:
        ladder.by_id("run-recorded")
    assert caught.value.fix == "did you mean runs-recorded?"


def test_a_name_near_nothing(ladder: Ladder) -> None:
    with pytest.raises(UsageError) as caught:
        ladder.by_id("qqqq")
    assert caught.value.fix == "rung explain lists every practice"


def test_practices_of_others_move_the_version(ladder: Ladder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ladder.version == LADDER_VERSION
    foreign = type(ladder.practices[0])
    monkeypatch.setattr("rung.assess.ladder.discover", lambda *args, **kwargs: [foreign])
    assert load_ladder("elsewhere").version == f"{LADDER_VERSION}+rungs_of_a_test"
