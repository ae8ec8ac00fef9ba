"""Fits the churn model."""

import joblib
import pandas as pd
import sqlalchemy
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    data = pd.read_sql("SELECT * FROM customers", sqlalchemy.create_engine("postgresql://db/churn"))
    joblib.dump(LogisticRegression().fit(data.drop(columns="churned"), data["churned"]), "model.joblib")
