"""`portfolio.yaml`: what it may hold, and reading it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Meta, Struct

from rung.assess.portfolio.base import Campaign, Entry, is_remote
from rung.assess.portfolio.sharing import SharedRepository, named
from rung.assess.regular import read_regular_text
from rung.errors import UsageError
from rung.project.yaml_lines import Document, read_document

Text = Annotated[str, Meta(min_length=1)]
FIX = "see docs/guides/portfolio.md"


class Keyed(Struct, forbid_unknown_fields=True, kw_only=True):
    """A mapping whose keys are all known."""


class ProjectEntry(Keyed):
    """One project: the path of a clone, or its `file:` address."""

    path: Text
    name: Text | None = None
    team: str = ""
    owner: str = ""
    records: list[Text] = []


class Scope(Keyed):
    """Who a campaign is for."""

    teams: list[Text] = []
    projects: list[Text] = []


class CampaignEntry(Keyed):
    """Practices that some projects take up together."""

    name: Text
    practices: Annotated[list[Text], Meta(min_length=1)]
    start: date
    due: date
    scope: Scope | None = None


class SharedEntry(Keyed):
    """A repository that projects call: workflows, templates, Terraform modules."""

    path: Text
    name: Text | None = None
    """As callers write it: `acme/workflows`."""


class PortfolioFile(Keyed):
    """The whole file."""

    projects: Annotated[list[ProjectEntry], Meta(min_length=1)]
    name: Text = "Portfolio"
    shared: list[SharedEntry] = []
    campaigns: list[CampaignEntry] = []


class Listed(Struct, frozen=True):
    """What a file asks for."""

    name: str
    entries: tuple[Entry, ...]
    campaigns: tuple[Campaign, ...]
    shared: tuple[SharedRepository, ...] = ()


def read_portfolio(file: Path, practices: Collection[str]) -> Listed:
    """The projects and campaigns of a file; paths are seen from its folder.

    Raises
    ------
    UsageError
        It cannot be read, does not fit, names a practice that is not on the ladder, or lists two projects of one name.
    """
    try:
        document = read_document(read_regular_text(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the portfolio cannot be read: {error}", where=str(file), fix=FIX) from error
    try:
        value = msgspec.convert(document.value, PortfolioFile)
    except msgspec.ValidationError as error:
        raise UsageError(str(error).replace("`", ""), where=_where(file, document, str(error)), fix=FIX) from error
    entries = tuple(_entry(each, file.resolve().parent) for each in value.projects)
    _refuse_twins([each.name for each in entries], "projects", file)
    campaigns = tuple(_campaign(each) for each in value.campaigns)
    for campaign in campaigns:
        _check(campaign, entries, practices, file)
    shared = tuple(named(each) for each in _shared(value.shared, file.resolve().parent))
    _refuse_twins([each.name for each in shared], "shared repositories", file)
    return Listed(value.name, entries, campaigns, shared)


def _entry(entry: ProjectEntry, folder: Path) -> Entry:
    address = _address(entry.path, folder)
    name = entry.name or address.rstrip("/").rpartition("/")[2].removesuffix(".git") or "project"
    records = tuple(str((folder / each).resolve()) for each in entry.records)
    return Entry(name, address, entry.team, entry.owner, records)


def _shared(entries: Iterable[SharedEntry], folder: Path) -> Iterator[SharedRepository]:
    for each in entries:
        yield SharedRepository(each.name or "", _address(each.path, folder))


def _address(path: str, folder: Path) -> str:
    """Absolute, where it lies on this machine; the address itself, where it does not."""
    parts = urlsplit(path)
    if is_remote(path):
        return path
    return str((folder / (unquote(parts.path) if parts.scheme == "file" else path)).resolve())


def _campaign(entry: CampaignEntry) -> Campaign:
    scope = entry.scope or Scope()
    return Campaign(
        entry.name, tuple(entry.practices), entry.start, entry.due, tuple(scope.teams), tuple(scope.projects)
    )


def _refuse_twins(names: Collection[str], what: str, file: Path) -> None:
    twins = [name for name, count in Counter(names).items() if count > 1]
    if twins:
        raise UsageError(f"two {what} are called {twins[0]}", where=str(file), fix="give each a name: of its own")


def _check(campaign: Campaign, entries: Collection[Entry], practices: Collection[str], file: Path) -> None:
    where = f"{file}, campaign {campaign.name}"
    for practice in campaign.practices:
        if practice not in practices:
            near = difflib.get_close_matches(practice, practices, n=1)
            fix = f"did you mean {near[0]}?" if near else "rung explain lists every practice"
            raise UsageError(f"there is no practice {practice}", where=where, fix=fix)
    if campaign.due < campaign.start:
        raise UsageError("it ends before it begins", where=where, fix="give a later due:")
    teams = {each.team for each in entries if each.team}
    if unknown := set(campaign.teams) - teams:
        raise UsageError(f"there is no team {min(unknown)}", where=where, fix=f"one of: {', '.join(sorted(teams))}")
    known = {each.name for each in entries}
    if unknown := set(campaign.projects) - known:
        raise UsageError(f"there is no project {min(unknown)}", where=where, fix=f"one of: {', '.join(sorted(known))}")


def _where(file: Path, document: Document, message: str) -> str:
    path = message.rpartition("at `$")[2].rstrip("`").lstrip(".") if "at `$" in message else ""
    return f"{file}:{document.line(path.replace('[', '.').replace(']', ''))}"
