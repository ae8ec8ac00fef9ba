import pandas as pd
from sklearn.linear_model import Ridge

frame = pd.read_csv("data/rentals.csv")
Ridge().fit(frame[["temperature"]], frame["rentals"])
