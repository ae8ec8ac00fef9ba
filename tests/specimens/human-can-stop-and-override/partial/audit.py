"""The audit log."""

import json


def record(what: str, **about: str) -> None:
    with open("/var/log/churn/audit.jsonl", "a") as file:
        file.write(json.dumps({"what": what, **about}) + "\n")
