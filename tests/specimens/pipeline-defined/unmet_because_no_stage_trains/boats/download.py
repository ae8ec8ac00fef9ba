import pandas as pd

pd.read_csv("https://harbour.example.org/arrivals.csv").to_csv("data/raw.csv")
