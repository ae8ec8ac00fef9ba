import requests


def send_alert(text):
    requests.post("https://hooks.slack.com/services/T000/B000/x", json={"text": text})
