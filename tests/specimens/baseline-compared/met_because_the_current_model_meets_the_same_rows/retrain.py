import joblib
import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score


def judged(model, rows):
    return f1_score(rows["left"], model.predict(rows[["tenure"]]))


def main():
    candidate_model = RandomForestClassifier(random_state=2).fit(*load("fit.csv"))
    current_model = joblib.load("current.joblib")
    rows = pd.read_csv("held.csv")
    candidate_f1 = judged(candidate_model, rows)
    current_f1 = judged(current_model, rows)
    with mlflow.start_run():
        mlflow.log_metrics({"candidate_f1": candidate_f1, "current_f1": current_f1})
    if candidate_f1 > current_f1:
        joblib.dump(candidate_model, "current.joblib")


def load(path):
    rows = pd.read_csv(path)
    return rows[["tenure"]], rows["left"]


if __name__ == "__main__":
    main()
