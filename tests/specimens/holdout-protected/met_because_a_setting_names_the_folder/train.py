from pathlib import Path

import pandas as pd
import yaml
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main():
    folder = Path(yaml.safe_load(open("conf/base.yaml"))["folder"])
    frame = pd.read_csv(folder / "wine.csv")
    X_train, X_test, y_train, y_test = train_test_split(frame[["alcohol"]], frame["quality"], random_state=7)
    model = make_pipeline(StandardScaler(), Ridge())
    model.fit(X_train, y_train)
    print(r2_score(y_test, model.predict(X_test)))


if __name__ == "__main__":
    main()
