"""`python -m rung.cli`, where the command is not on the path."""

from rung.cli import main
from rung.cli.ending import leave

if __name__ == "__main__":
    leave(main())
