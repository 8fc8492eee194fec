"""A spec names sources and panels; readers turn sources into runs; panels turn runs into fragments.

A page puts fragments and a theme into one HTML file. ``reportgen build report.yaml`` does all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportgen.errors import ReportError as ReportError
    from reportgen.logger import plot as plot
    from reportgen.logger.api import Api as Api
    from reportgen.logger.artifact import Artifact as Artifact
    from reportgen.logger.elsewhere import AlertLevel as AlertLevel
    from reportgen.logger.elsewhere import Error as Error
    from reportgen.logger.elsewhere import Settings as Settings
    from reportgen.logger.elsewhere import login as login
    from reportgen.logger.elsewhere import mark_preempting as mark_preempting
    from reportgen.logger.elsewhere import setup as setup
    from reportgen.logger.elsewhere import teardown as teardown
    from reportgen.logger.elsewhere import termerror as termerror
    from reportgen.logger.elsewhere import termlog as termlog
    from reportgen.logger.elsewhere import termwarn as termwarn
    from reportgen.logger.elsewhere import util as util
    from reportgen.logger.media.audio import Audio as Audio
    from reportgen.logger.media.classes import Classes as Classes
    from reportgen.logger.media.histogram import Histogram as Histogram
    from reportgen.logger.media.html import Html as Html
    from reportgen.logger.media.image import Image as Image
    from reportgen.logger.media.molecule import Molecule as Molecule
    from reportgen.logger.media.object3d import Object3D as Object3D
    from reportgen.logger.media.plotly import Plotly as Plotly
    from reportgen.logger.media.video import Video as Video
    from reportgen.logger.misuse import UsageError as UsageError
    from reportgen.logger.runs.logged import LoggedRun as LoggedRun
    from reportgen.logger.runs.run import Run as Run
    from reportgen.logger.runs.session import alert as alert
    from reportgen.logger.runs.session import define_metric as define_metric
    from reportgen.logger.runs.session import finish as finish
    from reportgen.logger.runs.session import init as init
    from reportgen.logger.runs.session import log as log
    from reportgen.logger.runs.session import log_artifact as log_artifact
    from reportgen.logger.runs.session import log_code as log_code
    from reportgen.logger.runs.session import log_model as log_model
    from reportgen.logger.runs.session import save as save
    from reportgen.logger.runs.session import use_artifact as use_artifact
    from reportgen.logger.table import JoinedTable as JoinedTable
    from reportgen.logger.table import Table as Table
    from reportgen.logger.watch import unwatch as unwatch
    from reportgen.logger.watch import watch as watch
    from reportgen.publish import reports as reports
    from reportgen.publish.reports import BarPlot as BarPlot
    from reportgen.publish.reports import Calibration as Calibration
    from reportgen.publish.reports import CodeComparer as CodeComparer
    from reportgen.publish.reports import ConfusionMatrix as ConfusionMatrix
    from reportgen.publish.reports import ConsoleLog as ConsoleLog
    from reportgen.publish.reports import CustomChart as CustomChart
    from reportgen.publish.reports import Differences as Differences
    from reportgen.publish.reports import EvaluationComparer as EvaluationComparer
    from reportgen.publish.reports import EvaluationScores as EvaluationScores
    from reportgen.publish.reports import Findings as Findings
    from reportgen.publish.reports import Gates as Gates
    from reportgen.publish.reports import Headline as Headline
    from reportgen.publish.reports import HeatMap as HeatMap
    from reportgen.publish.reports import Layout as Layout
    from reportgen.publish.reports import LinePlot as LinePlot
    from reportgen.publish.reports import LineSeries as LineSeries
    from reportgen.publish.reports import Markdown as Markdown
    from reportgen.publish.reports import MediaBrowser as MediaBrowser
    from reportgen.publish.reports import PanelGrid as PanelGrid
    from reportgen.publish.reports import ParallelCoordinates as ParallelCoordinates
    from reportgen.publish.reports import ParameterImportance as ParameterImportance
    from reportgen.publish.reports import PrCurve as PrCurve
    from reportgen.publish.reports import Report as Report
    from reportgen.publish.reports import Residuals as Residuals
    from reportgen.publish.reports import Result as Result
    from reportgen.publish.reports import RocCurve as RocCurve
    from reportgen.publish.reports import RunComparer as RunComparer
    from reportgen.publish.reports import RunSet as RunSet
    from reportgen.publish.reports import RunTable as RunTable
    from reportgen.publish.reports import ScalarChart as ScalarChart
    from reportgen.publish.reports import ScatterPlot as ScatterPlot
    from reportgen.publish.reports import Section as Section
    from reportgen.publish.reports import Source as Source
    from reportgen.publish.reports import SystemMetrics as SystemMetrics
    from reportgen.publish.reports import Toc as Toc
    from reportgen.publish.reports import build as build
    from reportgen.publish.reports import import_wandb as import_wandb
    from reportgen.publish.runs import OpenHistory as OpenHistory
    from reportgen.publish.runs import OpenRun as OpenRun
    from reportgen.publish.runs import OpenRuns as OpenRuns
    from reportgen.publish.runs import runs as runs
    from reportgen.tables.api import OpenTable as OpenTable
    from reportgen.tables.api import QuestionError as QuestionError
    from reportgen.tables.api import open_table as open_table

__version__ = "0.1.0"
_MODULES = {
    **dict.fromkeys(("build", "Result", "import_wandb"), "publish.reports"), "ReportError": "errors",
    **dict.fromkeys(("runs", "OpenHistory", "OpenRun", "OpenRuns"), "publish.runs"), "reports": "publish.reports",
    **dict.fromkeys((
        "BarPlot", "Calibration", "CodeComparer", "ConfusionMatrix", "ConsoleLog", "CustomChart", "Differences",
        "EvaluationComparer", "EvaluationScores", "Findings", "Gates", "Headline", "HeatMap", "Layout", "LinePlot",
        "LineSeries", "Markdown", "MediaBrowser", "PanelGrid", "ParallelCoordinates", "ParameterImportance",
        "PrCurve", "Report", "Residuals", "RocCurve", "RunComparer", "RunSet", "RunTable", "ScalarChart",
        "ScatterPlot", "Section", "Source", "SystemMetrics", "Toc",
    ), "publish.reports"),
    "open_table": "tables.api", "OpenTable": "tables.api", "QuestionError": "tables.api",
    **dict.fromkeys(
        ("init", "log", "finish", "alert", "define_metric", "log_artifact", "use_artifact"), "logger.runs.session"
    ),
    "Run": "logger.runs.run", "UsageError": "logger.misuse", "Artifact": "logger.artifact",
    "Api": "logger.api", "LoggedRun": "logger.runs.logged",
    "Table": "logger.table", "JoinedTable": "logger.table", "Classes": "logger.media.classes",
    "Image": "logger.media.image", "Histogram": "logger.media.histogram", "Object3D": "logger.media.object3d",
    "Molecule": "logger.media.molecule", "Video": "logger.media.video", "Audio": "logger.media.audio",
    "Html": "logger.media.html", "Plotly": "logger.media.plotly", "plot": "logger.plot",
    "plot_table": "logger.plot", "watch": "logger.watch", "unwatch": "logger.watch", "save": "logger.runs.session",
    **dict.fromkeys((
        "AlertLevel", "Error", "Settings", "login", "mark_preempting", "setup", "teardown", "termerror", "termlog",
        "termwarn", "util",
    ), "logger.elsewhere"),
    **dict.fromkeys(("log_code", "log_model"), "logger.runs.session"),
}  # fmt: skip
_CURRENT = frozenset({"run", "config", "summary"})
__all__ = ["__version__", *_MODULES]  # noqa: PLE0604 - names that are loaded on first use


def __getattr__(name: str) -> object:
    """Load public names on first use, so that ``import reportgen`` costs nothing; the current run is always asked."""
    import importlib

    if name in _MODULES:
        module = importlib.import_module(f"reportgen.{_MODULES[name]}")
        found = getattr(module, name, module)  # plot is a module
        globals()[name] = found
        return found
    if name in _CURRENT:
        return importlib.import_module("reportgen.logger.runs.session").of_current(name)
    what = f"module 'reportgen' has no attribute {name!r}"
    if not name.startswith("_"):
        what = importlib.import_module("reportgen.logger.misuse").missing(name, __all__, "module 'reportgen'")
    raise AttributeError(what)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({name for name in globals() if name.startswith("__")} | set(__all__) | _CURRENT)
