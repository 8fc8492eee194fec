"""A table of metrics of about 200 MB: opening it beside DuckDB's own scan, as CPU seconds of one run.

``csv_scan.py FILE [ROWS]`` writes the file where there is none, and prints both times, their ratio and, of a million
rows, that of our own parser.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROWS, COLUMNS, ROUNDS = 1_000_000, 10, 3


def make(path: Path, rows: int) -> None:
    """Write noisy decays."""
    import duckdb

    value = '(hash(i + {0}) % 1000003) / 1000003.0 * exp(-i / 500000.0) AS "train/m{0}"'
    columns = ", ".join(value.format(place) for place in range(COLUMNS))
    query = f"SELECT i AS step, {columns} FROM range({rows}) r(i)"  # noqa: S608 - of our own words
    duckdb.connect().sql(query).write_csv(str(path))


def cost(work: Callable[[], object]) -> float:
    """Return the least CPU seconds of some rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def main(path: Path, rows: int = ROWS) -> None:
    """Print the times as JSON."""
    import duckdb

    from reportgen.metrics.text import large
    from reportgen.sources import read_runs

    if not path.is_file():
        make(path, rows)
    engine = duckdb.connect()
    scan = cost(lambda: engine.execute("SELECT * FROM read_csv(?)", [str(path)]).fetchnumpy())
    ours = cost(lambda: read_runs(path).runs)
    large.LARGE = 1 << 60
    parser = cost(lambda: read_runs(path).runs) if rows == ROWS else 0.0
    size = path.stat().st_size / 1e6
    print(json.dumps({"megabytes": size, "scan": scan, "open": ours, "ratio": ours / scan, "parser": parser / scan}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
