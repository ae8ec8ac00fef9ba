"""Bitbucket Pipelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, is_templated, items, mapping, scalars, strings, word
from rung.assess.ci.narrowing import pushed_to
from rung.assess.parse.yaml import YamlList, YamlMap


class Bitbucket(Vendor):
    """`bitbucket-pipelines.yml`: one workflow per way to start."""

    name = "bitbucket"
    rank = 20

    def claims(self, path: str, name: str) -> bool:
        """A file of that name at any depth."""
        return name in ("bitbucket-pipelines.yml", "bitbucket-pipelines.yaml")

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """A workflow per entry of `pipelines`."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        pipelines = mapping(document.get("pipelines")) if isinstance(document, YamlMap) else YamlMap()
        nested = ("/" in path or files.tree.prefix) and not is_templated(path)
        image = _image(document) if isinstance(document, YamlMap) else ""
        for name, trigger, steps, line in _starts(pipelines):
            yield Workflow(
                self.name,
                path,
                name,
                (trigger,),
                tuple(_jobs(steps, path, files, trigger, image)),
                line,
                disabled="a bitbucket-pipelines.yml below the root never runs" if nested else "",
                templated=is_templated(path),
            )


def _starts(pipelines: YamlMap) -> Iterator[tuple[str, Trigger, object, int]]:
    for key, value in pipelines.items():
        line = pipelines.lines.get(key, 1)
        if key == "default":
            yield key, Trigger(When.PUSH, line), value, line
            continue
        for pattern, steps in mapping(value).items():
            at = mapping(value).lines.get(pattern, line)
            kind = {"tags": When.TAG, "pull-requests": When.PULL_REQUEST, "custom": When.MANUAL}.get(key)
            kind = kind or pushed_to((pattern,))
            yield f"{key}: {pattern}", Trigger(kind, at, (pattern,) if key == "branches" else ()), steps, at


def _jobs(value: object, path: str, files: Definitions, trigger: Trigger, image: str) -> Iterator[Job]:
    before: tuple[str, ...] = ()
    for index, (node, line) in enumerate(_flattened(value), 1):
        name = word(node.get("name")) or f"step {index}"
        manual = word(node.get("trigger")) == "manual"
        yield Job(
            id=name,
            line=line,
            path=path,
            steps=tuple(_steps(node, path, files)),
            needs=before,
            environment=word(node.get("deployment")),
            image=_image(node) or image,
            triggers=(Trigger(When.MANUAL, line),) if manual else (trigger,),
        )
        before = (name,)


def _flattened(value: object) -> Iterator[tuple[YamlMap, int]]:
    """The steps of a pipeline; groups, stages and parallels opened."""
    for each, line in items(value):
        node = mapping(each)
        if "step" in node:
            yield mapping(node["step"]), line
        for key in ("parallel", "stage"):
            inner = node.get(key)
            yield from _flattened(inner if isinstance(inner, YamlList) else mapping(inner).get("steps"))


def _steps(node: YamlMap, path: str, files: Definitions) -> Iterator[Step]:
    for key in ("script", "after-script"):
        late = key == "after-script"
        texts: list[tuple[str, int]] = []
        for each, line in items(node.get(key)):
            pipe = mapping(each)
            if pipe:
                yield Step(path, line, uses=word(pipe.get("pipe")), with_=scalars(pipe.get("variables")))
            else:
                texts.append((word(each), line))
        if texts:
            yield Step(
                path,
                node.lines.get(key, texts[0][1]),
                key,
                script="\n".join(text for text, _ in texts),
                commands=files.listed(path, texts),
                can_fail=not late,
                why_not="after-script cannot fail the step" if late else "",
            )


def _image(node: YamlMap) -> str:
    return word(mapping(node.get("image")).get("name")) or " ".join(strings(node.get("image")))
