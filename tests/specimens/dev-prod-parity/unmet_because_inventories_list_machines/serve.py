import os

if os.environ.get("ENV") == "prod":
    threshold = 0.7
else:
    threshold = 0.5
