"""What every format and verb that prints shares: which gaps first, links to the code, safe and wrapped text."""
