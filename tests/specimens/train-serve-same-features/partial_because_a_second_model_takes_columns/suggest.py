import json

from gensim.models import KeyedVectors


def suggest():
    vectors = KeyedVectors.load("products.kv")
    near = {name: vectors.most_similar(name, topn=5) for name in vectors.index_to_key}
    with open("suggestions.json", "w") as out:
        json.dump(near, out)


if __name__ == "__main__":
    suggest()
