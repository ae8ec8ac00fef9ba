import joblib
import pandas as pd


def main():
    model = joblib.load("model.joblib")
    rows = pd.read_parquet("data/today.parquet")
    rows["score"] = model.predict(rows)
    rows.to_sql("scores", "postgresql://scores", if_exists="append")


if __name__ == "__main__":
    main()
