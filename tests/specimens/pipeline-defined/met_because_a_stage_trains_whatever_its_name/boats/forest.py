import pandas as pd

from boats.growing import grow


def main():
    grow(pd.read_csv("data/rows.csv"))


if __name__ == "__main__":
    main()
