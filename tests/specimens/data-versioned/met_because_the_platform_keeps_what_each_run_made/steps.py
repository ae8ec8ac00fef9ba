from kfp import dsl
from kfp.dsl import Dataset, Input, Model, Output


@dsl.component
def fetch_rows(rows: Output[Dataset]):
    from warehouse import rows_of

    rows_of("rides").to_csv(rows.path)


@dsl.component
def fit_model(rows: Input[Dataset], model: Output[Model]):
    import joblib
    import pandas as pd
    from sklearn.linear_model import Ridge

    frame = pd.read_csv(rows.path)
    joblib.dump(Ridge().fit(frame[["km"]], frame["fare"]), model.path)


@dsl.pipeline(name="fares")
def fares():
    fit_model(rows=fetch_rows().outputs["rows"])
