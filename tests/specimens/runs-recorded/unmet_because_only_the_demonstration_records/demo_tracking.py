import mlflow
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    with mlflow.start_run():
        mlflow.log_params({"C": 1.0})
        model = LogisticRegression(C=1.0).fit([[0], [1]], [0, 1])
        mlflow.log_metric("accuracy", model.score([[0], [1]], [0, 1]))
