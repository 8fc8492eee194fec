"""An evaluation of a language model: what its table of samples holds, and what its scores were computed from.

Whatever wrote it, a run that is an evaluation says so with ``RunSource.evaluation``. Its table of samples has a row for
each sample (of each epoch, filter or perturbation), and its columns are, in this order and only where some row has one:

``id``, ``epoch``, what else is part of the key · the categories · ``input``, ``target``, ``answer`` · a column for each
score · ``pass`` · ``error``, ``limit`` · ``seconds`` and other times · ``tokens_in``, ``tokens_out``, ``tokens_…`` ·
``cost`` · what else the tool keeps of a sample · ``transcript``.

``input`` is a text in all rows, or a list of messages in all rows; ``transcript`` is a list of messages, as the tool
writes them, with pictures as data URIs. ``pass`` is true, false or null: an error is no fail, and what was not scored
is neither. ``error`` and ``limit`` are texts. Missing is null and never 0.

Two runs of the same ``task`` are compared by rows with the same ``key``. Rows with the same ``cluster`` are no
independent samples (epochs, repeats, filters): standard errors of them are clustered. Rows with different values in
``strata`` answer different questions, and are not pooled. Where ``check`` differs in a pair, it is not the same sample.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ID, EPOCH, INPUT, TARGET, ANSWER, PASS = "id", "epoch", "input", "target", "answer", "pass"
ERROR, LIMIT, SECONDS, COST, TRANSCRIPT = "error", "limit", "seconds", "cost", "transcript"
TOKENS = "tokens_"
"""What the names of columns of tokens begin with: ``tokens_in``, ``tokens_out``, ``tokens_reasoning``."""
SAMPLES = "samples"
"""The key of the table of samples."""

Goal = Literal["maximize", "minimize", ""]


@dataclass(frozen=True)
class Score:
    """A column of scores."""

    column: str
    goal: Goal = "maximize"
    """Which values are better; "" where the tool does not say and it is not known."""
    threshold: float | None = None
    """From which value on a sample passes, where the tool says so."""
    values: Mapping[str, float] = field(default_factory=dict)
    """What its texts count as, such as ``{"C": 1, "P": 0.5, "I": 0, "N": 0}``."""
    highest: float = math.nan
    """The best value that there can be, where it is known: 1, or 100 of percentages."""

    def number(self, value: Any) -> float:
        """Return what a cell counts as; NaN where it was not scored, or is no number."""
        if isinstance(value, str):
            return self.values.get(value, math.nan)
        return float(value) if isinstance(value, bool | int | float) else math.nan


@dataclass(frozen=True)
class Metric:
    """A number of the summary that the tool computed over samples."""

    key: str
    """Its name in the summary: ``scorer/metric``."""
    error: str = ""
    """The name of its standard error in the summary, where the tool wrote one."""
    n: int | None = None
    """Of how many samples it is; None where the tool does not say."""
    score: str = ""
    """The column of scores that it is of."""
    name: str = ""
    """What is computed: ``accuracy``, ``mean``, ``acc_norm``."""
    within: Mapping[str, Any] = field(default_factory=dict)
    """Which samples it is of, where not of all: ``{"category": "capital"}``, ``{"filter": "strict-match"}``."""
    reducer: str = ""
    """How the epochs of a sample became one value, where there are several: ``mean``, ``pass_at_1``."""
    goal: Goal = "maximize"


@dataclass(frozen=True)
class Evaluation:
    """What a run that is an evaluation says of itself."""

    task: str
    model: str = ""
    table: str = SAMPLES
    """The key of the table of samples; "" where the log holds none."""
    key: tuple[str, ...] = (ID,)
    """The columns that together name a row, and that pair it with the row of another run."""
    cluster: str = ID
    """The column whose equal values are not independent."""
    strata: tuple[str, ...] = ()
    """Columns of the key whose values are not pooled."""
    check: str = ""
    """A column that is equal in a pair of the same sample, such as a hash of the question."""
    categories: tuple[str, ...] = ()
    scores: tuple[Score, ...] = ()
    """The columns of scores; the one that the tool puts first is first."""
    passed: str = PASS
    """The column of ``pass``; "" where nothing says what passes."""
    passed_by: str = ""
    """The rule of ``pass`` in words, such as ``right is C`` or ``score ≥ 0.5``; "" where the tool says it itself."""
    metrics: tuple[Metric, ...] = ()
    """What the tool computed; the one that it puts first is first."""
    total: int | None = None
    """How many samples there are, whatever became of them (with epochs); None where the tool does not say."""
    like: Mapping[str, str] = field(default_factory=dict)
    """What must be equal for two runs to be compared like for like: version, few-shot examples, hash, data set."""
