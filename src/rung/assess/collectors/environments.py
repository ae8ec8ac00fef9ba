"""Finds the dependency files, who installs from them, and the images they end up in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.commands.scripts import is_script
from rung.assess.environments import manifests, platform
from rung.assess.environments.base import BaseImage, Dependencies, Firmness, Install
from rung.assess.environments.installs import Finder, Step, install_of
from rung.assess.environments.interpreters import impossible
from rung.assess.environments.locks import LOCKS, read_lock
from rung.assess.environments.manifests import IMPORTED
from rung.assess.invocation import DECLARED, By
from rung.assess.parse import dockerfile, shell
from rung.assess.parse.dockerfile import Dockerfile
from rung.assess.parse.program import program
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError


class Environments(Struct, frozen=True):
    """The software this project is trained and served with."""

    files: tuple[Dependencies, ...] = ()
    """Dependency files in the order of their paths; broken ones too."""
    installs: tuple[Install, ...] = ()
    images: tuple[BaseImage, ...] = ()
    """Base images of Dockerfiles and platform environments."""
    python: tuple[tuple[str, Place], ...] = ()
    """Where a version of Python (or R) is stated, with the version as written."""

    unlisted: tuple[tuple[str, Place], ...] = ()
    """Learning packages that code of the project imports and no dependency file names, with the first import."""
    before_training: tuple[Install, ...] = ()
    """What a shell script installs from files before it trains."""
    impossible: tuple[tuple[str, Place], ...] = ()
    """Installations that no interpreter of their image can carry out, and why."""

    @property
    def locks(self) -> list[Dependencies]:
        """Files that fix everything, and can be installed from."""
        return [each for each in self.files if each.firmness is Firmness.LOCK and not each.broken]

    @property
    def locks_used(self) -> list[Dependencies]:
        """Locks that some step installs from."""
        used = {path for install in self.installs for path in install.files}
        return [each for each in self.locks if each.path in used]

    def installs_from(self, path: str) -> list[Install]:
        """The steps that install from a file."""
        return [each for each in self.installs if path in each.files]

    @property
    def floating_images(self) -> list[BaseImage]:
        """Base images whose content changes under the same name."""
        return [each for each in self.images if each.firmness == "floating"]

    @property
    def at_run_time(self) -> list[Install]:
        """Tasks that build their environment when they run, from packages without exact versions."""
        return [each for each in self.installs if each.at_run_time and each.loose]


class EnvironmentsCollector(Collector):
    """Reads dependency files by name, then looks at who installs from them."""

    def collect(
        self, tree: Tree, files: Files, commands: Commands, ci: Ci, code: Code, reach: Reach, training: Training
    ) -> Environments:
        """Files in the order of their paths; what examples and documents bring along is left out."""
        found = [each for path in _paths(tree, files) if (each := _read(tree, path))]
        images = [(path, parsed) for path in _dockerfiles(tree, files) if (parsed := _parsed(tree, path))]
        finder = Finder(tree)
        steps = [*_commands(commands, {path for path, _ in images}), *_layers(images)]
        made = [install for one in steps if (install := install_of(one, finder))]
        made += [each for each in platform.in_code(code, reach, tree) if each.by != By.TEST]
        made += platform.in_files(tree)
        for workflow, job, step in ci.steps():
            action = platform.in_action(finder, step.action, dict(step.with_), step.place, f"{workflow.path}#{job.id}")
            made += [action] if action else []
        listed = {each.path for each in found}
        others = {path for each in made for path in each.files if path.endswith((".txt", ".yml", ".yaml"))} - listed
        found += [each for path in sorted(others) if (each := _read(tree, path))]
        bases = [
            BaseImage(name, dockerfile.pinned(name), Place(path, line))
            for path, one in images
            for name, line in one.base_images
        ]
        return Environments(
            files=tuple(found),
            installs=tuple(dict.fromkeys(made)),
            images=(*bases, *platform.base_images_in_code(code)),
            python=tuple(_pythons(tree, files, bases, ci)),
            unlisted=tuple(_unlisted(code, reach, files, found)),
            before_training=tuple(_before_training(made, commands, training)),
            impossible=tuple(dict.fromkeys(impossible(tree, made, bases))),
        )


def _before_training(made: list[Install], commands: Commands, training: Training) -> Iterator[Install]:
    """Only scripts for a shell: their order is that of their lines."""
    trains = set(training.paths())
    last: dict[str, int] = {}
    for path, each in commands.scripts():
        if path in trains and not each.disabled and is_script(each.place.path):
            last[each.place.path] = max(last.get(each.place.path, 0), each.place.line)
    for install in made:
        if install.files and install.place.line < last.get(install.place.path, 0):
            yield install


def _paths(tree: Tree, files: Files) -> list[str]:
    found = tree.glob(
        "requirements*.txt", "*requirements.txt", "*requirements/*.txt", "constraints*.txt", "environment*.y*ml",
        "conda*.y*ml", "env.y*ml", "python_env.yaml", "pyproject.toml", "DESCRIPTION", *LOCKS,
    )  # fmt: skip
    junk = set(files.junk)
    return [path for path in found if not files.excluded(path) and not files.aside(path) and path not in junk]


def _read(tree: Tree, path: str) -> Dependencies | None:
    name = path.rpartition("/")[2]
    try:
        if name in LOCKS:
            return read_lock(tree, path)
        if name == "pyproject.toml":
            return manifests.read_pyproject(tree, path)
        if name == "DESCRIPTION":
            return manifests.read_description(tree, path)
        if name.endswith(".txt"):
            return manifests.read_requirements(tree, path)
        return manifests.read_conda(tree, path)
    except UnreadableError as error:
        return Dependencies(path, "pip", Firmness.OPEN, broken=error.what)


def _dockerfiles(tree: Tree, files: Files) -> list[str]:
    found = tree.glob(
        "Dockerfile", "Dockerfile.*", "Dockerfile-*", "*.Dockerfile", "*.dockerfile", "Containerfile", "dockerfile"
    )
    return [
        path for path in found if not files.excluded(path) and not files.aside(path) and not _DEVELOPING.search(path)
    ]


_DEVELOPING = regex(r"(^|/)\.(devcontainer|binder|gitlab|gitpod)|\.dockerignore$")


def _parsed(tree: Tree, path: str) -> Dockerfile | None:
    try:
        parsed = dockerfile.read(tree.text(path) or "")
    except UnreadableError:
        return None
    return parsed if parsed.stages else None


def _commands(commands: Commands, images: set[str]) -> Iterator[Step]:
    for each in commands.all:
        if each.place.path not in images and not each.disabled and each.program in PROGRAMS:
            yield Step(each.program, each.args, each.place, each.by, each.folder, job=each.workflow)


def _layers(images: list[tuple[str, Dockerfile]]) -> Iterator[Step]:
    """The commands of the RUN lines."""
    for path, parsed in images:
        for stage in parsed.stages:
            for line in stage.all("RUN"):
                for command in shell.read_script(
                    " ".join(line.words) if line.body.startswith("[") else line.body, first_line=line.line
                ).commands:
                    if command.never:
                        continue
                    name, args = program(command.words)
                    yield Step(name, args, Place(path, command.line), By.IMAGE, "", path)


def _pythons(tree: Tree, files: Files, bases: list[BaseImage], ci: Ci) -> Iterator[tuple[str, Place]]:
    junk = set(files.junk)
    for path in tree.glob(".python-version", "runtime.txt", ".tool-versions"):
        if not files.excluded(path):
            yield (tree.text(path) or "").strip().partition("\n")[0], Place(path)
    for path in tree.glob(
        "pyproject.toml",
        "Pipfile",
        "setup.py",
        "setup.cfg",
        "environment*.y*ml",
        "conda*.y*ml",
        "renv.lock",
        "MLproject",
    ):
        if files.excluded(path) or files.aside(path) or path in junk:
            continue
        text = tree.text(path) or ""
        match = _PYTHON.search(text)
        if match:
            yield (match.group(1) or match.group(2)).strip(), Place(path, text.count("\n", 0, match.start()) + 1)
    for each in bases:
        match = re.search(r"(?:python|r-ver|rocker/[\w-]+|r-base):(\d[\w.]*)", each.image)
        if match:
            yield match.group(1), each.place
    for _, _, step in ci.steps():
        version = step.with_.get("python-version") or step.with_.get("r-version")
        if version and "$" not in version:
            yield version, step.place


def _unlisted(code: Code, reach: Reach, files: Files, found: list[Dependencies]) -> Iterator[tuple[str, Place]]:
    """Only where the names of every file are known: an unread lock may hold anything.

    What a module catches the lack of may lack, and a tool that a person starts by hand is not what a job or an image
    installs for, where these start something.
    """
    if not found or any(not each.names for each in found if each.tool not in ("R", "renv")):
        return
    known = {name for each in found for name in each.names}
    seen: set[str] = set()
    by = {module.path: reach.from_module(module.path) for module in code.python()}
    wired = any(each & DECLARED for each in by.values())
    for module in code.python():
        alone = by[module.path] in (By.NOBODY, By.SCRIPT) and not code.importers.get(module.path)
        if files.aside(module.path) or by[module.path] == By.TEST or (wired and alone):
            continue
        for name, line in module.import_lines.items():
            if name in module.spared:
                continue
            wanted = IMPORTED.get(name.partition(".")[0])
            if wanted and not wanted & known and name.partition(".")[0] not in seen:
                seen.add(name.partition(".")[0])
                yield name.partition(".")[0], Place(module.path, line)


_PYTHON = regex(
    r"(?:requires-python|python_requires|^python|python_version|- python)\s{0,20}[=:]{0,9}\s{0,20}"
    r"[\"']?([=<>~^!]{0,9}\s{0,20}3[\w.,<>=~* ]*)"
    r"|\"R\":\s{0,20}\{\s{0,20}\"Version\":\s{0,20}\"([\d.]+)",
    re.M,
)
PROGRAMS = frozenset(
    {
        "pip",
        "pip3",
        "pip-sync",
        "python",
        "uv",
        "poetry",
        "pdm",
        "pipenv",
        "pixi",
        "conda",
        "mamba",
        "micromamba",
        "conda-lock",
        "Rscript",
        "R",
        "r",
    }
)
"""Programs that may install packages."""
