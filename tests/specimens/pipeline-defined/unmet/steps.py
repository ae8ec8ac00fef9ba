import joblib
from sklearn.linear_model import LogisticRegression


def load_data():
    return [[0], [1]], [0, 1]


def train_model(data):
    return LogisticRegression().fit(*data)


def evaluate_model(model, data):
    print(model.score(*data))


def register_model(model):
    joblib.dump(model, "model.joblib")
