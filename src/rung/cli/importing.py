"""Where `rung records import` takes objects from, and how records are written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rung.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from rung.assess.records.importers.base import Importer

Rows = list[Mapping[str, Any]]


def exported_rows(files: Iterable[Path]) -> Rows:
    """The objects of the exports.

    Raises
    ------
    UsageError
        A file is not there, not JSON, or larger than 500 MB.
    """
    from rung.assess.records.importers.base import LARGEST, read_rows

    rows: Rows = []
    for file in files:
        try:
            if file.stat().st_size > LARGEST:
                raise UsageError("larger than 500 MB", where=str(file), fix="export a shorter time")
            rows += list(read_rows(file.read_text(encoding="utf-8-sig")))
        except UnreadableError as error:
            raise UsageError(error.what, where=str(file), fix="export it again") from error
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UsageError(f"cannot be read: {reason}", where=str(file), fix="give a file of JSON") from error
    return rows


def asked_rows(repository: str | None, since: str, api: str | None) -> Rows:
    """What GitHub says of a repository; of this clone's, when none is named.

    Raises
    ------
    UsageError
        There is no token, or nothing says which repository.
    CannotMeasureError
        GitHub refuses or cannot be reached.
    """
    from rung.assess.records.remote.client import Client
    from rung.assess.records.remote.github import API, GitHubApi
    from rung.cli.days import past_day

    token = os.environ.get("GITHUB_TOKEN") or os.environ.get("GH_TOKEN")
    if not token:
        fix = "GITHUB_TOKEN=$(gh auth token) rung records import github --online"
        raise UsageError("GitHub is asked with a token, and none is set", where="GITHUB_TOKEN", fix=fix)
    day = past_day(since, "--since")
    asked = GitHubApi(
        repository or _own(),
        day,
        Client(token, accept="application/vnd.github+json"),
        api or os.environ.get("GITHUB_API_URL") or API,
    )
    return list(asked.rows())


def _own() -> str:
    from rung.assess.tree import open_tree

    remote = open_tree(Path()).remote or ""
    name = "/".join(remote.split("/")[3:])
    if not name:
        raise UsageError("this is no clone of a forge", where="--repo", fix="name the repository: --repo OWNER/NAME")
    return name


def write_records(importer: Importer, rows: Sequence[Mapping[str, Any]], output: Path | None) -> None:
    """The records in the objects, oldest first."""
    import msgspec

    from rung.cli.channels import remark
    from rung.cli.output import emit

    events = sorted(importer.events(rows), key=lambda each: each.at)
    encoder = msgspec.json.Encoder()
    lines = []
    for each in events:
        try:
            lines.append(encoder.encode(each).decode() + "\n")
        except (UnicodeEncodeError, msgspec.MsgspecError):
            continue  # half a character, as a title cut in the middle of one leaves it
    emit("".join(lines), output)
    left = f"; {len(events) - len(lines):,} left out, their text is broken" if len(lines) < len(events) else ""
    remark(f"{len(lines):,} records from {len(rows):,} entries{left}")
