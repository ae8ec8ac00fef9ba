"""Small models, as steps leave them."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import skops.io
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from rung.registry.signature import Sample

ROWS = pd.DataFrame({"distance": np.linspace(0, 9, 60), "hour": np.arange(60) % 24})
LATE = (ROWS["distance"] + ROWS["hour"] / 24 > 5).astype(int)


def fitted(kind: str = "linear", strength: float = 1.0) -> Any:
    if kind == "boosted":
        return HistGradientBoostingClassifier(max_iter=3).fit(ROWS, LATE)
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength)).fit(ROWS, LATE)


def sample(model: Any) -> Sample:
    return Sample(ROWS, model.predict(ROWS))


def parcel(folder: Path, model: Any, format: str = "skops", **said: Any) -> Path:
    """What the shim leaves where MLflow is not installed."""
    folder.mkdir(parents=True)
    if format == "skops":
        skops.io.dump(model, folder / "model.skops")
    elif format == "joblib":
        joblib.dump(model, folder / "model.pkl")
    else:
        (folder / "model.pkl").write_bytes(pickle.dumps(model))
    description = {
        "format": "pickle" if format == "joblib" else format,
        "file": "model.skops" if format == "skops" else "model.pkl",
        "class": f"{type(model).__module__}.{type(model).__qualname__}",
        "python": "3.11.7",
        "libraries": {"scikit-learn": "1.9.1", "numpy": np.__version__},
        "input": [
            {"name": "late", "type": "Int64"},
            {"name": "distance", "type": "Float64"},
            {"name": "hour", "type": "Int64"},
        ],
        "features": ["distance", "hour"],
        "classes": [0, 1],
        **({"by": format} if format != "skops" else {}),
    } | said
    (folder / "model.json").write_text(json.dumps(description))
    return folder
