"""`python -m rung`, and what the installed command calls."""

from __future__ import annotations

import signal


def command() -> None:
    """Run the command line, and end the process."""
    code = main()

    from rung.cli.ending import leave  # noqa: PLC0415

    leave(code)


def main() -> int:
    """Run the command line; quiet when interrupted, even while it is being loaded or is on its way out."""
    try:
        from rung.cli import main as verbs  # noqa: PLC0415

        code = verbs()
    except BaseException as error:
        from rung.errors import interrupted  # noqa: PLC0415

        if not interrupted(error):
            raise
        code = 130
    # All is said: what could still be interrupted is Python's own end, which would print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


if __name__ == "__main__":
    command()
