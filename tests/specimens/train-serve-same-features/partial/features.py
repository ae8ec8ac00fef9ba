import pandas as pd


def build_features(frame):
    frame = frame.dropna()
    return pd.get_dummies(frame, drop_first=True)
