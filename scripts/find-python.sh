#!/bin/sh
# Prints the Python that the environment is made from: $PYTHON, or the newest tested one on the PATH.
# Tested versions come first; a newer one is taken only when there is nothing else.
set -u
usable='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3 python3.14 python; fi
for python in "$@"; do
  if "$python" -c "$usable" >/dev/null 2>&1; then
    echo "$python"
    exit 0
  fi
done

cat >&2 <<MESSAGE
No usable Python ${PYTHON:+at PYTHON=$PYTHON }found: Rung needs Python 3.11 or newer with the venv module.
  Debian, Ubuntu:  sudo apt-get install python3-venv
  macOS:           brew install python@3.13
  elsewhere:       name one with  make PYTHON=/path/to/python3
MESSAGE
exit 1
