"""The steps from one schema to the next, one file each: `v0002_what_changes.py`, which names the step before it.

A step imports Alembic and SQLAlchemy, and nothing of Rung: what the tables mean today must not change what it does.
A step that was released is never edited. SQLite alters a column through `op.batch_alter_table`.
"""
