import joblib
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def main():
    frame = pd.read_csv("data/orders.csv")
    drawn = np.random.rand(len(frame))
    train_mask = drawn < 0.8
    fit, judge = frame[train_mask], frame[~train_mask]
    model = RandomForestClassifier(random_state=0).fit(fit[["age"]], fit["late"])
    print(model.score(judge[["age"]], judge["late"]))
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
