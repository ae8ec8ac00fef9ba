pytest tests/test_model.py
