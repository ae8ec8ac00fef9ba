from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

if __name__ == "__main__":
    search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1, 10]})
    search.fit([[0], [1]] * 10, [0, 1] * 10)
    print(search.best_params_)
