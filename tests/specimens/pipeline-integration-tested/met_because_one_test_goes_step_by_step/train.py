import joblib
from sklearn.linear_model import LogisticRegression

from prepare import prepare


def train(rows):
    return LogisticRegression().fit(rows[["weight", "heavy"]], rows["damaged"])


if __name__ == "__main__":
    joblib.dump(train(prepare("data/parcels.csv")), "model.joblib")
