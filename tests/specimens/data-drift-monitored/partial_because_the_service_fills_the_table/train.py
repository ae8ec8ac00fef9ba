import joblib
import pandas
from sklearn.linear_model import LogisticRegression

if __name__ == "__main__":
    rows = pandas.read_parquet("s3://flights/past.parquet")
    joblib.dump(LogisticRegression().fit(rows[["wind", "hour"]], rows["late"]), "model.joblib")
