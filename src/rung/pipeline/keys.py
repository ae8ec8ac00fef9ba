"""The key of a step: a hash of everything that its result depends on, and why it is not the one of last time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from rung.pipeline.cells import code_cells, plain_code
from rung.pipeline.code.file_states import FileStates
from rung.pipeline.code.reach import Reach, changed
from rung.pipeline.commands import named_code, named_files
from rung.pipeline.encoding import digest_of, encoded
from rung.pipeline.environment import Environment
from rung.pipeline.steps import Step
from rung.project.variables import VARIABLE, filled

FORM = 1
"""Rises when steps are run in a way that gives other results."""
_SHOWN = 40


class KeyParts(Struct, kw_only=True):
    """Everything that the result of a step depends on."""

    form: int = FORM
    kind: str
    does: str
    frame: str
    code: dict[str, str]
    """Digest of what is reached, by file."""
    named: dict[str, str]
    """Digest of other files that the command names, by path; cells of a notebook."""
    inputs: dict[str, str]
    """Version or digest, by name."""
    params: dict[str, Any]
    """As written."""
    variables: str = ""
    """Digest of the values of variables in params and command, which may be secret."""
    python: str
    packages: tuple[str, ...]

    @property
    def key(self) -> str:
        """The hash."""
        return digest_of(self)


def key_parts(step: Step, inputs: Mapping[str, str], states: FileStates, environment: Environment) -> KeyParts:
    """Everything that the result of a step depends on, as it is now.

    Raises
    ------
    UsageError
        A variable that it names is not set.
    """
    reach, named = Reach(states), {}
    if step.kind == "call":
        module, _, function = step.does.partition(":")
        reach.module(module, function.partition(".")[0])
    elif step.kind == "run":
        named_code(step.does, reach, states)
        named = named_files(step.does, states)
    else:
        cells = code_cells(states.root / step.does) or []
        named = {step.does: digest_of(cells) if cells else states.digest(step.does) or ""}
        reach.source(plain_code(cells), os.path.dirname(step.does))
    return KeyParts(
        kind=step.kind, does=step.does, frame=step.frame or "", code=reach.digests(), named=named,
        inputs=dict(inputs), params=msgspec.json.decode(encoded(step.params)), variables=_variables(step),
        python=environment.python, packages=environment.packages,
    )  # fmt: skip


def _variables(step: Step) -> str:
    text = encoded(step.params).decode() + (step.does if step.kind == "run" else "")
    return digest_of(filled(text, where=step.where)) if VARIABLE.search(text) else ""


def reasons(old: KeyParts, new: KeyParts) -> list[str]:
    """What changed, the most telling first; empty where nothing did."""
    found = []
    if (old.kind, old.does) != (new.kind, new.does):
        found.append(f"{new.kind} {_short(old.does)} → {_short(new.does)}")
    found += [_file_change(path, old.code, new.code) for path in changed(old.code, new.code)]
    found += [_file_change(path, old.named, new.named) for path in changed(old.named, new.named)]
    found += _param_changes(old.params, new.params)
    found += _input_changes(old.inputs, new.inputs)
    if old.variables != new.variables:
        found.append("a variable of the environment has a new value")
    if old.python != new.python:
        found.append(f"{old.python} → {new.python}")
    found += _package_changes(old.packages, new.packages)
    if old.frame != new.frame:
        found.append(f"frame {old.frame or 'default'} → {new.frame or 'default'}")
    if old.form != new.form:
        found.append("this version of Rung runs steps in another way")
    return found


def sentence(found: list[str], most: int = 3) -> str:
    """The first few reasons, and how many more there are."""
    rest = f", and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + rest


def _file_change(path: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    return f"{path} changed" if path in old and path in new else f"{path} is {'new' if path in new else 'gone'}"


def _param_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    names = [name for name in {**old, **new} if old.get(name, ...) != new.get(name, ...)]
    return [f"param {name} {_value(old, name)} → {_value(new, name)}" for name in names]


def _value(params: Mapping[str, Any], name: str) -> str:
    return _short(params[name]) if name in params else "none"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _input_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    found = []
    for name in {**old, **new}:
        if name not in old:
            found.append(f"input {name} is new")
        elif name not in new:
            found.append(f"input {name} is gone")
        elif old[name] != new[name]:
            found.append(f"input {name} has a new {'version' if new[name].startswith('dataset ') else 'result'}")
    return found


def _package_changes(old: tuple[str, ...], new: tuple[str, ...]) -> list[str]:
    before, after = ({each.rpartition(" ")[0]: each.rpartition(" ")[2] for each in every} for every in (old, new))
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    texts = [f"package {name} {before.get(name, 'none')} → {after.get(name, 'none')}" for name in names]
    return texts if len(texts) <= 2 else [f"{len(texts)} packages changed ({names[0]}, …)"]
