"""Metrics over steps, time or another metric: several runs and metrics on one pair of axes.

- line_plot: {y: [train/loss, val/loss], x: epoch, log_y: true, smoothing_factor: 0.6}
"""

from __future__ import annotations

from reportgen.panels.base.lines.panel import LinesPanel


class LinePlot(LinesPanel):
    """A line for each metric of each run, or of each group of runs, with the raw line behind a smoothed one."""
