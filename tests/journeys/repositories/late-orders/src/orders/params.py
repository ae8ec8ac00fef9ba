"""Parameters of every step."""

from pathlib import Path

import yaml


def load(section: str) -> dict:
    return yaml.safe_load(Path("params.yaml").read_text())[section]
