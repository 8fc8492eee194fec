"""What a command costs, the peers' environment, and the browser: shared by the scripts of ``make bench``."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = ROOT / ".cache" / "bench"
PEERS = [
    "wandb==0.31.0",
    "altair==6.3.0",
    "vl-convert-python>=1.9,<2",
    "plotly==7.1.0",
    "bokeh==3.9.2",
    "itables==2.9.1",
    "numpy",
    "pandas",
    "pillow",
    "tensorboard==2.21.0",
    "tbparse==0.0.9",
]


def environment() -> str:
    """Return the interpreter of the peers' environment, made once."""
    python, stamp = CACHE / "venv" / "bin" / "python", CACHE / ".installed"
    if not stamp.is_file() or stamp.read_text() != str(PEERS):
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(CACHE / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS], check=True)
        stamp.write_text(str(PEERS))
    return str(python)


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a command and its children, and the most memory that they held together, in MB."""

    cpu: float
    memory: float


def cost(command: list[str]) -> Cost:
    """Return what a command costs; its own processes are added up."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    done, most = threading.Event(), [0.0]

    def watch() -> None:
        while not done.wait(0.1):
            most[0] = max(most[0], sum(_held(one) for one in _family(process.pid)))

    watcher = threading.Thread(target=watch)
    if sys.platform == "linux":
        watcher.start()
    said = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    done.set()
    if watcher.ident:
        watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said.decode(errors='replace')[-2000:]}")
    alone = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3 / 1.024)
    return Cost(used.ru_utime + used.ru_stime, max(alone, most[0]))


def _family(pid: int) -> list[int]:
    """Return a process and those that it started."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
    return found


def _held(pid: int) -> float:
    """Return the memory of a process in MB; what it shares with others is counted by its share."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1.024 / 1e3
    return 0.0


def in_turn(commands: dict[str, list[str]], rounds: int) -> dict[str, Cost]:
    """Return the median CPU and the most memory of each, run A B A B after one warm-up (none for a single round)."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(rounds + (rounds > 1)):
        for name, command in commands.items():
            spent = cost(command)
            if turn or rounds == 1:
                found[name].append(spent)
    return {
        name: Cost(statistics.median(one.cpu for one in all_), max(one.memory for one in all_))
        for name, all_ in found.items()
    }


def told(*command: str) -> dict:
    """Return the JSON of a command's last line."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def build(spec: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "reportgen", "build", "-q", str(spec), "-o", str(out)]


def made(folder: Path, *command: str) -> Path:
    """Return a folder of data, which a command makes once for each version of its script."""
    stamp, script = folder / ".made", Path(command[1]).read_text("utf-8")
    if not stamp.is_file() or stamp.read_text("utf-8") != script:
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        folder.mkdir(parents=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        stamp.write_text(script, "utf-8")
    return folder


@contextmanager
def chromium(*arguments: str) -> Iterator:
    """Start the browser that the tests use."""
    sys.path.insert(0, str(HERE.parent / "browser"))
    from install import chromium as found
    from playwright.sync_api import sync_playwright

    given = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", *arguments]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=given)
        yield browser
        browser.close()
