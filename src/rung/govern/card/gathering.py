"""The card of a version, gathered from the store, `rung.yaml` and what people have written. Nothing is invented."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from rung.domain.approval import Approval
from rung.domain.model_version import Alias, ModelVersion
from rung.domain.release import Release
from rung.domain.run import Run
from rung.govern.card.written import Section, Written, unwritten
from rung.project.file import ManifestFile

if TYPE_CHECKING:
    from rung.store.reader import Reader


class CardDataset(Struct, frozen=True, kw_only=True):
    """One version of a dataset that the model was made from."""

    name: str
    id: str
    added_at: datetime | None = None
    rows: int | None = None
    files: int = 0
    bytes: int = 0
    licence: str | None = None
    time: str | None = None
    """The column of event time."""
    note: str = ""
    contract_ok: bool | None = None
    """Of the last check of that version; `None`: never checked."""
    contract_at: datetime | None = None
    violations: int = 0


class Card(Struct, frozen=True, kw_only=True):
    """Everything that is known of one version."""

    project: str
    purpose: str | None
    success: str | None
    owner: str | None
    team: str | None
    task: str | None
    metric: str | None
    """That decides."""
    version: ModelVersion
    aliases: tuple[Alias, ...] = ()
    run: Run | None = None
    datasets: tuple[CardDataset, ...] = ()
    approvals: tuple[Approval, ...] = ()
    """Newest first."""
    releases: tuple[Release, ...] = ()
    """Of this version, newest first."""
    written: tuple[Section, ...] = ()
    """By people, word for word."""
    written_in: str = ""
    unwritten: tuple[str, ...] = ()


def card_of(version: ModelVersion, reader: Reader, project: str, file: ManifestFile, written: Written) -> Card:
    """The card, as the records are at this moment."""
    aliases = reader.models.aliases(version.model)
    return Card(
        project=project,
        purpose=file.purpose,
        success=file.success,
        owner=file.owner,
        team=file.team,
        task=file.model.task if file.model else None,
        metric=file.evaluate.metric if file.evaluate else None,
        version=version,
        aliases=tuple(alias for alias, number in aliases.items() if number == version.version),
        run=reader.runs.get(version.run) if version.run else None,
        datasets=tuple(_dataset(name, id, reader, file) for name, id in sorted(version.datasets.items())),
        approvals=tuple(reader.approvals.of(version.model, version.version)),
        releases=tuple(each for each in reader.releases.history(version.model) if each.version == version.version),
        written=tuple(each for each in written.sections if each.filled),
        written_in=written.path,
        unwritten=unwritten(file, written),
    )


def _dataset(name: str, id: str, reader: Reader, file: ManifestFile) -> CardDataset:
    entry = file.datasets.get(name)
    found = next((each for each in reader.datasets.versions(name) if each.id == id), None)
    check = next((each for each in reader.checks.history(name) if each.version == id), None)
    return CardDataset(
        name=name,
        id=id,
        added_at=found.added_at if found else None,
        rows=found.rows if found else None,
        files=len(found.files) if found else 0,
        bytes=found.size if found else 0,
        note=found.note if found else "",
        licence=entry.licence if entry else None,
        time=entry.time if entry else None,
        contract_ok=check.ok if check else None,
        contract_at=check.at if check else None,
        violations=len(check.violations) if check else 0,
    )
