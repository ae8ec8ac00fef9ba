"""Jobs, components, pipelines and schedules of Azure ML, as YAML for its command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import dirname

from msgspec import Struct

from rung.assess.ci.definitions import Definitions, inside, mapping, word
from rung.assess.commands.base import Book, Call, Recipe, Source
from rung.assess.invocation import By
from rung.assess.parse.yaml import YamlMap
from rung.assess.paths import is_excluded
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

SCHEMA = "azuremlschemas"
_MAX_FILE = 200_000
_MAX_DEPTH = 4
_REFERENCE = regex(r"(?:file:)?([^\s:${}@]+\.ya?ml)")
_BINDING = regex(r"\$\{\{\s*([\w.]+)\s*\}\}")
_STARTING = (("ml", "job", "create"), ("ml", "schedule", "create"), ("ml", "schedule", "update"))


class Work(Struct, frozen=True):
    """One command that Azure ML runs, or starts many times in a sweep."""

    name: str
    place: Place
    """Of the step, which may refer to a component in a file of its own."""
    command: str = ""
    path: str = ""
    """The file that holds the command."""
    line: int = 1
    folder: str = ""
    """Where the command runs: the `code` that is sent along."""
    sweeps: bool = False
    """It is the trial of a sweep."""
    values: int = 0
    """How many of its inputs have a value, or a range of values, that stands in these files."""


def works(path: str, document: YamlMap, files: Definitions, depth: int = 0) -> Iterator[Work]:
    """Every command of a job, component, pipeline or schedule; nothing for other YAML."""
    if SCHEMA not in word(document.get("$schema")) or depth > _MAX_DEPTH:
        return
    if isinstance(document.get("jobs"), YamlMap):
        steps = mapping(document["jobs"])
        for name, given in steps.items():
            yield _step(name, Place(path, steps.lines.get(name, 1)), path, mapping(given), files)
    elif "create_job" in document:
        job = document["create_job"]
        named, home = _referred(path, job, files)
        yield from works(home, named, files, depth + 1)
    elif "command" in document or "trial" in document:
        place = Place(path, document.lines.get("command", document.lines.get("trial", 1)))
        yield _step(word(document.get("name")), place, path, document, files)


def _step(name: str, place: Place, path: str, given: YamlMap, files: Definitions) -> Work:
    """What a step runs, by itself or as the component that it names."""
    sweeps = word(given.get("type")) == "sweep" or "search_space" in given
    bound = _literals(given)
    node, home = given, path
    for _ in range(_MAX_DEPTH):
        inner = node.get("trial", node.get("component"))
        if inner is None or "command" in node:
            break
        node, home = _referred(home, inner, files)
    command = word(node.get("command"))
    bound = {**_literals(node), **bound}
    text = _BINDING.sub(lambda found: bound.get(found[1], "$" + found[1].replace(".", "_")), command)
    code = word(node.get("code"))
    local = not code or ("://" not in code and not code.startswith(("azureml:", "git+")))
    folder = inside(dirname(home), code) if code and local else dirname(home)
    ranged = {f"inputs.{each}" for each in mapping(given.get("search_space"))}
    values = len({found[1] for found in _BINDING.finditer(command)} & (bound.keys() | ranged))
    return Work(name, place, text, home, node.lines.get("command", 1), folder, sweeps, values)


def all_works(tree: Tree) -> Iterator[Work]:
    """Every command of every such file of a tree."""
    files = Definitions(tree)
    for path in tree.glob("*.yml", "*.yaml"):
        size = tree.entries[path].size
        if size is not None and size <= _MAX_FILE and SCHEMA in (tree.text(path) or "") and not is_excluded(path):
            yield from works(path, files.mapping(path) or YamlMap(), files)


def _referred(path: str, given: object, files: Definitions) -> tuple[YamlMap, str]:
    """A definition that stands here, or in the file that is named here."""
    if isinstance(given, YamlMap):
        return given, path
    found = _REFERENCE.fullmatch(word(given))
    home = inside(dirname(path), found[1]) if found else ""
    return (files.mapping(home) or YamlMap(), home) if home in files.tree else (YamlMap(), path)


def _literals(node: YamlMap) -> dict[str, str]:
    """Inputs whose value stands beside the step: a number, a name, the path of a file that goes along."""
    found = {}
    for name, given in mapping(node.get("inputs")).items():
        value = word(mapping(given).get("default", mapping(given).get("path"))) or word(given)
        if value and "$" not in value and not value.startswith("azureml:"):
            found[f"inputs.{name}"] = value
    return found


class AzureMl(Source):
    """What `az ml job create --file` starts, and what a schedule starts by itself."""

    names = ("*.yml", "*.yaml")
    programs = ("az",)
    runner = "azure-ml"

    def read(self, path: str, files: Definitions) -> Iterable[Recipe]:
        """One per command; that of a component is repeated for each job that takes it as a step."""
        size = files.tree.entries[path].size
        if size is None or size > _MAX_FILE or SCHEMA not in (files.tree.text(path) or ""):
            return
        document = files.mapping(path) or YamlMap()
        scheduled = "create_job" in document
        off = word(document.get("is_enabled")) == "false"
        for work in works(path, document, files):
            commands = files.commands(work.path, work.command, work.line)
            if commands:
                yield Recipe(
                    self.runner,
                    path,
                    f"{work.name}:{work.place.line}",
                    work.path,
                    work.line,
                    commands,
                    By.PIPELINE | By.SCHEDULE if scheduled else By.PIPELINE,
                    folder=work.folder,
                    disabled="is_enabled: false" if scheduled and off else "",
                    entry=scheduled or work.path == path,
                    note=work.name,
                )

    def started(self, call: Call, book: Book) -> Iterator[Recipe]:
        """The commands of the file that is handed over."""
        if call.args[:3] not in _STARTING:
            return
        path = inside(call.folder, call.value("--file", "-f"))
        yield from (each for key, each in book.recipes.items() if key[:2] == (self.runner, path))
