import time

import pandas as pd
from prometheus_client import Gauge, start_http_server

shift = Gauge("input_drift", "How far the widths have moved")

if __name__ == "__main__":
    start_http_server(8008)
    while True:
        shift.set(pd.read_parquet("answers.parquet")["width"].mean() - 1.5)
        time.sleep(60)
