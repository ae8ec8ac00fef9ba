"""Features, the same for training and serving."""

import pandas as pd

COLUMNS = ["items", "distance", "weekend"]


def build(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.assign(weekend=(rows["weekday"] >= 5).astype(int))
    return rows[COLUMNS]
