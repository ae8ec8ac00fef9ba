import mlflow
from sklearn.linear_model import LogisticRegression

from settings import Run


def main(run: Run):
    with mlflow.start_run(run_name=run.name, log_system_metrics=run.log_system_metrics):
        LogisticRegression().fit([[0], [1]], [0, 1])


main(Run())
