"""Steps of a GitHub job or composite action, local actions expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from rung.assess.ci.actions import command_of
from rung.assess.ci.base import Step
from rung.assess.ci.condition import always_true, holds, looks_at_outcome, unwrap
from rung.assess.ci.definitions import Definitions, inside, items, mapping, scalars, word
from rung.assess.parse.shell import Command
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tree.shared import called_from_github
from rung.domain import Place

_MAX_DEPTH = 5
_VALUE = regex(r"\$\{\{\s*(inputs|env|matrix)\.([\w-]+)\s*\}\}")
_COMMAND_INPUTS = ("inlineScript", "inline-script", "script", "command", "commands", "run", "runCmd")
_NOT_SHELL = ("actions/github-script", "jannekem/run-python-script-action")
_REMOTE = ("ssh", "remote")
ELSEWHERE = "$remote"
"""Folder of a step that runs on another machine: no file there is a file of the tree."""


class Surroundings(Struct):
    """What a step inherits."""

    path: str
    files: Definitions
    shell: str = ""
    folder: str = ""
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Constants by (`inputs`, `env` or `matrix`, name)."""
    via: tuple[Place, ...] = ()
    used: list[str] = field(default_factory=list)

    def fill(self, text: str) -> str:
        """The text with the expressions replaced whose value is in the files."""
        if "${{" not in text:
            return text
        return _VALUE.sub(lambda found: self.values.get((found[1], found[2]), found[0]), text)


def steps_of(given: object, around: Surroundings) -> tuple[Step, ...]:
    """The steps of a list, in order."""
    return tuple(step for each, line in items(given) if isinstance(each, YamlMap) for step in _step(each, line, around))


def ignores_failure(node: YamlMap) -> str:
    """Why a failure of that step or job is ignored; empty when it is not."""
    return "continue-on-error" if word(node.get("continue-on-error")).lower() == "true" else ""


def never(condition: str) -> str:
    """Why a condition can never hold; empty when it can."""
    if condition and not always_true(condition) and holds(unwrap(condition), {}) is False:
        return f"if: {condition}"
    return ""


def idle_gate(condition: str) -> str:
    """Why a condition that asks for an outcome cannot stop anything; empty when it can."""
    return always_true(condition) if looks_at_outcome(condition) else ""


def _step(node: YamlMap, line: int, around: Surroundings) -> Iterator[Step]:
    condition = word(node.get("if"))
    swallowed = ignores_failure(node) or idle_gate(condition)
    step = Step(
        path=around.path,
        line=line,
        name=word(node.get("name")),
        uses=word(node.get("uses")),
        with_={key: around.fill(value) for key, value in scalars(node.get("with")).items()},
        env=scalars(node.get("env")),
        can_fail=not swallowed,
        why_not=swallowed,
        condition=condition,
        disabled=never(condition),
        folder=_folder(word(node.get("working-directory")), around),
        via=around.via,
    )
    if step.uses.startswith("./") or _action_file(step, around):
        yield from _local(step, around)
    elif step.uses:
        yield _action(step, node, around)
    else:
        yield _script(step, node, around)


def _folder(given: str, around: Surroundings) -> str:
    named = re.sub(r"\$\{\{\s*github\.workspace\s*\}\}/?|\$GITHUB_WORKSPACE/?", "", around.fill(given))
    if not named:
        return around.folder
    return named if "$" in named else inside("", named)


def _script(step: Step, node: YamlMap, around: Surroundings) -> Step:
    text = around.fill(word(node.get("run")))
    shell = word(node.get("shell")) or around.shell
    line = node.lines.get("run", step.line)
    errexit, pipefail = _strictness(shell)
    commands: tuple[Command, ...] = ()
    if _is_shell(shell):
        known = {name: value for (kind, name), value in around.values.items() if kind == "env"}
        known.update((name, value) for name, value in step.env.items() if is_known(value))
        commands = around.files.commands(around.path, text, line, errexit=errexit, pipefail=pipefail, variables=known)
    return replace(step, script=text, commands=commands)


def is_known(value: str) -> bool:
    """Whether the value of a variable says what a command does: `app:${{ github.sha }}` does, a secret does not."""
    return not any(each in value for each in ("${{ secrets.", "${{ env.", "${{secrets.", "${{env."))


def _is_shell(shell: str) -> bool:
    if any(each.startswith("-") and not each.startswith("--") and "n" in each for each in shell.split()[1:-1]):
        return False  # `bash -n {0}` reads the script and runs nothing
    return not shell or shell.split(maxsplit=1)[0].rsplit("/", 1)[-1] in (
        "bash",
        "sh",
        "zsh",
        "pwsh",
        "powershell",
        "cmd",
    )


def _strictness(shell: str) -> tuple[bool, bool]:
    """Whether the first failure ends the script, and whether a failure inside a pipe counts."""
    words = shell.split()
    name = words[0] if words else ""
    if not shell or (name == "sh" and len(words) == 1):
        return True, False
    if name == "bash" and len(words) == 1:
        return True, True
    if name in ("bash", "sh"):
        flags = "".join(each[1:] for each in words[1:] if each.startswith("-") and not each.startswith("--"))
        return "e" in flags, "pipefail" in words
    return name not in ("pwsh", "powershell", "cmd"), False


def _action(step: Step, node: YamlMap, around: Surroundings) -> Step:
    given = mapping(node.get("with"))
    key = next((each for each in _COMMAND_INPUTS if each in given), "")
    if not key or step.action in _NOT_SHELL:
        line = command_of(step.action, step.with_)
        return replace(step, commands=around.files.commands(around.path, line, step.line)) if line else step
    remote = any(each in step.action for each in _REMOTE)
    text = step.with_.get(key, "")
    commands = around.files.commands(around.path, text, given.lines.get(key, step.line), errexit=not remote)
    return replace(step, script=text, commands=commands, folder=ELSEWHERE if remote else step.folder)


def _local(step: Step, around: Surroundings) -> Iterator[Step]:
    """An action of the repository, or a lent one: the composite's steps in place of the step that uses it."""
    path = _action_file(step, around)
    action = around.files.mapping(path) if path else None
    yield step
    if action is None or len(around.via) >= _MAX_DEPTH:
        return
    around.used.append(path)
    inner = replace(
        around,
        path=path,
        values={**around.values, **_inputs(action, step)},
        via=(*around.via, step.place),
        shell="",
        folder="",
    )
    for each in steps_of(mapping(action.get("runs")).get("steps"), inner):
        yield replace(
            each,
            disabled=each.disabled or step.disabled,
            can_fail=each.can_fail and step.can_fail,
            why_not=each.why_not or step.why_not,
        )


def _action_file(step: Step, around: Surroundings) -> str:
    """The file that says what the action does; empty when it is not in the tree."""
    # What a lent workflow calls `./…` lies in the checkout, and that is the caller's.
    foreign = None if step.uses.startswith("./") else called_from_github(step.uses, "")
    folder = foreign.path if foreign else inside("", step.uses)
    for name in ("action.yml", "action.yaml"):
        path = f"{folder}/{name}" if folder else name
        path = foreign.beside(path).name if foreign else path
        if path in around.files.tree:
            return path
    return ""


def _inputs(action: YamlMap, step: Step) -> dict[tuple[str, str], str]:
    values = {
        ("inputs", name): word(mapping(given).get("default")) for name, given in mapping(action.get("inputs")).items()
    }
    values.update({("inputs", name): value for name, value in step.with_.items()})
    return values
