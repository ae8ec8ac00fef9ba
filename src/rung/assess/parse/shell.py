"""Shell text as the commands it runs, and whether their failure makes the whole script fail.

For scripts, CI `run:` blocks, recipes, Dockerfile `RUN` lines and package.json scripts alike. Tolerant: what is not
understood is passed over. Nothing is run or looked up.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

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
) -> Script:
    """Read a script; `errexit` and `pipefail` say how the shell is started, `variables` what its environment holds."""
    refuse_large(text, "shell script")
    text = text.replace("\r\n", "\n")
    shebang = text[: text.find("\n")] if text.startswith("#!") else ""
    options = Options(errexit or " -e" in shebang, pipefail)
    walk = Walk(options, dict(variables or {}), waits=bool(_WAITS.search(text)))
    walk.script(parse(text, first_line))
    commands = tuple(sorted(walk.commands(), key=lambda each: each.line))
    return Script(commands, options.errexit, options.pipefail, walk.truncated)
