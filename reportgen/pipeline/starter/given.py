"""Runs that are given by their paths alone: which of them are wanted, and of which format they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportgen.pipeline.starter.text import quote


@dataclass(frozen=True)
class Given:
    """What a command line says of the paths that it names."""

    filters: str = ""
    """Only runs for which this expression is true."""
    form: str = ""
    """The format that all of them are of; then folders are those of its images."""

    def entries(self, paths: Sequence[str], quoted: Callable[[str], str] = quote) -> list[str]:
        """Return the entries of ``runs:`` for paths."""
        if not self.form:
            return [f"  - {self._entry(quoted(path))}" for path in paths]
        files = [path for path in paths if not Path(path).is_dir()] or list(paths)
        folders = [path for path in paths if path not in files]
        images = f", images: [{', '.join(map(quote, folders))}]" if folders else ""
        listed = f"[{', '.join(map(quoted, files))}]"
        return [f"  - {self._entry(listed, f', format: {self.form}{images}')}"]

    def _entry(self, path: str, more: str = "") -> str:
        filters = f", filters: {quote(self.filters)}" if self.filters else ""
        return f"{{path: {path}{more}{filters}}}" if more or filters else path
