import json
import sys


def settings(name, stage):
    return {"Parameters": {"Name": name}, "Tags": {"harbour:model": name, "harbour:stage": stage}}


if __name__ == "__main__":
    with open("settings.json", "w") as out:
        json.dump(settings(*sys.argv[1:]), out)
