import requests


def send_alert(text):
    requests.post("https://hooks.slack.com/services/T000/B000/x", json={"text": text})


if __name__ == "__main__":
    send_alert("a run failed")
