import sys

import mlflow
from sklearn.tree import DecisionTreeClassifier

if __name__ == "__main__":
    with mlflow.start_run():
        model = DecisionTreeClassifier(max_depth=int(sys.argv[1])).fit([[0], [1]], [0, 1])
        mlflow.sklearn.log_model(model, "model")
