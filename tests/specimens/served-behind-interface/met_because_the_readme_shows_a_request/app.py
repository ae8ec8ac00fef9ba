import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
model = joblib.load("model.joblib")


@app.route("/predict", methods=["POST"])
def predict():
    row = request.get_json()
    return jsonify(score=float(model.predict([row["values"]])[0]))


if __name__ == "__main__":
    app.run()
