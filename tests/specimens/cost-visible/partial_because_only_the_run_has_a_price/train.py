import time

import mlflow
from sklearn.linear_model import LogisticRegression

RATE = 0.4


def main():
    begun = time.time()
    LogisticRegression().fit([[0], [1]], [0, 1])
    seconds = time.time() - begun
    mlflow.log_metrics({"training_seconds": seconds, "training_cost_usd": seconds / 3600 * RATE})


main()
