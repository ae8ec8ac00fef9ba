import pandas as pd
from sklearn.linear_model import Ridge


def main():
    frame = pd.read_csv("rentals.csv")
    print(frame.isna().sum())
    model = Ridge()
    model.fit(frame[["temperature"]], frame["rentals"])


if __name__ == "__main__":
    main()
