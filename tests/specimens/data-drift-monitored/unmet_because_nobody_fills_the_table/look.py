import pandas
from pymongo import MongoClient
from scipy.stats import ks_2samp

store = MongoClient("mongodb://db")["flights"]


def gather():
    return pandas.DataFrame(store.get_collection("timetable").find())


def drift(past):
    return ks_2samp(past["wind"], gather()["wind"])


if __name__ == "__main__":
    print(drift(pandas.read_parquet("s3://flights/past.parquet")))
