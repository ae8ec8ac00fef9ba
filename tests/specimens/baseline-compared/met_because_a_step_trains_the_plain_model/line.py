import joblib
import mlflow
import pandas as pd
from sklearn.linear_model import LinearRegression

rows = pd.read_csv("rows.csv")
model = LinearRegression().fit(rows[["age"]], rows["price"])
mlflow.log_metric("r2", model.score(rows[["age"]], rows["price"]))
joblib.dump(model, "line.joblib")
