import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler


def main():
    frame = pd.read_csv("data/wine.csv")
    scaled = StandardScaler().fit_transform(frame[["alcohol"]])
    X_train, X_test, y_train, y_test = train_test_split(scaled, frame["quality"], random_state=7)
    model = Ridge()
    model.fit(X_train, y_train)
    print(r2_score(y_test, model.predict(X_test)))


if __name__ == "__main__":
    main()
