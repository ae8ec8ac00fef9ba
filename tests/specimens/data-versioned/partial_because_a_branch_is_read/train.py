"""Fits the loans model."""

import sys

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

data = pd.read_csv(sys.argv[1])
joblib.dump(LogisticRegression().fit(data[["amount"]], data["defaulted"]), "model.joblib")
