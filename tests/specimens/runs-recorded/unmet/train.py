from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    model = LogisticRegression().fit([[0], [1]], [0, 1])
    print("accuracy", model.score([[0], [1]], [0, 1]))
