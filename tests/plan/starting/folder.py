"""Folders as people have them."""

from __future__ import annotations

import json

TABLE = "id,signed_up,calls,churned\n" + "".join(f"{n},2024-01-{1 + n % 28:02},{n % 30},{n % 2}\n" for n in range(60))
CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression",
    "df = pd.read_csv('customers.csv')",
    "X = df[['calls']]\ny = df['churned']",
    "model = LogisticRegression().fit(X, y)",
)


def notebook(*cells: str) -> str:
    """A notebook with these code cells."""
    code = [
        {"cell_type": "code", "metadata": {}, "source": each, "outputs": [], "execution_count": None} for each in cells
    ]
    kernel = {"kernelspec": {"name": "python3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": code})
