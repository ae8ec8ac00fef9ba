"""On the path of Python processes that steps start, where there is something to protect."""
