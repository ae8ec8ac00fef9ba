import pandas as pd
from sklearn.linear_model import Ridge


def check(frame):
    missing = {"temperature", "rentals"} - set(frame.columns)
    if missing:
        raise ValueError(f"columns are missing: {missing}")
    assert not frame["rentals"].isna().any()
    assert frame["temperature"].between(-40, 50).all()


def main():
    frame = pd.read_csv("rentals.csv")
    check(frame)
    model = Ridge()
    model.fit(frame[["temperature"]], frame["rentals"])


if __name__ == "__main__":
    main()
