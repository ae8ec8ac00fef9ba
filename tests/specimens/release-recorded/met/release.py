import json
import subprocess
import sys
from datetime import UTC, datetime


def release(version: str, model_version: str, reason: str) -> None:
    subprocess.run(["gcloud", "run", "deploy", "churn", "--image", version], check=True)
    record = {"version": version, "model_version": model_version, "reason": reason, "at_time": datetime.now(UTC).isoformat()}
    with open("releases.jsonl", "a") as log:
        log.write(json.dumps(record) + "\n")


if __name__ == "__main__":
    release(*sys.argv[1:])
