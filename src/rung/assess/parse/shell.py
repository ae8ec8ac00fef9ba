"""Shell text as the commands it runs, and whether their failure makes the whole script fail.

For scripts, CI `run:` blocks, recipes, Dockerfile `RUN` lines and package.json scripts alike. Tolerant: what is not
understood is passed over. Nothing is run or looked up.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from rung.assess.parse.program import program
from rung.assess.parse.shell_run import MAX_COMMANDS, Command, Options, Walk
from rung.assess.parse.shell_tree import parse
from rung.assess.parse.unreadable import refuse_large
from rung.assess.regex import regex

__all__ = ["MAX_COMMANDS", "Command", "Script", "program", "read_script"]

_WAITS = regex(r"\bwait[ \t]+(?:-n\b|[\"']?\$)")


class Script(Struct, frozen=True):
    """What a shell text runs."""

    commands: tuple[Command, ...]
    """In the order of their lines."""
    errexit: bool
    """`set -e` is in force at the end."""
    pipefail: bool
    truncated: bool = False
    """There are more than `MAX_COMMANDS`."""


def read_script(
    text: str,
    *,
    first_line: int = 1,
    errexit: bool = False,
    pipefail: bool = False,
    variables: Mapping[str, str] | None = None,
    literal: bool = True,
) -> Script:
    """Read a script; `errexit` and `pipefail` say how the shell is started, `variables` what its environment holds.

    `literal` is false for a text whose variables were filled in, and can be set from outside.
    """
    refuse_large(text, "shell script")
    text = text.replace("\r\n", "\n")
    shebang = text[: text.find("\n")] if text.startswith("#!") else ""
    options = Options(errexit or " -e" in shebang, pipefail)
    walk = Walk(options, dict(variables or {}), waits=bool(_WAITS.search(text)), literal=literal)
    walk.script(parse(text, first_line))
    commands = sorted(walk.commands(), key=lambda each: each.line)
    if walk.ends is not None:
        _mark_end(commands, walk.ends)
    return Script(tuple(commands), options.errexit, options.pipefail, walk.truncated)


def _mark_end(commands: list[Command], ends: bool) -> None:
    """Tell it on the last command that can run."""
    last = next((index for index in reversed(range(len(commands))) if not commands[index].never), None)
    if last is not None:
        commands[last] = replace(commands[last], ends=ends)
