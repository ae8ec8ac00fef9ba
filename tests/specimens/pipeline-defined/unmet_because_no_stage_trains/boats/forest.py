import pandas as pd

from boats.growing import grow

rows = pd.read_csv("data/rows.csv")
rows[rows["country"] == "FI"].to_csv("forest.csv")
