import joblib
import mlflow
import optuna
from sklearn.linear_model import LogisticRegression


def objective(trial):
    c = trial.suggest_float("c", 0.01, 10, log=True)
    return LogisticRegression(C=c).fit([[0], [1]], [0, 1]).score([[0], [1]], [0, 1])


def main():
    study = optuna.create_study(direction="maximize")
    study.optimize(objective, n_trials=50)
    with mlflow.start_run():
        mlflow.log_param("c", study.best_params["c"])
        mlflow.log_metric("score", study.best_value)
    joblib.dump(LogisticRegression(C=study.best_params["c"]).fit([[0], [1]], [0, 1]), "model.joblib")


if __name__ == "__main__":
    main()
