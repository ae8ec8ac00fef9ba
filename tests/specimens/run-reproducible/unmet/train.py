from sklearn.ensemble import RandomForestClassifier

if __name__ == "__main__":
    RandomForestClassifier(random_state=None).fit([[0], [1]], [0, 1])
