import mlflow
from sklearn.svm import SVC

mlflow.set_tag("git_commit", "abc")
SVC().fit([[0], [1]], [0, 1])
