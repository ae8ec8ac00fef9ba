import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    rows = pd.read_csv(sys.argv[1])
    LogisticRegression().fit(rows[["age"]], rows["late"])
