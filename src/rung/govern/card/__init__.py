"""The card of a model version: what the records know, and what only people know and have written down.

`written` reads the people's part, `gathering` the records, `markdown` and `front_matter` make the page of it.
"""
