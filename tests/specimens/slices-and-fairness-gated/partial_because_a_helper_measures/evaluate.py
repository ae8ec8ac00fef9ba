import json

import pandas as pd
from sklearn.metrics import recall_score


def measured(rows):
    return {"rows": len(rows), "recall": recall_score(rows["late"], rows["said"])}


def fairness_report(frame):
    return {name: measured(frame[frame["region"] == name]) for name in sorted(set(frame["region"]))}


if __name__ == "__main__":
    json.dump(fairness_report(pd.read_csv("judged.csv")), open("regions.json", "w"))
