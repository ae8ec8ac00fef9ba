"""A store with versions, and wishes about them, without any model behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rung.domain.identity import Role
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, StagingCheck
from rung.govern.approvals import Rules
from rung.govern.identity import Identity
from rung.release.releasing import Wish
from rung.store.transactions import Store
from store.values import ANN, NOON, a_model, an_evaluation

ASKED = Rules({Environment.PRODUCTION: Role.APPROVER})
GOOD = (StagingCheck("loads", True, "loaded in 0.1 s"),)
ENGINEER = Identity("eve", "token", (Role.ENGINEER,))
ON_CALL = Identity("oli", "token", (Role.ON_CALL,))
APPROVER = Identity("ben", "token", (Role.APPROVER,))
ADMIN = Identity("ada", "token", (Role.ADMIN,))


def registered(store: Store, *seeds: str) -> list[ModelVersion]:
    with store.writing(ANN) as writer:
        return [writer.models.register(a_model(each, evaluation=an_evaluation())) for each in seeds]


def a_wish(
    version: ModelVersion,
    by: Identity = ENGINEER,
    environment: Environment = Environment.PRODUCTION,
    at: datetime = NOON,
    **fields: Any,
) -> Wish:
    given = {"rules": ASKED, "authors": (version.by,)} | fields
    return Wish(version=version, environment=environment, by=by, at=at, **given)


def later(days: float) -> datetime:
    return NOON + timedelta(days=days)
