import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv("data/tide.csv")
Ridge().fit(rows[["wind", "moon"]], rows["tide"])
