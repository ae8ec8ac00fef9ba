import pandas as pd
from sklearn.metrics import roc_auc_score

LIMIT = 0.7


def measure():
    predictions = pd.read_parquet("s3://loans/prediction_log.parquet")
    outcomes = pd.read_parquet("s3://loans/outcomes.parquet")
    joined = predictions.merge(outcomes, on="request_id")
    rows = []
    for version, rows_of in joined.groupby("model_version"):
        auc = roc_auc_score(rows_of["outcome"], rows_of["score"])
        rows.append({"model_version": version, "auc": auc})
        if auc < LIMIT:
            raise SystemExit(f"version {version} fell below the limit: {auc}")
    pd.DataFrame(rows).to_csv("s3://loans/quality.csv")


if __name__ == "__main__":
    measure()
