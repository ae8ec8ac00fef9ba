import argparse

import mlflow


def promote(version: str, author: str, approver: str) -> None:
    if author == approver:
        raise PermissionError("somebody else has to approve")
    mlflow.MlflowClient().set_registered_model_alias("churn", "champion", version)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("version")
    parser.add_argument("author")
    parser.add_argument("approver")
    promote(**vars(parser.parse_args()))
