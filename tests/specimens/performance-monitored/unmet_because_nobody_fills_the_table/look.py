import pandas
from pymongo import MongoClient
from sklearn.metrics import log_loss

store = MongoClient("mongodb://db")["flights"]


def gather():
    return pandas.DataFrame(store.get_collection("timetable").find())


def measure(ground_truth):
    both = gather().merge(ground_truth, on="flight_id")
    return log_loss(both["late"], both["chance"])


if __name__ == "__main__":
    print(measure(pandas.read_parquet("s3://flights/landed.parquet")))
