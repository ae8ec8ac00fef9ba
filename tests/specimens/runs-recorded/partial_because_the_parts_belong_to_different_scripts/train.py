import mlflow
from sklearn.linear_model import LogisticRegression

mlflow.log_params({"c": 1.0})
LogisticRegression(C=1.0).fit([[0], [1]], [0, 1])
