import albumentations
import joblib
from sklearn.linear_model import LogisticRegression

from leaves import pictures_and_kinds

STEPS = albumentations.Compose([albumentations.Resize(64, 64), albumentations.Normalize(mean=(0.4,), std=(0.2,))])

if __name__ == "__main__":
    pictures, kinds = pictures_and_kinds()
    joblib.dump(LogisticRegression().fit([STEPS(image=each)["image"] for each in pictures], kinds), "leaves.joblib")
