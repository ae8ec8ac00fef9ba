"""What every policy must do."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rung.govern.base import Case, Policy

_SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")


def check_policy(policy: Policy, lets_pass: Case, blocks: Case) -> None:
    """Raise `AssertionError`, with a sentence that names the rule, where a policy breaks one.

    Parameters
    ----------
    lets_pass, blocks
        A case of each, so that nobody can be sure of a policy that always says the same.
    """
    assert _SNAKE.match(policy.id), f"the id {policy.id!r} is not in small letters with underscores"
    doc = type(policy).__doc__ or ""
    assert len(doc) > 20, f"{policy.id} does not say what it asks for"
    for case, ok in ((lets_pass, True), (blocks, False)):
        before = repr(case)
        ruling = policy.judge(case)
        assert ruling.policy == policy.id, f"{policy.id} rules in the name of {ruling.policy}"
        assert ruling.ok is ok, f"{policy.id} {'blocks' if ok else 'lets pass'} what it should not: {ruling.says}"
        assert len(ruling.says) > 10, f"{policy.id} does not say why"
        assert not ruling.says.endswith("."), f"{policy.id} ends its sentence with a full stop"
        assert ok or ruling.fix, f"{policy.id} does not say what to do"
        assert policy.judge(case) == ruling, f"{policy.id} says something else when it is asked again"
        assert repr(case) == before, f"{policy.id} changes what it judges"


def a_case() -> Case:
    """A release to production of a version with one file, that nothing speaks against; vary it with `replace`."""
    from rung.domain.dataset import FileEntry, version_id  # noqa: PLC0415
    from rung.domain.model_version import ModelVersion  # noqa: PLC0415
    from rung.domain.release import Environment  # noqa: PLC0415
    from rung.govern.base import Case  # noqa: PLC0415

    files = (FileEntry("MLmodel", 10, "0" * 64),)
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    version = ModelVersion(
        model="flights", version=7, digest=version_id(files), files=files, flavour="skops", registered_at=at, by="ann"
    )
    return Case(version=version, environment=Environment.PRODUCTION)
