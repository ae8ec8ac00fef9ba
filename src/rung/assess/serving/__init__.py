"""The words and files by which predictions are offered to those who ask."""
