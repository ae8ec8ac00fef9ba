"""Writes down what was released."""

import argparse
import json
import os
from datetime import UTC, datetime

import joblib


def record(image: str, model: str) -> None:
    line = {
        "at": datetime.now(UTC).isoformat(),
        "image": image,
        "model_version": joblib.load(model).run_id_,
        "commit": os.environ["GITHUB_SHA"],
        "by": os.environ["GITHUB_ACTOR"],
    }
    with open("releases.jsonl", "a") as log:
        log.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--image", required=True)
    parser.add_argument("--model", required=True)
    record(**vars(parser.parse_args()))
