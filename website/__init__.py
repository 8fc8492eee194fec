"""Builds the site of the documentation from ``docs/`` and ``examples/``."""
