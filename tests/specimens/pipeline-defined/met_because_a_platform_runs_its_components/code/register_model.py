import mlflow

if __name__ == "__main__":
    mlflow.register_model("runs:/1/model", "orders")
