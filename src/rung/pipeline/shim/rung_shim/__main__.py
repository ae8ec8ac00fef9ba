"""`python rung_shim/__main__.py JOB`: where the process of a step begins."""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    from rung_shim.starting import main

    sys.exit(main(sys.argv[1]))
