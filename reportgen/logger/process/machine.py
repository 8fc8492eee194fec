"""Metrics of the machine that a run is on: processor, memory, disks and network by psutil, graphics cards by NVML.

Both are extras (``pip install reportgen-ml[system]``); without psutil Linux's ``/proc`` is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

_MB = 1 << 20
_PERCENT = 100.0


class Machine:
    """Takes samples; numbers that cannot be had are omitted."""

    def __init__(self) -> None:
        self._psutil: Any = None
        with suppress(ImportError):
            import psutil

            self._psutil = psutil
            self._process = psutil.Process()
            self._net, self._disk = psutil.net_io_counters(), None
            with suppress(Exception):  # a container without block devices
                self._disk = psutil.disk_io_counters()
            psutil.cpu_percent()
            self._process.cpu_percent()
        self._cards = _Cards()

    def sample(self) -> dict[str, float]:
        """Return what is measured now, by name: ``cpu``, ``memory`` and so on in percent, else with their unit."""
        found: dict[str, float] = {}
        for part in (self._of_psutil() if self._psutil is not None else _of_proc(), self._cards.sample()):
            with suppress(Exception):  # a file of the system, or a driver, that is not there any more
                found.update(part)
        return found

    def _of_psutil(self) -> Iterator[tuple[str, float]]:
        psutil, process = self._psutil, self._process
        yield "cpu", psutil.cpu_percent()
        memory = psutil.virtual_memory()
        yield "memory_percent", memory.percent
        limit = _limit()
        if limit:
            yield "memory_of_limit_percent", _PERCENT * _used() / limit
        with process.oneshot():
            yield "proc.cpu.percent", process.cpu_percent()
            yield "proc.memory.rssMB", process.memory_info().rss / _MB
            yield "proc.cpu.threads", process.num_threads()
        yield "disk.percent", psutil.disk_usage(os.sep).percent
        net = psutil.net_io_counters()
        if net is not None and self._net is not None:
            yield "network.sent", net.bytes_sent - self._net.bytes_sent
            yield "network.recv", net.bytes_recv - self._net.bytes_recv
        disk = psutil.disk_io_counters() if self._disk is not None else None
        if disk is not None and self._disk is not None:
            yield "disk.inMB", (disk.read_bytes - self._disk.read_bytes) / _MB
            yield "disk.outMB", (disk.write_bytes - self._disk.write_bytes) / _MB


def _of_proc() -> Iterator[tuple[str, float]]:
    with suppress(OSError, ValueError, KeyError):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        memory = {line.split(":")[0]: float(line.split()[1]) for line in lines}
        yield "memory_percent", _PERCENT * (1 - memory["MemAvailable"] / memory["MemTotal"])
    with suppress(OSError, ValueError, AttributeError):
        yield "cpu.load", os.getloadavg()[0]
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        yield "proc.memory.rssMB", pages * os.sysconf("SC_PAGE_SIZE") / _MB


def _limit() -> float:
    """Return the limit of memory that a container has (cgroup v2), 0 where it has none."""
    with suppress(OSError, ValueError):
        return float(Path("/sys/fs/cgroup/memory.max").read_text("ascii"))
    return 0.0


def _used() -> float:
    return float(Path("/sys/fs/cgroup/memory.current").read_text("ascii"))


class _Cards:
    """NVIDIA's cards, where their library is installed."""

    def __init__(self) -> None:
        self._nvml: Any = None
        with suppress(Exception):  # no library, no driver, no card
            import pynvml

            pynvml.nvmlInit()
            self._cards = [pynvml.nvmlDeviceGetHandleByIndex(i) for i in range(pynvml.nvmlDeviceGetCount())]
            self._nvml = pynvml

    def sample(self) -> Iterator[tuple[str, float]]:
        if self._nvml is None:
            return
        for number, card in enumerate(self._cards):
            with suppress(Exception):  # what a card does not measure
                rates, memory = self._nvml.nvmlDeviceGetUtilizationRates(card), self._nvml.nvmlDeviceGetMemoryInfo(card)
                yield f"gpu.{number}.gpu", float(rates.gpu)
                yield f"gpu.{number}.memory", float(rates.memory)
                yield f"gpu.{number}.memoryAllocated", _PERCENT * memory.used / memory.total
                yield f"gpu.{number}.temp", float(self._nvml.nvmlDeviceGetTemperature(card, 0))
                yield f"gpu.{number}.powerWatts", self._nvml.nvmlDeviceGetPowerUsage(card) / 1000
