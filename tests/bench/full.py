"""``make bench FULL=1``: the long variants of what ``bench.py`` measures, as ratios within one run, printed."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys

from measure import CACHE, HERE, cost, environment, in_turn


def charts(python: str, runs: int, metrics: int, steps: int, *, peers: tuple[str, ...], rounds: int) -> None:
    """Compare many line plots: bytes and CPU to build, and in the browser time to drawn, longest task and heap."""
    data = CACHE / f"charts-{runs}-{metrics}-{steps}"
    script = str(HERE / "charts.py")
    if not (data / ".made").is_file():
        subprocess.run([python, script, "make", str(data), str(runs), str(metrics), str(steps)], check=True)
        (data / ".made").touch()
    out = {name: CACHE / f"charts-{steps}-{name}.html" for name in ("reportgen", *peers)}
    ours = [sys.executable, "-m", "reportgen", "build", "-q", str(data / "report.yaml"), "-o", str(out["reportgen"])]
    commands = {"reportgen": ours} | {name: [python, script, name, str(data), str(out[name])] for name in peers}
    seconds = {name: one.cpu for name, one in in_turn(commands, rounds).items()}
    print(f"\n{metrics} line plots x {runs} runs x {steps:,} steps")
    opened: dict[str, list[dict[str, float]]] = {name: [] for name in out}
    for _ in range(rounds):
        for name, path in out.items():
            if steps > 5000 and name != "reportgen":
                continue
            done = subprocess.run([sys.executable, script, "open", str(path), str(metrics)], check=True,
                                  capture_output=True, text=True)  # fmt: skip
            opened[name].append(json.loads(done.stdout))
    for name, path in out.items():
        size, base = path.stat().st_size, out["reportgen"].stat().st_size
        cost = f"{seconds[name]:6.2f} CPU s ({seconds[name] / seconds['reportgen']:5.2f} x)"
        line = f"  {name:10} {size / 1e6:7.2f} MB ({size / base:5.2f} x)   {cost}"
        if opened[name]:
            mid = {key: statistics.median(one[key] for one in opened[name]) for key in opened[name][0]}
            drawn = statistics.median(one["drawn"] for one in opened["reportgen"])
            line += (
                f"   drawn {mid['drawn']:5.2f} s ({mid['drawn'] / drawn:4.2f} x)"
                f"   longest task {mid['longest']:4.0f} ms, while scrolling {mid['scrolling']:4.0f} ms"
                f"   heap {mid['heap']:4.0f} MB"
            )
        print(line)


def images(python: str) -> None:
    """Compare a thousand images with overlays to copying their bytes as base64; and what their page costs."""
    data = CACHE / "images"
    script = str(HERE / "images.py")
    if not (data / ".made").is_file():
        subprocess.run([python, script, "log", str(data)], check=True)
        (data / ".made").touch()
    out = {name: CACHE / f"images-{name}.html" for name in ("empty", "whole", "fitted")}
    commands = {
        name: [sys.executable, "-m", "reportgen", "build", "-q", str(data / f"{name}.yaml"), "-o", str(path)]
        for name, path in out.items()
    }
    commands["copy"] = [sys.executable, script, "copy", str(data), str(CACHE / "images.b64")]
    seconds = {name: one.cpu for name, one in in_turn(commands, 1).items()}
    print("\n1,000 images of 512 px with five boxes and a mask each")
    for name in ("copy", "whole", "fitted"):
        size = out.get(name, CACHE / "images.b64").stat().st_size
        ratio = seconds[name] / seconds["copy"]
        print(f"  {name:7} {size / 1e6:7.2f} MB   {seconds[name]:6.2f} CPU s ({ratio:5.2f} x copying)")
    cost = {}
    for name in ("empty", "fitted"):
        command = [sys.executable, script, "open", str(out[name])]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        cost[name] = json.loads(done.stdout)
    paint = cost["fitted"]["paint"] / cost["empty"]["paint"]
    more = cost["fitted"]["after"] - cost["empty"]["after"]
    print(f"  first paint {paint:.2f} x an empty page's; scrolled to the end the tab takes {more:.0f} MB more")


def tables(python: str) -> None:
    """Compare a table of 50,000 rows to row JSON, itables and DuckDB; and what larger ones cost."""
    out, script = CACHE / "tables", str(HERE / "tables.py")
    print("\nTables: 50,000 rows x 12 columns")
    subprocess.run([sys.executable, script, "make", str(out)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([python, script, "peer", str(out / "rows.json"), str(out / "itables.html")], check=True)
    size = {name: (out / name).stat().st_size for name in ("rows.html", "empty.html", "rows.json", "itables.html")}
    mine = size["rows.html"] - size["empty.html"]
    print(f"  {mine / 1e6:.2f} MB in the file: {mine / size['rows.json']:.2f} x row JSON, "
          f"{mine / size['itables.html']:.2f} x itables' page")  # fmt: skip
    found = json.loads(subprocess.check_output([sys.executable, script, "open", str(out)]))
    for name, spent in found["page"].items():
        print(f"  {name}: {spent:.1f} ms, {spent / found['duckdb'][name]:.1f} x DuckDB's")
    print(f"  200,000 rows: longest task while scrolling {found['longest']:.0f} ms (0: none over 50)")
    print(f"  1,000,000 rows: live after {found['live']:.1f} s, filtered in {found['million']['filter']:.0f} ms")
    large = json.loads(subprocess.check_output([sys.executable, script, "many", str(out)]))
    print(f"  100,000,000 rows of Parquet: {large['seconds']:.0f} s, peak {large['peak']:.0f} MB")


def csv_scan() -> None:
    """Compare opening a large table of metrics to DuckDB's own scan of it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    done = subprocess.check_output([sys.executable, str(HERE / "csv_scan.py"), str(CACHE / "scan.csv")], text=True)
    cost = json.loads(done)
    print(f"\nA CSV of {cost['megabytes']:.0f} MB: opened in {cost['open']:.2f} s of CPU, "
          f"{cost['ratio']:.2f} x DuckDB's scan (our own parser {cost['parser']:.1f} x)")  # fmt: skip


def scenes() -> None:
    """Compare a cloud of 300,000 points to a plain GLB of them in the same viewer, and 24 scenes to an empty page."""
    out, script = CACHE / "scenes", str(HERE / "scenes.py")
    print("\n300,000 points with 40 boxes; 24 scenes of 20,000 points; software WebGL")
    made = subprocess.run([sys.executable, script, "make", str(out)], check=True, capture_output=True, text=True)
    done = subprocess.run([sys.executable, script, "open", str(out)], check=True, capture_output=True, text=True)
    cost = json.loads(done.stdout)
    paint = cost["first_paint_many"] / cost["first_paint_none"]
    print(f"  {made.stdout.strip()}; first frame {cost['ratio']:.2f} x the plain GLB's")
    print(f"  24 scenes: first paint {paint:.2f} x an empty page's")


def logs(python: str) -> None:
    """Compare logging to JSON lines and to the SDK: rows of 20 numbers, pictures, and reading a log back."""
    out, script = CACHE / "logs", str(HERE / "logs.py")
    subprocess.run(["rm", "-rf", str(out)], check=True)

    def taken(runner: str, what: str, count: int) -> dict[str, float]:
        folder = out / what.removeprefix("open-").replace("sdk-log", "sdk")
        done = subprocess.check_output([runner, script, what, str(folder), str(count)], text=True)
        return json.loads(done.splitlines()[-1])

    ours, theirs = taken(sys.executable, "rows", 25_000), taken(python, "sdk-rows", 5_000)
    print("\nLogging a row of 20 numbers")
    print(f"  {ours['log']:.1f} us, {ours['log'] / ours['json']:.2f} x json.dumps and a write, "
          f"1/{theirs['log'] / ours['log']:.0f} of the SDK's caller")  # fmt: skip
    print(f"  {ours['bytes']:.0f} bytes, {ours['bytes'] / theirs['bytes']:.3f} x the SDK's")
    picture, other = taken(sys.executable, "pictures", 100), taken(python, "sdk-pictures", 100)
    print(
        f"  a picture of 256 x 256: {picture['log']:.2f} ms, 1/{other['log'] / picture['log']:.1f} of the SDK's caller"
    )
    rows = 200_000
    taken(python, "sdk-log", rows)
    read, again = taken(sys.executable, "open", rows), taken(sys.executable, "open-sdk", rows)
    print(f"  {rows:,} rows opened, verified, one column: {read['open']:.2f} s, "
          f"1/{again['open'] / read['open']:.0f} of reading the SDK's log")  # fmt: skip
    times = {code: cost([sys.executable, "-c", code]).cpu for _ in range(2) for code in ("pass", "import reportgen")}
    print(f"  import reportgen: {times['import reportgen'] / times['pass']:.1f} x python -c pass")


def event_files(python: str) -> None:
    """Compare reading TensorBoard's event files with its own EventAccumulator, and with tbparse."""
    script = str(HERE / "event_files.py")
    print("\nTensorBoard's event files")
    for name, sizes in {"1 run of 10 tags": (1_000_000, 10, 1), "10,000 tags": (100_000, 10_000, 1),
                        "500 runs of 20 tags": (500_000, 20, 500)}.items():  # fmt: skip
        folder = CACHE / "events" / name.replace(" ", "-")
        if not folder.is_dir():
            subprocess.run([python, script, "make", str(folder), *map(str, sizes)], check=True)
        found = {}
        for what, runner in (("ours", sys.executable), ("accumulator", python), ("tbparse", python)):
            done = subprocess.run(
                [runner, script, what, str(folder)], capture_output=True, text=True, check=True, cwd=CACHE
            )
            found[what] = json.loads(done.stdout.splitlines()[-1])
        ours = found.pop("ours")
        ratios = ", ".join(
            f"1/{one['cpu'] / ours['cpu']:.1f} of {what}'s, {ours['mb'] / max(one['mb'], 1):.2f} x its memory"
            for what, one in found.items()
        )
        print(f"  {sizes[0]:,} scalars, {name}: {ours['cpu']:.2f} s of CPU, {ratios}")


def stores(runs: int = 500) -> None:
    """Compare reading every value of an MLflow database with MLflow's own client."""
    sys.path.insert(0, str(HERE.parent))
    from environments import environment as its_own

    folder, script, python = CACHE / f"mlflow-{runs}", str(HERE / "mlflow.py"), str(its_own("mlflow"))
    quiet = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    if not (folder / ".made").is_file():
        subprocess.run([python, script, "make", str(folder), str(runs)], check=True, env=quiet)
        (folder / ".made").touch()
    found = {}
    for runner, what in (
        (sys.executable, "ours"),
        (python, "client"),
        (sys.executable, "ours"),
    ):  # ours once to warm up
        found[what] = json.loads(subprocess.check_output([runner, script, what, str(folder)], text=True, env=quiet))
    ours, client = found["ours"], found["client"]
    print(f"\nreading an mlflow.db of {runs:,} runs x 20 metrics x 1,000 steps, CPU seconds after imports")
    print(f"  MLflow's client     {client['cpu']:7.2f}   {client['peak']:,.0f} MB at most")
    print(f"  every value of all  {ours['cpu']:7.2f}   {ours['peak']:,.0f} MB at most")
    print(f"  {client['cpu'] / ours['cpu']:.0f} x faster; the sums differ by {abs(ours['sum'] - client['sum']):.0e}")


def main() -> None:
    """Print all of it."""
    peers = environment()
    charts(peers, 8, 50, 1000, peers=("altair", "plotly"), rounds=3)
    charts(peers, 8, 50, 10_000, peers=("altair",), rounds=1)
    images(peers)
    scenes()
    tables(peers)
    csv_scan()
    logs(peers)
    event_files(peers)
    stores()


if __name__ == "__main__":
    main()
