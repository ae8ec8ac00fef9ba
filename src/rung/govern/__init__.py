"""Who may do what, who said yes, what must hold before a release, and the card of a model.

`roles` says what a role may; `identity` who acts; `approvals` who may decide, how long a yes holds and for what;
`policies/` are judged on records alone; `card/` writes down what is known of a version.
"""
