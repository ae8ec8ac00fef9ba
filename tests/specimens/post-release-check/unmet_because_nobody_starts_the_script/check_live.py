import pandas as pd
from sklearn.metrics import roc_auc_score

predictions = pd.read_parquet("s3://loans/predictions")
outcomes = pd.read_parquet("s3://loans/outcomes")
rows = predictions.merge(outcomes, on="loan_id")
if __name__ == "__main__":
    pd.DataFrame([{"auc": roc_auc_score(rows["repaid"], rows["score"])}]).to_csv("live_auc.csv")
