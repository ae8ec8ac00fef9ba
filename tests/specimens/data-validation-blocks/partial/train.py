import logging

import pandas as pd
import pandera as pa
from sklearn.linear_model import Ridge

schema = pa.DataFrameSchema({"temperature": pa.Column(float, pa.Check.in_range(-40, 50))})


def main():
    frame = pd.read_csv("rentals.csv")
    try:
        schema.validate(frame)
    except pa.errors.SchemaError as error:
        logging.warning("bad data: %s", error)
    model = Ridge()
    model.fit(frame[["temperature"]], frame["rentals"])


if __name__ == "__main__":
    main()
