"""The datasets of a folder: which of its files are data, which belong together, and who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import takewhile
from posixpath import basename, commonpath, dirname

from rung.assess.paths import TEST_MATERIAL, Role
from rung.assess.regex import regex
from rung.plan.starting.headers import Header, Headers, key_of, time_of
from rung.plan.starting.labels import Labels
from rung.plan.starting.mentions import ENDINGS, TABLES, DataFiles, Mention
from rung.plan.starting.names import identifier, unused, writable
from rung.plan.starting.proposal import Dataset, Guess
from rung.plan.starting.seen import Seen

_MOST_UNREAD = 12
"""Datasets that no code reads, and are listed nevertheless."""
_LOOKED_AT = 12
"""Files of one dataset whose headers are compared."""
_NUMBER = regex(r"\d+")
_MAGIC = frozenset("*?[")
_OUTPUTS = frozenset({
    "mlruns", "mlartifacts", "wandb", "catboost_info", "lightning_logs", "artifacts", "output", "outputs", "results",
    "reports", "predictions", "submissions", "tests", "node_modules",
})  # fmt: skip
"""Folders of what code writes: as an input, it would change with every run."""
_ANSWERS = regex(r"(?:^|_)(?:submission|predictions?|results?)(?:_|\.|\d)", re.IGNORECASE)

Mentions = Mapping[str, list[Mention]]
"""By path of the module."""


def data_files(seen: Seen) -> DataFiles:
    """Tables that belong to the project: no test material, nothing installed or hidden, no output of a tracker."""
    return DataFiles(path for path in seen.files.roles if _is_data(seen, path))


def _is_data(seen: Seen, path: str) -> bool:
    parts = path.split("/")
    return (
        path.lower().endswith(ENDINGS)
        and not seen.files.excluded(path)
        and not TEST_MATERIAL.search(path)
        and seen.files.role(path) is not Role.TEST
        and not any(part.startswith(".") or part.lower() in _OUTPUTS for part in parts[:-1])
        and not _ANSWERS.search(parts[-1])
        and writable(path)
    )


def propose_datasets(seen: Seen, data: DataFiles, mentions: Mentions) -> tuple[list[Dataset], int]:
    """The datasets, those that code reads first, and how many others are not listed."""
    headers, labels = Headers(seen.tree), Labels(seen.tree)
    readers: dict[str, list[str]] = {}
    made: set[str] = set()
    for path in mentions:
        for each in mentions[path]:
            if each.path and each.written:
                made.add(each.path)
            elif each.path:
                readers.setdefault(each.path, []).append(path)
    groups = [each for each in _groups(headers, data.paths) if not made.issuperset(each) or readers.keys() & set(each)]
    groups.sort(key=lambda group: not (readers.keys() & set(group)))
    read = sum(1 for group in groups if readers.keys() & set(group))
    listed = groups[: max(read, _MOST_UNREAD)]
    found: list[Dataset] = []
    for group in listed:
        taken = {each.name for each in found}
        found.append(
            _dataset(seen, headers, labels, group, [each for path in group for each in readers.get(path, ())], taken)
        )
    return found, sum(len(each) for each in groups[len(listed) :])


def _groups(headers: Headers, paths: Iterable[str]) -> list[list[str]]:
    """Files whose paths differ in numbers alone, and whose columns agree."""
    alike: dict[str, list[str]] = {}
    for path in paths:
        alike.setdefault(_NUMBER.sub("0", path), []).append(path)
    groups: list[list[str]] = []
    for each in alike.values():
        together = len(each) > 1 and _same_columns(headers, each) and _pattern(each, paths) is not None
        groups += [each] if together else [[path] for path in each]
    return groups


def _same_columns(headers: Headers, paths: list[str]) -> bool:
    """Where nobody can see the columns, only folders such as `month=01` say that their files belong together."""
    found = [headers.of(path) for path in paths[:_LOOKED_AT]]
    if found[0] is None and any(dirname(each) != dirname(paths[0]) and "=" not in dirname(each) for each in paths):
        return False
    return len({each.columns if each else None for each in found}) == 1


def _pattern(group: list[str], every: Iterable[str]) -> str | None:
    """One pattern that means these files and no others."""
    parts = [_part(names) for names in zip(*(each.split("/") for each in group), strict=True)]
    if any(_MAGIC & set(part.replace("*", "", 1)) for part in parts):
        return None
    meant = [each for each in every if _means(parts, each.split("/"))]
    return "/".join(parts) if sorted(meant) == sorted(group) else None


def _part(names: Sequence[str]) -> str:
    """What stands for all these names of folders or files."""
    if len(set(names)) == 1:
        return names[0]
    start = _shared(names).rstrip("0123456789")
    return f"{start}*{_shared([each[::-1] for each in names])[::-1].lstrip('0123456789')}"


def _means(parts: Sequence[str], names: Sequence[str]) -> bool:
    both = zip(names, parts, strict=False)
    return len(parts) == len(names) and all(fnmatchcase(name, part) for name, part in both)


def _shared(names: Sequence[str]) -> str:
    """What all names begin with."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)


def _dataset(
    seen: Seen, headers: Headers, labels: Labels, group: list[str], readers: list[str], taken: set[str]
) -> Dataset:
    above = commonpath([dirname(each) for each in group]).split("/")
    folder = next((each for each in reversed(above) if "=" not in each), "")
    stem = basename(group[0]).split(".")[0]
    words = _NUMBER.sub("", stem) if len(group) > 1 else stem
    words = words if words.strip("_-. ").lower() not in ("", "part", "data", "chunk") else folder or words
    name = unused(identifier(words, "data"), taken, identifier(folder, "data"))
    who = list(dict.fromkeys(readers))
    named = ", ".join(who[:2]) + (f" and {len(who) - 2} more" if len(who) > 2 else "")
    why = f"{named} {'reads' if len(who) == 1 else 'read'} it" if who else "no code that was read names it"
    if len(group) > 1:
        why = f"{len(group)} files alike in name and columns; {why}"
    header = headers.of(group[0])
    pattern = _pattern(group, seen.files.roles) if len(group) > 1 else None
    sources = (pattern,) if pattern else tuple(group)
    return Dataset(
        name=name,
        sources=sources,
        paths=tuple(group),
        why=why,
        readable=not group[0].lower().endswith(TABLES) or _readable(headers, group),
        label=_label(seen, labels, header, who),
        time=time_of(header) if header else None,
        key=key_of(header) if header else None,
    )


def _readable(headers: Headers, group: list[str]) -> bool:
    found = [headers.of(path) for path in group[:_LOOKED_AT]]
    return all(each is None or each.plain for each in found)


def _label(seen: Seen, labels: Labels, header: Header | None, readers: list[str]) -> Guess | None:
    """The first column that a reader takes for the label, and that is there; unknown where no column is known."""
    if header is None or not header.columns:
        return None
    # Many a notebook begins with `df.columns = df.columns.str.lower().str.replace(" ", "_")`.
    columns = {_bare(each): each for each in reversed(header.columns)}
    for path in readers:
        for module in seen.with_imports(path):
            for guess in labels.of(module):
                column = guess.value if guess.value in header.columns else columns.get(_bare(guess.value))
                if column:
                    return Guess(column, guess.why)
    return None


def _bare(column: str) -> str:
    return column.strip().lower().replace(" ", "_")
