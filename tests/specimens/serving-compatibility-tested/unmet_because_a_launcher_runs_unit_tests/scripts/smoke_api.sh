pytest tests/test_api.py
