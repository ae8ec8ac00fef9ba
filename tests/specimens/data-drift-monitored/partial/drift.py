import os

import pandas as pd
import requests
from scipy.stats import ks_2samp

LIMIT = 0.2
SLACK_WEBHOOK = os.environ["SLACK_WEBHOOK"]


def check_drift():
    reference = pd.read_parquet("s3://loans/train_sample.parquet")
    current = pd.read_parquet("s3://loans/prediction_log/latest.parquet")
    distances = {name: ks_2samp(reference[name], current[name]).statistic for name in reference}
    pd.Series(distances).to_csv("s3://loans/drift/latest.csv")
    for name, distance in distances.items():
        if distance > LIMIT:
            requests.post(SLACK_WEBHOOK, json={"text": f"{name} drifts: {distance}"})


if __name__ == "__main__":
    check_drift()
