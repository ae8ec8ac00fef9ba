import sys

import pandas as pd


def erase_customer(customer_id):
    for path in ("data/raw.parquet", "data/features.parquet", "data/predictions.parquet"):
        frame = pd.read_parquet(path)
        frame[frame["customer_id"] != customer_id].to_parquet(path)


if __name__ == "__main__":
    erase_customer(sys.argv[1])
