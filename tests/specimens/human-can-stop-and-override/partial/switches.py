"""Switches that the person on call sets."""

import json
from types import SimpleNamespace


def read_switches() -> SimpleNamespace:
    with open("/etc/churn/switches.json") as file:
        return SimpleNamespace(**json.load(file))
