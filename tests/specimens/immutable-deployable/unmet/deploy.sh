scp serve.py shop:/srv/churn
