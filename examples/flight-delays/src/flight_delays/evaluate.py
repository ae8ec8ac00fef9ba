"""How good a model is on flights it has not seen, beside a baseline on the same flights."""

from __future__ import annotations

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score


def evaluate(model, features: pd.DataFrame, late: pd.Series) -> dict[str, float]:
    """Ranking (ROC AUC, average precision) and calibration (Brier score) of a fitted classifier."""
    chance = model.predict_proba(features)[:, 1]
    return {
        "roc_auc": round(roc_auc_score(late, chance), 4),
        "average_precision": round(average_precision_score(late, chance), 4),
        "brier": round(brier_score_loss(late, chance), 4),
    }


def baseline(features: pd.DataFrame, late: pd.Series) -> DummyClassifier:
    """Always the share of late flights seen in training: what a model must beat."""
    return DummyClassifier(strategy="prior").fit(features, late)
