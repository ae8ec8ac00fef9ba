import joblib
import pandas as pd

model = joblib.load("model.joblib")
rows = pd.read_parquet("data/today.parquet")
rows["score"] = model.predict(rows)
rows.to_parquet("out/scores.parquet")
