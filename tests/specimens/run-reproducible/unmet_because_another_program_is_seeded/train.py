import joblib
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.model_selection import train_test_split

TREES = {"n_estimators": 200, "max_depth": 9}

if __name__ == "__main__":
    fit, judge = train_test_split([[0, 0], [1, 1]] * 10, random_state=7)
    model = ExtraTreesRegressor(**TREES).fit([row[:1] for row in fit], [row[1] for row in fit])
    print(model.score([row[:1] for row in judge], [row[1] for row in judge]))
    joblib.dump(model, "trees.joblib")
