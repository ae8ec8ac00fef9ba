"""What of the data files that a step names is not as it says."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname

from rung.assess.parse.python_facts import Module
from rung.plan.starting.mentions import Mention
from rung.plan.starting.seen import Seen


def misled(path: str, module: Module, named: Sequence[Mention]) -> list[str]:
    """Paths that lead elsewhere in a step: a script starts in the folder of the project, a notebook in its own."""
    doubts = []
    lost = next((each for each in named if each.elsewhere and not each.written), None)
    if lost:
        doubts.append(f"it names {_short(lost.text)}, and the file is {lost.path}: correct the path in the code")
    folder = dirname(path)
    if folder and not module.notebook:
        for each in named:
            plain = each.text.removeprefix("./")
            if each.path and not each.elsewhere and "/" in plain and each.path != plain:
                doubts.append(f"it names {_short(each.text)} as seen from {folder}/, and is started from here")
                break
    return doubts


def missing(seen: Seen, named: Sequence[Mention]) -> list[str]:
    """Data files that the code names and that are nowhere, unless the same code writes them."""
    made = {each.text for each in named if each.written}
    lost = {each.text for each in named if each.path is None and "{}" not in each.text} - made
    gone = sorted(each for each in lost if not any(seen.tree.glob(basename(each).replace("[", "?"))))
    return [f"not in this folder: {', '.join(map(_short, gone[:4]))}"] if gone else []


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"...{text[-57:]}"
