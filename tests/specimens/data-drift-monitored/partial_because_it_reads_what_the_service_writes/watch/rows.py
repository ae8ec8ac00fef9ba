import pandas as pd


def first():
    return pd.read_csv("/srv/kept/fares_first.csv")


def second():
    return pd.read_csv("/srv/kept/fares_today.csv")
