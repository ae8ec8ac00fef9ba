import csv
import sys

from gensim.models import Word2Vec


def learn(path):
    with open(path) as baskets:
        rows = list(csv.reader(baskets))
    model = Word2Vec(rows, vector_size=32, seed=5, workers=1)
    model.wv.save("products.kv")


if __name__ == "__main__":
    learn(sys.argv[1])
