"""GitLab CI: `.gitlab-ci.yml` with `include`, `extends`, `default` and `!reference`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from rung.assess.ci.base import Job, Outside, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import (
    Definitions,
    inside,
    is_templated,
    items,
    mapping,
    scalars,
    scripts,
    strings,
    word,
)
from rung.assess.ci.gitlab_rules import from_only, from_rules, possible
from rung.assess.parse.yaml import YamlList, YamlMap
from rung.assess.tree.shared import Lent, lent
from rung.domain import Place

_NOT_JOBS = frozenset(
    {"default", "include", "stages", "variables", "workflow", "image", "services", "before_script", "after_script"}
    | {"cache", "spec", "types"}
)
_DEFAULTS = ("image", "before_script", "after_script")
_MAX_INCLUDES = 60
_MAX_EXTENDS = 10


class GitLab(Vendor):
    """The pipeline of the repository's root, and pipelines in other folders, which only run when named."""

    name = "gitlab"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """A file of that name at any depth."""
        return name in (".gitlab-ci.yml", ".gitlab-ci.yaml")

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The pipeline."""
        pipeline = _Pipeline(files)
        files.documents(path)
        pipeline.load(path)
        jobs = tuple(pipeline.jobs())
        nested = ("/" in path or bool(files.tree.prefix)) and not is_templated(path)
        yield Workflow(
            self.name,
            path,
            triggers=_union(jobs),
            jobs=jobs,
            disabled="a .gitlab-ci.yml in a nested folder runs only when another one includes it" if nested else "",
            templated=is_templated(path),
            outside=tuple(pipeline.outside),
            uses_files=tuple(pipeline.loaded[1:]),
        )


def _union(jobs: Iterable[Job]) -> tuple[Trigger, ...]:
    return tuple({each.kind: each for job in jobs if not job.disabled for each in job.triggers}.values())


class _Part(Struct):
    """One key of a job after `extends`, with where it stands."""

    value: object
    path: str
    line: int


class _Node(Struct):
    path: str
    line: int
    body: YamlMap
    parts: dict[str, _Part] = field(default_factory=dict)


class _Pipeline:
    """All files of one pipeline, merged."""

    def __init__(self, files: Definitions) -> None:
        self.files = files
        self.loaded: list[str] = []
        self.nodes: dict[str, _Node] = {}
        self.top: dict[str, _Part] = {}
        self.limits: tuple[Trigger, ...] | None = None
        self.outside: list[Outside] = []

    def load(self, path: str) -> None:
        """Read a file and what it includes; the including file wins."""
        document = self.files.mapping(path)
        if document is None or path in self.loaded or len(self.loaded) >= _MAX_INCLUDES:
            return
        self.loaded.append(path)
        for each, line in items(document.get("include")):
            self._include(each, path, line or document.lines.get("include", 1))
        for key, value in document.items():
            line = document.lines.get(key, 1)
            if key == "workflow" and "rules" in mapping(value):
                self.limits = from_rules(mapping(value)["rules"], line)
            elif key == "default" and isinstance(value, YamlMap):
                self.top.update({name: _Part(each, path, value.lines[name]) for name, each in value.items()})
            elif key in _DEFAULTS:
                self.top[key] = _Part(value, path, line)
            elif isinstance(value, YamlMap) and key not in _NOT_JOBS:
                self.nodes[key] = _Node(path, line, value)

    def _include(self, given: object, path: str, line: int) -> None:
        node = mapping(given)
        local = word(node.get("local")) or (word(given) if not word(given).startswith("http") else "")
        if local:
            home = lent(path)
            pattern = home.beside(local).name if home else inside("", local)
            matches = [pattern] if pattern in self.files.tree else []
            if "*" in pattern:
                matches = list(self.files.tree.glob(pattern))
            for each in matches:
                self.load(each)
            if not matches:
                self.outside.append(Outside(local, Place(path, line), "include"))
            return
        ref = word(node.get("ref")) or "HEAD"
        borrowed = [Lent(word(node.get("project")), ref, "").beside(file).name for file in strings(node.get("file"))]
        read = [each for each in borrowed if each in self.files.tree]
        for each in read:
            self.load(each)
        source = next((key for key in ("project", "remote", "template", "component") if key in node), "")
        reference = " ".join(filter(None, (word(node.get(source)), *strings(node.get("file"))))) or word(given)
        if reference and source != "template":
            whole = bool(read) and len(read) == len(borrowed)
            self.outside.append(Outside(reference, Place(path, line), "include", read=whole))

    def jobs(self) -> Iterator[Job]:
        """Every job that is not hidden."""
        stages: dict[str, list[str]] = {}
        for name, node in self.nodes.items():
            parts = self._parts(name)
            if not name.startswith(".") and ("script" in parts or "trigger" in parts or "run" in parts):
                stages.setdefault(word(_value(parts, "stage")) or "test", []).append(name)
                yield self._job(name, node, parts)

    def _job(self, name: str, node: _Node, parts: dict[str, _Part]) -> Job:
        triggers = self._triggers(node, parts)
        environment = _value(parts, "environment")
        image = _value(parts, "image")
        never = not triggers or word(_value(parts, "when")) == "never"
        allow = _value(parts, "allow_failure")
        return Job(
            id=name,
            line=node.line,
            path=node.path,
            steps=tuple(self._steps(node, parts)),
            needs=tuple(_needs(_value(parts, "needs"))) or strings(_value(parts, "dependencies")),
            environment=word(mapping(environment).get("name")) or word(environment),
            image=word(mapping(image).get("name")) or word(image),
            disabled="its rules never let it run" if never else "",
            swallows="allow_failure" if allow is True else "",
            calls=_downstream(_value(parts, "trigger")),
            matrix=_matrix(_value(parts, "parallel")),
            triggers=triggers,
        )

    def _triggers(self, node: _Node, parts: dict[str, _Part]) -> tuple[Trigger, ...]:
        if "rules" in parts:
            found = from_rules(self._dereferenced(parts["rules"].value), parts["rules"].line)
        else:
            merged = YamlMap(node.line)
            merged.update({key: part.value for key, part in parts.items()})
            found = from_only(merged, node.line)
            if self.limits is not None and "only" not in parts and "except" not in parts:
                found = self.limits
        if word(_value(parts, "when")) == "manual":
            found = tuple(_manual(each) for each in found[:1])
        return tuple(possible(found, self.limits)) if self.limits is not None else found

    def _steps(self, node: _Node, parts: dict[str, _Part]) -> Iterator[Step]:
        for section in ("before_script", "script", "after_script"):
            part = parts.get(section)
            if part is None:
                continue
            late = section == "after_script"
            texts = list(scripts(self._dereferenced(part.value), part.line))
            yield Step(
                path=part.path,
                line=part.line,
                name=section,
                script="\n".join(text for text, _ in texts),
                commands=self.files.listed(part.path, texts, pipefail=True),
                can_fail=not late,
                why_not="after_script cannot fail the job" if late else "",
                env=scalars(_value(parts, "variables")),
                via=() if part.path == node.path else (Place(node.path, node.line),),
            )

    def _dereferenced(self, value: object, depth: int = 0) -> object:
        """The list with every `!reference [job, key]` in it replaced by what it points at."""
        if not isinstance(value, YamlList) or depth > _MAX_EXTENDS:
            return value
        if self._is_reference(value):
            return self._dereferenced(self.nodes[str(value[0])].body[str(value[1])], depth + 1)
        copy = YamlList(value.line)
        for each, line in zip(value, value.lines, strict=True):
            found = self._dereferenced(each, depth + 1)
            if found is not each and isinstance(found, YamlList):
                copy.extend(found)
                copy.lines.extend(found.lines)
            else:
                copy.append(found)
                copy.lines.append(line)
        return copy

    def _is_reference(self, value: YamlList) -> bool:
        if len(value) != 2 or not all(isinstance(each, str) for each in value):
            return False
        node = self.nodes.get(str(value[0]))
        return node is not None and str(value[1]) in node.body

    def _parts(self, name: str, depth: int = 0) -> dict[str, _Part]:
        """The keys of a job over those it extends, over the defaults."""
        node = self.nodes.get(name)
        if node is None or depth > _MAX_EXTENDS:
            return {}
        if node.parts:
            return node.parts
        parts: dict[str, _Part] = {}
        for parent in strings(node.body.get("extends")):
            parts.update(self._parts(parent, depth + 1))
        own = {key: _Part(value, node.path, node.body.lines.get(key, node.line)) for key, value in node.body.items()}
        if "script" in own or "script" in parts:
            parts = {**{key: part for key, part in self.top.items() if key not in parts}, **parts}
        parts.update(own)
        if depth == 0:
            node.parts = parts
        return parts


def _value(parts: dict[str, _Part], key: str) -> object:
    part = parts.get(key)
    return part.value if part else None


def _manual(trigger: Trigger) -> Trigger:
    return Trigger(When.MANUAL, trigger.line, trigger.branches, trigger.paths)


def _needs(value: object) -> Iterator[str]:
    for each, _ in items(value):
        name = word(mapping(each).get("job")) or word(each)
        if name:
            yield name


def _downstream(value: object) -> str:
    """The pipeline a `trigger:` job starts: a project, or a file of this repository."""
    node = mapping(value)
    included = [word(mapping(each).get("local")) or word(each) for each, _ in items(node.get("include"))]
    return word(value) or word(node.get("project")) or " ".join(filter(None, included))


def _matrix(value: object) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for each, _ in items(mapping(value).get("matrix")):
        for key, options in mapping(each).items():
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *strings(options))))
    return found
