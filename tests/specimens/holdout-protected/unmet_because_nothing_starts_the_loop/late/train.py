from sklearn.ensemble import HistGradientBoostingClassifier


def fit(features, max_iter):
    model = HistGradientBoostingClassifier(max_iter=max_iter, random_state=7)
    return model.fit(features.drop("late"), features["late"])
