def answer(x):
    return x
