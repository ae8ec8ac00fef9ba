import sys

import lightgbm as lgb
import pandas as pd


def main(leaves, path):
    rows = pd.read_csv(path)
    model = lgb.LGBMRegressor(num_leaves=leaves)
    model.fit(rows.drop(columns="amount"), rows["amount"])
    model.booster_.save_model("model.txt")


if __name__ == "__main__":
    main(int(sys.argv[2]), sys.argv[4])
