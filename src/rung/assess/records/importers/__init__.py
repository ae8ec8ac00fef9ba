"""From exports of other systems to records: one file a system."""
