"""Data to an evaluated, recorded model, in one command: `make train`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import joblib
import pandas as pd
import yaml
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from flight_delays import features, record
from flight_delays.evaluate import baseline, evaluate

MODELS = Path("models")


def main() -> None:
    """Train on the past, judge on the weeks after it, keep the model and the record."""
    params = yaml.safe_load(Path("params.yaml").read_text())
    data = Path(params["data"])
    past, later = features.split(features.read_flights(data), params["holdout_from"])
    late_past, late_later = (features.is_late(part, params["late_after_min"]) for part in (past, later))
    seen, unseen = features.build(past), features.build(later)

    model = fit(seen, late_past, params["model"])
    run = record.new_run(params, data_sha256=hashlib.sha256(data.read_bytes()).hexdigest())
    run["rows"] = {"train": len(past), "holdout": len(later)}
    run["metrics"] = evaluate(model, unseen, late_later)
    run["baseline"] = evaluate(baseline(seen, late_past), unseen, late_later)
    run["model"] = save(model, run["run_id"])
    record.append(run)
    print(f"{run['run_id']}: ROC AUC {run['metrics']['roc_auc']}, baseline {run['baseline']['roc_auc']}")


def fit(seen: pd.DataFrame, late: pd.Series, params: dict) -> Pipeline:
    """Gradient-boosted trees over the features; a category that training did not have counts as missing."""
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=float("nan"))
    columns = make_column_transformer(
        (encoder, features.CATEGORIES), remainder="passthrough", verbose_feature_names_out=False
    ).set_output(transform="pandas")
    trees = HistGradientBoostingClassifier(categorical_features=features.CATEGORIES, **params)
    return make_pipeline(columns, trees).fit(seen, late)


def save(model: Pipeline, run_id: str) -> str:
    """Keep the model under the id of the run that made it."""
    path = MODELS / run_id / "model.joblib"
    path.parent.mkdir(parents=True)
    joblib.dump(model, path)
    return path.as_posix()


if __name__ == "__main__":
    main()
