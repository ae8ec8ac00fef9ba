import pandas as pd
from sklearn.linear_model import LogisticRegression

frame = pd.read_csv("data/customers.csv")
frame["tenure_years"] = frame["tenure"] / 12
model = LogisticRegression()
model.fit(frame[["tenure_years"]], frame["churned"])
