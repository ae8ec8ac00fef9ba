"""How an earlier version could be restored: commands, jobs, functions, and parameters that take an older one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Step, When
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.configuration_texts import ConfigurationTexts
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.files import Files
from rung.assess.collectors.registry import Registry
from rung.assess.delivery.base import Half, Start
from rung.assess.delivery.texts import place_at
from rung.assess.excerpt import excerpt
from rung.assess.invocation import RUNNABLE, By
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

_COMMAND = regex(
    r"^helm rollback\b|^(kubectl|oc)\b.* rollout undo\b|^kubectl argo rollouts (undo|abort)\b|^argocd app rollback\b"
    r"|^gcloud .*update-traffic\b.*--to-revisions|^heroku (releases:)?rollback|^(fly|flyctl)\b.*releases? rollback"
    r"|^eb .*--version"
    r"|^aws deploy stop-deployment\b.*--auto-rollback|^nomad job revert\b|^serverless rollback|^sls rollback"
    r"|^mlem .*rollback"
    r"|^aws lambda update-alias\b|^rung rollback\b"
)
_NAMED = regex(
    r"roll[_-]?back|revert[_-](model|release|deploy)|restore[_-](previous|model)|demote[_-](model|champion)", re.I
)
_ABOUT = regex(r"model|alias|champion|registry|deploy|release|endpoint|traffic|symlink|replace", re.I)
_DATABASE = regex(
    r"session|db\.|conn|transaction|cursor|alembic|migrat|engine|storage|repo\.|^\?\w*\.rollback$|self\.rollback$", re.I
)
_VERSION = regex(r"version|tag|build|release|revision|commit|sha|digest|run_?id|image", re.I)
_AUTOMATIC = regex(
    r"AutoRollbackConfiguration|auto_rollback_configuration|deployment_circuit_breaker|rollbackOnFailure"
    r"|--atomic\b|auto_rollback\s*[=:]\s*true"
    r"|(?:DeploymentPreference|deploymentSettings)[\"']?:\s{0,40}\{?\s{0,40}[\"']?[Tt]ype[\"']?:\s{0,20}[\"']?(?:Canary|Linear)"
)
"""A shift of traffic by CodeDeploy goes back when its alarms ring or a hook fails."""


class Way(Struct, frozen=True):
    """One way back."""

    what: str
    place: Place
    half: Half = Half.SERVICE
    by: By = By.NOBODY


class Rollbacks(Struct, frozen=True):
    """Ways back, and what would only make one possible."""

    actions: tuple[Way, ...] = ()
    """A command, job, target or function whose purpose it is."""
    parameters: tuple[Way, ...] = ()
    """A deployment or promotion that takes the version to deploy."""
    automatic: tuple[Place, ...] = ()
    """The platform goes back by itself when a rollout fails."""


class RollbacksCollector(Collector):
    """Looks at commands, jobs, targets, functions and parameters."""

    def collect(
        self,
        tree: Tree,
        files: Files,
        texts: ConfigurationTexts,
        ci: Ci,
        commands: Commands,
        code: Code,
        reach: Reach,
        deployments: Deployments,
        registry: Registry,
    ) -> Rollbacks:
        """What only documents say is left out."""
        actions = [*_commands(commands, files, code), *_jobs(ci), *_functions(code, reach, files)]
        parameters = [*_inputs(tree, ci, deployments), *_promotions(code, registry)]
        parameters += [
            Way(f"{each.what} takes the version", each.place, Half.MODEL, each.by)
            for each in registry.serving
            if each.what == "model_package_name"
        ]
        places = [
            place_at(path, text, match.start())
            for path, text in texts.of(".yaml", ".yml", ".tf", ".json", ".ts")
            if (match := _AUTOMATIC.search(text))
        ]
        return Rollbacks(tuple(dict.fromkeys(actions)), tuple(dict.fromkeys(parameters)), tuple(places))


_IDLE = frozenset({"echo", "printf", "true", ":", "sleep", "exit", "set", "date", "pwd", "ls", "cat"})
"""Programs that change nothing."""
_TALKS = regex(
    r"(^|\.)(print|echo|secho|info|warning|error|debug|add_argument|parse_args|ArgumentParser|exit|getLogger|basicConfig)$"
)


def _works(words: tuple[str, ...]) -> bool:
    return bool(words) and words[0] not in _IDLE


def _acts(step: Step) -> bool:
    return bool(step.uses) and not step.uses.partition("@")[0].endswith(("checkout", "setup-python", "cache"))


def _does_something(path: str, commands: Commands, code: Code) -> bool:
    """A script that only says that it rolls back does not."""
    module = code.modules.get(path)
    if module is not None and module.language == "python":
        return any(not _TALKS.search(call.name) and not code.idle(module, call.name) for call in module.calls)
    inside = [each for each in commands.all if each.place.path == path]
    return not inside or any(_works(each.words) for each in inside)


def _commands(commands: Commands, files: Files, code: Code) -> Iterator[Way]:
    for each in commands.all:
        if each.disabled or files.aside(each.place.path) or not each.by & ~By.DOCUMENTED:
            continue
        if _COMMAND.search(each.text):
            yield Way(excerpt(each.text), each.place, Half.SERVICE, each.by)
    for path, each in commands.scripts():
        if not _does_something(path, commands, code):
            continue
        words = [word for word in each.words[:4] if not word.startswith("-")]
        if (
            not each.disabled
            and each.by & ~By.DOCUMENTED
            and any(_NAMED.search(word) for word in (path.rpartition("/")[2], *words))
        ):
            yield Way(excerpt(each.text), each.place, Half.MODEL if "model" in each.text else Half.SERVICE, each.by)


def _jobs(ci: Ci) -> Iterator[Way]:
    for _, job in ci.jobs():
        works = any(_works(command.words) for step in job.steps for command in step.commands)
        if _NAMED.search(job.id) and (works or any(_acts(step) for step in job.steps)):
            yield Way(f"the job {job.id}", job.place, Half.SERVICE, By.CI)


def _functions(code: Code, reach: Reach, files: Files) -> Iterator[Way]:
    """A function of the project named for it, that something starts, and that does more than undo a transaction."""
    for module in code.modules.values():
        if module.notebook or files.aside(module.path) or module.language != "python":
            continue
        for name, function in module.functions.items():
            last = name.rpartition(".")[2]
            by = reach.by(module.path, name)
            if not _NAMED.search(last) or not by & RUNNABLE or function.statements < 2 or function.idle:
                continue
            calls = [call for call in module.calls if call.scope == name]
            words = " ".join([module.path, name, *(call.name for call in calls)])
            if calls and _ABOUT.search(words) and not all(_DATABASE.search(call.name) for call in calls):
                half = Half.MODEL if re.search(r"model|alias|champion|registry", words, re.I) else Half.SERVICE
                yield Way(last, Place(module.path, function.line), half, by)


def _inputs(tree: Tree, ci: Ci, deployments: Deployments) -> Iterator[Way]:
    """Deploying workflows that a person starts with a version, and tags that name one."""
    deploying = {each.workflow.partition("#")[0]: each for each in deployments.rollouts if each.workflow}
    for workflow in ci.running():
        rollout = deploying.get(workflow.path)
        if rollout is None:
            continue
        text = tree.text(workflow.path) or ""
        for block in re.finditer(
            r"^([^\S\n]{0,40})(workflow_dispatch:[^\S\n]*\n\s{0,40}inputs:|parameters:|inputs:)[^\S\n]*\n"
            r"((?:\1[^\S\n]*+\S.*\n|[^\S\n]*+\n)+)",
            text,
            re.M,
        ):
            names = re.findall(
                r"^[^\S\n]*+(?:-\s{0,20}name\s{0,20}:\s{0,20})?([\w-]+)[^\S\n]*+:?[^\S\n]*$", block[3], re.M
            )
            name = next((each for each in names if _VERSION.search(each)), "")
            if name and (workflow.on(When.MANUAL) or workflow.vendor == "azure"):
                yield Way(
                    f"the parameter {name} of {workflow.path}",
                    place_at(workflow.path, text, block.start()),
                    rollout.half,
                    By.CI,
                )
        if rollout.start is Start.TAG:
            yield Way(f"a tag on an older version starts {workflow.path}", rollout.place, rollout.half, By.CI)
    for rollout in deployments.rollouts:
        found = re.search(
            r"--(image-)?tag[ =](\S*sha\S*|\$\S+|\{\S+)|--version[ =]\S+|:\$\{?(GITHUB_SHA|CI_COMMIT\w+|TAG|VERSION)",
            rollout.what,
        )
        if found:
            yield Way(f"{rollout.what} takes the version to deploy", rollout.place, rollout.half)


def _promotions(code: Code, registry: Registry) -> Iterator[Way]:
    """A promotion in a function or class that takes the version as a parameter or setting."""
    for each in registry.promotions:
        module = code.modules.get(each.place.path)
        if module is None:
            continue
        call = next((call for call in module.calls if call.line == each.place.line and call.kwargs), None)
        scope = call.scope if call else ""
        names = [name for name, _ in module.functions[scope].params] if scope in module.functions else []
        owner = module.classes.get(scope.partition(".")[0])
        names += [name for name, _, _ in owner.fields] if owner else []
        if any(re.fullmatch(r"(model_|target_|to_)?version(_number|_id)?|run_id", name) for name in names):
            yield Way(f"{each.what} takes the version", each.place, Half.MODEL, each.by)
