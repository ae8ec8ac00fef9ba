import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

if __name__ == "__main__":
    rows = pd.read_csv("flats.csv")
    model = RandomForestClassifier(max_depth=9)
    model.fit(rows[["rooms"]], rows["let"])
    joblib.dump(model, "model.joblib")
