import pandas as pd
from columns import INPUTS, TARGET
from sklearn.metrics import mean_absolute_error


def judge(model, path):
    rows = pd.read_csv(path)
    return mean_absolute_error(rows[TARGET], model.predict(rows[INPUTS]))
