import json
from datetime import UTC, datetime
from pathlib import Path


def deployment_state(version: str, run_id: str) -> dict:
    return {"model_version": version, "run_id": run_id, "updated_at": datetime.now(UTC).isoformat()}


if __name__ == "__main__":
    Path("state.json").write_text(json.dumps(deployment_state("7", "a1b2")))
