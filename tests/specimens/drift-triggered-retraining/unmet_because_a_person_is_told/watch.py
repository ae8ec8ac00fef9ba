import requests

from monitoring import drift_detected


def watch():
    if drift_detected():
        requests.post("https://hooks.slack.com/services/x", json={"text": "drift"})


if __name__ == "__main__":
    watch()
