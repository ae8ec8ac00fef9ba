"""`rung.yaml` from text to a manifest. Importing this costs some 70 ms: do it where there is a file."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NoReturn

import msgspec

from rung.domain import Level
from rung.domain.assessment import Attestation, Waiver
from rung.project.durations import days
from rung.project.file import DURATION, AttestationEntry, ManifestFile, RecordEntry, WaiverEntry
from rung.project.manifest import Manifest, Record
from rung.project.unknown_keys import refuse_unknown_keys
from rung.project.yaml_lines import Document, read_document, refuse

WHERE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
"""How msgspec ends its messages: ``Expected `int`, got `str` - at `$.target` ``."""

WANTED_DURATION = "Expected a number and s, m, h, d, w or y, such as 30m or 60d"


def read_manifest(text: str) -> Manifest:
    """The manifest that the text of a `rung.yaml` holds.

    Raises
    ------
    ManifestError
        The text does not fit the schema; names the line, and the nearest key for one that is unknown.
    """
    return _manifest(*read_written(text))


def read_written(text: str) -> tuple[ManifestFile, Document]:
    """The file key by key, for those who do what it says, and the lines of its keys. Raises as `read_manifest`."""
    document = read_document(text)
    refuse_unknown_keys(document, ManifestFile)
    try:
        file = msgspec.convert(document.value, ManifestFile)
    except msgspec.ValidationError as error:
        _refuse(str(error), document)
    _check(file, document)
    return file, document


def _refuse(message: str, document: Document) -> NoReturn:
    found = WHERE.match(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    dotted = re.sub(r"\[(\d+)\]", r".\1", path.removeprefix("$").removeprefix("."))
    section, unnamed, _ = dotted.partition("[...]")
    if unnamed:
        dotted = dotted.replace("[...]", f".{_culprit(section, document)}", 1)
    what = WANTED_DURATION if repr(DURATION) in what else what.replace("`", "")
    refuse(f"{what}, in {dotted}" if dotted else what, document.line(dotted))


def _culprit(section: str, document: Document) -> str:
    """The entry of a section that does not fit by itself: msgspec does not name it."""
    for name, entry in document.value[section].items():
        try:
            msgspec.convert({section: {name: entry}}, ManifestFile)
        except msgspec.ValidationError:
            return str(name)
    return ""


def _check(file: ManifestFile, document: Document) -> None:
    """What a type cannot say."""
    if file.target < Level.AUTOMATED and file.target_reason is None:
        refuse(f"target {file.target} needs a reason", document.line("target"), fix="add target_reason: why not higher")
    for index, record in enumerate(file.records):
        if (record.mlflow is msgspec.UNSET) == (record.jsonl is msgspec.UNSET):
            refuse("a record is either mlflow or jsonl", document.line(f"records.{index}"))
    for index, word in enumerate(file.attestations):
        if word.until < word.on:
            refuse("an attestation ends before it begins", document.line(f"attestations.{index}"))
    for name, step in file.pipeline.items():
        if sum(each is not msgspec.UNSET for each in (step.call, step.run, step.notebook)) != 1:
            refuse(f"step {name} needs exactly one of call, run, notebook", document.line(f"pipeline.{name}"))


def _manifest(file: ManifestFile, document: Document) -> Manifest:
    cycles = (file.monitor.window or "", file.monitor.expect or "") if file.monitor else ()
    return Manifest(
        present=True,
        project=file.project,
        team=file.team,
        owner=file.owner,
        purpose=file.purpose,
        success=file.success,
        target=Level(file.target),
        target_reason=file.target_reason,
        records=tuple(_record(each) for each in file.records),
        attestations=tuple(_attestation(each) for each in file.attestations),
        waivers=tuple(_waiver(each) for each in file.waivers),
        cycle_days=max(map(days, cycles), default=0),
        label_delay_days=max((days(each.label_delay or "") for each in file.datasets.values()), default=0),
        sections=MappingProxyType(document.value),
        lines=MappingProxyType(document.lines),
    )


def _record(entry: RecordEntry) -> Record:
    return Record(mlflow=entry.mlflow or None, jsonl=entry.jsonl or None, experiment=entry.experiment)


def _attestation(entry: AttestationEntry) -> Attestation:
    return Attestation(practice=entry.practice, by=entry.by, on=entry.on, until=entry.until, says=entry.says)


def _waiver(entry: WaiverEntry) -> Waiver:
    return Waiver(practice=entry.practice, by=entry.by, reason=entry.reason, until=entry.until, place=entry.place)
