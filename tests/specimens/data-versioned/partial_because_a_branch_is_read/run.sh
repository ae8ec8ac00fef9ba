set -e
export DATA="https://raw.githubusercontent.com/bank/loans/main/data/loans.csv"
python train.py "$DATA"
