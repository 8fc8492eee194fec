"""What a spec names: runs, files and connections."""

from reportgen.sources.connections import Connections
from reportgen.sources.files import Files
from reportgen.sources.runs import open_runs, read_runs

__all__ = ["Connections", "Files", "open_runs", "read_runs"]
