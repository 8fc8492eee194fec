"""What the machine did: CPU, memory, GPU, disk and network over time, grouped as people know them.

- system_metrics: {}
- system_metrics: {groups: [gpu, memory]}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from markupsafe import Markup
from pydantic import BeforeValidator, Field

from reportgen.fragment import Fragment
from reportgen.model.runset import RunSet
from reportgen.panels.base.lines.panel import LinesPanel
from reportgen.panels.base.markup import empty
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.texts import plural, say

Group = Literal["gpu", "cpu", "memory", "disk", "network", "other"]
_PREFIX = "system/"

# (pattern of the key behind "system/", group, title); keys with one title share a plot.
_KNOWN: tuple[tuple[str, Group, str], ...] = (
    (r"gpu(\.process)?\.\d+\.gpu$", "gpu", "GPU utilisation (%)"),
    (r"gpu(\.process)?\.\d+\.memoryAllocatedBytes$", "gpu", "GPU memory (bytes)"),
    (r"gpu(\.process)?\.\d+\.memoryAllocated$", "gpu", "GPU memory (%)"),
    (r"gpu(\.process)?\.\d+\.memory$", "gpu", "GPU time accessing memory (%)"),
    (r"gpu(\.process)?\.\d+\.temp$", "gpu", "GPU temperature (°C)"),
    (r"gpu(\.process)?\.\d+\.powerWatts$", "gpu", "GPU power (W)"),
    (r"gpu(\.process)?\.\d+\.powerPercent$", "gpu", "GPU power (% of its limit)"),
    (r"gpu_\d+_utilization_percentage$", "gpu", "GPU utilisation (%)"),
    (r"gpu_\d+_memory_usage_percentage$", "gpu", "GPU memory (%)"),
    (r"gpu_\d+_power_usage_watts$", "gpu", "GPU power (W)"),
    (r"gpu_\d+_power_usage_percentage$", "gpu", "GPU power (% of its limit)"),
    (r"gpu.*|.*\bgpu\b.*|tpu.*|ipu.*|trn.*", "gpu", ""),
    (r"cpu(_utilization_percentage|\.pct|\.percent\.avg)?$", "cpu", "CPU utilisation (%)"),
    (r"cpu\.\d+\.cpu_percent$", "cpu", "CPU cores (%)"),
    (r"proc\.cpu\.threads$", "cpu", "Process threads"),
    (r"cpu.*|proc\.cpu.*", "cpu", ""),
    (r"(memory(_percent)?|system_memory_usage_percentage|mem\.pct|ram\.percent\.used)$", "memory", "Memory in use (%)"),
    (r"proc\.memory\.percent$", "memory", "Process memory (%)"),
    (r"proc\.memory\.rssMB$", "memory", "Process memory (MB)"),
    (r"proc\.memory\.availableMB$", "memory", "Memory available (MB)"),
    (r"(proc\.|system_)?memory.*|swap.*|(ram|mem)\..*", "memory", ""),
    (r"disk\..*\.?usage(Percent)?$|disk_usage_percentage$", "disk", "Disk in use (%)"),
    (r"disk\..*\.?usageGB$", "disk", "Disk in use (GB)"),
    (r"disk\.(.*\.)?in$", "disk", "Disk read (MB)"),
    (r"disk\.(.*\.)?out$", "disk", "Disk written (MB)"),
    (r"disk.*", "disk", ""),
    (r"network\.sent$", "network", "Network sent (bytes)"),
    (r"network\.recv$", "network", "Network received (bytes)"),
    (r"network.*", "network", ""),
)


@dataclass(frozen=True)
class View:
    """The plots by group, in order, and each plot's own view."""

    plots: tuple[tuple[Group, LinesPanel, Any], ...]
    absent: tuple[str, ...]


class SystemMetrics(Panel):
    """System metrics of the machine during the run. Private: shown only where a spec names this panel."""

    main: ClassVar[str] = "groups"

    groups: Annotated[
        list[Group], BeforeValidator(lambda value: [value] if isinstance(value, str) else value), Field()
    ] = ["gpu", "cpu", "memory", "disk", "network"]
    """Which groups to show, in order: ``gpu``, ``cpu``, ``memory``, ``disk``, ``network``, ``other``."""
    smoothing_factor: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """0 draws the sampled values; values closer to 1 smooth more."""

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("System metrics")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return a plot for each kind of measurement."""
        found: dict[tuple[Group, str], list[str]] = {}
        for key in sorted(runs.keys()):
            if runs.is_system(key):
                group, title = classify(key.removeprefix(_PREFIX))
                found.setdefault((group, title), []).append(key)
        width = max(280, (context.width - 64) // 3)
        inner = Context(width, context.max_points)
        plots = []
        for group in self.groups:
            for (of, title), keys in found.items():
                if of == group:
                    plot = LinesPanel(
                        title=_heading(title), y=keys, x="relative_time", smoothing_factor=self.smoothing_factor
                    )
                    plots.append((group, plot, plot.prepare(runs, inner)))
        present = {group for group, *_ in plots}
        return View(tuple(plots), tuple(group for group in self.groups if group not in present))

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the groups, each a grid of plots."""
        del children
        if not view.plots:
            return Fragment(empty(say("No run logged system metrics.")), missing=["no run has system metrics"])
        whole = Fragment(alt=say("System metrics: {plots}.", plots=plural(len(view.plots), "plot")))
        parts = []
        for group in dict.fromkeys(group for group, *_ in view.plots):
            cells = []
            for _, plot, prepared in (entry for entry in view.plots if entry[0] == group):
                made = plot.render(prepared, theme, ())
                whole.elements |= made.elements
                whole.libraries |= made.libraries
                whole.blocks += made.blocks
                whole.holds += made.holds
                frame = Markup(
                    '<figure class="rg-panel rg-line-plot-panel" aria-label="{}">'
                    '<figcaption class="rg-panel-head"><bdi>{}</bdi></figcaption>{}</figure>'
                )
                cells.append(frame.format(made.alt, plot.heading(), made.html))
            grid = Markup('<div class="rg-panel-grid" style="--columns:3">{}</div>').format(Markup().join(cells))
            parts.append(Markup('<p class="rg-label">{}</p>{}').format(_title(group), grid))
        whole.html = Markup('<div class="rg-system">{}</div>').format(Markup().join(parts))
        return whole


def _title(group: str) -> str:
    words = {"memory": say("Memory"), "disk": say("Disk"), "network": say("Network"), "other": say("Other")}
    return words.get(group, group.upper())


def _heading(title: str) -> str:
    """Return the title of a known measurement in words of the page."""
    words = {
        "GPU utilisation (%)": say("GPU utilisation (%)"),
        "GPU memory (bytes)": say("GPU memory (bytes)"),
        "GPU memory (%)": say("GPU memory (%)"),
        "GPU time accessing memory (%)": say("GPU time accessing memory (%)"),
        "GPU temperature (°C)": say("GPU temperature (°C)"),
        "GPU power (W)": say("GPU power (W)"),
        "GPU power (% of its limit)": say("GPU power (% of its limit)"),
        "CPU utilisation (%)": say("CPU utilisation (%)"),
        "CPU cores (%)": say("CPU cores (%)"),
        "Process threads": say("Process threads"),
        "Memory in use (%)": say("Memory in use (%)"),
        "Process memory (%)": say("Process memory (%)"),
        "Process memory (MB)": say("Process memory (MB)"),
        "Memory available (MB)": say("Memory available (MB)"),
        "Disk in use (%)": say("Disk in use (%)"),
        "Disk in use (GB)": say("Disk in use (GB)"),
        "Disk read (MB)": say("Disk read (MB)"),
        "Disk written (MB)": say("Disk written (MB)"),
        "Network sent (bytes)": say("Network sent (bytes)"),
        "Network received (bytes)": say("Network received (bytes)"),
    }
    return words.get(title, title)


def classify(name: str) -> tuple[Group, str]:
    """Return the group and the title of a measurement, by its name behind ``system/``."""
    for pattern, group, title in _KNOWN:
        if re.match(pattern, name):
            return group, title or name
    return "other", name
