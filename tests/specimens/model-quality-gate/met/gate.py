import json
import sys

import mlflow


def gate(version):
    candidate_f1 = json.load(open("metrics.json"))["f1"]
    production_f1 = json.load(open("production.json"))["f1"]
    minimum_f1 = json.load(open("thresholds.json"))["f1"]
    if candidate_f1 < minimum_f1 or candidate_f1 < production_f1:
        sys.exit("not good enough")
    mlflow.MlflowClient().set_registered_model_alias("late", "champion", version)


if __name__ == "__main__":
    gate(sys.argv[1])
