import json

import joblib
import pandas as pd
from sklearn.metrics import mean_absolute_error

rows = pd.read_csv("data/rows.csv")
answers = joblib.load("forest.joblib").predict(rows.drop(columns="hours"))
with open("metrics.json", "w") as out:
    json.dump({"mae": mean_absolute_error(rows["hours"], answers)}, out)
