"""Holds rows back that no model is fitted on."""

import pandas as pd
from sklearn.model_selection import train_test_split

from orders.params import load


def split(rows: pd.DataFrame, holdout: float, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    train, held = train_test_split(rows, test_size=holdout, random_state=seed, stratify=rows["late"])
    return train, held


if __name__ == "__main__":
    train, held = split(pd.read_parquet("data/valid.parquet"), **load("split"))
    train.to_parquet("data/train.parquet")
    held.to_parquet("data/holdout.parquet")
