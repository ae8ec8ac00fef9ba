import mlflow

from train import train


def run(path):
    model = train(path)
    mlflow.sklearn.log_model(model, "model", registered_model_name="late")
    return model
