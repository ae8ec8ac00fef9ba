"""Model versions, what was decided about them, and attempts to make them again, as records."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from rung.assess.records.own.runs import commit_of, data_of
from rung.assess.records.own.told import Told, moment, rehearsed
from rung.assess.records.telling import PROMOTED, is_program
from rung.domain.approval import Approval, Decision
from rung.domain.evaluation import Comparison, Evaluation
from rung.domain.model_version import ModelVersion
from rung.domain.record import Deployment, Figures, ModelRelease
from rung.domain.record import Reproduction as Reproduced
from rung.domain.release import Environment, Release, ReleaseKind
from rung.domain.reproduction import Reproduction
from rung.store.recorded import Recorded, Vouched

CHAMPION = "champion"
ANSWERS = "answers"
"""The staging check that asks a model what it was asked before."""


class ModelHistory:
    """The models of one project in a store."""

    def __init__(self, found: Recorded, runs: Collection[str], names: Collection[str]) -> None:
        """`runs`: ids of the project's; `names`: models that its `rung.yaml` names."""
        own = {each.value.model for each in found.versions if each.value.run in runs} | set(names)
        self._found = found
        self._own = own
        self._diffs = {each.value.id: each.value.diff for each in found.runs}
        self._versions = {
            (each.value.model, each.value.version): each for each in found.versions if each.value.model in own
        }
        self._approvals = {each.value.id: each for each in found.approvals if each.value.model in own}

    @property
    def unmatched(self) -> int:
        """Records of models of others."""
        kinds = (self._found.versions, self._found.releases, self._found.reproductions)
        return sum(each.value.model not in self._own for kind in kinds for each in kind)

    def told(self) -> Iterator[Told]:
        """All of them."""
        for version in self._versions.values():
            yield from self._registered(version)
        for release in self._found.releases:
            if release.value.model in self._own:
                yield from self._released(release)
        for tried in self._found.reproductions:
            if tried.value.model in self._own:
                yield _reproduced(tried)

    def _registered(self, version: Vouched[ModelVersion]) -> Iterator[Told]:
        """That it was registered, or that a gate refused it."""
        value, evaluation = version.value, version.value.evaluation
        record = ModelRelease(
            at=moment(version, value.registered_at),
            id=f"rung:model:{value.name}",
            by=value.by,
            service=is_program(value.by),
            commit=self._commit(value),
            simulated=rehearsed(version.event),
            model=value.model,
            version=str(value.version),
            decision="registered",
            run=value.run,
            data=data_of(value.datasets),
            author=value.by,
            metrics=_metrics(evaluation),
            baseline=_baseline(evaluation),
            same_rows=_with_champion(evaluation),
        )
        if evaluation is not None and not evaluation.passed:
            record = replace(record, decision="refused")
        yield Told(record, f"model:{value.name}", version.wrong)

    def _released(self, release: Vouched[Release]) -> Iterator[Told]:
        """The release; in production also the decision about the model, with what it was worth."""
        value = release.value
        version = self._versions.get((value.model, value.version))
        approval = self._approval(value)
        author = version.value.by if version else value.by
        back = value.kind is ReleaseKind.ROLLBACK
        name = f"release:{value.name} to {value.environment} #{value.generation}"
        wrong = release.wrong or self._against(value, version)
        went = Deployment(
            at=moment(release, value.at),
            id=f"rung:release:{value.model}:{value.environment}:{value.generation}",
            by=value.by,
            service=is_program(value.by),
            commit=self._commit(version.value) if version else None,
            simulated=rehearsed(release.event),
            status="success",
            environment=value.environment,
            version=f"{value.name} {value.digest[:12]}",
            previous=None if value.previous is None else f"{value.model}@{value.previous}",
            rollback=back,
            approved_by=approval,
            author=author,
            tested=_tested(value),
        )
        yield Told(went, name, wrong)
        if value.environment is Environment.PRODUCTION and not back and version is not None:
            evaluation = version.value.evaluation
            judged = evaluation if evaluation is not None and evaluation.gates else None
            promoted = ModelRelease(
                at=went.at,
                id=f"{went.id}{PROMOTED}",
                by=value.by,
                service=went.service,
                commit=went.commit,
                simulated=went.simulated,
                model=value.model,
                version=str(value.version),
                decision="promoted",
                stage=CHAMPION,
                run=version.value.run,
                data=data_of(version.value.datasets),
                author=author,
                approved_by=approval,
                metrics=_metrics(judged),
                baseline=_baseline(judged),
                same_rows=_with_champion(judged),
            )
            yield Told(promoted, name, wrong or version.wrong)

    def _approval(self, release: Release) -> str | None:
        """Who let it pass, when that is somebody else than those who made it."""
        found = self._approvals.get(release.approval or "")
        if found is None or found.wrong or rehearsed(found.event):
            return None
        return found.value.decided_by if _lets_pass(found.value, release) else None

    def _against(self, release: Release, version: Vouched[ModelVersion] | None) -> str:
        if version is None:
            return f"{release.name} is not registered"
        return "" if version.value.digest == release.digest else f"its digest is not that of {release.name}"

    def _commit(self, version: ModelVersion) -> str | None:
        return commit_of(version.commit, dirty=version.dirty, diff=self._diffs.get(version.run or ""))


def _tested(release: Release) -> bool | None:
    """Whether it was loaded and gave the recorded answers before it went out; `None` where nobody asked it."""
    asked = any(each.name == ANSWERS for each in release.checks)
    return all(each.ok for each in release.checks) if asked else None


def _lets_pass(approval: Approval, release: Release) -> bool:
    about = (approval.model, approval.version, approval.digest, approval.environment)
    return (
        approval.decision is Decision.APPROVED
        and about == (release.model, release.version, release.digest, release.environment)
        and not approval.solo
        and bool(approval.decided_by)
        and approval.decided_by not in (*approval.authors, approval.asked_by)
    )


def _reproduced(tried: Vouched[Reproduction]) -> Told:
    value = tried.value
    worst = next((f"{each.name} {each.again:g} for {each.recorded:g}" for each in value.compared if not each.ok), "")
    number = tried.event.number if tried.event else 0
    record = Reproduced(
        at=moment(tried, value.at),
        id=f"rung:reproduction:{number}",
        by=value.by,
        service=is_program(value.by),
        simulated=rehearsed(tried.event),
        model=value.model,
        version=str(value.version),
        same=value.ok and bool(value.compared),
        compared={each.name: each.again for each in value.compared},
        seconds=value.seconds,
        says=value.why or worst or None,
    )
    return Told(record, f"model:{value.model}@{value.version}", tried.wrong)


def _metrics(evaluation: Evaluation | None) -> Figures:
    return {} if evaluation is None else dict(evaluation.metrics)


def _baseline(evaluation: Evaluation | None) -> Figures:
    """The same metrics of the champion, or else of whatever it was held against."""
    compared = () if evaluation is None else sorted(evaluation.comparisons, key=_is_champion)
    return {each.metric: each.value for each in compared}


def _with_champion(evaluation: Evaluation | None) -> bool | None:
    """A comparison is always one of the same rows; one with a baseline says nothing about the current model."""
    return True if evaluation is not None and any(map(_is_champion, evaluation.comparisons)) else None


def _is_champion(comparison: Comparison) -> bool:
    return comparison.against.startswith(CHAMPION)
