import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["age", "income"]


def hash_id(frame):
    return frame.assign(customer_id=pd.util.hash_array(frame["customer_id"].to_numpy()))


def main():
    frame = anonymize(pd.read_sql("select customer_id, age, income, left from customers", "warehouse"))
    LogisticRegression().fit(frame[FEATURES], frame["left"])


def anonymize(frame):
    return hash_id(frame).drop(columns=["email"], errors="ignore")


if __name__ == "__main__":
    main()
