from monitoring import drift_detected
from train import train


def watch():
    if drift_detected():
        train()


if __name__ == "__main__":
    watch()
