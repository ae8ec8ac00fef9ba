from sklearn.linear_model import LogisticRegression


def train_model(rows, c):
    return LogisticRegression(C=c).fit(rows[["age"]], rows["late"])


def evaluate_model(model, rows):
    return model.score(rows[["age"]], rows["late"])
