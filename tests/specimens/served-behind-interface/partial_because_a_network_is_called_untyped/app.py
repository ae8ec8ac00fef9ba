import torch
from flask import Flask, jsonify, request

app = Flask(__name__)
model = torch.jit.load("models/churn.pt")


@app.route("/predict", methods=["POST"])
def predict():
    rows = torch.tensor(request.get_json()["rows"])
    with torch.no_grad():
        answer = model(rows)
    return jsonify(answer.tolist())
