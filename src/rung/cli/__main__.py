"""`python -m rung.cli`, where the command is not on the path."""

import sys

from rung.cli import main

if __name__ == "__main__":
    sys.exit(main())
