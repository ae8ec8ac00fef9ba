import json

import mlflow

metrics = json.load(open("metrics.json"))
if metrics["f1"] < 0.8:
    print("f1 is low")
mlflow.MlflowClient().set_registered_model_alias("late", "champion", "3")
