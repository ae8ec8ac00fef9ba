from datetime import UTC, datetime, timedelta

from monitoring import drift_detected, labelled_since, last_training
from train import train

COOLDOWN = timedelta(days=7)


def watch():
    if datetime.now(UTC) - last_training() < COOLDOWN:
        return
    new_labels = labelled_since(last_training())
    if len(new_labels) < 500:
        return
    if drift_detected():
        train()


if __name__ == "__main__":
    watch()
