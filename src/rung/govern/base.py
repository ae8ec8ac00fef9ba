"""What a policy is: a rule about a release, judged on records and on nothing else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from msgspec import Struct

from rung.domain.approval import Approval
from rung.domain.identity import Role
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment


class Case(Struct, frozen=True, kw_only=True):
    """What is known of a release that somebody wants."""

    version: ModelVersion
    environment: Environment
    gates: tuple[str, ...] = ()
    """Those of `rung.yaml`."""
    asks: Role | None = None
    """Whom `rung.yaml` asks for it."""
    approval: Approval | None = None
    """That lets it pass; `None` while nobody has said yes."""
    harm: tuple[str, ...] = ()
    """What is wrong with its files, a phrase each; empty after every byte was read and found as it was registered."""
    unwritten: tuple[str, ...] = ()
    """Sections of its card that a person has to write, and has not."""


class Ruling(Struct, frozen=True):
    """What a policy says."""

    policy: str
    ok: bool
    says: str
    """A sentence without a full stop."""
    fix: str = ""


class Policy(ABC):
    """One rule. Pure."""

    id: ClassVar[str]
    """As `rung.yaml` names it."""
    always: ClassVar[bool] = False
    """It is judged whether or not `rung.yaml` names it."""

    @abstractmethod
    def judge(self, case: Case) -> Ruling:
        """Whether the release may go on, and why. What is not known never passes."""

    def ruling(self, ok: bool, says: str, fix: str = "") -> Ruling:
        """What it says."""
        return Ruling(self.id, ok, says, fix)
