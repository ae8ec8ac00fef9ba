import lightgbm as lgb
import pandas as pd
from sklearn.metrics import mean_squared_error

if __name__ == "__main__":
    model = lgb.Booster(model_file="model.txt")
    rows = pd.read_csv("held_back.csv")
    print(mean_squared_error(rows["amount"], model.predict(rows)))
