"""Reportgen's own log of a run: its frames, rows and values, for the logger that writes it and the reader.

``docs/native-format.md`` describes the files, so that anything can read them.
"""
