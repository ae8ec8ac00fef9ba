import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

MODELS = {
    "plain": LogisticRegression(),
    "forest": RandomForestClassifier(),
    "boosted": GradientBoostingClassifier(),
}

rows = pd.read_csv("rows.csv")
for name, model in MODELS.items():
    model.fit(rows[["distance"]], rows["late"])
