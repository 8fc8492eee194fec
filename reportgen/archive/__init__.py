"""A report as an archive: its islands and manifest read safely, its blocks decoded, what is held presented as runs.

``docs/archive.md`` describes the format.
"""
