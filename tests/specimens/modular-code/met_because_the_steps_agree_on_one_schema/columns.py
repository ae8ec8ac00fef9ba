INPUTS = ["hour", "weekday", "temperature"]
TARGET = "load"
