"""Measure: collectors see, practices judge, `score` weighs, formats print."""
