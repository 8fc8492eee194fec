"""What a spec says of its baseline and its gates."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from reportgen.lang.gates import Condition, parse_gate
from reportgen.spec.fields import Fields, Filters, Limit, RunPaths, Words, parsed, refuse

_BASELINE = "Write baseline: main-runs/, or baseline: {filters: name == 'main'} for runs of this report."


class Baseline(Fields):
    """Runs that results are compared with. A plain path is short for ``{path: ...}``.

    Nothing draws them: the report does not list them. Formats have fields of their own here, too, as in ``runs``.
    """

    path: Words = []
    """Paths or globs, relative to the spec: run folders or files of any format. Without a path, ``filters`` chooses
    runs of this report."""
    format: str | None = None
    """The format to read; detected if omitted."""
    filters: Filters | None = None
    """Use only runs for which this expression is true."""
    join: bool = False
    """Join logs of the same training in several formats into one run; otherwise one of them is used."""
    damaged: Literal["missing", "ok"] = "missing"
    """``ok`` accepts damaged logs, so that ``--strict`` does not fail for them."""

    @model_validator(mode="after")
    def _names_runs(self) -> Baseline:
        if not self.path and self.filters is None:
            raise refuse("a baseline needs a path or filters", _BASELINE, whole=True)
        return self


class Gate(Fields):
    """A condition that decides over the report. A plain condition is short for ``{condition: ...}``.

    It is red where it does not hold, where a run crashed, failed or was killed, and where a value is missing or NaN.
    """

    name: str = ""
    """What it is called; by default its condition."""
    condition: Annotated[Condition, parsed(parse_gate, what="a condition"), WithJsonSchema({"type": "string"})]
    """What must hold: ``summary["val/mAP"] >= baseline - 0.005``, ``max(train/loss[-100:]) < 0.5``. ``baseline`` is the
    same of the baseline's runs."""
    severity: Literal["error", "warning"] = "error"
    """Whether a red gate ends the build with status 3 (the report is written all the same) or only warns."""
    over: Literal["each", "mean", "median", "min", "max"] | None = None
    """How several runs are judged: ``each`` must hold, or their mean, median, least or greatest value. By default
    ``mean`` where the condition names the baseline, else ``each``. Where both sides have several runs, a mean or median
    is judged by the 95 % bootstrap interval: what lies within the noise is neither passed nor failed."""
    groupby: RunPaths = []
    """Paths that group the runs; each group is judged, against the runs of the baseline with the same values."""
    filters: Filters | None = None
    """Judge only runs for which this expression is true, and compare with such runs of the baseline."""
    needs: Limit = 1
    """So many runs there must be, on both sides where the baseline is named; with fewer the gate stays undecided."""
    without_baseline: Literal["fail", "skip"] = "fail"
    """What a gate that names the baseline does where there is none, as on a first build: it is red, or undecided."""


def _as_baselines(value: Any) -> Any:
    given = value if isinstance(value, list) else [value]
    return [{"path": one} if isinstance(one, str) else one for one in given]


def _as_gates(value: Any) -> Any:
    given = value if isinstance(value, list) else [value]
    return [{"condition": one} if isinstance(one, str) else one for one in given]


Baselines = Annotated[
    list[Baseline],
    BeforeValidator(_as_baselines),
    Field(max_length=1000),
    WithJsonSchema({"type": "array", "items": {"type": ["string", "object"]}}),
]
Gates = Annotated[
    list[Gate],
    BeforeValidator(_as_gates),
    WithJsonSchema({"type": "array", "items": {"type": ["string", "object"]}}),
]
