"""What runs inside the project's interpreter: `rung_shim`, a package of its own that needs the standard library alone.

Rung never imports it; runners start its `__main__.py` with the project's Python (3.9 or newer).
"""
