"""The model: boosted trees over timetable and weather."""

from __future__ import annotations

from typing import Any

from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from flight_delays.features import CATEGORIES, TIMETABLE, WEATHER

MOST_CATEGORIES = 250
"""Of one column; the trees take 255 at most, and the rarest share one."""


def fit(features: Any, max_iter: int = 100, learning_rate: float = 0.05, seed: int = 7) -> Pipeline:
    """Fit it on a table of features; a carrier or airport that it has not seen counts as missing."""
    seen = features[[*CATEGORIES, *TIMETABLE, *WEATHER]]
    encoder = OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=float("nan"),
        max_categories=MOST_CATEGORIES,
    )
    gaps = SimpleImputer(strategy="median", keep_empty_features=True)  # a reading that is never there stops nothing
    columns = make_column_transformer((encoder, CATEGORIES), ("passthrough", TIMETABLE), (gaps, WEATHER))
    trees = HistGradientBoostingClassifier(
        max_iter=max_iter,
        learning_rate=learning_rate,
        categorical_features=list(range(len(CATEGORIES))),
        early_stopping=False,  # it would hold out rows by chance, and neighbours in time are alike
        random_state=seed,
    )
    return make_pipeline(columns, trees).fit(seen, features["late"])
