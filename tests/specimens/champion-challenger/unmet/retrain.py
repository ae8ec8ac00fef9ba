import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    rows = pd.read_parquet("rows.parquet")
    model = LogisticRegression().fit(rows.drop(columns="late"), rows["late"])
    best_loss, patience = 9.0, 0
    for loss in (0.4, 0.3):
        if loss < best_loss:
            best_loss = loss
    version = mlflow.sklearn.log_model(model, "model", registered_model_name="late").registered_model_version
    mlflow.MlflowClient().set_registered_model_alias("late", "champion", version)


main()
