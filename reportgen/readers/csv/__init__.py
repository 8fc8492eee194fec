"""Reader of tables of metrics by step: CSV, TSV and their like, as trainers and people write them.

Checked against files of Lightning, Keras and Ultralytics. Delimiter, encoding, decimal comma, header, axis, time and
runs are detected; an entry of ``runs:`` may name them. A damaged row is reported by its line, and no other is lost.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from reportgen.metrics.head import Head
from reportgen.metrics.text.dialect import sample_of
from reportgen.readers.base import Folder, Options
from reportgen.readers.table_files import Contents, NoTable, TableFiles, TableOptions
from reportgen.spec.fields import refuse

_TEXTS = ("progress.txt", "results.txt")
_WORDS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}


def _as_delimiter(value: Any) -> Any:
    found = _WORDS.get(value, value) if isinstance(value, str) else value
    if isinstance(found, str) and (len(found) != 1 or found in "\r\n\"'"):
        raise refuse(f"'{value}' is not a delimiter", "Write one character, or comma, semicolon, tab or pipe.")
    return found


class CsvOptions(TableOptions):
    """Options for tables of metrics, for what is not detected, or detected wrongly."""

    delimiter: Annotated[str, BeforeValidator(_as_delimiter)] | None = None
    """One character, or ``comma``, ``semicolon``, ``tab`` or ``pipe``."""


class Csv(TableFiles[CsvOptions]):
    """Tables of metrics by step."""

    rank: ClassVar[int] = 10
    format: ClassVar[str] = "csv"
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".tab")
    options: ClassVar[type[Options]] = CsvOptions

    def is_named_so(self, folder: Folder, name: str) -> bool:
        """Tell a table by its name; of other texts those that loggers call so."""
        return self.is_worth_a_word(name) or _is_log(folder, name)

    def is_worth_a_word(self, name: str) -> bool:
        """Tell a table by its name alone."""
        return super().is_worth_a_word(name) or name.lower() in _TEXTS

    def head(self, path: Path, options: CsvOptions) -> Head | None:
        """Return the first rows; None where there are none."""
        return sample_of(path, options.delimiter)

    def contents(self, path: Path, options: CsvOptions) -> Contents:
        """Read a table to its end; damaged rows cost no other."""
        from reportgen.metrics.text.sheet import read_sheet

        table = sample_of(path, options.delimiter)
        if table is None:
            raise NoTable("it is empty, or not a text table")
        roles = options.roles(table)
        return Contents(read_sheet(path, table.dialect, roles), roles)


def _is_log(folder: Folder, name: str) -> bool:
    """Tell a table that is called a log, as Keras people do: it begins with the name of its first column."""
    if not name.lower().endswith(".log"):
        return False
    try:
        with folder.at(name).open("rb") as file:
            return file.read(6) in (b"epoch,", b"epoch;", b"epoch\t")
    except OSError:
        return False
