import pandas as pd
from fairlearn.metrics import MetricFrame, selection_rate

LIMIT = 0.1
FEWEST = 200


def follow():
    log = pd.read_parquet("s3://loans/prediction_log.parquet")
    log = log.groupby("gender").filter(lambda rows: len(rows) >= FEWEST)
    frame = MetricFrame(metrics=selection_rate, y_true=log["outcome"], y_pred=log["approved"], sensitive_features=log["gender"])
    frame.by_group.to_csv("s3://loans/fairness.csv")
    difference = frame.difference()
    if difference > LIMIT:
        raise SystemExit(f"selection rates differ by {difference}")


if __name__ == "__main__":
    follow()
