import pandas as pd

pd.read_csv("data/customers.csv").describe()
