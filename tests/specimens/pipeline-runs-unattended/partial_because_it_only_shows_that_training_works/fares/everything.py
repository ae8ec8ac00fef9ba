from fares.learning import learn

if __name__ == "__main__":
    learn()
