"""Nothing lies in the history that does not belong there."""

from __future__ import annotations

import re

from rung.assess.base import Practice
from rung.assess.code import Code
from rung.assess.collectors.data_versions import DataVersions
from rung.assess.collectors.files import Files
from rung.assess.collectors.secrets import Secrets
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import Entry, Tree
from rung.domain import Capability, Effort, Judgement, Level, Place, met, partial, unknown, unmet

BIG_DATA = 1_000_000
"""Bytes of data that nothing in the repository reads."""
BIG_MODELS = 1_000_000
"""Bytes of model binaries; a test fixture is smaller."""
BIG_OUTPUTS = 1_000_000
"""Bytes of stored outputs in one notebook."""
BIG_NOTEBOOK = 3_000_000
"""Bytes of a notebook, which can only be stored outputs."""
_DERIVED = regex(r"(transformed|processed|interim|cleaned|output|result|cache|prediction)[^/]{0,200}/", re.IGNORECASE)
MANY = 3
"""Kinds of litter, from which on nobody looks after it."""


class RepositoryHygiene(Practice):
    """No credentials, no large data or model binaries, no environment folders in the code history.

    Why it matters
        A key in the history is public for ever, and a large file is carried by every clone and every CI job for ever;
        both are cheap to keep out and dear to take out.

    How to get there
        Leave out `data/`, `models/`, `mlruns/`, `.env` and the environment in `.gitignore`, keep large files with
        DVC or
        git-lfs, strip notebook outputs, and let a pre-commit hook refuse keys and large files. A key that was in
        the history must be replaced; removing it is not enough.

    Not enough
        - deleting the file in the next commit: the history still holds it
        - pointer files of git-lfs or DVC are fine, and so is a small sample that tests or training read

    References
        - OpenSSF Scorecard: Binary-Artifacts
        - mllint: version-control/code/git-no-big-files
        - NIST AI RMF: MEASURE 2.7
        - EU AI Act: article 15(5)
    """

    id = "repository-hygiene"
    capability = Capability.VERSIONING
    level = Level.REPEATABLE
    needs = ("code-in-version-control",)
    pitfall = "A key in the history is public for ever, and a large file slows down every clone"
    effort = Effort.HOURS
    seen_in = frozenset()
    remedy = "remove it, list it in .gitignore, replace the key, and add a pre-commit hook that refuses both"

    def judge(self, tree: Tree, files: Files, secrets: Secrets, versions: DataVersions, code: Code) -> Judgement:
        """Unmet for a key, a very large file or an environment; partial for litter."""
        grave = _grave(files, secrets)
        litter = _litter(tree, files, secrets, versions, code)
        where = [place for _, places in (*grave, *litter) for place in places[:3]]
        remedy = _remedy(files, secrets, "; ".join(text for text, _ in (*grave, *litter)))
        if grave:
            return unmet("; ".join(text for text, _ in grave), where, remedy=remedy)
        if len(litter) >= MANY:
            return unmet("; ".join(text for text, _ in litter), where, remedy=remedy)
        if lost := _unseen(tree, files, secrets):
            more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
            return unknown(f"{lost[0]}{more} could not be searched for credentials or weighed", map(Place, lost))
        if litter:
            return partial("; ".join(text for text, _ in litter), where, remedy=remedy)
        guard = "; .gitignore leaves out data or models" if files.ignores("data") or files.ignores("models") else ""
        return met(
            f"{secrets.scanned:,} files hold no credentials, and there are no large binaries or environments{guard}"
        )


Seen = tuple[str, list[Place]]


def _grave(files: Files, secrets: Secrets) -> list[Seen]:
    found: list[Seen] = []
    keys = [each.place for each in secrets.found]
    if keys:
        kinds = ", ".join(dict.fromkeys(each.kind for each in secrets.found))
        found.append((f"{_count(len(keys), 'credential')} in plain text ({kinds})", keys))
    large = [each for each in files.large if not files.is_lfs_pointer(each.path)]
    if large:
        which = f"{large[0].path} has" if len(large) == 1 else f"{len(large)} large files such as {large[0].path} have"
        found.append((f"{which} {_megabytes(large)} MB", [Place(each.path) for each in large]))
    if files.environment_folders:
        found.append((f"an installed environment is tracked: {files.environment_folders[0]}", []))
    return found


def _unseen(tree: Tree, files: Files, secrets: Secrets) -> list[str]:
    """What was not searched, and what has no size in this copy: a key or a gigabyte may lie there."""
    sizeless = [path for path in files.roles if tree.entries[path].missing]
    return list(dict.fromkeys([*secrets.unread, *sizeless])) or ["a folder that cannot be listed"] * bool(tree.unlisted)


def _litter(tree: Tree, files: Files, secrets: Secrets, versions: DataVersions, code: Code) -> list[Seen]:
    found: list[Seen] = []
    if files.junk:
        found.append((f"files left by tools are tracked: {files.junk[0]}", [Place(path) for path in files.junk]))
    if secrets.env_files:
        found.append((f"{secrets.env_files[0]} is tracked", [Place(path) for path in secrets.env_files]))
    models = _kept(files, files.model_files)
    if sum(each.size or 0 for each in models) > BIG_MODELS:
        found.append(
            (f"{_count(len(models), 'model binary', 'model binaries')} of {_megabytes(models)} MB", _places(models))
        )
    data = [
        each
        for each in _kept(files, files.data_files)
        if each.path not in versions.committed or _DERIVED.search(each.path)
    ]
    if sum(each.size or 0 for each in data) > BIG_DATA:
        found.append((f"{_megabytes(data)} MB of data files that no code reads from here", _places(data)))
    heavy = [each.path for each in code.notebooks() if each.outputs_bytes > BIG_OUTPUTS]
    heavy += [path for path in files.notebooks if (tree.entries[path].size or 0) > BIG_NOTEBOOK]
    if heavy:
        found.append(
            (
                f"{_count(len(heavy), 'notebook')} with more than a megabyte of outputs",
                [Place(path) for path in heavy],
            )
        )
    reports = [
        each
        for each in tree.entries.values()
        if each.name.endswith(".html") and (each.size or 0) > BIG_OUTPUTS and not files.excluded(each.path)
    ]
    if reports:
        found.append((f"{_megabytes(reports)} MB of generated reports ({reports[0].path})", _places(reports)))
    return found


def _remedy(files: Files, secrets: Secrets, told: str) -> str | None:
    """What to do about each sort that was seen; nothing is asked for that is not there."""
    steps = []
    if secrets.found or secrets.env_files:
        steps.append("replace the key, because the history keeps it, and read it from the environment")
    if files.junk or secrets.env_files or files.environment_folders or "generated reports" in told:
        steps.append("take files out with `git rm --cached` and list them in .gitignore")
    if "data files" in told or "model binar" in told or files.large:
        steps.append("keep large files with DVC or git-lfs")
    if "megabyte of outputs" in told:
        steps.append("clear notebook outputs by a pre-commit hook")
    return "; ".join(steps) or None


def _kept(files: Files, entries: tuple[Entry, ...]) -> list[Entry]:
    """Real content, largest first; pointers, tests and examples left out."""
    own = [
        each
        for each in entries
        if not (files.is_lfs_pointer(each.path) or files.aside(each.path) or "test" in each.path.lower().split("/")[0])
        and files.role(each.path) is not Role.TEST
    ]
    return sorted(own, key=lambda each: -(each.size or 0))


def _places(entries: list[Entry]) -> list[Place]:
    return [Place(each.path) for each in entries]


def _megabytes(entries: list[Entry]) -> str:
    return f"{sum(each.size or 0 for each in entries) / 1_000_000:,.1f}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one}" if number == 1 else f"{number:,} {many or one + 's'}"
