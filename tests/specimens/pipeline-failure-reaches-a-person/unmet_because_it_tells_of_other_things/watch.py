import requests


def tell(text):
    requests.post("https://hooks.slack.com/services/T000/B000/x", json={"text": text})


if __name__ == "__main__":
    if open("score.txt").read() < "0.5":
        tell("the score fell")
