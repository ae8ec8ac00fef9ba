import json


def save_dict(record, path):
    with open(path, "w") as out:
        json.dump(record, out)
