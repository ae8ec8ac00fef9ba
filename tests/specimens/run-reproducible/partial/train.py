import random

from sklearn.ensemble import RandomForestClassifier

random.seed(7)

if __name__ == "__main__":
    RandomForestClassifier(random_state=7).fit([[0], [1]], [0, 1])
