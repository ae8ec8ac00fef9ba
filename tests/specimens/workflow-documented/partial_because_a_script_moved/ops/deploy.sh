set -e
python serve.py
