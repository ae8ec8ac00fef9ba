"""Kinds of rules, one a file: each says how the standard writes it, what to measure, and what broke it."""
