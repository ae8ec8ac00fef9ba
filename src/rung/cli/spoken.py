"""What people said about a project in rung.yaml: adding to it, and what of it expires when."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from rung.assess.gate.thresholds import LONGEST
from rung.assess.ladder import load_ladder
from rung.cli.channels import remark
from rung.cli.days import day_or_length, today
from rung.cli.output import emit, write
from rung.errors import UsageError
from rung.project import Manifest
from rung.project.editing import Entry, with_entry
from rung.project.manifest import MANIFEST_NAME
from rung.project.reading import read_manifest

SOON = timedelta(days=30)
"""What expires within it is marked."""


def last_day(text: str) -> date:
    """The day that was typed, or that many days from today.

    Raises
    ------
    UsageError
        Neither a date nor a length of time, or it has passed, or it lies further ahead than three years.
    """
    day = day_or_length(text, "--until", ahead=True)
    if day is None:
        fix = "write it as 2027-11-01, or as 90d or 1y from today"
        raise UsageError(f"{text!r} is neither a date nor a length of time", where="--until", fix=fix)
    if day < today():
        raise UsageError(f"{day} has passed", where="--until", fix="give a day to come")
    if day - today() > LONGEST:
        raise UsageError(
            f"{day} is more than three years ahead", where="--until", fix="give an earlier day, and renew it"
        )
    return day


def add(folder: Path, section: str, practice: str, entry: Entry) -> None:
    """Add the entry to the project file, which is made where there is none; says what was written."""
    load_ladder().by_id(practice)
    file = folder / MANIFEST_NAME
    if file.is_symlink() and not file.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "the file is a link that leads out of the folder", where=str(file), fix="write where it leads to"
        )
    text = _text(file)
    _refuse_twice(read_manifest(text), section, practice, entry)
    write(file, with_entry(text, section, entry))
    remark(f"written: {file}: {section}: {practice}, until {entry['until']}; it counts once it is committed")


def _refuse_twice(manifest: Manifest, section: str, practice: str, entry: Entry) -> None:
    said: list[tuple[str, str, str | None, date]]
    said = [(each.practice, each.by, None, each.until) for each in manifest.attestations]
    if section == "waivers":
        said = [(each.practice, each.by, each.place, each.until) for each in manifest.waivers]
    for number, (*same, until) in enumerate(said):
        if same == [practice, entry["by"], entry.get("place")] and until >= today():
            line = manifest.lines.get(f"{section}.{number}.until", 1)
            fix = "change its until: there, or remove the entry and say it anew"
            what = f"{entry['by']} has said so of {practice} already, until {until}"
            raise UsageError(what, where=f"{MANIFEST_NAME}:{line}", fix=fix)


def expiring(folder: Path, *, as_json: bool) -> None:
    """Print everything that was attested and waived, the first to expire first."""
    file = folder / MANIFEST_NAME
    rows = spoken_rows(read_manifest(_text(file)), today())
    if as_json:
        emit(json.dumps({"schema_version": 1, "entries": rows}, ensure_ascii=False, indent=2) + "\n")
        return
    if not rows:
        emit(f"nothing is attested or waived in {file}\n")
        return
    width = max(len(str(row["practice"])) for row in rows)
    for row in rows:
        what = f"{row['kind']:11}  {row['practice']:{width}}  {row['by']}: {row['says']}"
        emit(f"{row['until']}  {row['state']:8}  {what}\n")


def spoken_rows(manifest: Manifest, day: date) -> list[dict[str, str]]:
    """Attestations and waivers as rows, the first to expire first."""
    entries = [("attestation", each.practice, each.by, each.says, each.until) for each in manifest.attestations]
    entries += [("waiver", each.practice, each.by, each.reason, each.until) for each in manifest.waivers]
    entries.sort(key=lambda each: (each[4], each[1]))
    keys = ("kind", "practice", "by", "says")
    return [
        {**dict(zip(keys, said, strict=True)), "until": until.isoformat(), "state": _state(until, day)}
        for *said, until in entries
    ]


def _state(until: date, day: date) -> str:
    return "expired" if until < day else "soon" if until - day <= SOON else "stands"


def _text(file: Path) -> str:
    from rung.assess.regular import read_regular_text

    try:
        return read_regular_text(file)
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", where=str(file), fix="write it as UTF-8") from error
