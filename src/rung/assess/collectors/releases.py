"""Records of what was released: tags, notes, forge releases, own logs, and services that say their version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.docs import Docs, Document, Section
from rung.assess.collectors.files import Files
from rung.assess.collectors.history import History
from rung.assess.collectors.serving import Serving
from rung.assess.documents.kinds import DocKind
from rung.assess.invocation import RUNNABLE, UNATTENDED
from rung.assess.regex import regex
from rung.assess.signs import ForNames
from rung.assess.tree.base import Tree
from rung.domain import Place

_TAG = regex(r"^(?:[\w/-]*[-/@])?v?\d+(\.\d+)*|release|#(prod|production|stage|staging|dev)\b", re.I)
_MODEL_TAG = regex(r"^[\w/-]+(@v?\d[\w.]*|#[a-z][\w-]*)(#\d+)?$")
_RELEASE_ACTION = regex(
    r"action-gh-release|create-release|release-drafter|release-please|semantic-release|release-action|githubrelease",
    re.I,
)
_RELEASE_COMMAND = regex(
    r"^gh release create|^semantic-release|^cz bump|^bump2version|^release-cli create|^standard-version|^git tag\b"
    r"|^git push .*--tags"
)
_BUILD_ARGUMENT = regex(r"(?m)(?:^|--build-arg[ =])\s{0,20}\"?([A-Z][A-Z0-9_]{2,40})=([^\n]{1,200})")
_COMMIT_VALUE = regex(r"github\.sha|head\.sha|GITHUB_SHA|CI_COMMIT|rev-parse|COMMIT_SHA|Build\.SourceVersion", re.I)
_KEPT_IN_IMAGE = regex(r"(?m)^(?:ENV|LABEL)\s[^\n]{0,200}?=\"?\$\{?([A-Z][A-Z0-9_]{2,40})")
_HEADING = regex(r"^\[?v?\d+\.\d+")
_CHANGED = regex(
    r"changes (from|since|in|to|by|between)\b|(version|release|change)s? (history|notes|log)|^changelog"
    r"|what.{1,3}s new",
    re.I,
)
_VERSION = regex(
    r"^(model_?)?(version|run_?id|git_?(sha|commit)|commit|model_?(id|tag|uri|sha|alias))$|serving_?(version|alias)",
    re.I,
)
_TIMED = ForNames(r"time|_at(_utc)?$|date|^ts$|when")
_STATED = ForNames(r"version|run_id|commit|(^|_)sha\b|digest")
_ROUTES = frozenset({"get", "post", "route", "api_route", "api"})
_TABLE = regex(r"release|deployment|promotion", re.I)
_RECORD = frozenset({
    "version", "commit", "model_version", "run_id", "git_sha", "sha", "approved_by", "deployed_at", "released_at",
    "reason", "released_by",
})  # fmt: skip
_WRITES = frozenset({
    "write", "dump", "dumps", "append", "execute", "insert", "insert_one", "put_item", "to_csv", "writerow", "add",
    "to_sql", "put_object",
})  # fmt: skip


class Releases(Struct, frozen=True):
    """What is kept of a release."""

    tags: tuple[str, ...] = ()
    """Names that speak of a version or stage, oldest first."""
    model_tags: tuple[str, ...] = ()
    """Annotated tags that name the version or stage of a model."""
    newest_tag: datetime | None = None
    changelog: tuple[Place, ...] = ()
    """With at least one dated or numbered version."""
    forge: tuple[Place, ...] = ()
    """Jobs that write a release on the forge, or a tag."""
    told: tuple[Place, ...] = ()
    """Answers of the service that name the version of the model or code."""
    own: tuple[Place, ...] = ()
    """Code that appends a release record of its own."""
    artefacts: tuple[Place, ...] = ()
    """Jobs that keep which model version they released as an artefact of the run."""
    states: tuple[Place, ...] = ()
    """Code that writes down what is deployed now, with version and time, over what was written before."""
    baked: tuple[Place, ...] = ()
    """Images that hold the commit they were built from, which a job tells them."""


class ReleasesCollector(Collector):
    """Looks at history, documents, jobs and answers."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        ci: Ci,
        commands: Commands,
        docs: Docs,
        history: History,
        code: Code,
        reach: Reach,
        serving: Serving,
    ) -> Releases:
        """What is put away does not count."""
        named = [tag for tag in history.tags if _TAG.search(tag.name)]
        changelog = [
            each.place
            for each in docs.of(DocKind.CHANGELOG)
            if any(_HEADING.match(section.heading.strip("[] ")) for section in each.sections)
        ]
        if docs.readme:
            changelog += _told_in(docs.readme, {tag.name for tag in named})
        model_tags = [tag.name for tag in named if tag.annotated and _MODEL_TAG.match(tag.name)]
        listed = next(tree.glob("artifacts.yaml"), "")
        return Releases(
            tuple(tag.name for tag in named),
            tuple(model_tags) if listed else (),
            named[-1].when if named else None,
            tuple(changelog),
            tuple(_forge(ci, commands)),
            tuple(_told(code, reach, serving)),
            tuple(_own(code, reach, files)),
            tuple(_artefacts(ci)),
            tuple(_states(code, reach, files)),
            tuple(_baked(tree, files, ci)),
        )


def _told_in(readme: Document, tags: set[str]) -> Iterator[Place]:
    """A chapter on what changed, with one part for each release that a tag or a number names."""
    for number, section in enumerate(readme.sections):
        if not _CHANGED.search(section.heading):
            continue
        below = takewhile(lambda each: each.level > section.level, readme.sections[number + 1 :])  # noqa: B023
        parts = [each for each in below if each.level == section.level + 1 and each.words]
        if sum(_HEADING.match(each.heading.strip("[]` ")) is not None or _names(each, tags) for each in parts) > 1:
            yield section.place


def _names(section: Section, tags: set[str]) -> bool:
    """Its heading speaks of a tag, in whatever order of the words."""
    words = set(re.findall(r"\w+", section.heading.lower()))
    return any(words and set(re.findall(r"\w+", tag.lower())) <= words for tag in tags)


def _baked(tree: Tree, files: Files, ci: Ci) -> Iterator[Place]:
    """`ENV GIT_SHA=$GIT_SHA` or a label, from an argument that a building job fills with the commit."""
    told = {
        found[1]
        for _, _, step in ci.steps()
        for found in _BUILD_ARGUMENT.finditer(f"{step.with_.get('build-args', '')}\n{step.script}")
        if _COMMIT_VALUE.search(found[2])
    }
    for path in tree.glob("Dockerfile*", "*.Dockerfile", "Containerfile*") if told else ():
        text = tree.text(path) or ""
        kept = next((each for each in _KEPT_IN_IMAGE.finditer(text) if each[1] in told), None)
        if kept and not files.excluded(path) and not files.aside(path):
            yield Place(path, text.count("\n", 0, kept.start()) + 1)


def _forge(ci: Ci, commands: Commands) -> Iterator[Place]:
    for _, _, step in ci.steps():
        if _RELEASE_ACTION.search(step.uses):
            yield step.place
    for each in commands.all:
        if each.by & UNATTENDED and not each.disabled and _RELEASE_COMMAND.search(each.text):
            yield each.place


def _told(code: Code, reach: Reach, serving: Serving) -> Iterator[Place]:
    """A dict with a version among its keys, in a function that answers."""
    scopes = {each.scope for each in serving.endpoints if each.by & RUNNABLE}
    paths = {path for path, _ in scopes}
    for each in serving.endpoints:
        if each.by & RUNNABLE and _VERSION.match(each.scope[1].rpartition(".")[2].strip("_").removeprefix("get_")):
            yield each.place
    for module in code.modules.values():
        for keys in module.dicts:
            if any(_VERSION.match(name) for name in keys.names):
                node = (module.path, keys.scope)
                function = module.functions.get(keys.scope)
                routed = function is not None and any(each.last in _ROUTES for each in function.decorators)
                if (
                    node in scopes
                    or (routed and module.path in paths)
                    or (module.path in paths and reach.upstream(node, 40) & scopes)
                ):
                    yield Place(module.path, keys.line)


def _own(code: Code, reach: Reach, files: Files) -> Iterator[Place]:
    """A record with a version, a time and a reason or person, appended by code that releases or promotes."""
    for module in code.modules.values():
        if module.notebook or files.aside(module.path):
            continue
        for keys in module.dicts:
            names = {name.lower() for name in keys.names}
            if len(names & _RECORD) < 2 or not any(_TIMED.search(name) for name in names):
                continue
            if not reach.by(module.path, keys.scope) & RUNNABLE or not _TABLE.search(f"{module.path}:{keys.scope}"):
                continue
            if any(call.last in _WRITES and call.scope == keys.scope for call in module.calls):
                yield Place(module.path, keys.line)


def _states(code: Code, reach: Reach, files: Files) -> Iterator[Place]:
    """A function of a deployment that makes a record with at least two versions or runs and the time."""
    for module in code.modules.values():
        if module.notebook or files.aside(module.path):
            continue
        for keys in module.dicts:
            names = [name.lower() for name in keys.names]
            versions = [name for name in names if _STATED.search(name)]
            timed = any(_TIMED.search(name) for name in names)
            told = len(versions) > 1 and timed and _TABLE.search(keys.scope)
            if told and reach.by(module.path, keys.scope) & RUNNABLE:
                yield Place(module.path, keys.line)


def _artefacts(ci: Ci) -> Iterator[Place]:
    """`publish: model.json` and its kind, in a job that speaks of a model."""
    for _, _, step in ci.steps():
        if re.search(r"upload-artifact|^publish", step.action) or step.uses.startswith("publish"):
            text = " ".join([step.name, *step.with_.values()])
            if re.search(
                r"model[_-]?(version|info|id)?\.json|model_version|release[_-]?(notes|info|record)|deployment\.json",
                text,
                re.I,
            ):
                yield step.place
        elif re.search(r">\s*model\.json|model_version.{0,300}>>|release_record", step.script):
            yield step.place
