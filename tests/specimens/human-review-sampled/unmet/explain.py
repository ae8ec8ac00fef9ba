"""Explains the model once."""

import joblib
import pandas as pd
import shap

model = joblib.load("model.joblib")
values = shap.Explainer(model)(pd.read_csv("data/customers.csv"))
shap.plots.beeswarm(values)
