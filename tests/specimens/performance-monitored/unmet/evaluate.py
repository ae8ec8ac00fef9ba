import joblib
import pandas as pd
from sklearn.metrics import roc_auc_score

holdout = pd.read_parquet("s3://loans/holdout.parquet")
model = joblib.load("model.joblib")
print("AUC", roc_auc_score(holdout["default"], model.predict_proba(holdout.drop(columns="default"))[:, 1]))
