"""How a script is started: as a file or a document of the project says, or else by its place."""

from __future__ import annotations

import shlex
from posixpath import dirname

from rung.assess.invocation import DECLARED, By
from rung.assess.regex import regex
from rung.plan.starting.names import writable
from rung.plan.starting.proposal import Guess
from rung.plan.starting.seen import Seen

_PYTHON = regex(r"python[0-9.]*")
_OPEN = regex(r"[$<>{}\[\]|`]|\.\.\.|%s")
"""A command with a hole in it, which somebody fills in."""
_PATH = regex(r"[\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.[A-Za-z]\w{1,7}")


def command_of(seen: Seen, path: str) -> str:
    """How the script is started from the folder of the project: as a module where it lies in a package."""
    folder = dirname(path)
    package = path.removesuffix(".py").replace("/", ".")
    inside = folder and f"{folder}/__init__.py" in seen.tree and all(part.isidentifier() for part in package.split("."))
    top = f"{path.partition('/')[0]}/__init__.py" in seen.tree
    command = f"python -m {package}" if inside and top else f"python {shlex.quote(path)}"
    return command.replace("{", "{{").replace("}", "}}")


def told_command(seen: Seen, path: str) -> Guess | None:
    """The command by which a file of the project, or else a document, starts the script from this folder."""
    found = [
        each
        for script, each in (seen.commands.scripts() if seen.commands else ())
        if script == path and not each.folder and not each.disabled and each.by & (DECLARED | By.DOCUMENTED)
    ]
    found.sort(key=lambda each: not each.by & DECLARED)
    for each in found:
        if _PYTHON.fullmatch(each.program) and writable(each.text) and not _OPEN.search(each.text):
            command = shlex.join(("python", *each.args)).replace("{", "{{").replace("}", "}}")
            return Guess(command, f"{each.place.spot} starts it so")
    return None


def not_here(seen: Seen, command: str) -> list[str]:
    """Paths of a command that are not in the folder."""
    words = [each for each in shlex.split(command)[1:] if _PATH.fullmatch(each)]
    lost = [each for each in words if each not in seen.tree and not seen.tree.is_folder(each)]
    if not lost:
        return []
    return [f"not here: {', '.join(lost[:4])}; where it does not make them, they have to be there before"]
