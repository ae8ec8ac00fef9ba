"""Declared graphs of steps: MLproject entry points, DVC stages, Snakemake rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname

from rung.assess.ci.definitions import Definitions, inside, items, mapping, word
from rung.assess.commands.base import Book, Call, Recipe, Source, cut
from rung.assess.invocation import By
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap, line_of
from rung.assess.regex import regex

_PARAMETER = regex(r"\{(\w+)\}")
_ITEM = regex(r"\$\{(item(?:\.\w+)?|key)\}")


_MLFLOW_VALUED = (
    "-e", "--entry-point", "-P", "--param-list", "-A", "--docker-args", "--experiment-name", "--experiment-id", "-v",
    "--version", "--env-manager", "-b", "--backend", "-c", "--backend-config", "--run-name", "--run-id",
)  # fmt: skip


class MlProject(Source):
    """Entry points of an MLproject file."""

    names = ("MLproject", "MLProject")
    programs = ("mlflow",)
    runner = "mlproject"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per entry point; parameters become shell variables."""
        document = files.mapping(path)
        entries = mapping(document.get("entry_points")) if document else YamlMap()
        folder = dirname(path)
        for name, given in entries.items():
            node = mapping(given)
            text = _PARAMETER.sub(lambda found: "${" + found[1] + "}", word(node.get("command")))
            commands = files.commands(path, text, line_of(entries, name, "command"))
            yield Recipe(
                self.runner,
                folder,
                name,
                path,
                entries.lines.get(name, 1),
                commands,
                By.PIPELINE,
                folder=folder,
                note=name,
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """`mlflow run DIR -e NAME`."""
        plain = call.plain(*_MLFLOW_VALUED)
        if plain[:1] == ("run",):
            folder = inside(call.folder, plain[1] if len(plain) > 1 else ".")
            found = book.find(self.runner, folder, call.value("-e", "--entry-point") or "main")
            if found:
                yield found


class Dvc(Source):
    """Stages of dvc.yaml."""

    names = ("dvc.yaml",)
    programs = ("dvc",)
    runner = "dvc"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per stage."""
        document = files.mapping(path)
        stages = mapping(document.get("stages")) if document else YamlMap()
        folder = dirname(path)
        for name, given in stages.items():
            node = mapping(given)
            body = mapping(node.get("do")) or node
            line = body.lines.get("cmd", stages.lines.get(name, 1))
            where = word(body.get("wdir"))
            commands: list[Command] = []
            for each, at in items(body.get("cmd")):
                commands += files.commands(path, _ITEM.sub(r"${\1}", word(each)), at or line)
            yield Recipe(
                self.runner,
                folder,
                name,
                path,
                line,
                tuple(commands),
                By.PIPELINE,
                folder=inside(folder, where) if where and "$" not in where else folder,
                disabled="frozen: true" if word(body.get("frozen")) == "true" else "",
                note=name,
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """Every stage for `dvc repro` and `dvc exp run`, or those that are named."""
        plain = list(call.plain("-S", "--set-param", "-n", "--name", "-j", "--jobs", "--temp", "-C", "--cd"))
        if plain[:1] in (["repro"], ["reproduce"]):
            plain = plain[1:]
        elif plain[:2] in (["exp", "run"], ["experiments", "run"]):
            plain = plain[2:]
        else:
            return
        folder = inside(call.folder, call.value("--cd") or ".")
        for name in plain:
            file, colon, stage = name.rpartition(":")
            if file.endswith("dvc.yaml") or name.endswith("dvc.yaml"):
                folder = inside(folder, dirname(file if colon else name))
            found = book.find(self.runner, folder, stage.partition("@")[0])
            if found and "-s" not in call.args and "--single-item" not in call.args:
                # Whatever comes before it in the graph runs as well; over-counting is the smaller mistake.
                break
            if found:
                yield found
                return
        homes = book.runners.get(self.runner, ()) if "-P" in call.args or "--all-pipelines" in call.args else (folder,)
        yield from (each for key, each in book.recipes.items() if key[0] == self.runner and key[1] in homes)


class Snakemake(Source):
    """Rules of a Snakefile."""

    names = ("Snakefile", "*.smk", "Snakefile.*")
    programs = ("snakemake",)
    runner = "snakemake"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per rule with a `shell:` or a `script:`."""
        folder = _work_folder(dirname(path))
        for name, line, kind, text, at in _rules(files.content(path)):
            if kind == "shell":
                command = re.sub(r"\{[\w.\[\]]+\}", "$ARG", text)
            else:
                # A script is found from the folder of the rule's file.
                interpreter = "Rscript" if text.endswith((".R", ".r", ".Rmd")) else "python"
                script = inside(dirname(path), text)
                command = f"{interpreter} {script}"
            yield Recipe(
                self.runner,
                "",
                f"{path}:{name}",
                path,
                line,
                cut(command, at, errexit=True, pipefail=True),
                By.PIPELINE,
                folder=folder if kind == "shell" else "",
                note=name,
            )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """Every rule: which ones a target needs, only running can tell."""
        yield from (each for key, each in book.recipes.items() if key[0] == self.runner)


_RULE = regex(r"^(?:rule|checkpoint)\s+(\w+)\s*:")
_BODY = regex(r"^\s+(shell|script|notebook)\s*:\s*(.*)$")
_QUOTED = regex(r"'''(.*?)'''|\"\"\"(.*?)\"\"\"|'([^'\n]*)'|\"((?:[^\"\\\n]|\\.)*)\"", re.S)


def _rules(text: str) -> Iterator[tuple[str, int, str, str, int]]:
    """(rule, line, kind, text, line of the text) for every body of a rule."""
    lines = text.splitlines()
    name, started = "", 0
    for number, line in enumerate(lines, 1):
        rule = _RULE.match(line)
        if rule:
            name, started = rule[1], number
        body = _BODY.match(line) if name else None
        if body:
            block = "\n".join([body[2], *_block(lines[number : number + 200])])
            parts = ["".join(filter(None, found)) for found in _QUOTED.findall(block)]
            at = number if body[2].strip() else number + 1
            yield name, started, body[1], "".join(parts).strip(), at


def _block(lines: list[str]) -> Iterator[str]:
    """The lines up to the next directive or rule."""
    for line in lines:
        if re.match(r"^\s{1,8}\w+\s*:\s*$|^\w", line):
            return
        yield line


def _work_folder(folder: str) -> str:
    """Snakemake runs in the folder above `workflow/`."""
    head, _, tail = folder.rpartition("/")
    return _work_folder(head) if tail in ("workflow", "rules") else folder
