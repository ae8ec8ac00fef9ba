import joblib
import pandas as pd
from sklearn.linear_model import Ridge


def learn():
    frame = pd.read_csv("rides.csv")
    joblib.dump(Ridge().fit(frame[["km"]], frame["fare"]), "out/fare.joblib")
