#!/usr/bin/env bash
# Builds the wheel, installs it into an empty environment and measures what that adds: packages and bytes on disk.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
most_packages=20
most_megabytes=60

rm -rf dist
.venv/bin/python -m pip wheel -qq --no-deps --no-build-isolation --wheel-dir dist .
folder=$(mktemp -d build-wheel.XXXXXX)
trap 'rm -rf "$folder"' EXIT
.venv/bin/python -m venv "$folder"
fresh="$folder/bin/python"
size() { du -sk "$folder" | cut -f1; }
count() { "$fresh" -m pip list --format=freeze | wc -l; }

size_before=$(size) count_before=$(count)
"$fresh" -m pip install -qq --no-compile --require-hashes -r requirements/base.txt
"$fresh" -m pip install -qq --no-compile --no-deps dist/rung-*.whl
packages=$(($(count) - count_before))
megabytes=$((($(size) - size_before + 1023) / 1024))

(cd / && "$OLDPWD/$folder/bin/rung" --version)
echo "$(basename dist/rung-*.whl): $packages packages, $megabytes MB"
[ "$packages" -le "$most_packages" ] || { echo "more than $most_packages packages" >&2; exit 1; }
[ "$megabytes" -le "$most_megabytes" ] || { echo "more than $most_megabytes MB" >&2; exit 1; }
