import pandas as pd
from fairlearn.metrics import MetricFrame
from sklearn.metrics import confusion_matrix

frame = pd.read_csv("judged.csv")
print(confusion_matrix(frame["late"], frame["said"]))
