"""Sorts the listing: what each file is for, and what should not lie in a repository at all."""

from __future__ import annotations

import re
from collections import defaultdict
from fnmatch import fnmatchcase

from msgspec import Struct, field

from rung.assess.base import Collector
from rung.assess.paths import TEST_MATERIAL, Role, is_aside, is_excluded, role
from rung.assess.regex import regex
from rung.assess.tree.base import Entry, EntryKind, Tree
from rung.assess.tree.skeleton import skeleton

LARGE = 10_000_000
"""Bytes. A larger file in the history is carried by every clone for ever."""
POINTER_SIZE = 1_024
"""Bytes. Pointers of git-lfs and git-annex are shorter."""
_LONGEST_PATH = 1_000
LONGEST_NAME = 255
"""Characters; file systems allow no more, and a longer pattern was made to be slow."""
JUNK = regex(
    r"(^|/)(\.DS_Store|Thumbs\.db|desktop\.ini|mlflow\.db|\.Rhistory|\.RData|\.coverage|[^/]+\.py[co])$"
    r"|(^|/)(__pycache__|\.ipynb_checkpoints|mlruns|\.pytest_cache|\.mypy_cache)/|^(outputs|multirun)/"
    r"|(^|/)wandb/(run-|offline-run-|latest-run|debug)"
)
PLACEHOLDER = regex(r"(^|/)(\.git(keep|ignore)|\.keep|README(\.\w+)?)$", re.IGNORECASE)
"""Holds an empty folder open; what the folder is for lies outside git."""
ENVIRONMENT = regex(r"^(?:(.*)/)?(?:pyvenv\.cfg|conda-meta/.*)$")
INSTALLED = regex(r"^((?:.*?/)?(?:\.venv|node_modules))/")


class IgnoreRule(Struct, frozen=True):
    """One line of a `.gitignore`."""

    folder: str
    """Where the file lies; empty for the root."""
    pattern: str
    line: int


class Files(Struct, frozen=True):
    """The files of the project, sorted. Every list is in the order of the paths."""

    roles: dict[str, Role]
    """Every file and executable; links and submodules are left out."""
    python: tuple[str, ...] = ()
    """Without what is excluded, as are the lists below unless they say otherwise."""
    notebooks: tuple[str, ...] = ()
    """Jupyter notebooks."""
    r_files: tuple[str, ...] = ()
    """Scripts, R Markdown and Quarto."""
    sql: tuple[str, ...] = ()
    shell: tuple[str, ...] = ()
    docs: tuple[str, ...] = ()
    """Everything of role `doc`."""
    markdown: tuple[str, ...] = ()
    ci: tuple[str, ...] = ()
    """CI definitions that lie where their system looks for them; others are found by content."""
    tests: tuple[str, ...] = ()
    data_files: tuple[Entry, ...] = ()
    model_files: tuple[Entry, ...] = ()
    environment_folders: tuple[str, ...] = ()
    """Tracked virtual environments and installed packages, excluded or not."""
    junk: tuple[str, ...] = ()
    """Left behind by tools, excluded or not."""
    large: tuple[Entry, ...] = ()
    """Above `LARGE` bytes and not kept by git-lfs, excluded or not; largest first."""
    lfs_patterns: tuple[str, ...] = ()
    """What `.gitattributes` gives to git-lfs, with the folder it is said in."""
    lfs_pointers: frozenset[str] = frozenset()
    gitignore: tuple[IgnoreRule, ...] = ()
    offers_template: bool = False
    """Most of the repository is a skeleton that a generator of projects fills in."""
    _environment_roots: tuple[str, ...] = field(default=())

    def excluded(self, path: str) -> bool:
        """Vendored, installed, generated or put away: not the work of this project as it is now."""
        return is_excluded(path) or path.startswith(self._environment_roots)

    def aside(self, path: str) -> bool:
        """Examples, documents, fixtures and templates to fill in: shown to somebody, not run by the project.

        In a repository that offers a template, what is filled in is what it is about.
        """
        return is_aside(path, fillable=self.offers_template)

    def role(self, path: str) -> Role:
        """What the file is for."""
        return self.roles.get(path) or role(path)

    def is_lfs_pointer(self, path: str) -> bool:
        """The file stands in for content that git-lfs or git-annex keeps elsewhere."""
        return path in self.lfs_pointers

    def ignores(self, word: str) -> bool:
        """Whether `.gitignore` leaves out something of that name, or something in it: `data`, `.env`, `*.pkl`."""
        return any(_names(rule, word) for rule in self.gitignore if not rule.pattern.startswith("!"))


class FilesCollector(Collector):
    """Looks at names and sizes, and reads only `.gitignore`, `.gitattributes` and what may be a pointer."""

    def collect(self, tree: Tree) -> Files:
        """Sort every entry once."""
        kept = (EntryKind.FILE, EntryKind.EXECUTABLE)
        entries = [each for each in tree.entries.values() if each.kind in kept and not TEST_MATERIAL.search(each.path)]
        roles = {each.path: role(each.path) for each in entries}
        environments = _environments(entries)
        roots = tuple(f"{folder}/" for folder in environments)
        own = [each for each in entries if not is_excluded(each.path) and not each.path.startswith(roots)]
        by_suffix: dict[str, list[str]] = defaultdict(list)
        by_role: dict[Role, list[Entry]] = defaultdict(list)
        for each in own:
            by_suffix[each.name.rpartition(".")[2].lower()].append(each.path)
            by_role[roles[each.path]].append(each)
        lfs = _lfs_patterns(tree)
        return Files(
            roles=roles,
            python=tuple(by_suffix["py"]),
            notebooks=tuple(by_suffix["ipynb"]),
            r_files=tuple(sorted(by_suffix["r"] + by_suffix["rmd"] + by_suffix["qmd"])),
            sql=tuple(by_suffix["sql"]),
            shell=tuple(sorted(by_suffix["sh"] + by_suffix["bash"])),
            docs=_paths(by_role[Role.DOC]),
            markdown=tuple(sorted(by_suffix["md"] + by_suffix["markdown"])),
            ci=_paths(by_role[Role.CI]),
            tests=_paths(by_role[Role.TEST]),
            data_files=tuple(by_role[Role.DATA]),
            model_files=tuple(by_role[Role.MODEL]),
            environment_folders=environments,
            junk=tuple(each.path for each in entries if JUNK.search(each.path) and not PLACEHOLDER.search(each.path)),
            large=_large(entries, lfs),
            lfs_patterns=lfs,
            lfs_pointers=_pointers(tree, entries, roles),
            gitignore=_ignore_rules(tree),
            offers_template=bool(skeleton(tree)),
            _environment_roots=roots,
        )


def _paths(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(each.path for each in entries)


def _environments(entries: list[Entry]) -> tuple[str, ...]:
    """The outermost folders that hold an installed environment."""
    found = set()
    for each in entries:
        match = ENVIRONMENT.match(each.path) or INSTALLED.match(each.path)
        if match and match[1]:
            found.add(match[1])
    return tuple(sorted(root for root in found if not any(root.startswith(f"{other}/") for other in found)))


def _large(entries: list[Entry], lfs: tuple[str, ...]) -> tuple[Entry, ...]:
    above = [each for each in entries if (each.size or 0) > LARGE and not _kept_by_lfs(each.path, lfs)]
    return tuple(sorted(above, key=lambda each: -(each.size or 0)))


def _kept_by_lfs(path: str, patterns: tuple[str, ...]) -> bool:
    """Only matters for files on disk: in a commit such a file is a pointer of some hundred bytes."""
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path, each) or ("/" not in each and fnmatchcase(name, each)) for each in patterns)


def _lfs_patterns(tree: Tree) -> tuple[str, ...]:
    found = []
    for path in tree.glob(".gitattributes"):
        folder = path.rpartition("/")[0]
        for line in (tree.text(path) or "").splitlines():
            words = line.split()
            if not words or line.startswith("#") or len(words[0]) > _LONGEST_PATH:
                continue
            if "filter=lfs" in words[1:]:
                found.append(f"{folder}/{words[0]}" if folder else words[0].lstrip("/"))
    return tuple(found)


def _pointers(tree: Tree, entries: list[Entry], roles: dict[str, Role]) -> frozenset[str]:
    found = set()
    for each in entries:
        stored = roles[each.path] in (Role.DATA, Role.MODEL, Role.IMAGE, Role.OTHER)
        if stored and each.size and each.size < POINTER_SIZE:
            content = tree.read(each.path) or b""
            if content.startswith((b"version https://git-lfs", b"/annex/objects/")):
                found.add(each.path)
    return frozenset(found)


def _ignore_rules(tree: Tree) -> tuple[IgnoreRule, ...]:
    rules = []
    for path in tree.glob(".gitignore"):
        folder = path.rpartition("/")[0]
        for number, line in enumerate((tree.text(path) or "").splitlines(), 1):
            pattern = line.strip()
            if pattern and not pattern.startswith("#"):
                rules.append(IgnoreRule(folder, pattern, number))
    return tuple(rules)


def _names(rule: IgnoreRule, word: str) -> bool:
    parts = [part for part in f"{rule.folder}/{rule.pattern}".split("/") if part and part != "**"]
    if parts == ["*"]:
        return True
    return any(
        part == word or (part != "*" and len(part) <= LONGEST_NAME and fnmatchcase(word, part)) for part in parts
    )
