"""``make bench``: the figures that the project promises, as one table with ratios to peers and to the limit.

Seconds are CPU seconds of whole processes, ratios are those of one run; nothing here asserts. The table is printed
and kept in ``docs/performance.md``. ``FULL=1`` measures 20 million scalars and 1,000 plots, too, and prints what
``full.py`` measures; ``bench.py SECTION...`` measures some only, and keeps nothing. Peers live in an environment of
their own under .cache/.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from measure import CACHE, HERE, ROOT, build, cost, environment, in_turn, made, told

FULL = bool(os.environ.get("FULL"))
PAGE = ROOT / "docs" / "performance.md"
START, END = "<!-- make bench writes this -->", "<!-- until here -->"
LINES = "title: Lines\n{budget}runs: {runs}\nblocks:\n  - panel_grid:\n      columns: 2\n      panels:{plots}\n"


@dataclass(frozen=True)
class Row:
    """A figure beside the best peer's and the limit: amounts of one unit, with what each is of."""

    what: str
    ours: float
    unit: str
    peer: tuple[str, float] | None = None
    limit: tuple[str, float] | None = None

    def cells(self) -> list[str]:
        return [self.what, said(self.ours, self.unit), *self._beside(self.peer), *self._beside(self.limit)]

    def _beside(self, other: tuple[str, float] | None) -> list[str]:
        if not other:
            return ["", ""]
        name, amount = other
        return [f"{said(amount, self.unit)} ({name})", said(self.ours / amount, "x") if amount else ""]


def said(amount: float, unit: str) -> str:
    """Return an amount with about three digits and its unit."""
    digits = next((places for least, places in ((100, 0), (10, 1), (1, 2)) if abs(amount) >= least), 3)
    return f"{amount:,.{digits}f} {unit}".strip()


def least(found: dict[str, float]) -> tuple[str, float]:
    """Return the best of the peers."""
    return min(found.items(), key=lambda one: one[1])


def python(script: str, *arguments: object, runner: str = sys.executable) -> list[str]:
    return [runner, str(HERE / f"{script}.py"), *map(str, arguments)]


def workload(name: str, spec: str, peers: list[str], rounds: int) -> list[Row]:
    """Compare building a workload with the floor's page and the peers'."""
    its = environment()
    data = made(CACHE / name, *python("workload", name, CACHE / name, runner=its))
    out = {one: CACHE / f"{name}-{one}.html" for one in ("reportgen", "floor", *peers)}
    commands = {
        "reportgen": build(data / spec, out["reportgen"]),
        "floor": python("floor", data, out["floor"], runner=its),
    }
    commands |= {one: python("peers", one, data, out[one], runner=its) for one in peers}
    spent = in_turn(commands, rounds)

    def row(what: str, unit: str, of: Callable[[str], float]) -> Row:
        amounts = {one: of(one) for one in peers}
        return Row(f"build {name}, {what}", of("reportgen"), unit, least(amounts), ("floor", of("floor")))

    return [
        row("CPU", "s", lambda one: spent[one].cpu),
        row("peak memory", "MB", lambda one: spent[one].memory),
        row("file", "MB", lambda one: out[one].stat().st_size / 1e6),
    ]


def starting() -> list[Row]:
    """Compare what is there before anything is read with an interpreter that imports NumPy, and check with build."""
    spec = CACHE / "empty.yaml"
    spec.write_text("title: Empty\nblocks: []\n")
    checked = [sys.executable, "-m", "reportgen", "check", str(CACHE / "S" / "report.yaml")]
    spent = in_turn({
        "pass": [sys.executable, "-c", "pass"], "numpy": [sys.executable, "-c", "import numpy"],
        "help": [sys.executable, "-m", "reportgen", "--help"], "empty": build(spec, CACHE / "empty-report.html"),
        "check": checked, "build": build(CACHE / "S" / "report.yaml", CACHE / "S-reportgen.html"),
    }, 5)  # fmt: skip
    ms = {name: one.cpu * 1000 for name, one in spent.items()}
    return [
        Row("reportgen --help, CPU", ms["help"], "ms", limit=("python -c pass", ms["pass"])),
        Row("an empty report, CPU", ms["empty"], "ms", limit=("import numpy", ms["numpy"])),
        Row("check S, CPU", ms["check"], "ms", limit=("build S", ms["build"])),
    ]


def reading(rows: int, metrics: int, what: str, rounds: int = 3) -> list[Row]:
    """Compare reading a log of the SDK with one pass over its bytes, and with decoding by protobuf and json."""
    its, folder = environment(), CACHE / f"log-{rows}-{metrics}"
    made(folder, *python("read", "make", folder, rows, metrics, runner=its))
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, runner in {
            "ours": sys.executable,
            "spec": sys.executable,
            "pass": sys.executable,
            "protobuf": its,
        }.items():
            found.setdefault(name, []).append(told(*python("read", name, folder, runner=runner))["cpu"])
    best = {name: min(times) for name, times in found.items()}
    peer, limit = ("protobuf", best["protobuf"]), ("one pass with CRC", best["pass"])
    return [
        Row(f"read {what}, CPU", best["ours"], "s", peer, limit),
        Row(f"read {what}, 4 metrics, CPU", best["spec"], "s", peer, limit),
    ]


def lines(folder: Path, runs: str, names: list[str], budget: str = "") -> Path:
    """Write a spec of line plots; returns it."""
    plots = "".join(f"\n        - line_plot: {name}" for name in names)
    spec = folder / "lines.yaml"
    spec.write_text(LINES.format(runs=runs, plots=plots, budget=f"size_budget: {budget}\n" if budget else ""))
    return spec


def scalars(runs: int, metrics: int, steps: int, budget: str, asked: float) -> list[Row]:
    """Build line plots of millions of numbers within a budget; the start of the process is not counted."""
    folder = CACHE / f"scalars-{runs}-{metrics}-{steps}"
    made(folder, *python("charts", "make", folder, runs, metrics, steps, runner=environment()))
    spec = lines(folder, "wandb", [f"train/metric_{m:02d}" for m in range(metrics)], budget)
    out, count = folder / "report.html", runs * metrics * steps
    bare, spent = cost(build(CACHE / "empty.yaml", CACHE / "empty-report.html")), cost(build(spec, out))
    logs = sum(path.stat().st_size for path in folder.rglob("*.wandb")) / 1e6
    what = f"{count / 1e6:.0f} M scalars"
    return [
        Row(f"{what}, CPU for each", (spent.cpu - bare.cpu) / count * 1e6, "µs"),
        Row(f"{what}, peak memory", spent.memory, "MB", limit=("the logs", logs)),
        Row(f"{what}, file", out.stat().st_size / 1e6, "MB", limit=("asked for", asked)),
    ]


def sweep(runs: int = 500, metrics: int = 20) -> list[Row]:
    """Open a report of many runs."""
    folder = CACHE / "sweep"
    made(folder, *python("many", "make", folder / "runs", runs, metrics, 100))
    names = ["val/acc", *(f"part{m % 7}/metric_{m:02d}" for m in range(metrics - 1))]
    spent = cost(build(lines(folder, "runs", names), folder / "sweep.html"))
    page = told(*python("pages", folder / "sweep.html", "--rounds=1"))["sweep"]
    what = f"{runs} runs x {metrics} metrics"
    return [
        Row(f"{what}, build, CPU", spent.cpu, "s"),
        Row(f"{what}, first chart", page["chart"], "ms"),
        Row(f"{what}, longest task", page["longest"], "ms"),
        Row(f"{what}, elements of the page", page["elements"], ""),
    ]


def scrolling(plots: int) -> list[Row]:
    """Scroll through many plots, from top to bottom."""
    folder = CACHE / f"plots-{plots}"
    made(folder, *python("charts", "make", folder, 4, plots, 200, runner=environment()))
    spec = lines(folder, "wandb", [f"train/metric_{m:02d}" for m in range(plots)])
    cost(build(spec, folder / "plots.html"))
    page = told(*python("pages", folder / "plots.html", "--scroll"))["plots"]
    return [
        Row(f"{plots:,} plots scrolled, last 15,000 px", page["paces"][-1], "s", limit=("the first", page["paces"][0])),
        Row(f"{plots:,} plots scrolled, heap", page["heap"], "MB"),
    ]


def page_of_s() -> list[Row]:
    """Open the page of S beside an empty one and the floor's."""
    empty = CACHE / "empty.html"
    empty.write_text("<!doctype html><meta charset=utf-8><title>Empty</title><p>Empty", "utf-8")
    files = [empty, CACHE / "S-reportgen.html", CACHE / "S-floor.html", CACHE / "M-reportgen.html"]
    found = told(*python("pages", *files, "--rounds=5"))
    ours, floor, large = (found[name] for name in ("S-reportgen", "S-floor", "M-reportgen"))
    return [
        Row("page S, first paint", ours["paint"], "ms", limit=("empty page", found["empty"]["paint"])),
        Row("page S, first chart", ours["chart"], "ms", limit=("floor", floor["chart"])),
        Row("page S, longest task", ours["longest"], "ms"),
        Row("page M, first paint", large["paint"], "ms", limit=("empty page", found["empty"]["paint"])),
        Row("page M, first chart", large["chart"], "ms"),
    ]


def tables() -> list[Row]:
    """Ask questions of 50,000 rows in the page and in DuckDB."""
    found = told(*python("tables", "small", CACHE / "tables"))
    return [
        Row(f"table of 50,000 rows, {name}", found["page"][name], "ms", ("DuckDB, 1 thread", found["duckdb"][name]))
        for name in ("filter", "sort", "group")
    ]


def other_logs() -> list[Row]:
    """Read what other tools log, beside their own readers."""
    sys.path.insert(0, str(HERE.parent))
    from environments import environment as installed

    its, events, store = environment(), CACHE / "events-short", CACHE / "mlflow-50"
    mlflow = str(installed("mlflow"))
    os.environ |= {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    made(events, *python("event_files", "make", events, 200_000, 10, 1, runner=its))
    made(store, *python("mlflow", "make", store, 50, runner=mlflow))
    ours, theirs = (
        told(*python("event_files", "ours", events)),
        told(*python("event_files", "accumulator", events, runner=its)),
    )
    mine, client = told(*python("mlflow", "ours", store)), told(*python("mlflow", "client", store, runner=mlflow))
    table = told(*python("csv_scan", CACHE / "scan-short.csv", 200_000))
    return [
        Row("TensorBoard, 200,000 scalars, CPU", ours["cpu"], "s", ("EventAccumulator", theirs["cpu"])),
        Row("mlflow.db of 1 M values, CPU", mine["cpu"], "s", ("MLflow's client", client["cpu"])),
        Row("CSV of 200,000 rows x 10, CPU", table["open"], "s", limit=("DuckDB's scan", table["scan"])),
    ]


def sections() -> dict[str, Callable[[], list[Row]]]:
    """Return what is measured, in the order of the table."""
    found = {
        "S": lambda: workload("S", "report.yaml", ["altair", "plotly", "bokeh"], 2),
        "M": lambda: workload("M", "whole.yaml", ["plotly"], 1),
        "start": starting,
        "reading": lambda: reading(100_000, 20, "100,000 rows x 20"),
        "keys": lambda: reading(3, 20_000, "3 rows x 20,000 keys")[:1],
        "scalars": lambda: scalars(20, 100, 1000, "4 MB", 4),
        "sweep": sweep,
        "scrolling": lambda: scrolling(1000 if FULL else 300),
        "pages": page_of_s,
        "tables": tables,
        "others": other_logs,
    }
    return found | {"many": lambda: scalars(20, 100, 10_000, "25 MB", 25)} if FULL else found


def machine() -> str:
    """Describe the machine by what changes figures, without its name."""
    model, memory = platform.processor() or platform.machine(), ""
    if sys.platform == "linux":
        found = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
        model = found[0].partition(":")[2].strip() if found else model
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB of memory"
    return (
        f"{model} ({platform.machine()}), {os.cpu_count()} cores{memory}, {platform.system()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def markdown(rows: list[Row]) -> str:
    """Return the rows as a Markdown table whose columns are aligned."""
    head = ["what", "reportgen", "best peer", "of it", "limit", "of it"]
    cells = [head, *(row.cells() for row in rows)]
    wide = [max(len(line[at]) for line in cells) for at in range(len(head))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, wide, strict=True)) + " |" for line in cells
    ]
    rule = "| " + " | ".join(":" + "-" * (width - 1) for width in wide) + " |"
    return "\n".join([text[0], rule, *text[1:]])


def keep(text: str) -> None:
    """Write the table into the manual."""
    page = PAGE.read_text("utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", "utf-8")


def main(chosen: list[str]) -> None:
    """Measure section by section, and print the table; it is kept where all of it was measured."""
    begun, rows = time.monotonic(), []
    for name, section in sections().items():
        if name in chosen or not chosen:
            rows += section()
            print(f"{time.monotonic() - begun:4.0f} s  {name}", file=sys.stderr)
    text = f"{machine()}.\n\n{markdown(rows)}"
    print(text)
    if chosen:
        return
    keep(text)
    print(f"kept in {PAGE.relative_to(ROOT)}", file=sys.stderr)
    if FULL:
        import full

        full.main()


if __name__ == "__main__":
    main(sys.argv[1:])
