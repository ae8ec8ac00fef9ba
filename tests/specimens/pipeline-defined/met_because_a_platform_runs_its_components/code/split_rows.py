import sys

import pandas as pd

if __name__ == "__main__":
    rows = pd.read_csv(sys.argv[1])
    rows.sample(frac=0.8, random_state=3).to_csv("rows.csv")
