import argparse

import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

MODELS = {
    "late_arrivals": "queries/late_arrivals.sql",
    "no_shows": "queries/no_shows.sql",
    "lost_bags": "queries/lost_bags.sql",
}


def main(name):
    rows = pd.read_sql(open(MODELS[name]).read(), "postgresql://warehouse")
    model = LogisticRegression().fit(rows.drop(columns="label"), rows["label"])
    joblib.dump(model, f"models/{name}.joblib")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", choices=MODELS)
    main(parser.parse_args().model)
