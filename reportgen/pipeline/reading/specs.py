"""Specs as they are read from files, and which of the files given are tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reportgen.errors import Position, Problem, SpecError
from reportgen.inputs import note_path
from reportgen.page.theme import theme_fault
from reportgen.panels import Kinds
from reportgen.readers import Readers
from reportgen.spec.load import Report, load

SPECS = (".yaml", ".yml")


def read_spec(path: Path, settings: Mapping[str, str] | None = None) -> Report:
    """Return the validated spec at ``path``; SpecError lists every problem."""
    note_path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(Problem(f"not UTF-8 text at byte {error.start}", Position(path.name, 1, 1))) from None
    except OSError as error:
        raise SpecError(Problem(f"cannot read the spec: {error.strerror}", Position(str(path)))) from None
    return load(text, path.name, path.parent, Kinds(), settings, theme_fault, Readers().formats)


def tables_among(paths: Sequence[Path]) -> list[Path]:
    """Return the table files that were given, or that are all there is in the folders given; else none."""
    from reportgen.tables.duckdb.storage import is_table_file

    found = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    found = [file for file in found if not file.name.startswith(".")]
    return found if found and all(map(is_table_file, found)) else []
