import pandas as pd

outcomes = pd.read_json("outcomes.jsonl", lines=True)
predictions = pd.read_json("predictions.jsonl", lines=True)
predictions.merge(outcomes, on="prediction_id").to_parquet("data/rows.parquet")
