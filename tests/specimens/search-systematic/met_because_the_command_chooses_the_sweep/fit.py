import hydra
import joblib
import mlflow
from sklearn.linear_model import Ridge


@hydra.main(version_base=None, config_path="settings", config_name="main")
def run(cfg):
    model = Ridge(alpha=cfg.alpha).fit([[0], [1]], [0, 1])
    score = model.score([[0], [1]], [0, 1])
    with mlflow.start_run():
        mlflow.log_param("alpha", cfg.alpha)
        mlflow.log_metric("score", score)
    joblib.dump(model, "model.joblib")
    return score


if __name__ == "__main__":
    run()
