"""Finds definitions of machines, stores and services, and what makes them real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import When
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.stacks import Stacks
from rung.assess.delivery.base import AUTOMATIC
from rung.assess.excerpt import excerpt
from rung.assess.infra.applying import makes_real, of_command, of_step
from rung.assess.infra.base import Applied, Definition, Provides, Tool
from rung.assess.infra.definitions import DefinitionReader
from rung.assess.infra.provisioning import provisioning
from rung.assess.invocation import UNATTENDED, By, Invocation
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_VARIABLE = regex(r"[$%{<]|\*")


class Infrastructure(Struct, frozen=True):
    """What defines the resources of a project, and who applies it."""

    definitions: tuple[Definition, ...] = ()
    """One for each tool and folder, in order of path."""
    applied: tuple[Applied, ...] = ()
    """Every command and task that compares or applies, disabled ones left out; in order of place."""
    scripts: tuple[Place, ...] = ()
    """Shell scripts that set up a machine or make resources without any tool of these."""

    @property
    def own(self) -> list[Definition]:
        """Definitions outside templates, examples and tests."""
        return [each for each in self.definitions if not each.aside]

    def providing(self, *kinds: Provides) -> list[Definition]:
        """The project's own definitions of such resources."""
        return [each for each in self.own if each.provides & frozenset(kinds)]

    def by_automation(self, definition: Definition, *, changes: bool = True) -> list[Applied]:
        """What applies (or, without `changes`, at least compares) that definition without a person typing."""
        return [
            each
            for each in self.applied
            if each.by & UNATTENDED and each.changes >= changes and makes_real(each.tool, definition.tool)
        ]


class InfrastructureCollector(Collector):
    """Looks at names, then at the content of manifests, then through the commands."""

    def collect(self, tree: Tree, files: Files, ci: Ci, commands: Commands, stacks: Stacks) -> Infrastructure:
        """Definitions and what applies them."""
        own = {path: role for path, role in files.roles.items() if not files.excluded(path)}
        definitions = DefinitionReader(tree, own, files.aside).read()
        definitions += tuple(_described(own, files, commands, {each.place.path for each in definitions}))
        applied = [*_commands(tree, commands), *_steps(ci), *_controllers(definitions)]
        applied += [
            Applied(
                Tool.CLOUDFORMATION if each.declared else Tool.CDK,
                True,
                f"AWS CodePipeline ({each.what})",
                each.place,
                By.CI,
            )
            for each in stacks.deliveries
            if each.start in AUTOMATIC
        ]
        scripts = [each for each in provisioning(commands.all) if each.path in own and not files.aside(each.path)]
        in_order = tuple(sorted(dict.fromkeys(applied), key=lambda each: each.place))
        return Infrastructure(definitions, in_order, tuple(scripts))


def _described(own: Mapping[str, Role], files: Files, commands: Commands, known: set[str]) -> Iterator[Definition]:
    """Descriptors of a service whose format only its platform knows: a deploying command names them."""
    seen = set(known)
    for each in commands.all:
        found = of_command(each)
        if not found or found != (Tool.PLATFORM, True):
            continue
        for path in (arg.rpartition("=")[2].removeprefix("./") for arg in each.args):
            if path in own and path not in seen and path.endswith((".yaml", ".yml", ".json", ".toml")):
                seen.add(path)
                folder = path.rpartition("/")[0]
                serving = frozenset({Provides.SERVING})
                yield Definition(Tool.PLATFORM, folder, Place(path), ("service",), serving, aside=files.aside(path))


def _commands(tree: Tree, commands: Commands) -> Iterator[Applied]:
    missing = {id(invocation): name for invocation, name in commands.missing}
    for each in (*commands.all, *commands.previews()):
        found = of_command(each)
        if found:
            tool, changes = found
            absent = missing.get(id(each), "")
            broken = f"{absent} is not in the repository" if absent else _broken(tree, each, tool)
            yield Applied(tool, changes, excerpt(each.text, 120), each.place, each.by, each.workflow, broken)


def _broken(tree: Tree, command: Invocation, tool: Tool) -> str:
    if not command.can_fail:
        return command.why_not or "its failure is not noticed"
    if tool is Tool.TERRAFORM:
        chosen = next((arg.partition("=")[2] for arg in command.args if arg.startswith("-chdir=")), "")
        folder = "/".join(part for part in (command.folder, chosen) if part).removeprefix("./")
        if folder and not _VARIABLE.search(folder) and ".." not in folder and not tree.is_folder(folder):
            return f"the folder {folder} is not in the repository"
    return ""


def _steps(ci: Ci) -> Iterator[Applied]:
    for workflow, job, step in ci.steps():
        found = of_step(step)
        if found:
            by = By.CI | (By.SCHEDULE if job.on(When.SCHEDULE) else By.NOBODY)
            broken = "" if step.can_fail else step.why_not or "its failure is not noticed"
            yield Applied(
                found[0], found[1], excerpt(step.uses, 120), step.place, by, f"{workflow.path}#{job.id}", broken
            )


def _controllers(definitions: tuple[Definition, ...]) -> Iterator[Applied]:
    """A controller in the cluster that follows the repository."""
    for each in definitions:
        if each.tool is Tool.GITOPS and not each.aside:
            for tool in (Tool.GITOPS, Tool.KUBERNETES):
                yield Applied(tool, True, "a GitOps controller", each.place, By.SCHEDULE)
