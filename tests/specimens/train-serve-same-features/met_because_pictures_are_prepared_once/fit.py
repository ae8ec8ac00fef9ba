import joblib
from sklearn.linear_model import LogisticRegression

from leaves import pictures_and_kinds
from pictures import prepare_picture

if __name__ == "__main__":
    pictures, kinds = pictures_and_kinds()
    joblib.dump(LogisticRegression().fit([prepare_picture(each) for each in pictures], kinds), "leaves.joblib")
