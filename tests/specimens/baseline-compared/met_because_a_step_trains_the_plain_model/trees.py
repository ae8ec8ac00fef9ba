import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

rows = pd.read_csv("rows.csv")
model = RandomForestRegressor().fit(rows[["age"]], rows["price"])
mlflow.log_metric("r2", model.score(rows[["age"]], rows["price"]))
joblib.dump(model, "trees.joblib")
