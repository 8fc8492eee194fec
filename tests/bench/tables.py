"""Tables of 50,000, 200,000 and a million rows in the page, beside row JSON, itables and DuckDB's own times.

``tables.py make OUT_DIR`` writes the rows, and reports of them; ``tables.py peer ROWS_FILE OUT_FILE`` (in the peers'
environment) writes itables' page of the same rows; ``tables.py open OUT_DIR`` prints as JSON what questions cost in a
real browser and in DuckDB (ms), and what scrolling does, ``small`` only the first; ``tables.py many OUT_DIR`` filters
and groups a hundred million rows of Parquet in this process, and prints seconds and the peak of its memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from measure import chromium

ROWS, SCROLLED, MOST, PARQUET = 50_000, 200_000, 1_000_000, 100_000_000
CLASSES = "['car', 'bus', 'truck', 'cyclist', 'person', 'road', 'sky', 'tree']"
FRAME = "'frames/' || lpad((i // 100)::VARCHAR, 5, '0') || '/' || lpad(i::VARCHAR, 8, '0') || '.jpg'"
SQL = f"""SELECT i AS id, {FRAME} AS image, {CLASSES}[1 + (hash(i) % 8)::INT] AS label,
  {CLASSES}[1 + (hash(i + 1) % 8)::INT] AS guess, round((hash(i + 2) % 1000003) / 1000003.0, 4) AS score,
  -ln(((hash(i + 3) % 1000003) + 1) / 1000004.0) AS loss, round(pow((hash(i + 4) % 1000003) / 1000003.0, 3), 3) AS road,
  [640, 1280, 1920][1 + (hash(i + 5) % 3)::INT] AS width, [480, 720, 1080][1 + (hash(i + 6) % 3)::INT] AS height,
  hash(i + 7) % 10 < 3 AS night, TIMESTAMP '2026-11-01' + INTERVAL (i * 37) SECOND AS seen,
  ['train', 'val', 'test'][1 + (hash(i + 8) % 3)::INT] AS split FROM range({{}}) r(i)"""
QUESTIONS = {
    "filter": ("score > 0.5 and label == 'car' and road < 0.1", "SELECT count(*) FROM t WHERE {}"),
    "sort": ("score", "SELECT id FROM t ORDER BY {} DESC"),
    "group": ("label", "SELECT {}, count(*), avg(score) FROM t GROUP BY 1"),
}


def small(out: Path) -> dict[str, dict[str, float]]:
    """Return what questions of the 50,000 rows cost in the page and in DuckDB, on one thread."""
    import duckdb

    from reportgen import build

    out.mkdir(parents=True, exist_ok=True)
    duckdb.sql(SQL.format(ROWS)).write_parquet(str(out / "rows.parquet"))
    (out / "rows.yaml").write_text("blocks: [{table: {path: rows.parquet, max_rows: none}}]\n")
    build(out / "rows.yaml", out / "rows.html")
    with chromium() as browser:
        page, _ = visit(browser, out / "rows.html")
        here = page.evaluate(ASK, [{name: text for name, (text, _) in QUESTIONS.items()}, ROWS])
    return {"page": here, "duckdb": engine(out, threads=1)}


def visit(browser, path: Path):
    """Return the page of a table that answers, and the seconds until it did."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    begun = time.monotonic()
    page.goto(path.resolve().as_uri(), timeout=240_000)
    page.locator(".rg-table-status", has_text="rows").wait_for(timeout=240_000)
    return page, time.monotonic() - begun


def make(out: Path) -> None:
    """Write the rows as Parquet and as JSON, and reports that carry all of them."""
    import duckdb

    from reportgen import build

    out.mkdir(parents=True, exist_ok=True)
    for name, count in (("rows", ROWS), ("scrolled", SCROLLED), ("most", MOST)):
        duckdb.sql(SQL.format(count)).write_parquet(str(out / f"{name}.parquet"))
        (out / f"{name}.yaml").write_text(f"blocks: [{{table: {{path: {name}.parquet, max_rows: none}}}}]\n")
        build(out / f"{name}.yaml", out / f"{name}.html")
    (out / "empty.yaml").write_text("blocks: [{table: {path: rows.parquet, limit: 1}}]\n")
    build(out / "empty.yaml", out / "empty.html")
    found = duckdb.sql(f"SELECT * FROM '{out / 'rows.parquet'}'")
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    (out / "rows.json").write_text(json.dumps(rows, separators=(",", ":"), default=str))


def peer(rows: Path, out: Path) -> None:
    """Write itables' page of the rows."""
    import pandas as pd
    from itables import to_html_datatable

    frame = pd.DataFrame(json.loads(rows.read_text()))
    out.write_text(to_html_datatable(frame, maxBytes=0, connected=False), "utf-8")


ASK = """async ([questions, count]) => {
  const asker = document.querySelector("rg-table").table.asker, found = {};
  const best = async (ask) => { let least = Infinity; for (let i = 0; i < 6; i++) { const begun = performance.now();
    await ask(); if (i) least = Math.min(least, performance.now() - begun); } return least; };
  found.filter = await best(() => asker.answer({ filters: [questions.filter], order: [], groupby: [] }));
  found.sort = await best(() => asker.answer(
    { filters: [], order: [{ by: questions.sort, down: true }], groupby: [] }));
  found.group = await best(() => asker.answer({ filters: [], order: [], groupby: [questions.group] }));
  return found;
}"""
SCROLL = """async () => {
  const grid = document.querySelector(".rg-grid"); let worst = 0;
  new PerformanceObserver((list) => { for (const task of list.getEntries()) worst = Math.max(worst, task.duration); })
    .observe({ entryTypes: ["longtask"] });
  for (let i = 0; i < 120; i++) { grid.scrollTop += i % 10 === 9 ? grid.scrollHeight / 15 : 400;
    await new Promise((done) => requestAnimationFrame(done)); }
  await new Promise((done) => setTimeout(done, 300));
  return worst;
}"""


def opened(out: Path) -> dict[str, object]:
    """Return what questions cost in the page and in DuckDB, the longest task of scrolling, and a million rows."""
    told = {name: text for name, (text, _) in QUESTIONS.items()}
    with chromium() as browser:
        page, _ = visit(browser, out / "rows.html")
        here = page.evaluate(ASK, [told, ROWS])
        page, _ = visit(browser, out / "scrolled.html")
        worst = page.evaluate(SCROLL)
        page, live = visit(browser, out / "most.html")
        million = page.evaluate(ASK, [told, MOST])
    return {"page": here, "duckdb": engine(out), "longest": worst, "live": live, "million": million}


def engine(out: Path, threads: int = 0) -> dict[str, float]:
    """Return DuckDB's best times for the same questions of the same rows."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads} if threads else {})
    connection.execute(f"CREATE TABLE t AS SELECT * FROM '{out / 'rows.parquet'}'")
    found = {}
    for name, (text, query) in QUESTIONS.items():
        times = []
        for _ in range(6):
            begun = time.perf_counter()
            connection.execute(query.format(text.replace("==", "="))).fetchall()
            times.append((time.perf_counter() - begun) * 1000)
        found[name] = min(times[1:])
    return found


def many(out: Path) -> dict[str, float]:
    """Return seconds and megabytes of a report of a hundred million rows: filtered and sorted, and grouped."""
    import duckdb

    from reportgen import build

    folder = out / "parts"
    if not (out / "parts.done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for part in range(10):
            first, last = part * PARQUET // 10, (part + 1) * PARQUET // 10
            duckdb.sql(
                f"SELECT i AS id, {CLASSES}[1 + (hash(i) % 8)::INT] AS label, "
                f"(hash(i + 1) % 1000003) / 1000003.0 AS score, "
                f"(hash(i + 2) % 65537) / 100.0 AS loss, hash(i + 3) % 3 = 0 AS night FROM range({first}, {last}) r(i)"
            ).write_parquet(str(folder / f"{part}.parquet"))
        (out / "parts.done").touch()
    text = "blocks:\n  - table: {path: parts, filters: \"score > 0.99 and label == 'bus'\", order: [-loss]}\n"
    (out / "parts.yaml").write_text(f"{text}  - table: {{path: parts, groupby: [label, night], max_rows: 1000}}\n")
    begun = time.monotonic()
    build(out / "parts.yaml", out / "parts.html")
    return {"seconds": time.monotonic() - begun, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(Path(sys.argv[2]))
    elif sys.argv[1] == "peer":
        peer(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(json.dumps({"small": small, "open": opened, "many": many}[sys.argv[1]](Path(sys.argv[2]))))
