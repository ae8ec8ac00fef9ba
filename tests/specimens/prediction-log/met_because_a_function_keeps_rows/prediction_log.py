import pandas as pd


def log_prediction(inputs, prediction, *, model_version, request_id):
    frame = pd.DataFrame([{**inputs, "prediction": prediction}])
    frame.to_parquet(f"predictions/{request_id}.parquet")
