"""Nobody waits for an engine that is not needed: registering, loading and an empty outbox leave MLflow alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
from rung.domain.event import Actor
from rung.registry import adopting, comparing, loading, packaging, registering, working_tree
from rung.registry.projecting import Projected, project_to_mlflow
from rung.registry.tracking import open_tracking
from rung.store.files.opening import open_files
from rung.store.opening import open_store
from rung.workspace import model_versions
home = Path(sys.argv[1])
tracking = open_tracking(home, "flights", {})
with open_store(home / "store.db") as store:
    assert project_to_mlflow(store, tracking, open_files(home / "blobs"), Actor("ann")) == Projected()
print(sorted({"mlflow", "sklearn", "skops", "pandas", "numpy", "polars"} & set(sys.modules)))
"""


def test_heavy_libraries_are_loaded_when_they_are_needed(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert not (tmp_path / "mlflow.db").exists()
