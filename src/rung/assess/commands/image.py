"""Dockerfiles: what building runs, and what a container of the image runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, bare_name, inside
from rung.assess.commands.base import Book, Call, Recipe, Source, cut, words_command
from rung.assess.commands.mounts import mounts_of
from rung.assess.invocation import By
from rung.assess.parse import dockerfile
from rung.assess.parse.dockerfile import Instruction, Stage
from rung.assess.parse.shell import Command
from rung.assess.regex import regex

_VALUED = (
    "-f", "--file", "-t", "--tag", "--build-arg", "--target", "--platform", "--label", "--cache-from", "--cache-to",
    "--progress", "--secret", "--ssh", "--network", "--output", "-o", "--iidfile", "--build-context", "--provenance",
)  # fmt: skip
_FLAGS = regex(r"(?:(?:\\\n|\s)*--[\w-]+(?:=\S*)?)*(?:\\\n|\s)*")
_BUILDERS = {("build",), ("buildx", "build"), ("image", "build"), ("builder", "build")}


class Image(Source):
    """The RUN lines of a Dockerfile as one recipe, its ENTRYPOINT and CMD as another."""

    names = (
        "Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Dockerfile-*", "Containerfile", "dockerfile",
    )  # fmt: skip
    programs = ("docker", "podman", "buildah", "nerdctl", "kaniko", "az", "gcloud")
    runner = "build"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """Both recipes of one file."""
        if bare_name(path).endswith((".md", ".dockerignore", ".yml", ".yaml", ".py", ".sh")):
            return
        parsed = dockerfile.read(files.content(path))
        stage = parsed.final
        if stage is None:
            return
        mounts = mounts_of(parsed, path)
        folder = mounts.folder(files.tree) if mounts else dirname(path)
        built = tuple(each for one in parsed.stages for each in _run_lines(one))
        yield Recipe(self.runner, "", path, path, stage.line, built, By.IMAGE, folder=folder, entry=False)
        last = stage.last("CMD") or stage.last("ENTRYPOINT")
        commands = tuple(_container(stage))
        if commands:
            line = last.line if last else stage.line
            yield Recipe("image", "", path, path, line, commands, By.IMAGE, folder=folder)

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The RUN lines of the Dockerfile that a build names."""
        path = built_file(call)
        found = book.find(self.runner, "", path) if path else None
        if found is None and path and call.value("-f", "--file"):
            # `-f` is seen from the working folder, but people write it from the context as well.
            found = book.find(self.runner, "", inside(_context(call), call.value("-f", "--file")))
        if found:
            yield found


def built_file(call: Call) -> str:
    """The Dockerfile that a build command reads; empty when it builds nothing."""
    plain = call.plain(*_VALUED)
    building = plain[:1] in _BUILDERS or plain[:2] in _BUILDERS
    if call.program == "kaniko":
        context = re.sub(r"^dir://(?:/workspace/?)?", "", call.value("--context", "-c")).strip("/")
        return inside(inside(call.folder, context or "."), call.value("--dockerfile") or "Dockerfile")
    if call.program == "az":
        building = call.args[:2] == ("acr", "build")
    if call.program == "gcloud":
        building = False
    if not building and call.program != "buildah":
        return ""
    file = call.value("-f", "--file")
    return inside(call.folder, file) if file else inside(_context(call), "Dockerfile")


def _context(call: Call) -> str:
    plain = [each for each in call.plain(*_VALUED) if each not in ("build", "buildx", "image", "acr", "builder")]
    written = plain[-1] if plain else "."
    return inside(call.folder, written) if "$" not in written and "://" not in written else call.folder


def _run_lines(stage: Stage) -> Iterator[Command]:
    shell = stage.last("SHELL")
    flags = shell.words if shell else ()
    errexit = any("e" in flag for flag in flags if _is_flag(flag))
    for each in stage.all("RUN"):
        body = each.value[_FLAGS.match(each.value).end() :]  # type: ignore[union-attr]  # it matches nothing, too
        line = each.line + each.value.count("\n", 0, len(each.value) - len(body))
        if body.startswith("["):
            yield words_command(dockerfile.words_of(body), line)
        else:
            yield from cut(body, line, errexit=errexit, pipefail="pipefail" in flags)


def _is_flag(word: str) -> bool:
    return word.startswith("-") and not word.startswith("--")


def _container(stage: Stage) -> Iterator[Command]:
    entry, cmd = stage.last("ENTRYPOINT"), stage.last("CMD")
    for each in (entry, cmd):
        if each and not each.body.lstrip().startswith("["):
            # The shell form of ENTRYPOINT ignores CMD, and of CMD is what an entry point script receives.
            yield from cut(each.body, each.line)
            if each is entry:
                return
    words = _exec_words(entry) + _exec_words(cmd)
    last = cmd or entry
    if words and last:
        if words[0].rsplit("/", 1)[-1] in ("sh", "bash") and len(words) > 2 and words[1].endswith("c"):
            yield from cut(words[2], last.line)
        else:
            yield words_command(words, last.line)


def _exec_words(instruction: Instruction | None) -> tuple[str, ...]:
    if instruction is None or not instruction.body.lstrip().startswith("["):
        return ()
    return dockerfile.words_of(instruction.body.replace("\\\n", " "))
