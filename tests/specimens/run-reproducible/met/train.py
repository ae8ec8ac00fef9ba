from sklearn.ensemble import RandomForestClassifier


def train(seed):
    model = RandomForestClassifier(random_state=seed).fit([[0], [1]], [0, 1])
    return model.score([[0], [1]], [0, 1])


if __name__ == "__main__":
    train(7)
