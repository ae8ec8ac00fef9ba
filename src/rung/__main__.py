"""`python -m rung`, and what the installed command calls."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; quiet when interrupted, even while it is still being loaded."""
    try:
        from rung.cli import main as verbs  # noqa: PLC0415

        return verbs()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
