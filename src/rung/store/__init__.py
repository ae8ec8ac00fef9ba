"""The memory of a workspace: records in SQLite or PostgreSQL, content in files named by their digest."""
