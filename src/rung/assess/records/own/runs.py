"""Runs, checks of contracts and versions of datasets as records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from rung.assess.records.own.told import Told, moment, rehearsed
from rung.assess.records.telling import is_program
from rung.domain.contract_check import ContractCheck
from rung.domain.dataset import DatasetVersion
from rung.domain.record import DataVersion, PipelineRun, Status
from rung.domain.run import Run, RunStatus
from rung.store.recorded import Vouched

SHORT = 12
"""Digits of an id that a person is shown."""
_STATUS: dict[RunStatus, Status] = {
    RunStatus.SUCCESS: "success",
    RunStatus.FAILURE: "failure",
    RunStatus.REFUSED: "failure",
    RunStatus.CANCELLED: "cancelled",
}


def of_run(run: Vouched[Run], checks: Iterable[Vouched[ContractCheck]]) -> Iterator[Told]:
    """A run that has ended; one that goes on has shown nothing yet."""
    value = run.value
    if value.status not in _STATUS:
        return
    service = is_program(value.by)
    record = PipelineRun(
        at=moment(run, value.ended_at or value.started_at),
        id=f"rung:run:{value.id}",
        by=value.by,
        service=service,
        commit=commit_of(value.commit, dirty=value.dirty, diff=value.diff),
        simulated=rehearsed(run.event),
        status=_STATUS[value.status],
        pipeline="rung run",
        trigger="other" if service else "manual",
        run=value.id,
        data=data_of(value.datasets),
        params={
            name: each if isinstance(each, (int, float, str)) else str(each) for name, each in value.params.items()
        },
        metrics=dict(value.figures),
        validation=_validation(value, checks),
        seconds=value.seconds,
    )
    yield Told(record, f"run:{value.id}", run.wrong)


def of_check(check: Vouched[ContractCheck]) -> Iterator[Told]:
    """A check by itself: it has let nothing pass and stopped nothing. What it did to a run, the run says."""
    value = check.value
    number = check.event.number if check.event else 0
    record = PipelineRun(
        at=moment(check, value.at),
        id=f"rung:check:{number}",
        by=value.by,
        service=is_program(value.by),
        simulated=rehearsed(check.event),
        status="success" if value.ok else "failure",
        pipeline=f"contract of {value.dataset}",
        task="validation",
        trigger="other" if is_program(value.by) else "manual",
        data=data_of({value.dataset: value.version}) if value.version else None,
    )
    yield Told(record, f"check:{value.dataset}#{number}", check.wrong)


def of_dataset(version: Vouched[DatasetVersion], *, shared: bool) -> Told:
    """A version of a dataset."""
    value = version.value
    record = DataVersion(
        at=moment(version, value.added_at),
        id=f"rung:dataset:{value.dataset}@{value.id}",
        by=value.by,
        simulated=rehearsed(version.event),
        dataset=value.dataset,
        version=value.id,
        rows=value.rows,
        fetchable=shared,
    )
    return Told(record, f"dataset:{value.dataset}@{value.id[:SHORT]}", version.wrong)


def data_of(datasets: Mapping[str, str]) -> str | None:
    """`flights@3f9c…, weather@77ab…`, by name."""
    return ", ".join(f"{name}@{datasets[name]}" for name in sorted(datasets)) or None


def commit_of(commit: str | None, *, dirty: bool, diff: str | None) -> str | None:
    """The commit, where it says what ran: of changed files only together with what was changed."""
    return commit if not dirty or diff else None


def _validation(run: Run, checks: Iterable[Vouched[ContractCheck]]) -> Literal["passed", "refused"] | None:
    """What the contracts of its data said; a refusal by a gate is none."""
    if run.status is RunStatus.REFUSED:
        # The newest word on each version that it was to read, whether that was said in the run or just before it.
        end = run.ended_at or run.started_at
        said: dict[str, bool] = {}
        for each in sorted((each.value for each in checks if not each.wrong), key=lambda check: check.at):
            met = each.dataset in run.contracts
            if not met and run.datasets.get(each.dataset) == each.version and each.at <= end:
                said[each.dataset] = each.ok
        return None if all(said.values()) else "refused"
    return "passed" if run.contracts and run.status is RunStatus.SUCCESS else None
