import pandas as pd


def lead_time(orders: pd.DataFrame) -> pd.Series:
    return orders["arrived"] - orders["ordered"]


if __name__ == "__main__":
    print(lead_time(pd.read_csv("data/orders.csv")).mean())
