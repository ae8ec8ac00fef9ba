#!/usr/bin/env bash
# Rung on itself and on the example project: the real history of this checkout, nothing prepared.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rung() { .venv/bin/rung "$@"; }
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || say() { printf '\n%s\n' "$*"; }

say '$ rung assess'
rung assess

say '$ rung assess examples/flight-delays'
rung assess examples/flight-delays

say '$ rung plan examples/flight-delays'
rung plan examples/flight-delays

cat <<'NEXT'

Now your own repository. Nothing in it is run, nothing is written, nothing leaves this machine:

  .venv/bin/rung assess ../your-project       which level, and why
  .venv/bin/rung plan ../your-project         what to do next
  .venv/bin/rung explain environment-locked   what one practice asks for
  .venv/bin/rung gate --help                  hold the level in CI
NEXT
