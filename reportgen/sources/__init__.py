"""Runs that a spec names: found, read, in order, named, and behind the privacy step."""

from reportgen.sources.runs import open_runs, read_runs

__all__ = ["open_runs", "read_runs"]
