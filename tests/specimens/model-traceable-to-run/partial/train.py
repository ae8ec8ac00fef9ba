import datetime

import joblib
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    model = LogisticRegression().fit([[0], [1]], [0, 1])
    joblib.dump(model, f"models/model_{datetime.date.today()}.joblib")
