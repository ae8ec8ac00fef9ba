import pandas as pd
from sklearn.linear_model import Ridge

if __name__ == "__main__":
    frame = pd.read_csv("rentals.csv")
    Ridge().fit(frame[["temperature"]], frame["rentals"])
