#!/usr/bin/env bash
# Rung on itself, then on the example: from a notebook to a model that is released. Everything happens in a folder that
# is thrown away, nothing is prepared, and every record says that it was a demonstration (RUNG_REHEARSAL).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PWD/.venv/bin:$PATH"
example="$PWD/examples/flight-delays"
room="$(mktemp -d)"
trap 'rm -rf "$room"' EXIT
export RUNG_REHEARSAL=1
unset RUNG_WORKSPACE RUNG_TOKEN
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
# The command as one would type it, then what it prints.
show() { say "\$ $*"; "$@"; }
# One that has to say no: EXIT-CODE COMMAND…
show_refused() {
  local expected="$1" code=0
  shift
  show "$@" || code=$?
  printf '(exit code %s)\n' "$code"
  [ "$code" -eq "$expected" ]
}
# The folder as a repository of its own, with one commit.
as_repository() {
  git -C "$1" init -q -b main
  git -C "$1" add -A
  git -C "$1" -c user.name='Ann Example' -c user.email=ann@example.org commit -qm "$2"
}

show rung assess

say '# A notebook on 336,776 real flights: where the example began'
mkdir "$room/notebook"
cp "$example"/before/* "$room/notebook"
as_repository "$room/notebook" 'Try it in a notebook'
cd "$room/notebook"
show rung assess

say '# What it became'
mkdir "$room/flight-delays"
# What is committed or would be; a copy of the folder would take along data and stores.
git -C "$example" ls-files -z --cached --others --exclude-standard -- . ':!before' |
  (cd "$example" && xargs -0 cp --parents -t "$room/flight-delays")
as_repository "$room/flight-delays" 'Flight delays'
cd "$room/flight-delays"
show rung assess
show python -m flight_delays.fetch
show rung data add
show rung data check flights
show rung run
say '# Again: nothing has changed, so nothing runs'
show rung run
show rung registry list
show rung release flight-delays --to staging
say '# Production needs the yes of a person. Whose change it is may say it alone only after an hour (release.solo).'
show_refused 4 rung release flight-delays --to production
request="$(rung inbox --json | python -c 'import json, sys; print(json.load(sys.stdin)[0]["approval"]["id"])')"
show_refused 1 rung approve "$request" --reason 'looks good'
say '# The model can be made again from what is recorded of it'
show rung reproduce flight-delays
show rung audit verify
show rung assess

cat <<'NEXT'

The release to production waits, as it would for you. Now your own repository. Measuring runs nothing in it:

  .venv/bin/rung assess ../your-project       which level, and why
  .venv/bin/rung plan ../your-project         what to do next
  .venv/bin/rung explain environment-locked   what one practice asks for
  .venv/bin/rung gate --help                  hold the level in CI
NEXT
