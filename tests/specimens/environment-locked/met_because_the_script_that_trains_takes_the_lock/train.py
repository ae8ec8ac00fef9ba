import joblib
from sklearn.linear_model import Ridge

if __name__ == "__main__":
    joblib.dump(Ridge().fit([[1]], [1]), "tides.joblib")
