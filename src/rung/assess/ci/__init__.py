"""Continuous integration as values: which workflows there are, what starts them, and what they run.

One file per vendor; `base` holds the values they all produce. A new vendor is a new file with a subclass of `Vendor`.
"""
