import sys

import mlflow


def retire_model(version: str) -> None:
    client = mlflow.MlflowClient()
    client.set_model_version_tag("churn", version, "status", "retired")
    client.delete_registered_model_alias("churn", "champion")


if __name__ == "__main__":
    retire_model(sys.argv[1])
