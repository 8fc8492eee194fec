"""Classes of reports, as editors see them. Generated from the models of the spec by `make golden`. Do not edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from reportgen.errors import Problem
from reportgen.publish.reports.building import Result as Result
from reportgen.publish.reports.building import build as build
from reportgen.publish.reports.imported import import_wandb as import_wandb
from reportgen.publish.reports.node import Block as Block
from reportgen.publish.reports.node import Node as Node
from reportgen.publish.reports.shown import Shown as Shown

Blocks: TypeAlias = Sequence[Block | str | Mapping[str, Any]]

class Boxes(Node):
    """How bounding boxes are drawn at first; the reader can change all of it.

    Fields:
        min_score: Show boxes whose score of this name is at least this much: `{acc: 0.3}`.
        max_score: Show boxes whose score of this name is at most this much: `{loss: 1.5}`.
        labels: Show the caption or class of boxes.
        style: `fill` tints what is inside.
    """

    min_score: Mapping[str, float]
    max_score: Mapping[str, float]
    labels: bool
    style: Literal["fill", "outline"]

    def __init__(
        self,
        *,
        min_score: Mapping[str, float] = ...,
        max_score: Mapping[str, float] = ...,
        labels: bool = ...,
        style: Literal["fill", "outline"] = ...,
    ) -> None: ...

class EmbeddingMap(Node):
    """A column of vectors, or two of places, drawn as a map on which rows that are alike lie together.

    Fields:
        column: The column that holds vectors.
        x: Instead of vectors, a column of numbers: the places from left to right.
        y: With `x`, the places from below.
        color: A column that colours the points at first: a class or a number.
        projection: `umap` needs umap-learn; `auto` takes it where it is installed, else `pca`. Only `pca` gives
            the same map on every machine: UMAP's steps magnify the last bits in which processors differ.
    """

    column: str
    x: str
    y: str
    color: str
    projection: Literal["auto", "pca", "umap"]

    def __init__(
        self,
        *,
        column: str = ...,
        x: str = ...,
        y: str = ...,
        color: str = ...,
        projection: Literal["auto", "pca", "umap"] = ...,
    ) -> None: ...

class Errors(Node):
    """Which groups the error explorer holds against each other, and where its sliders stand at first.

    Fields:
        show: Whether there is an error explorer.
        predictions: Group of predictions; recognised by name if omitted.
        ground_truth: Group of ground truth; recognised by name if omitted.
        score: Confidence score of a box; by default the best-known name.
        iou: Least intersection over union of a match.
        min_score: Boxes below this score are omitted.
    """

    show: bool
    predictions: str
    ground_truth: str
    score: str
    iou: float
    min_score: float

    def __init__(
        self,
        *,
        show: bool = ...,
        predictions: str = ...,
        ground_truth: str = ...,
        score: str = ...,
        iou: float = ...,
        min_score: float = ...,
    ) -> None: ...

class Layout(Node):
    """A panel's position on a grid of 24 columns; one row is 40 px high.

    Fields:
        x: First column, from 0.
        y: First row, from 0.
        w: Width in columns.
        h: Height in rows.
    """

    x: int
    y: int
    w: int
    h: int

    def __init__(self, *, x: int = ..., y: int = ..., w: int = ..., h: int = ...) -> None: ...

class ParallelColumn(Node):
    """One axis. A plain path is short for ``{path: ...}``.

    Fields:
        path: A path such as `config.lr`, or a metric (its summary value).
        name: Title of the axis; by default its path.
        log: Logarithmic, for numbers above zero; by default where most of them would be crowded at the foot.
        inverted: The largest value at the foot.
    """

    path: str
    name: str
    log: bool | None
    inverted: bool

    def __init__(self, *, path: str, name: str = ..., log: bool | None = ..., inverted: bool = ...) -> None: ...

class RunSet(Node):
    """A selection of runs, with its order and groups.

    Fields:
        filters: Keep only runs for which this expression is true.
        order: Paths to sort by; a leading minus sorts descending.
        groupby: Paths to group the rows of run tables by.
        limit: At most this many runs, after ordering.
    """

    filters: str | None
    order: str | Sequence[str]
    groupby: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        filters: str | None = ...,
        *,
        order: str | Sequence[str] = ...,
        groupby: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Source(Node):
    """Where runs come from. Readers of formats have fields of their own, as in YAML.

    Fields:
        path: Paths or globs, relative to the spec. A folder includes every run anywhere below it. Or addresses
            in storage (`s3://bucket/runs/`, needs fsspec).
        format: The format to read; detected if omitted.
        name: Template for run names; `{name}`, `{id}`, `{group}`, `{job_type}` and `{folder}` are replaced.
        filters: Use only runs for which this expression is true.
        color: One colour for all runs of this source.
        side: The side of a comparison that its runs are on, a path like `group`: `{filters: side == 'main'}` as
            the `baseline`, `groupby: side` for a line of each side. Sides are read apart: a run may be on both.
        join: Join logs of the same training in several formats into one run; otherwise one of them is shown.
        damaged: `ok` accepts what is damaged in these logs: it is still reported, and `--strict` does not fail
            for it.
    """

    path: str | Path | Sequence[str | Path]
    format: str | None
    name: str
    filters: str | None
    color: str | None
    side: str
    join: bool
    damaged: Literal["missing", "ok"]
    columns: Mapping[str, str] | None
    images: str | Sequence[str] | None
    drawn: int | None
    x: str | None
    run: str | None
    time: str | None
    metric: str | None
    value: str | None
    prefix: str | None
    delimiter: str | None
    scores_only: bool | None
    deleted: bool | None
    artifacts: str | Sequence[str] | None
    truth: str | None
    prediction: str | None
    scores: str | Sequence[str] | None
    classes: str | Sequence[str] | None
    python_lists: bool | None
    restarts: Literal["replace", "keep"] | None
    staging: str | Sequence[str] | None
    predictions: str | Sequence[str] | None

    def __init__(
        self,
        path: str | Path | Sequence[str | Path],
        *,
        format: str | None = ...,
        name: str = ...,
        filters: str | None = ...,
        color: str | None = ...,
        side: str = ...,
        join: bool = ...,
        damaged: Literal["missing", "ok"] = ...,
        columns: Mapping[str, str] | None = ...,
        images: str | Sequence[str] | None = ...,
        drawn: int | None = ...,
        x: str | None = ...,
        run: str | None = ...,
        time: str | None = ...,
        metric: str | None = ...,
        value: str | None = ...,
        prefix: str | None = ...,
        delimiter: str | None = ...,
        scores_only: bool | None = ...,
        deleted: bool | None = ...,
        artifacts: str | Sequence[str] | None = ...,
        truth: str | None = ...,
        prediction: str | None = ...,
        scores: str | Sequence[str] | None = ...,
        classes: str | Sequence[str] | None = ...,
        python_lists: bool | None = ...,
        restarts: Literal["replace", "keep"] | None = ...,
        staging: str | Sequence[str] | None = ...,
        predictions: str | Sequence[str] | None = ...,
    ) -> None: ...

class Report(Node):
    """A report: its sources, its sets of runs, and its blocks in reading order.

    ``print(report)`` shows it as YAML, ``report.build()`` writes the HTML, and a notebook shows it when it is the last
    line of a cell.

    Fields:
        title: The report's title.
        description: A line or two below the title, in Markdown.
        lang: Language of the report, as a BCP 47 tag: `ja` and `ko` also translate the page's own words.
        theme: A built-in theme's name, or a folder.
        size_budget: Images are re-encoded, and lines keep fewer points, as little as fits the report into this
            size; or `none`.
        presets: Specs of custom charts by name: `carey/new_chart: charts/new.vl.json` draws what `plot_table`
            logged.
        archive: A report that was built from this spec before, `original.html`: panels whose lines are
            unchanged are drawn from what it holds. `reportgen extract --to native` writes it.
        params: Values for `${name}` below; `--set name=value` overrides them.
        runs: Sources of runs.
        run_colors: Colours of runs, by name or id; those of `runs:` hold for all others: `{baseline: gray}`.
        goal: The metric that says which run is best, or several, the most telling first: `val/acc`, `[val/acc,
            val/loss]` or, where neither the script nor the name says which way is better, `{score: maximize}`.
            By default the validation metrics with a known direction.
        baseline: Runs that results are compared with: paths of runs of any format, or of an older report; or
            `{filters: ...}`, which chooses runs of this report. Tiles, tables and the run comparer show the
            difference. `--baseline` overrides it.
        gates: Conditions that decide over the report: `summary["val/mAP"] >= baseline - 0.005`. Their verdicts
            are at its top, unless a `gates` block places them.
        connections: Databases and clusters by URL, for tables: `warehouse:
            postgres://reader@db.example.org/predictions`. A password comes from the environment:
            `REPORTGEN_WAREHOUSE_PASSWORD`, or where the driver looks for it.
        anonymize: `true` removes what tells of people, machines and projects, wherever it is; or a mapping,
            below. The report is not written when a removed value survives in it.
        runsets: Named choices of runs, for panels to use.
        blocks: The blocks in it, in reading order.
    """

    title: str
    description: str
    lang: str
    theme: str
    size_budget: str | int
    presets: Mapping[str, str]
    archive: str
    params: Mapping[str, Any]
    runs: str | Path | Source | Sequence[str | Path | Source | Mapping[str, Any]]
    run_colors: Mapping[str, str]
    goal: str | Sequence[str] | Mapping[str, Literal["auto", "minimize", "maximize"]]
    baseline: Sequence[str | Mapping[str, Any]]
    gates: Sequence[str | Mapping[str, Any]]
    connections: Mapping[str, str]
    anonymize: bool | Mapping[str, Any]
    runsets: Mapping[str, RunSet | Mapping[str, Any]]
    blocks: Blocks

    def __init__(
        self,
        title: str = ...,
        *,
        description: str = ...,
        lang: str = ...,
        theme: str = ...,
        size_budget: str | int = ...,
        presets: Mapping[str, str] = ...,
        archive: str = ...,
        params: Mapping[str, Any] = ...,
        runs: str | Path | Source | Sequence[str | Path | Source | Mapping[str, Any]] = ...,
        run_colors: Mapping[str, str] = ...,
        goal: str | Sequence[str] | Mapping[str, Literal["auto", "minimize", "maximize"]] = ...,
        baseline: Sequence[str | Mapping[str, Any]] = ...,
        gates: Sequence[str | Mapping[str, Any]] = ...,
        connections: Mapping[str, str] = ...,
        anonymize: bool | Mapping[str, Any] = ...,
        runsets: Mapping[str, RunSet | Mapping[str, Any]] = ...,
        blocks: Blocks = ...,
    ) -> None: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def folder(self) -> Path: ...
    @classmethod
    def read(cls, path: str | Path) -> Report: ...
    @classmethod
    def of_yaml(cls, text: str) -> Report: ...
    def write(self, path: str | Path) -> Path: ...
    def build(self, output: str | Path | None = None, **options: Any) -> Result: ...
    def keep_problems(self, problems: Sequence[Problem]) -> None: ...
    def mapping_in_folder(self) -> dict[str, Any]: ...

class Artifact(Block):
    """Versions of an artifact with their files, what changed between two of them, and the lineage graph.

    Runs that have the same part in the graph are folded into one; every single one can be shown.

    Fields:
        name: The artifact, alone or with a version: `data`, `data:v3`, `data:best`.
        version: The version to show, by number or alias; the newest if omitted.
        compare: The version to compare with, by number or alias; the one before if omitted.
        lineage: All that came before the version and all that came of it, only its own runs, or no graph.
        explode: Show every single run initially.
        max_files: List at most this many files.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    name: str
    version: str
    compare: str
    lineage: Literal["full", "near", "none"]
    explode: bool
    max_files: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        name: str,
        *,
        version: str = ...,
        compare: str = ...,
        lineage: Literal["full", "near", "none"] = ...,
        explode: bool = ...,
        max_files: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class BarPlot(Block):
    """A bar for each run and metric; runs that share a value become one bar, box or violin.

    Fields:
        metrics: Metrics (their summary values) or paths such as `config.lr`.
        plot_type: Bars; or, for groups, the distribution of their runs as box plots or violins.
        groupby: Paths such as `config.lr`: runs with equal values become one bar. The run set's grouping
            applies too.
        groupby_aggfunc: What a group's bar shows.
        groupby_rangefunc: The line over a group's bar.
        range_x: [low, high] of the value axis; null leaves that end automatic.
        title_x: Label of the value axis.
        max_bars_to_show: At most this many bars.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    metrics: str | Sequence[str]
    plot_type: Literal["bar", "boxplot", "violin"]
    groupby: str | Sequence[str]
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"]
    groupby_rangefunc: Literal["minmax", "stddev", "stderr", "none"]
    range_x: Sequence[float | None] | None
    title_x: str
    max_bars_to_show: int | None
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        metrics: str | Sequence[str],
        *,
        plot_type: Literal["bar", "boxplot", "violin"] = ...,
        groupby: str | Sequence[str] = ...,
        groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"] = ...,
        groupby_rangefunc: Literal["minmax", "stddev", "stderr", "none"] = ...,
        range_x: Sequence[float | None] | None = ...,
        title_x: str = ...,
        max_bars_to_show: int | None = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Calibration(Block):
    """The share of rows that is right over their mean score, with the expected calibration error (ECE).

    The error is the mean distance from the diagonal, weighted by rows. Of several classes, the highest score counts.

    Fields:
        table_name: A logged table of truth and scores; without `truth`, a curve logged by `wandb.plot`.
        path: A CSV, TSV, JSON lines or Parquet file instead, relative to the spec.
        truth: The column with the true class.
        scores: The score column of the positive class; or one column per class, as a list or as `class:
            column`.
        classes: Class names in order, if a score column holds lists or classes are numbers.
        positive: The positive class of a binary table; detected if omitted (1, true, yes, positive).
        class_labels: Names of classes that were logged as numbers: `{0: cat, 1: dog}`, or by column: `{truth:
            {0: cat}}`.
        bins: Bins of equal width between 0 and 1.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    table_name: str
    path: str
    truth: str
    scores: str | Sequence[str] | Mapping[str, Any]
    classes: Sequence[str]
    positive: str | int | bool | None
    class_labels: Mapping[str, Any] | Sequence[Any]
    bins: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        table_name: str = ...,
        *,
        path: str = ...,
        truth: str = ...,
        scores: str | Sequence[str] | Mapping[str, Any] = ...,
        classes: Sequence[str] = ...,
        positive: str | int | bool | None = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        bins: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class CodeComparer(Block):
    """Commit, packages, uncommitted changes and saved code of the first run against the others.

    Code and packages are private: they are in a report only where its spec names this panel.

    Fields:
        diff: Both versions side by side, or in one column.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    diff: Literal["split", "unified"]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        *,
        diff: Literal["split", "unified"] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class ConfusionMatrix(Block):
    """A matrix of true and predicted classes for each run; or one that ``wandb.plot.confusion_matrix`` logged.

    Fields:
        table_name: A logged table of truth and scores; without `truth`, a curve logged by `wandb.plot`.
        path: A CSV, TSV, JSON lines or Parquet file instead, relative to the spec.
        truth: The column with the true class.
        scores: The score column of the positive class; or one column per class, as a list or as `class:
            column`.
        classes: Class names in order, if a score column holds lists or classes are numbers.
        positive: The positive class of a binary table; detected if omitted (1, true, yes, positive).
        class_labels: Names of classes that were logged as numbers: `{0: cat, 1: dog}`, or by column: `{truth:
            {0: cat}}`.
        prediction: The column with the predicted class; by default the class with the highest score.
        show: Counts, or normalised by row (true class) or by column (predicted class).
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    table_name: str
    path: str
    truth: str
    scores: str | Sequence[str] | Mapping[str, Any]
    classes: Sequence[str]
    positive: str | int | bool | None
    class_labels: Mapping[str, Any] | Sequence[Any]
    prediction: str
    show: Literal["counts", "rows", "columns"]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        table_name: str = ...,
        *,
        path: str = ...,
        truth: str = ...,
        scores: str | Sequence[str] | Mapping[str, Any] = ...,
        classes: Sequence[str] = ...,
        positive: str | int | bool | None = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        prediction: str = ...,
        show: Literal["counts", "rows", "columns"] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class ConsoleLog(Block):
    """Console output of the script. Private: shown only where a spec names this panel.

    Values that look like keys, tokens or passwords are hidden, and paths are shortened to their last part.

    Fields:
        max_lines: Show only the last lines of each run, at most this many.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    max_lines: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        *,
        max_lines: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class CustomChart(Block):
    """A Vega-Lite or Vega chart of logged tables, history, summary or config; or a logged chart.

    Fields:
        key: A chart that the script logged, by its key.
        spec: A Vega-Lite or Vega spec: a JSON file, or the spec itself. `${field:x}` and `${string:title}` are
            filled.
        table_name: A logged table whose rows the chart draws.
        history_table: Show the table of every step, with a slider, instead of only the last.
        path: A CSV, TSV, JSON lines or Parquet file whose rows the chart draws.
        history: Metrics: a row for each step at which any was logged, with `step` and `name`.
        summary: Summary values: one row per run.
        config: Config values: one row per run.
        chart_fields: Columns for the spec's `${field:...}`.
        chart_strings: Texts for its `${string:...}`.
        class_labels: Names of classes that were logged as numbers: `{0: cat, 1: dog}` for the classes of a
            logged curve, matrix or bar chart, or by column: `{truth: {0: cat}}`.
        height: Height in pixels, for a chart as wide as its panel.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    key: str
    spec: str | Mapping[str, Any] | None
    table_name: str
    history_table: bool
    path: str
    history: str | Sequence[str]
    summary: str | Sequence[str]
    config: str | Sequence[str]
    chart_fields: Mapping[str, str]
    chart_strings: Mapping[str, Any]
    class_labels: Mapping[str, Any] | Sequence[Any]
    height: int | None
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        key: str = ...,
        *,
        spec: str | Mapping[str, Any] | None = ...,
        table_name: str = ...,
        history_table: bool = ...,
        path: str = ...,
        history: str | Sequence[str] = ...,
        summary: str | Sequence[str] = ...,
        config: str | Sequence[str] = ...,
        chart_fields: Mapping[str, str] = ...,
        chart_strings: Mapping[str, Any] = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        height: int | None = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Differences(Block):
    """Runs against those of the report's ``baseline``: one sentence, then tables of results and settings.

    Several runs on both sides are compared by their means, with the 95 % bootstrap interval of the difference; what
    lies within it is noise. What is the same is folded; what only one side has is named.

    Fields:
        groupby: Paths by which runs are matched with those of the baseline: `name`, `config.model`; if omitted,
            all runs of one side are compared with all of the other.
        columns: Only these settings and results, such as `config.lr` and `summary.val/acc`; all if omitted.
        code: Also count the packages and the files of saved code that differ, which are private.
        max_rows_to_show: Rows of each kind of difference that are shown initially; the others unfold.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    groupby: str | Sequence[str]
    columns: str | Sequence[str]
    code: bool
    max_rows_to_show: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        groupby: str | Sequence[str] = ...,
        *,
        columns: str | Sequence[str] = ...,
        code: bool = ...,
        max_rows_to_show: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class EvaluationComparer(Block):
    """Two evaluations paired by sample: the difference with its interval, who was right where, and at what cost.

    Right and wrong are tested by McNemar's exact test, other scores by Student's t of the paired differences; where
    samples repeat, both are clustered. Samples that one of the two did not score are counted apart.

    Fields:
        runs: The runs to compare, by name or id; by default all of a task, the two best shown initially.
        score: The column of scores to compare by; by default `pass`, else the first one of numbers.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    runs: str | Sequence[str]
    score: str
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        runs: str | Sequence[str] = ...,
        *,
        score: str = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class EvaluationScores(Block):
    """The scores of evaluations, a line for each run: the value, its 95 % interval and the number of samples.

    Intervals are Wilson's where samples are right or wrong, else Student's; they are clustered where samples repeat.
    Samples that failed with an error or were not scored are counted apart.

    Fields:
        scores: Columns of scores; by default `pass`, then those that the tool computed, up to six.
        by_category: Show each score by category, too.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    scores: str | Sequence[str]
    by_category: bool
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        scores: str | Sequence[str] = ...,
        *,
        by_category: bool = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Findings(Block):
    """Sentences about the runs, computed by fixed rules: divergence, early stops, overfitting, gaps, the best run.

    Fields:
        title: Title of the panel; derived from its keys if omitted.
        max_findings_to_show: Findings that are shown initially; the others unfold.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    title: str
    max_findings_to_show: int
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        title: str = ...,
        *,
        max_findings_to_show: int = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Gates(Block):
    """The verdicts of the report's ``gates``. It is at the top of the page unless a block of the spec places it.

    Fields:
        names: Names of the gates to show; all if omitted.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    names: str | Sequence[str]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        names: str | Sequence[str] = ...,
        *,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Headline(Block):
    """A strip of figures: the best value of each metric with its run and lead, and what differs between the runs.

    Fields:
        metrics: The metrics to show; by default those of the report's `goal`, else up to three with a known
            direction.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    metrics: str | Sequence[str]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        metrics: str | Sequence[str] = ...,
        *,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class HeatMap(Block):
    """Many metrics of one family over the steps: a row for each metric, an image for each run, all on one scale.

    Fields:
        metrics: The metrics, from top to bottom.
        metric_regex: Also every metric whose name matches this regular expression (RE2), in natural order.
        max_runs_to_show: Runs that have an image, the best of many; a note reports how many were omitted.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    metrics: str | Sequence[str]
    metric_regex: str
    max_runs_to_show: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        metrics: str | Sequence[str] = ...,
        *,
        metric_regex: str = ...,
        max_runs_to_show: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Histogram(Block):
    """Distributions over steps, with counts as colour; or one distribution as bars.

    Where bins differ in width, colour and height are counts per unit, so that area is what falls into a bin. What was
    logged as a density (``np.histogram(density=True)``) is shown as one.

    Fields:
        key: A key that histograms were logged under, in history or in the summary.
        view: A heat map over steps, or a ridgeline plot.
        bins: Number of bins on the value axis, if the logged ones differ.
        log_color: Logarithmic colour scale.
        percentiles: Draw the 5th, 25th, 50th, 75th and 95th percentiles over the heat map.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    key: str
    view: Literal["heat_map", "ridgeline"]
    bins: int
    log_color: bool
    percentiles: bool
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        key: str,
        *,
        view: Literal["heat_map", "ridgeline"] = ...,
        bins: int = ...,
        log_color: bool = ...,
        percentiles: bool = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class LinePlot(Block):
    """A line for each metric of each run, or of each group of runs, with the raw line behind a smoothed one.

    Fields:
        y: Metrics to draw.
        metric_regex: Also draw every metric whose name matches this regular expression (RE2).
        difference_from: Draw each metric minus that of this run, by name or id, over the steps that both have;
            the run itself is zero.
        custom_expressions: Formulas to draw, such as `1 - acc` or `${train/loss} / ${val/loss}`.
        y2: Metrics to draw against a second y axis, on the right.
        bands: A band around the line of a metric, by metric: the two metrics that are its lower and its upper
            edge.
        x: `step`, `relative_time`, `wall_time` or a logged metric; by default the script's step metric.
        xaxis_expression: A formula for the x axis, such as `step * config.batch` with `step` a logged metric.
        log_x: Logarithmic x axis.
        log_y: Logarithmic y axis; zero and negative values leave gaps.
        log_y2: Logarithmic second y axis.
        range_x: [low, high] of the x axis; null leaves that end automatic.
        range_y: [low, high] of the y axis; null leaves that end automatic.
        range_y2: [low, high] of the second y axis.
        title_x: Label of the x axis.
        title_y: Label of the y axis.
        title_y2: Label of the second y axis; by default its metrics.
        ignore_outliers: Leave outliers out of the y axis, never the best: true cuts at 5 %; `auto` only what
            would flatten the rest.
        noise: Draw dense, noisy lines as a band of their range with a line through its middle.
        smoothing_factor: 0 draws the logged values; values closer to 1 smooth more.
        smoothing_type: How lines are smoothed.
        smoothing_show_original: Draw the raw line faintly behind the smoothed one.
        groupby: Paths such as `config.lr`: runs with equal values become one line. The run set's grouping
            applies too.
        groupby_aggfunc: What a group's line shows; `samples` draws every run.
        groupby_rangefunc: The band around a group's line; `samples` draws every run faintly.
        plot_type: Lines, stacked areas, or areas stacked to 100 %.
        line_titles: Names in the legend: by metric, by run, or by `run:metric`.
        line_colors: Colours, keyed the same way.
        line_widths: Widths in pixels, keyed the same way.
        line_marks: `solid`, `dashed`, `dotted`, `dotdash`, `dotdotdash` or `points`, keyed the same way.
        legend_template: Text of a line: `${run:displayName}`, `${config:lr}`, `${mean}`; in [[ ]] for the
            crosshair only.
        legend_position: Position of the legend.
        font_size: Size of the axes' texts.
        max_runs_to_show: At most this many runs, like `limit`.
        max_points: Points stored per line; by default depends on the size of the report and the number of
            lines.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    y: str | Sequence[str]
    metric_regex: str
    difference_from: str
    custom_expressions: str | Sequence[str]
    y2: str | Sequence[str]
    bands: Mapping[str, Sequence[str]]
    x: str | None
    xaxis_expression: str | None
    log_x: bool
    log_y: bool
    log_y2: bool
    range_x: Sequence[float | None] | None
    range_y: Sequence[float | None] | None
    range_y2: Sequence[float | None] | None
    title_x: str
    title_y: str
    title_y2: str
    ignore_outliers: Literal["auto"] | bool
    noise: Literal["auto", "band", "line"]
    smoothing_factor: float
    smoothing_type: Literal["exponentialTimeWeighted", "exponential", "gaussian", "average", "none"]
    smoothing_show_original: bool
    groupby: str | Sequence[str]
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum", "samples"]
    groupby_rangefunc: Literal["minmax", "stddev", "stderr", "none", "samples"]
    plot_type: Literal["line", "stacked-area", "pct-area"]
    line_titles: Mapping[str, str]
    line_colors: Mapping[str, str]
    line_widths: Mapping[str, float]
    line_marks: Mapping[str, Literal["solid", "dashed", "dotted", "dotdash", "dotdotdash", "points"]]
    legend_template: str
    legend_position: Literal["north", "south", "east", "west"]
    font_size: Literal["small", "medium", "large", "auto"]
    max_runs_to_show: int | None
    max_points: int | None
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        y: str | Sequence[str] = ...,
        *,
        metric_regex: str = ...,
        difference_from: str = ...,
        custom_expressions: str | Sequence[str] = ...,
        y2: str | Sequence[str] = ...,
        bands: Mapping[str, Sequence[str]] = ...,
        x: str | None = ...,
        xaxis_expression: str | None = ...,
        log_x: bool = ...,
        log_y: bool = ...,
        log_y2: bool = ...,
        range_x: Sequence[float | None] | None = ...,
        range_y: Sequence[float | None] | None = ...,
        range_y2: Sequence[float | None] | None = ...,
        title_x: str = ...,
        title_y: str = ...,
        title_y2: str = ...,
        ignore_outliers: Literal["auto"] | bool = ...,
        noise: Literal["auto", "band", "line"] = ...,
        smoothing_factor: float = ...,
        smoothing_type: Literal["exponentialTimeWeighted", "exponential", "gaussian", "average", "none"] = ...,
        smoothing_show_original: bool = ...,
        groupby: str | Sequence[str] = ...,
        groupby_aggfunc: Literal["mean", "min", "max", "median", "sum", "samples"] = ...,
        groupby_rangefunc: Literal["minmax", "stddev", "stderr", "none", "samples"] = ...,
        plot_type: Literal["line", "stacked-area", "pct-area"] = ...,
        line_titles: Mapping[str, str] = ...,
        line_colors: Mapping[str, str] = ...,
        line_widths: Mapping[str, float] = ...,
        line_marks: Mapping[str, Literal["solid", "dashed", "dotted", "dotdash", "dotdotdash", "points"]] = ...,
        legend_template: str = ...,
        legend_position: Literal["north", "south", "east", "west"] = ...,
        font_size: Literal["small", "medium", "large", "auto"] = ...,
        max_runs_to_show: int | None = ...,
        max_points: int | None = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class LineSeries(Block):
    """Lines from a table's rows, one for each y column or each value of a series column.

    Fields:
        table_name: A chart that `wandb.plot.line_series` or `wandb.plot.line` logged, or a logged table.
        x: The column of the x axis, for a table.
        y: The columns to draw, for a table.
        series: A column that identifies the lines, for a table with one y column.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    table_name: str
    x: str
    y: str | Sequence[str]
    series: str
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        table_name: str,
        *,
        x: str = ...,
        y: str | Sequence[str] = ...,
        series: str = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Markdown(Block):
    """Text in Markdown. Raw HTML is shown as text; images come from the spec's folder.

    Fields:
        text: The Markdown text.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    text: str
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        text: str,
        *,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class MediaBrowser(Block):
    """A gallery or grid with a step slider; each run shows what it last logged up to that step.

    Fields:
        media_keys: Keys that images, videos, audio, HTML, text, 3D objects or other media were logged under.
        mode: `gallery` lays out along one axis, `grid` along two; `side_by_side` pairs the runs' items by
            index.
        gallery_axis: Order of the gallery: by `index` in a logged list, `step` or `run`; sliders select the
            others.
        grid_x_axis: What the grid's columns are.
        grid_y_axis: What the grid's rows are.
        num_columns: Items per row of a gallery; by default as many as fit.
        page_size: Items per page of the gallery.
        max_items: At most this many items per run, key and step; all if omitted.
        step_key: Another logged key, such as `epoch`, that the step slider shows and synchronises.
        boxes: Initial display of bounding boxes.
        mask_opacity: Initial opacity of masks.
        mask_style: `outline` draws only the masks' edges.
        hidden: Groups and classes that are initially hidden; by default, of several masks on an image, all but
            the predicted or the first, and what masks call background, void or other.
        class_labels: Names of classes by id, where the log lacks them: `{0: road, 1: car}`, or by group:
            `{truth: {0: road}}`.
        class_colors: Colours of classes by name.
        errors: Settings of the error explorer, or `false` for none; by default it appears, collapsed, where
            predictions and ground truth are recognised.
        exif: Keep EXIF metadata in images: location, time, device.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    media_keys: str | Sequence[str]
    mode: Literal["gallery", "grid", "side_by_side"]
    gallery_axis: Literal["step", "index", "run"]
    grid_x_axis: Literal["step", "index", "run"]
    grid_y_axis: Literal["step", "index", "run"]
    num_columns: int | None
    page_size: int
    max_items: int | None
    step_key: str | None
    boxes: Boxes | Mapping[str, Any]
    mask_opacity: float
    mask_style: Literal["fill", "outline"]
    hidden: str | Sequence[str]
    class_labels: Mapping[str, Any] | Sequence[Any]
    class_colors: Mapping[str, str]
    errors: bool | Mapping[str, Any] | None
    exif: bool
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        media_keys: str | Sequence[str],
        *,
        mode: Literal["gallery", "grid", "side_by_side"] = ...,
        gallery_axis: Literal["step", "index", "run"] = ...,
        grid_x_axis: Literal["step", "index", "run"] = ...,
        grid_y_axis: Literal["step", "index", "run"] = ...,
        num_columns: int | None = ...,
        page_size: int = ...,
        max_items: int | None = ...,
        step_key: str | None = ...,
        boxes: Boxes | Mapping[str, Any] = ...,
        mask_opacity: float = ...,
        mask_style: Literal["fill", "outline"] = ...,
        hidden: str | Sequence[str] = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        class_colors: Mapping[str, str] = ...,
        errors: bool | Mapping[str, Any] | None = ...,
        exif: bool = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Molecule(Block):
    """Molecules: atoms in CPK colours with bond orders; proteins of over 60 residues as ribbons.

    Fields:
        media_keys: Keys that media were logged under.
        mode: `gallery` lays out along one axis, `grid` along two; `side_by_side` pairs the runs' items by
            index.
        gallery_axis: Order of the gallery: by `index` in a logged list, `step` or `run`; sliders select the
            others.
        grid_x_axis: What the grid's columns are.
        grid_y_axis: What the grid's rows are.
        num_columns: Items per row of a gallery; by default as many as fit.
        page_size: Items per page of the gallery.
        max_items: At most this many items per run, key and step; all if omitted.
        step_key: Another logged key, such as `epoch`, that the step slider shows and synchronises.
        files: Additional molecule files, relative to this spec: pdb, cif, mmcif, sdf, mol2, gro, pqr.
        smiles: Molecules as SMILES; needs rdkit (`pip install 'reportgen-ml[chem]'`).
        style: `ball_and_stick` or `ribbon` for all; `auto` shows proteins of over 60 residues as ribbons.
        color_by: `element`, `chain`, `residue` (from first to last) or `confidence` (pLDDT of a predicted
            structure).
        hydrogens: Show hydrogens initially.
        background: `light` and `dark` override the page's colour scheme.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    media_keys: str | Sequence[str]
    mode: Literal["gallery", "grid", "side_by_side"]
    gallery_axis: Literal["step", "index", "run"]
    grid_x_axis: Literal["step", "index", "run"]
    grid_y_axis: Literal["step", "index", "run"]
    num_columns: int | None
    page_size: int
    max_items: int | None
    step_key: str | None
    files: str | Sequence[str]
    smiles: str | Sequence[str]
    style: Literal["auto", "ball_and_stick", "ribbon"]
    color_by: Literal["auto", "element", "chain", "residue", "confidence"]
    hydrogens: bool
    background: Literal["auto", "light", "dark"]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        media_keys: str | Sequence[str] = ...,
        *,
        mode: Literal["gallery", "grid", "side_by_side"] = ...,
        gallery_axis: Literal["step", "index", "run"] = ...,
        grid_x_axis: Literal["step", "index", "run"] = ...,
        grid_y_axis: Literal["step", "index", "run"] = ...,
        num_columns: int | None = ...,
        page_size: int = ...,
        max_items: int | None = ...,
        step_key: str | None = ...,
        files: str | Sequence[str] = ...,
        smiles: str | Sequence[str] = ...,
        style: Literal["auto", "ball_and_stick", "ribbon"] = ...,
        color_by: Literal["auto", "element", "chain", "residue", "confidence"] = ...,
        hydrogens: bool = ...,
        background: Literal["auto", "light", "dark"] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Object3d(Block):
    """3D objects: a poster, interactive once in view. Drag rotates, right-drag or two fingers pan, the wheel zooms.

    Fields:
        media_keys: Keys that media were logged under.
        mode: `gallery` lays out along one axis, `grid` along two; `side_by_side` pairs the runs' items by
            index.
        gallery_axis: Order of the gallery: by `index` in a logged list, `step` or `run`; sliders select the
            others.
        grid_x_axis: What the grid's columns are.
        grid_y_axis: What the grid's rows are.
        num_columns: Items per row of a gallery; by default as many as fit.
        page_size: Items per page of the gallery.
        max_items: At most this many items per run, key and step; all if omitted.
        step_key: Another logged key, such as `epoch`, that the step slider shows and synchronises.
        files: Additional 3D files, relative to this spec: glb, gltf, obj, stl, ply, babylon, pts.json, npy,
            npz.
        table_name: A logged table whose rows are points.
        path: A table file whose rows are points: CSV, JSON lines, Parquet; relative to this spec.
        x: Column of the table that holds x.
        y: Column of the table that holds y.
        z: Column of the table that holds z.
        color: Column of a table that colours points: categories or numbers; or three: red, green, blue.
        max_points: At most this many points of a cloud, sampled evenly in space; `none` keeps all.
        up_axis: The up axis; `auto` is z for point clouds and y for meshes.
        color_by: Initial colour of points: as logged, or by height.
        point_size: Initial point size in pixels; by default depends on the number of points.
        units: Unit of lengths, such as `m`.
        grid: Show a grid and axes initially; by default only for point clouds.
        labels: Show box labels initially.
        min_score: Show only boxes with at least this score.
        class_labels: Names of categories of points, and of labels of boxes, that were logged as numbers: `{1:
            road, 2: car}`.
        background: `light` and `dark` override the page's colour scheme.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    media_keys: str | Sequence[str]
    mode: Literal["gallery", "grid", "side_by_side"]
    gallery_axis: Literal["step", "index", "run"]
    grid_x_axis: Literal["step", "index", "run"]
    grid_y_axis: Literal["step", "index", "run"]
    num_columns: int | None
    page_size: int
    max_items: int | None
    step_key: str | None
    files: str | Sequence[str]
    table_name: str
    path: str
    x: str
    y: str
    z: str
    color: str | Sequence[str]
    max_points: int | Literal["none"]
    up_axis: Literal["auto", "y", "z"]
    color_by: Literal["logged", "height"]
    point_size: float | None
    units: str
    grid: bool | None
    labels: bool
    min_score: float | None
    class_labels: Mapping[str, Any] | Sequence[Any]
    background: Literal["auto", "light", "dark"]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        media_keys: str | Sequence[str] = ...,
        *,
        mode: Literal["gallery", "grid", "side_by_side"] = ...,
        gallery_axis: Literal["step", "index", "run"] = ...,
        grid_x_axis: Literal["step", "index", "run"] = ...,
        grid_y_axis: Literal["step", "index", "run"] = ...,
        num_columns: int | None = ...,
        page_size: int = ...,
        max_items: int | None = ...,
        step_key: str | None = ...,
        files: str | Sequence[str] = ...,
        table_name: str = ...,
        path: str = ...,
        x: str = ...,
        y: str = ...,
        z: str = ...,
        color: str | Sequence[str] = ...,
        max_points: int | Literal["none"] = ...,
        up_axis: Literal["auto", "y", "z"] = ...,
        color_by: Literal["logged", "height"] = ...,
        point_size: float | None = ...,
        units: str = ...,
        grid: bool | None = ...,
        labels: bool = ...,
        min_score: float | None = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        background: Literal["auto", "light", "dark"] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class PanelGrid(Block):
    """A grid of panels that share a selection of runs. On a narrow screen it becomes one column.

    Fields:
        panels: The blocks in it, in reading order.
        columns: Number of equal columns, for panels without a `layout`.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    panels: Blocks
    columns: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        *,
        panels: Blocks = ...,
        columns: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class ParallelCoordinates(Block):
    """A line for each run over axes of config and results: linear, logarithmic or categorical, optionally inverted.

    Fields:
        columns: The axes, from left to right: paths, or mappings with `path`, `name`, `log` and `inverted`.
        z: What colours the lines: a path, or `run` for the colours of the runs. By default the metric among the
            axes that tells best how good a run is, else that of the runs.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    columns: Sequence[str | Mapping[str, Any]]
    z: str | None
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        columns: Sequence[str | Mapping[str, Any]],
        *,
        z: str | None = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class ParameterImportance(Block):
    """The config values that vary, by a random forest's importance and by correlation with a metric.

    Fields:
        with_respect_to: The metric (its summary value) or path that the parameters should explain.
        parameters: Only these config paths; by default all that vary and are settings: no seeds, ids, indices,
            ports, or numbers and names of runs.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    with_respect_to: str
    parameters: str | Sequence[str]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        with_respect_to: str,
        *,
        parameters: str | Sequence[str] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class PrCurve(Block):
    """Precision over recall for binary or multiclass scores; or a curve logged by ``wandb.plot.pr_curve``.

    Fields:
        table_name: A logged table of truth and scores; without `truth`, a curve logged by `wandb.plot`.
        path: A CSV, TSV, JSON lines or Parquet file instead, relative to the spec.
        truth: The column with the true class.
        scores: The score column of the positive class; or one column per class, as a list or as `class:
            column`.
        classes: Class names in order, if a score column holds lists or classes are numbers.
        positive: The positive class of a binary table; detected if omitted (1, true, yes, positive).
        class_labels: Names of classes that were logged as numbers: `{0: cat, 1: dog}`, or by column: `{truth:
            {0: cat}}`.
        classes_to_plot: Only these classes.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    table_name: str
    path: str
    truth: str
    scores: str | Sequence[str] | Mapping[str, Any]
    classes: Sequence[str]
    positive: str | int | bool | None
    class_labels: Mapping[str, Any] | Sequence[Any]
    classes_to_plot: str | Sequence[str]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        table_name: str = ...,
        *,
        path: str = ...,
        truth: str = ...,
        scores: str | Sequence[str] | Mapping[str, Any] = ...,
        classes: Sequence[str] = ...,
        positive: str | int | bool | None = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        classes_to_plot: str | Sequence[str] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Residuals(Block):
    """Residuals (predicted less true) of a table's rows over what was predicted, with MAE, RMSE, R² and bias.

    Fields:
        table_name: A logged table of true and predicted numbers.
        path: A CSV, TSV, JSON lines or Parquet file instead, relative to the spec.
        truth: The column with the true number.
        prediction: The column with the predicted number.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    table_name: str
    path: str
    truth: str
    prediction: str
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        table_name: str = ...,
        *,
        path: str = ...,
        truth: str,
        prediction: str,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class RocCurve(Block):
    """True positive rate over false positive rate; or a curve logged by ``wandb.plot.roc_curve``.

    Fields:
        table_name: A logged table of truth and scores; without `truth`, a curve logged by `wandb.plot`.
        path: A CSV, TSV, JSON lines or Parquet file instead, relative to the spec.
        truth: The column with the true class.
        scores: The score column of the positive class; or one column per class, as a list or as `class:
            column`.
        classes: Class names in order, if a score column holds lists or classes are numbers.
        positive: The positive class of a binary table; detected if omitted (1, true, yes, positive).
        class_labels: Names of classes that were logged as numbers: `{0: cat, 1: dog}`, or by column: `{truth:
            {0: cat}}`.
        classes_to_plot: Only these classes.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    table_name: str
    path: str
    truth: str
    scores: str | Sequence[str] | Mapping[str, Any]
    classes: Sequence[str]
    positive: str | int | bool | None
    class_labels: Mapping[str, Any] | Sequence[Any]
    classes_to_plot: str | Sequence[str]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        table_name: str = ...,
        *,
        path: str = ...,
        truth: str = ...,
        scores: str | Sequence[str] | Mapping[str, Any] = ...,
        classes: Sequence[str] = ...,
        positive: str | int | bool | None = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        classes_to_plot: str | Sequence[str] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class RunComparer(Block):
    """A column for each run, a row for each key; initially only the rows that differ.

    Results are compared with those of the baseline or of a run, which the reader can choose: the difference, its
    percentage, and whether it is better. The config that differs comes first, then results, the ones with a goal before
    others.

    Fields:
        diff_only: Show only what differs; the reader can change this.
        columns: Only these paths, such as `config.lr`; all if omitted.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    diff_only: bool | Literal["split"]
    columns: str | Sequence[str]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        *,
        diff_only: bool | Literal["split"] = ...,
        columns: str | Sequence[str] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class RunTable(Block):
    """A table with a row for each run.

    Fields:
        columns: Paths to show, in order; by default config that differs and the summary.
        groupby: Paths to group rows by; by default those of the run set.
        diff_only: Initially show only columns whose values differ.
        goals: Whether lower or higher is better, by path; by default as the script defined, else inferred from
            the name.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    columns: str | Sequence[str]
    groupby: str | Sequence[str]
    diff_only: bool
    goals: Mapping[str, Literal["minimize", "maximize", "none"]]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        columns: str | Sequence[str] = ...,
        *,
        groupby: str | Sequence[str] = ...,
        diff_only: bool = ...,
        goals: Mapping[str, Literal["minimize", "maximize", "none"]] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class ScalarChart(Block):
    """A number over the runs: one value, or an aggregate with the runs behind it.

    Fields:
        metric: A metric (its summary value), or a path such as `summary.val/mAP` or `duration`.
        groupby_aggfunc: How the runs' values are aggregated; by default the best if the metric has a known
            direction, else the mean.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    metric: str
    groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"] | None
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        metric: str,
        *,
        groupby_aggfunc: Literal["mean", "min", "max", "median", "sum"] | None = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class ScatterPlot(Block):
    """A point for each run: two of its values, and a third as colour or size.

    Fields:
        y: The value along y.
        x: The value along x: a path such as `config.lr`, or a metric (its summary value).
        z: A value that colours the points.
        size: A value for the size of the points.
        log_x: Logarithmic x axis.
        log_y: Logarithmic y axis.
        log_z: Colour by the logarithm.
        range_x: [low, high] of the x axis; null leaves that end automatic.
        range_y: [low, high] of the y axis; null leaves that end automatic.
        regression: Draw a linear fit with its R² (in log space on logarithmic axes).
        running_ymin: Draw the lowest y so far, from left to right.
        running_ymax: Draw the highest y so far.
        running_ymean: Draw the mean of y so far.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    y: str
    x: str
    z: str | None
    size: str | None
    log_x: bool
    log_y: bool
    log_z: bool
    range_x: Sequence[float | None] | None
    range_y: Sequence[float | None] | None
    regression: bool
    running_ymin: bool
    running_ymax: bool
    running_ymean: bool
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        y: str,
        *,
        x: str,
        z: str | None = ...,
        size: str | None = ...,
        log_x: bool = ...,
        log_y: bool = ...,
        log_z: bool = ...,
        range_x: Sequence[float | None] | None = ...,
        range_y: Sequence[float | None] | None = ...,
        regression: bool = ...,
        running_ymin: bool = ...,
        running_ymax: bool = ...,
        running_ymean: bool = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Section(Block):
    """A part of the report with a heading, which the reader can open and close. What is closed is drawn when opened.

    Fields:
        title: Title of the panel; derived from its keys if omitted.
        blocks: The blocks in it, in reading order.
        open: Whether it is open initially.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    title: str
    blocks: Blocks
    open: bool
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        title: str = ...,
        *,
        blocks: Blocks = ...,
        open: bool = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class SystemMetrics(Block):
    """System metrics of the machine during the run. Private: shown only where a spec names this panel.

    Fields:
        groups: Which groups to show, in order: `gpu`, `cpu`, `memory`, `disk`, `network`, `other`.
        smoothing_factor: 0 draws the sampled values; values closer to 1 smooth more.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    groups: Sequence[Literal["gpu", "cpu", "memory", "disk", "network", "other"]]
    smoothing_factor: float
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        groups: Sequence[Literal["gpu", "cpu", "memory", "disk", "network", "other"]] = ...,
        *,
        smoothing_factor: float = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Table(Block):
    """A table that readers can filter, sort and group in the page; the spec sets the initial view.

    Fields:
        table_name: Key that the table was logged under; of a database file, the table in it.
        artifact: An artifact instead, `preds` or `preds:v0`; `table_name` is the table in it, or `objects` for
            its other contents: images, classes, media and files.
        connection: A connection of the spec: `table_name` (`schema.table` too) is a table there, or `path` its
            Parquet.
        path: A file instead: CSV, TSV, JSON lines, Parquet (or a folder of it), SQLite, DuckDB, Arrow (needs
            pyarrow); a pattern (`preds/*.parquet`); or an address in storage (`s3://bucket/preds/`, needs
            fsspec).
        compare: Tables to compare: runs by name or id, `step 3` of a run, versions of the artifact (`v0`),
            files; or `runs`, `steps` or `versions` for all of them.
        join: Columns to join the compared tables on; by default an id that all of them have.
        how: Rows of a join: keys in all tables, in the first, or in any.
        arrange: Compared tables: `joined` puts their values into one cell, `side_by_side` into columns of their
            own, `concatenated` puts their rows one below the other.
        better: Column that measures quality; prefix with `-` if lower is better.
        steps: Of a table that was logged several times the `last` one, or `all` of them with their steps.
        groupby: Initial grouping: columns, expressions, `{score: 0.1}` for bins of that width, or `{size:
            "if(area > 9, 'large', 'small')"}`, a column of its own.
        derive: Additional columns, each an expression: `{error: abs(pred - truth)}`.
        columns: Columns shown initially, in this order; all if omitted. The reader can show the others.
        pinned: Columns that stay in view when the table is scrolled sideways.
        embedding_map: A column of vectors to draw as a map: similar rows are close together; a lasso selects
            rows. Also `{column: embedding, color: truth, projection: pca}`; or two columns with places: `{x:
            umap_1, y: umap_2}`.
        row_height: Row height; by default medium if there are images, else small.
        sample: Show a random sample of this many rows after filtering, the same at each build.
        max_rows: At most this many rows are stored in the page: the first after filtering; `none` stores all.
        show: Cells of conversations: the user's `last` or `first` text, `both`, or the `tools` that were
            called; the final answer follows.
        transcripts: Store the messages of conversations; `false` keeps their counts, and omits the columns of
            prompts and answers that belong to them, such as `input`, `target` and `answer`.
        boxes_labels: Show the caption or class of boxes.
        mask_opacity: Initial opacity of masks.
        class_labels: Names of classes by id, where the log lacks them: `{0: road, 1: car}`, or by group:
            `{truth: {0: road}}`.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Which rows (not runs) are shown at first: one question, or several that all must hold. A word
            alone is searched for in the rows' texts.
        order: What the rows (not runs) are sorted by at first; a leading minus sorts descending.
        limit: At most this many rows (not runs).
    """

    table_name: str | None
    artifact: str | None
    connection: str | None
    path: str | None
    compare: str | Sequence[str]
    join: str | Sequence[str]
    how: Literal["inner", "left", "outer"]
    arrange: Literal["joined", "side_by_side", "concatenated"]
    better: str | None
    steps: Literal["last", "all"]
    groupby: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]]
    derive: Mapping[str, str | Mapping[str, Any]]
    columns: str | Sequence[str] | None
    pinned: str | Sequence[str]
    embedding_map: str | Mapping[str, Any] | None
    row_height: Literal["small", "medium", "large"] | None
    sample: int | None
    max_rows: int | Literal["none"]
    show: Literal["last", "first", "both", "tools"]
    transcripts: bool
    boxes_labels: bool
    mask_opacity: float
    class_labels: Mapping[str, Any] | Sequence[Any]
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]]
    order: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]]
    limit: int | None

    def __init__(
        self,
        table_name: str | None = ...,
        *,
        artifact: str | None = ...,
        connection: str | None = ...,
        path: str | None = ...,
        compare: str | Sequence[str] = ...,
        join: str | Sequence[str] = ...,
        how: Literal["inner", "left", "outer"] = ...,
        arrange: Literal["joined", "side_by_side", "concatenated"] = ...,
        better: str | None = ...,
        steps: Literal["last", "all"] = ...,
        groupby: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] = ...,
        derive: Mapping[str, str | Mapping[str, Any]] = ...,
        columns: str | Sequence[str] | None = ...,
        pinned: str | Sequence[str] = ...,
        embedding_map: str | Mapping[str, Any] | None = ...,
        row_height: Literal["small", "medium", "large"] | None = ...,
        sample: int | None = ...,
        max_rows: int | Literal["none"] = ...,
        show: Literal["last", "first", "both", "tools"] = ...,
        transcripts: bool = ...,
        boxes_labels: bool = ...,
        mask_opacity: float = ...,
        class_labels: Mapping[str, Any] | Sequence[Any] = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] = ...,
        order: str | Mapping[str, Any] | Sequence[str | Mapping[str, Any]] = ...,
        limit: int | None = ...,
    ) -> None: ...

class Toc(Block):
    """Links to the headings and titled panels of the report.

    Fields:
        depth: Deepest heading level to include.
        title: Title of the panel; derived from its keys if omitted.
        layout: Position on the 24-column grid of the enclosing panel_grid.
        runset: Name of a run set; all runs of the report if omitted.
        filters: Keep only runs for which this expression is true.
        order: Paths to sort the runs by; a leading minus sorts descending.
        limit: At most this many runs.
    """

    depth: int
    title: str
    layout: Layout | Mapping[str, Any] | None
    runset: str | None
    filters: str | None
    order: str | Sequence[str]
    limit: int | None

    def __init__(
        self,
        *,
        depth: int = ...,
        title: str = ...,
        layout: Layout | Mapping[str, Any] | None = ...,
        runset: str | None = ...,
        filters: str | None = ...,
        order: str | Sequence[str] = ...,
        limit: int | None = ...,
    ) -> None: ...
