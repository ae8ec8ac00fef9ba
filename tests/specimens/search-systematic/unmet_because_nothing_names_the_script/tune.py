import joblib
import mlflow
import optuna
from sklearn.linear_model import LogisticRegression


def objective(trial):
    c = trial.suggest_float("c", 0.01, 10, log=True)
    with mlflow.start_run(nested=True):
        score = LogisticRegression(C=c).fit([[0], [1]], [0, 1]).score([[0], [1]], [0, 1])
        mlflow.log_param("c", c)
        mlflow.log_metric("score", score)
    return score


if __name__ == "__main__":
    study = optuna.create_study(direction="maximize")
    study.optimize(objective, n_trials=50)
    joblib.dump(LogisticRegression(C=study.best_params["c"]).fit([[0], [1]], [0, 1]), "model.joblib")
