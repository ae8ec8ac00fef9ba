import pandas as pd
from sklearn.tree import DecisionTreeClassifier

rows = pd.read_csv("data/customers.csv")
model = DecisionTreeClassifier().fit(rows[["age"]], rows["bought"])
