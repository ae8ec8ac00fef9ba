import json

import pandas as pd
from sklearn.metrics import accuracy_score


def accuracy_by_region(frame):
    return {name: accuracy_score(rows["late"], rows["said"]) for name, rows in frame.groupby("region")}


if __name__ == "__main__":
    regions = accuracy_by_region(pd.read_csv("judged.csv"))
    json.dump(regions, open("regions.json", "w"))
    gap = max(regions.values()) - min(regions.values())
    if gap > 0.1:
        raise SystemExit("one region is served badly")
