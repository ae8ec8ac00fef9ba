import sys

import joblib
import pandas as pd
from sklearn.metrics import f1_score

if __name__ == "__main__":
    rows = pd.read_csv(sys.argv[1])
    print(f1_score(rows["late"], joblib.load("model.joblib").predict(rows[["age"]])))
