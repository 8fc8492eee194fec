"""Fuzz readers and parsers with atheris: run.py [--seconds N] [TARGET ...].

Each target runs in a process of its own, for N seconds of processor time. What breaks a check, takes more than a second
of it or more than another GiB is kept below .cache/fuzz/TARGET/, once for each place in the code, and the run goes on.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

CACHE = Path(__file__).parents[2] / ".cache" / "fuzz"
SLOW = 1.0
LARGE = 1 << 20  # KiB
MOST_BYTES = 4096
AGAIN = 75
"""How a process ends that the fuzzer itself, which keeps something of each execution, made large."""


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import resource

    import atheris

    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    folder = CACHE / name
    corpus, kept = folder / "corpus", folder / "kept"
    for part in (corpus, kept):
        part.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["reportgen"]):
        from targets import TARGETS

        target = TARGETS[name]
        for seed in target.seeds():
            (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
            target.check(seed)  # imports what it needs, instrumented
    seen: set[str] = set()
    executions, begun = 0, time.process_time()
    count = folder / "executions"
    before, spent_before = map(int, count.read_text("utf-8").split()) if count.is_file() else (0, 0)

    def keep(where: str, data: bytes, what: str) -> None:
        if where not in seen:
            seen.add(where)
            place = kept / hashlib.sha256(data).hexdigest()[:12]
            place.write_bytes(data)
            place.with_suffix(".txt").write_text(what, "utf-8", "replace")

    def one(data: bytes) -> None:
        nonlocal executions
        start = time.process_time()
        spent = spent_before + start - begun
        if executions % 64 == 0:
            count.write_text(f"{before + executions} {spent:.0f}\n", "utf-8")
        if spent > seconds:  # libFuzzer knows a limit of the clock alone, and other work may have the processor
            os._exit(0)
        executions += 1
        small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            target.check(data)
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            stack = traceback.extract_tb(error.__traceback__)
            keep(f"{type(error).__name__} {stack[-1].filename}:{stack[-1].lineno}", data, traceback.format_exc())
        took, large = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if took > SLOW:
            keep("slow", data, f"{took:.1f} s of CPU\n")
        if large - small > LARGE:
            keep("large", data, f"{(large - small) >> 10} MiB more\n")
        if large > 2 * LARGE:
            count.write_text(f"{before + executions} {spent:.0f}\n", "utf-8")
            os._exit(AGAIN)

    options = [f"-max_len={MOST_BYTES}", "-timeout=120", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={kept}/", str(corpus)], one)
    atheris.Fuzz()


def main() -> int:
    """Fuzz all targets, one after the other; returns 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="of processor time for each target")
    parser.add_argument("--one", action="store_true", help="in this process")
    parser.add_argument("--continue", dest="goes_on", action="store_true", help="count what targets had before")
    parser.add_argument("targets", nargs="*", help="all when left out")
    chosen = parser.parse_args()
    if chosen.one:  # nothing of reportgen is imported yet: what is, is not watched
        fuzz(chosen.targets[0], chosen.seconds)
        return 0
    from targets import TARGETS

    names = chosen.targets or list(TARGETS)
    found = 0
    for name in names:
        kept = CACHE / name / "kept"
        if not chosen.goes_on:
            shutil.rmtree(kept, ignore_errors=True)
            (CACHE / name / "executions").unlink(missing_ok=True)
        command = [sys.executable, __file__, "--one", "--seconds", str(chosen.seconds), name]
        # libFuzzer reads no text: whatever a target prints may be cut anywhere.
        while True:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
            if done.returncode != AGAIN:
                break
        count = CACHE / name / "executions"
        runs, spent = count.read_text("utf-8").split() if count.is_file() else ("0", "0")
        broken = len([path for path in kept.glob("*") if path.suffix != ".txt"]) if kept.is_dir() else 0
        found += broken + (done.returncode != 0)
        ended = f"  ended: {done.stderr.strip()[-200:]!r}" if done.returncode else ""
        print(f"{name:12} {int(runs):>10,} executions in {int(spent):,} s {broken:>4} found{ended}", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
