import pandas as pd
from sklearn.linear_model import LogisticRegression

FEATURES = ["age", "income", "gender"]


def main():
    frame = pd.read_sql("select customer_id, age, income, gender, left from customers", "warehouse")
    LogisticRegression().fit(frame[FEATURES], frame["left"])


if __name__ == "__main__":
    main()
