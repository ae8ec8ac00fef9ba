"""Releases of a project: asked for, decided, made, rolled back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

from msgspec import Struct

from rung.domain.approval import Approval, Decision
from rung.domain.model_version import ModelVersion
from rung.domain.release import Environment, Release, StagingCheck
from rung.govern.approvals import Rules, approved, is_author, open_until, rejected, rules_of
from rung.govern.authors import authors_of
from rung.govern.card.written import read_written, unwritten
from rung.govern.identity import Identity
from rung.govern.judging import policies_named
from rung.govern.roles import Permission, holds
from rung.release.differences import Difference, differences
from rung.release.releasing import Outcome, Wish, release
from rung.release.rolling_back import RolledBack, roll_back
from rung.workspace.loop import Loop
from rung.workspace.model_versions import Models


class Question(Struct, frozen=True, kw_only=True):
    """An approval as a person needs it to decide."""

    approval: Approval
    version: ModelVersion | None
    """`None` for one that is not registered any more."""
    current: Release | None
    """What answers there now."""
    before: ModelVersion | None
    differences: tuple[Difference, ...]
    expired: bool
    solo_from: datetime | None
    """From when on an author may decide; `None`: never."""
    refuses: str = ""
    """Why whoever asks may not decide; empty when they may."""


class Releases:
    """What can be done with releases."""

    def __init__(self, loop: Loop, identity: Identity | None = None) -> None:
        """`identity`: whoever the token or the operating system says, when not given."""
        self._loop = loop
        self._given = identity
        self.models = Models(loop)

    @cached_property
    def identity(self) -> Identity:
        """Who acts. Raises `RefusedError` for a token that opens nothing."""
        return self._given or self._loop.identity

    @cached_property
    def rules(self) -> Rules:
        """What `release:` of `rung.yaml` asks for. Raises `ManifestError`."""
        project = self._loop.project
        return rules_of(project.file.release, project.line("release") if project.file.release else "rung.yaml")

    def release(self, name: str, to: Environment, *, reason: str = "", ask_again: bool = False) -> Outcome:
        """Release a version, or ask for it. Raises as `rung.release.releasing.release`, and `UsageError`."""
        version = self.models.find(name).version
        before = self._answering(version.model, to)
        wish = self._wish(version, before, to, reason, ask_again)
        return release(self._loop.store, wish, lambda: self.check(version))

    def check(self, version: ModelVersion) -> tuple[StagingCheck, ...]:
        """Try a version in a clean process. Raises as `rung.registry.loading.load`."""
        from rung.registry.loading import load  # noqa: PLC0415
        from rung.release.probing import interpreter_of, probe  # noqa: PLC0415
        from rung.release.trying import judged, limits_of  # noqa: PLC0415

        project = self._loop.project
        serve = project.file.serve
        limits = limits_of(serve.latency_p99 if serve else None, self._gates(), "rung.yaml")
        folder = load(version, self._loop.files, self.models.cache)
        return judged(probe(folder, interpreter_of(project.root, project.file.environment)), limits)

    def roll_back(
        self, model: str, environment: Environment = Environment.PRODUCTION, *, to: int | None = None, reason: str = ""
    ) -> RolledBack:
        """Let the version before answer again. Raises as `rung.release.rolling_back.roll_back`."""
        now = datetime.now(UTC)
        return roll_back(self._loop.store, model, environment, self.identity, now, self.harm, to=to, reason=reason)

    def inbox(self) -> list[Question]:
        """What waits for a decision, newest first; what has expired is left out. Raises `RefusedError`."""
        self.identity.must(Permission.READ, where="inbox")
        now = datetime.now(UTC)
        with self._loop.store.reading() as reader:
            pending = [each for each in reader.approvals.pending() if now < each.expires_at]
        return [self.question(each) for each in pending]

    def find(self, beginning: str) -> Question:
        """The question whose id begins so. Raises `UsageError`."""
        with self._loop.store.reading() as reader:
            return self.question(reader.approvals.find(beginning))

    def approve(self, beginning: str, reason: str) -> Approval:
        """Say yes. Raises as `rung.govern.approvals.approved`."""
        return self._decide(beginning, reason, yes=True)

    def reject(self, beginning: str, reason: str) -> Approval:
        """Say no. Raises as `rung.govern.approvals.rejected`."""
        return self._decide(beginning, reason, yes=False)

    def history(self, model: str) -> list[Release]:
        """Releases of a model, newest first."""
        with self._loop.store.reading() as reader:
            return reader.releases.history(model)

    def question(self, approval: Approval) -> Question:
        """An approval with what is known of both versions."""
        now = datetime.now(UTC)
        with self._loop.store.reading() as reader:
            version = reader.models.get(approval.model, approval.version)
            current = reader.releases.current(approval.model, approval.environment)
            before = reader.models.get(current.model, current.version) if current else None
        return Question(
            approval=approval,
            version=version,
            current=current,
            before=before,
            differences=tuple(differences(version, before)) if version else (),
            expired=now >= approval.expires_at,
            solo_from=open_until(approval, self.rules),
            refuses=self._refuses(approval, now),
        )

    def harm(self, version: ModelVersion) -> tuple[str, ...]:
        """What is wrong with the files of a version, after every byte was read."""
        found = self.models.verify([version.name])[0]
        told = [f"{each.entry.path} is {each.harm}" for each in found.harmed]
        return (*(["its record does not fit its digest"] if found.forged else []), *told)

    def tell(self) -> str | None:
        """Let MLflow show it; why it could not, or `None`."""
        return self.models.tell()

    def _wish(
        self, version: ModelVersion, before: ModelVersion | None, to: Environment, reason: str, ask_again: bool
    ) -> Wish:
        project = self._loop.project
        file, who = project.file, self.identity
        where = project.line("policies") if file.policies else None
        return Wish(
            version=version,
            environment=to,
            by=who,
            at=datetime.now(UTC),
            reason=reason,
            rules=self.rules,
            policies=tuple(policies_named(file.policies, where)),
            gates=self._gates(),
            harm=self.harm(version),
            unwritten=unwritten(file, read_written(project.root)),
            authors=authors_of(version, before, project.root, who.name),
            ask_again=ask_again,
        )

    def _gates(self) -> tuple[str, ...]:
        evaluate = self._loop.project.file.evaluate
        return tuple(evaluate.gates) if evaluate else ()

    def _answering(self, model: str, environment: Environment) -> ModelVersion | None:
        with self._loop.store.reading() as reader:
            current = reader.releases.current(model, environment)
            return reader.models.get(model, current.version) if current else None

    def _decide(self, beginning: str, reason: str, *, yes: bool) -> Approval:
        now, who = datetime.now(UTC), self.identity
        with self._loop.store.writing(who.actor) as writer:
            asked = writer.approvals.find(beginning)
            decided = approved(asked, who, reason, self.rules, now) if yes else rejected(asked, who, reason, now)
            writer.approvals.decide(decided)
        return decided

    def _refuses(self, approval: Approval, now: datetime) -> str:
        who = self.identity
        if approval.decision is not Decision.PENDING or now >= approval.expires_at:
            return "it is not open"
        if who.why or not holds(who.roles, approval.role):
            return f"you are not {approval.role}"
        if is_author(approval, who.name):
            since = open_until(approval, self.rules)
            if since is None:
                return "it is your own change"
            if now < since:
                return f"it is your own change, which you may approve from {since:%Y-%m-%d %H:%M} UTC on"
        return ""
