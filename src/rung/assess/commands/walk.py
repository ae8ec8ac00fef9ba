"""Follows every chain of commands from where it starts to what it runs in the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from rung.assess.ci.base import Job, Step, When, Workflow
from rung.assess.ci.definitions import inside
from rung.assess.ci.unreached import ONE_SHELL
from rung.assess.commands.base import Book, Call, Recipe, Source
from rung.assess.commands.dry import dry_run
from rung.assess.commands.executes import Named, executed
from rung.assess.commands.folders import CHANGES, Folders, above, clone_folder, home_of
from rung.assess.commands.image import built_file
from rung.assess.commands.locate import Locator
from rung.assess.commands.missing import Earlier, brings_files, not_there, nowhere
from rung.assess.invocation import By, Invocation
from rung.assess.parse.program import program
from rung.assess.parse.shell import Command
from rung.assess.parse.shell_run import UNCALLED
from rung.domain import Place

MAX_INVOCATIONS = 20_000
_MAX_CHAIN = 8
_WRAPPERS = frozenset({"pdm", "hatch", "pixi", "rye", "pipenv"})
_CONTAINERS = frozenset({"docker", "docker-compose", "podman", "kubectl", "oc", "ssh"})
_CLAIMABLE = By.CI | By.SCHEDULE | By.PIPELINE | By.TARGET
"""Where the folder that a command starts in is known, and with it what is missing."""


class Chain(Struct, frozen=True):
    """What a command inherits from everything that led to it."""

    by: By
    via: tuple[Place, ...] = ()
    can_fail: bool = True
    why_not: str = ""
    disabled: str = ""
    workflow: str = ""
    sourced: bool = False
    """The shell that sources the script goes on with the functions that it defines."""


class _Run(Struct):
    """One start: a CI job, a target, an image."""

    earlier: Earlier = field(default_factory=Earlier)
    visited: set[tuple[tuple[str, str, str], bool, bool]] = field(default_factory=set)
    images: dict[str, str] = field(default_factory=dict)
    """Dockerfile by image name."""
    cloned: set[str] = field(default_factory=set)
    """Folders that `git clone` made."""
    checked_out: str = ""
    """Folder that the repository itself was put into."""


class Walk:
    """Collects invocations."""

    def __init__(self, book: Book, sources: Mapping[str, list[Source]], locator: Locator) -> None:
        self.book = book
        self.sources = sources
        self.locator = locator
        self.found: list[Invocation] = []
        self.scripts: list[tuple[str, Invocation]] = []
        self.missing: list[tuple[Invocation, str]] = []
        self.called: set[tuple[str, str, str]] = set()
        self.full = False

    def job(self, workflow: Workflow, job: Job) -> None:
        """Everything a CI job runs."""
        run = _Run()
        by = By.CI | (By.SCHEDULE if job.on(When.SCHEDULE) else By.NOBODY)
        shared, home = "", home_of(workflow)
        for step in job.steps:
            self._brought(step, run)
            folder = shared or self._start(inside(home, step.folder) if home else step.folder, run)
            why = step.why_not or job.swallows
            chain = Chain(
                by,
                step.via or job.via,
                step.can_fail and not job.swallows,
                why,
                workflow.disabled or job.disabled or step.disabled,
                f"{workflow.path}#{job.id}",
            )
            end = self._commands(step.commands, step.path, folder, chain, run, note=f"job {job.id}")
            shared = end if workflow.vendor in ONE_SHELL else ""

    def root(self, recipe: Recipe) -> None:
        """A recipe that something other than a command starts."""
        self._recipe(recipe, recipe.folder, Chain(recipe.by, disabled=recipe.disabled), _Run(), alone=True)

    def _brought(self, step: Step, run: _Run) -> None:
        if brings_files(step.action, dict(step.with_)):
            run.earlier.code = True
        if step.action.endswith("checkout") and step.with_.get("path") and not step.with_.get("repository"):
            run.checked_out = step.with_["path"].strip("./")

    def _start(self, folder: str, run: _Run) -> str:
        """A folder that lies below where the repository was checked out, seen from the root of the tree."""
        if run.checked_out and (folder == run.checked_out or folder.startswith(run.checked_out + "/")):
            return folder[len(run.checked_out) + 1 :]
        return folder

    def _recipe(self, recipe: Recipe, folder: str, chain: Chain, run: _Run, *, alone: bool = False) -> None:
        seen = (recipe.key, chain.can_fail, bool(chain.disabled))
        if seen in run.visited or len(chain.via) > _MAX_CHAIN or self.full:
            return
        run.visited.add(seen)
        self.called.add(recipe.key)
        if not (alone and chain.by == By.TARGET):
            for name in recipe.needs:
                needed = self.book.find(recipe.runner, recipe.home, name)
                if needed and needed is not recipe:
                    inner = replace(chain, via=(*chain.via, Place(recipe.path, recipe.line)))
                    self._recipe(needed, needed.folder, inner, run)
        inner = replace(chain, disabled=chain.disabled or recipe.disabled)
        self._commands(recipe.commands, recipe.path, folder, inner, run, note=recipe.note)

    def _commands(
        self, commands: Iterable[Command], path: str, folder: str, chain: Chain, run: _Run, *, note: str = ""
    ) -> str:
        """Emit and follow each command; the folder in which the next one would run."""
        folders = Folders(self.locator.tree, folder, path)
        for command in commands:
            name, args = program(command.words)
            if self.full:
                break
            if name in CHANGES:
                folders.change(name, args, run.cloned, guide=bool(chain.by & By.DOCUMENTED))
            elif name:
                named = list(executed(name, args))
                folders.settle(named)
                call = Call(name, args, command.words, folders.here)
                place = Place(path, max(command.line, 1), note)
                self._command(call, named, command, place=place, chain=chain, run=run)
        return folders.here

    def _command(
        self, call: Call, named: list[Named], command: Command, *, place: Place, chain: Chain, run: _Run
    ) -> None:
        can_fail = command.can_fail and chain.can_fail
        # What a script that is sourced defines, the one that sources it may call.
        never = "" if chain.sourced and command.never.startswith(UNCALLED) else command.never
        disabled = chain.disabled or never or dry_run(call.program, call.args)
        chain = replace(chain, disabled=disabled, sourced=call.program in ("source", "."))
        invocation = Invocation(
            program=call.program.removeprefix("./"),
            args=call.args,
            place=place,
            by=chain.by,
            via=chain.via,
            folder=call.folder,
            can_fail=can_fail,
            why_not="" if can_fail else command.why_not or chain.why_not,
            disabled=disabled,
            workflow=chain.workflow,
        )
        self.found.append(invocation)
        self.full = len(self.found) >= MAX_INVOCATIONS
        elsewhere = bool(command.words) and command.words[0] in _CONTAINERS
        files = list(dict.fromkeys(self._executed(call, named, place.path, loose=elsewhere)))
        self.scripts += [(file, invocation) for file in files]
        if chain.by & _CLAIMABLE and not (command.condition or elsewhere or chain.disabled):
            absent = not_there(call, named, place.path, self.locator, run.earlier)
            self.missing += [(invocation, each) for each in (*absent, *self._absent(call, run))]
        elif chain.by & By.DOCUMENTED and not chain.via and not chain.disabled:
            self.missing += [(invocation, each) for each in nowhere(named, self.locator)]
        if not disabled:
            run.earlier.take(call.program, call.args, command.raw)
        if call.program == "git" and call.args[:1] == ("clone",):
            run.cloned.add(clone_folder(call))
        started = list(self._started(call, files, run))
        if started or call.args[:1] == ("run",):
            inner = replace(chain, via=(*chain.via, place), can_fail=can_fail, why_not=invocation.why_not)
            for recipe in started:
                if chain.by == By.TARGET and recipe.entry and recipe.by == By.TARGET:
                    continue  # it is a start of its own
                where = recipe.folder
                if recipe.runner == "script":
                    where = above(files[0], named) if elsewhere else call.folder
                self._recipe(recipe, where, inner, run)
            self._container(call, command, place, inner, run)

    def _executed(self, call: Call, listed: list[Named], origin: str, *, loose: bool) -> Iterator[str]:
        locate, name = self.locator, call.program
        for named in listed:
            if named.module:
                found = locate.module(named.text, call.folder, origin)
            else:
                found = locate.file(named.text, call.folder, origin, loose=loose)
            if not found and not named.module:
                inner = locate.folder(named.text, call.folder)
                found = locate.file("__main__.py", inner, origin) if inner is not None else ""
            if found:
                yield found
            elif not named.module and "$" in named.text:
                yield from locate.family(named.text, call.folder)
        target = locate.targets.get(name)
        if target:
            found = locate.module(target.module, "")
            if found:
                yield found
        elif "/" in name and not listed:
            found = locate.file(name, call.folder, origin)
            if found:
                yield found

    def _absent(self, call: Call, run: _Run) -> Iterator[str]:
        if not run.earlier.code and not call.folder.startswith("$"):
            for source in self.sources.get(call.program, ()):
                yield from source.absent(call, self.book)

    def _started(self, call: Call, files: list[str], run: _Run) -> Iterator[Recipe]:
        wrapper = call.words[0] if call.words and call.words[0] in _WRAPPERS else ""
        for key in dict.fromkeys((call.program, wrapper)):
            for source in self.sources.get(key, ()):
                yield from source.started(call, self.book)
        for file in files:
            script = self.book.find("script", "", file)
            if script:
                yield script
        built = built_file(call) if call.program in ("docker", "podman", "buildah") else ""
        if built:
            for option, value in zip(call.args, call.args[1:], strict=False):
                if option in ("-t", "--tag"):
                    run.images[_image_name(value)] = built

    def _container(self, call: Call, command: Command, place: Place, chain: Chain, run: _Run) -> None:
        """`docker run IMAGE [COMMAND]`: the command, or what the image runs by itself."""
        if call.program not in ("docker", "podman") or call.args[:1] != ("run",) or len(call.args) < 2:
            return
        rest = call.args[2:]
        built = run.images.get(_image_name(call.args[1]), "")
        image = self.book.find("image", "", built) if built else None
        if rest and not rest[0].startswith("-"):
            inner = replace(command, words=rest)
            name, args = program(rest)
            if name and name not in ("docker", "podman"):
                again = Call(name, args, rest, call.folder)
                self._command(again, list(executed(name, args)), inner, place=place, chain=chain, run=run)
        elif image:
            self._recipe(image, image.folder, chain, run)


def _image_name(image: str) -> str:
    """The name without registry tag: what stands behind the last slash, before the colon."""
    return image.rsplit("/", 1)[-1].partition(":")[0].partition("@")[0]
