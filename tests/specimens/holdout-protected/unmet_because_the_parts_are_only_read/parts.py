import pandas as pd
from sklearn.model_selection import train_test_split

rows = pd.read_csv("data/wells.csv")
left, right = train_test_split(rows, test_size=0.25)
left.to_parquet("parts/a.parquet")
right.to_parquet("parts/b.parquet")
