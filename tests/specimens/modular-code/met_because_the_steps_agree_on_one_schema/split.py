import pandas as pd
from columns import INPUTS, TARGET


def split(path):
    rows = pd.read_csv(path)[[*INPUTS, TARGET]]
    rows.sample(frac=0.8, random_state=1).to_csv("rows.csv")


if __name__ == "__main__":
    split("all.csv")
