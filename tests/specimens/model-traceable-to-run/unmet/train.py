import joblib
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    model = LogisticRegression().fit([[0], [1]], [0, 1])
    joblib.dump(model, "model_final_v2.pkl")
