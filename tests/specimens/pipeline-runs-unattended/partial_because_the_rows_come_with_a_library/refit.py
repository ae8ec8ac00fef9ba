import joblib
from sklearn.datasets import load_wine
from sklearn.svm import SVC

if __name__ == "__main__":
    rows, kinds = load_wine(return_X_y=True)
    joblib.dump(SVC().fit(rows, kinds), "out/wine.joblib")
