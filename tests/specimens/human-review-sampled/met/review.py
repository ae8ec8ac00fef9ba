"""Puts decisions aside for people, and compares their answers with the model's."""

import csv
import random

import joblib
from sklearn.metrics import cohen_kappa_score

model = joblib.load("model.joblib")


def decide(row: list) -> float:
    confidence = model.predict_proba([row])[0][1]
    if 0.4 < confidence < 0.6 or random.random() < 0.01:
        send_to_review_queue(row, confidence)
    return confidence


def send_to_review_queue(row: list, confidence: float) -> None:
    with open("review_queue.csv", "a") as file:
        csv.writer(file).writerow([*row, confidence, "", ""])


def read_verdicts() -> list:
    with open("review_queue.csv") as file:
        return [{"row": each[:-3], "verdict": each[-2], "reviewer": each[-1]} for each in csv.reader(file)]


def agreement(verdicts: list) -> float:
    return cohen_kappa_score([each["verdict"] for each in verdicts], [decide(each["row"]) > 0.5 for each in verdicts])


if __name__ == "__main__":
    print(agreement(read_verdicts()))
