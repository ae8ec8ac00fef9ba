import joblib
import pandas as pd
from bodies import ForestOptions
from sklearn.ensemble import RandomForestClassifier

if __name__ == "__main__":
    options = ForestOptions()
    rows = pd.read_csv("flats.csv")
    model = RandomForestClassifier(options.trees, max_depth=options.max_depth)
    model.fit(rows[["rooms"]], rows["let"])
    joblib.dump(model, "model.joblib")
