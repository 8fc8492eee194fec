"""System metrics: grouped as people know them."""

from __future__ import annotations

import pytest
from conftest import EVALUATION, RUNS, open_example, show

from reportgen.model.runset import RunSet
from reportgen.panels.system_metrics import SystemMetrics, classify


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("cpu", "cpu"), ("cpu.3.cpu_percent", "cpu"), ("proc.cpu.threads", "cpu"), ("memory_percent", "memory"),
        ("proc.memory.rssMB", "memory"), ("gpu.0.gpu", "gpu"), ("gpu.process.1.temp", "gpu"),
        ("disk./.usageGB", "disk"), ("disk.vda.in", "disk"),
        ("network.sent", "network"), ("network.tcpRetransmits", "network"),
        ("something.new", "other"),
    ],
)  # fmt: skip
def test_groups(name, group):
    assert classify(name)[0] == group


def test_names_of_other_loggers_share_titles():
    assert classify("gpu_0_utilization_percentage") == classify("gpu.0.gpu")
    assert classify("cpu_utilization_percentage") == classify("cpu")
    assert classify("system_memory_usage_percentage") == classify("memory_percent")
    assert classify("system_memory_usage_megabytes") == ("memory", "system_memory_usage_megabytes")
    assert classify("disk_usage_percentage") == classify("disk./.usagePercent")
    assert classify("disk_available_megabytes") == ("disk", "disk_available_megabytes")


def test_all_gpus_share_a_plot():
    assert classify("gpu.0.temp") == classify("gpu.7.temp")


def test_a_plot_for_each_kind_of_measurement():
    fragment = show(SystemMetrics(groups=["memory", "network"]), open_example(EVALUATION))
    assert fragment.html.count("<rg-line-plot") >= 4
    assert "Memory" in fragment.html
    assert "Network sent" in fragment.html
    assert "Disk" not in fragment.html


def test_what_a_script_logged_is_its_own_whatever_its_name():
    from dataclasses import replace

    run = next(iter(open_example(EVALUATION)))
    system = [key for key, info in run.keys.items() if info.system]
    assert system
    assert all(key.startswith("system/") for key in system)
    logged = replace(run)
    logged.__dict__["keys"] = {key: replace(info, system=False) for key, info in run.keys.items()}
    assert "No run logged system metrics" in show(SystemMetrics(), RunSet((logged,), (), (logged,))).html


def test_runs_that_measured_nothing():
    assert "No run logged system metrics" in show(SystemMetrics(), open_example(RUNS)).html
