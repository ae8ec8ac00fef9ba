import numpy as np
import pandas as pd

np.random.seed(11)

if __name__ == "__main__":
    print(pd.read_csv("answers.csv").sample(50).describe())
