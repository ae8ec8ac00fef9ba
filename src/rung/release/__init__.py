"""Which version answers where: tried in a clean process, released once somebody has said yes, and rolled back alone.

`releasing` and `rolling_back` are the verbs; `checks/` judge what `probing` saw of the model in a process of its own;
`requests` keeps questions and answers beside a model, so that a later process can be held to them.
"""
