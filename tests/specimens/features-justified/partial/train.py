import pandas as pd
from sklearn.inspection import permutation_importance
from sklearn.linear_model import Ridge


def main():
    frame = pd.read_csv("rentals.csv")
    X, y = frame.drop(columns="rentals"), frame["rentals"]
    model = Ridge().fit(X, y)
    worth = permutation_importance(model, X, y, random_state=7)
    pd.Series(worth.importances_mean, X.columns).to_csv("reports/feature_importance.csv")


if __name__ == "__main__":
    main()
