import joblib
import optuna
from sklearn.linear_model import LogisticRegression


def objective(trial):
    c = trial.suggest_float("c", 0.01, 10, log=True)
    return LogisticRegression(C=c).fit([[0], [1]], [0, 1]).score([[0], [1]], [0, 1])


def main():
    study = optuna.create_study(storage="sqlite:///trials.db", study_name="c")
    study.optimize(objective, n_trials=50)
    if study.best_value > 0.5:
        print(study.best_params)
    joblib.dump(LogisticRegression(C=study.best_params["c"]).fit([[0], [1]], [0, 1]), "model.joblib")


if __name__ == "__main__":
    main()
