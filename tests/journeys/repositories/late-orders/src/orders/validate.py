"""Reads the orders and refuses what breaks the contract."""

from pathlib import Path

import pandas as pd
import yaml

from orders.contract import Orders


def validate(path: str) -> pd.DataFrame:
    return Orders.validate(pd.read_csv(path), lazy=True)


if __name__ == "__main__":
    data = yaml.safe_load(Path("params.yaml").read_text())["data"]
    validate(data).to_parquet("data/valid.parquet")
