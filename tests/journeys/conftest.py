"""What all journeys share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def no_other_mlflow() -> Iterator[None]:
    """MLflow's own functions set variables for good: each journey begins without those of the one before."""
    before = {name: value for name, value in os.environ.items() if name.startswith("MLFLOW_")}
    for name in ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI", "MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME"):
        os.environ.pop(name, None)
    yield
    for name in [each for each in os.environ if each.startswith("MLFLOW_")]:
        del os.environ[name]
    os.environ.update(before)
