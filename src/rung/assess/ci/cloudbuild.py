"""Google Cloud Build: steps that are containers with arguments; what starts them is held by the platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from shlex import join

from rung.assess.ci.base import Job, Step, Trigger, Vendor, When, Workflow
from rung.assess.ci.definitions import Definitions, inside, is_templated, items, mapping, strings, word
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex

Fill = Callable[[str], str]
"""Puts known substitutions into a text."""

_SUBSTITUTION = regex(r"\$\{?(_\w+)\}?")
_SHELLS = ("bash", "sh")
_WORKSPACE = regex(r"^/workspace/?")


class CloudBuild(Vendor):
    """Cloud Build configurations, by name or by shape."""

    name = "cloudbuild"
    rank = 40

    def claims(self, path: str, name: str) -> bool:
        """`cloudbuild.yaml` and its variants."""
        return name.startswith("cloudbuild") and name.endswith((".yaml", ".yml", ".json"))

    def fits(self, document: Mapping[str, object]) -> bool:
        """A list of steps, each of which names an image and gives arguments."""
        listed = document.get("steps")
        nodes = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        return bool(nodes) and all(_is_image(word(each.get("name"))) and _shaped(each) for each in nodes)

    def read(self, path: str, files: Definitions) -> Iterable[Workflow]:
        """The one build of the file."""
        documents = files.documents(path)
        document = documents[0] if documents else None
        if not isinstance(document, YamlMap) or not isinstance(document.get("steps"), list):
            return
        triggers = (Trigger(When.UNKNOWN, document.line or 1, unverified=True),)
        steps = tuple(_steps(path, document, files))
        job = Job("build", document.lines["steps"], path, steps, triggers=triggers)
        yield Workflow(self.name, path, triggers=triggers, jobs=(job,), templated=is_templated(path))


def _shaped(step: Mapping[str, object]) -> bool:
    return any(key in step for key in ("args", "entrypoint", "script", "waitFor"))


def _steps(path: str, document: YamlMap, files: Definitions) -> Iterator[Step]:
    known = {name: word(value) for name, value in mapping(document.get("substitutions")).items()}

    def fill(text: str) -> str:
        return _SUBSTITUTION.sub(lambda found: known.get(found[1]) or found[0], text)

    for each, line in items(document["steps"]):
        node = mapping(each)
        if not node:
            continue
        ignored = word(node.get("allowFailure")) == "true"
        folder = _WORKSPACE.sub("", fill(word(node.get("dir"))))
        yield Step(
            path=path,
            line=line,
            name=word(node.get("id")),
            uses=fill(word(node.get("name"))),
            with_={"args": fill(" ".join(strings(node.get("args"))))},
            script=fill(word(node.get("script"))),
            commands=_commands(node, line, path, fill, files),
            can_fail=not ignored,
            why_not="allowFailure" if ignored else "",
            folder=folder if "$" in folder else inside("", folder),
        )


def _commands(node: YamlMap, line: int, path: str, fill: Fill, files: Definitions) -> tuple[Command, ...]:
    if word(node.get("script")):
        return files.commands(path, fill(word(node["script"])), node.lines["script"], errexit=False)
    args = [fill(each) for each in strings(node.get("args"))]
    program = word(node.get("entrypoint")) or _default_program(fill(word(node.get("name"))))
    at = node.lines.get("args", line)
    if program.rsplit("/", 1)[-1] in _SHELLS and len(args) >= 2 and args[0].endswith("c") and args[0].startswith("-"):
        inner = node.get("args")
        lines = getattr(inner, "lines", [])
        at = lines[1] if len(lines) > 1 else at
        return files.commands(path, args[1].replace("$$", "$"), at, errexit="e" in args[0])
    if not program:
        return ()
    words = tuple(each.replace("$$", "$") for each in (program, *args))
    return (Command(words, at, join(words), can_fail=True, why_not=""),)


def _default_program(image: str) -> str:
    """What a builder image runs: `gcr.io/cloud-builders/docker` runs docker."""
    if "cloud-builders" in image or "cloud-sdk" in image:
        name = image.rsplit("/", 1)[-1].split(":", 1)[0].split("@", 1)[0]
        return {"cloud-sdk": "", "gke-deploy": "gke-deploy"}.get(name, name)
    if "kaniko" in image:
        return "kaniko"
    return ""


def _is_image(name: str) -> bool:
    return "/" in name or ":" in name or name.startswith("$")
