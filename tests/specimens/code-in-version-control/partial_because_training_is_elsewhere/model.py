import joblib


def predict(rows):
    model = joblib.load("model.joblib")
    return model.predict([[row["age"]] for row in rows]).tolist()
