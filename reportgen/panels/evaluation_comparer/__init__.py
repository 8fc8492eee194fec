"""Two evaluations of the same samples: which is better, whether that is chance, who was right where, and at what cost.

- evaluation_comparer: {}
- evaluation_comparer: {runs: [base, tuned], score: pass}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import ClassVar

import numpy as np

from reportgen.blocks import json_block
from reportgen.errors import Gap, suggestion
from reportgen.fragment import Fragment
from reportgen.model.run import Run
from reportgen.model.runset import RunSet
from reportgen.panels.base.estimates import samples_of
from reportgen.panels.base.markup import nothing
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.panels.evaluation_comparer.markup import markup_of
from reportgen.panels.evaluation_comparer.pairs import Pair, View, named, pair_of, payload_of, verdict
from reportgen.spec.fields import Words
from reportgen.stats.evaluations.intervals import estimate
from reportgen.stats.evaluations.paired import compare
from reportgen.stats.evaluations.samples import Samples, compared_score, variants
from reportgen.texts import say

_ALL = 5
"""Runs up to which each is compared with each; of more each is compared with the best."""
_MOST = 24
"""Pairs that a page holds."""


class EvaluationComparer(Panel):
    """Two evaluations paired by sample: the difference with its interval, who was right where, and at what cost.

    Right and wrong are tested by McNemar's exact test, other scores by Student's t of the paired differences; where
    samples repeat, both are clustered. Samples that one of the two did not score are counted apart.
    """

    main: ClassVar[str] = "runs"

    runs: Words = []
    """The runs to compare, by name or id; by default all of a task, the two best shown initially."""
    score: str = ""
    """The column of scores to compare by; by default ``pass``, else the first one of numbers."""

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Evaluations compared")

    def prepare(self, runs: RunSet, context: Context) -> View:
        """Return every pair that the reader can choose."""
        del context
        pairs: list[Pair] = []
        fault = ""
        for found in _tasks(self._chosen(runs)):
            score = compared_score([samples for _, samples in found], self.score)
            if score is None:
                fault = f"no evaluation has a score '{self.score}'" if self.score else "no sample was scored"
                continue
            ranked = _ranked(found, score.column, score.goal)
            for (run, samples), (other, others) in _paired(ranked):
                for stratum in variants([samples, others]):
                    comparison = compare(samples, others, score, stratum)
                    pairs.append(pair_of(((run, samples), (other, others)), comparison, stratum))
        return View(tuple(pairs[:_MOST]), fault)

    def _chosen(self, runs: RunSet) -> list[Run]:
        """Return the runs that the spec names, in its order; Gap names one that is not there."""
        if not self.runs:
            return list(runs)
        known = {name: run for run in runs for name in (run.meta.id, run.name)}
        for number, name in enumerate(self.runs):
            if name not in known:
                raise Gap(f"no run '{name}'", suggestion(name, list(known), "runs"), ("runs", number))
        return [known[name] for name in self.runs]

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return a section for each pair, of which one is shown."""
        del theme, children
        if not view.pairs:
            return nothing(view.fault or "comparing needs two evaluations of the same task with their samples")
        block = json_block(payload_of(view))
        return Fragment(
            markup_of(view, block.id),
            frozenset({"evaluation_comparer"}),
            blocks=[block],
            alt=named(verdict(view.pairs[0]), view.pairs[0]),
        )


def _tasks(runs: Sequence[Run]) -> Iterator[list[tuple[Run, Samples]]]:
    """Yield the evaluations of each task that several runs have samples of."""
    found: dict[str, list[tuple[Run, Samples]]] = {}
    for run, samples in samples_of(runs):
        found.setdefault(samples.evaluation.task, []).append((run, samples))
    yield from (members for members in found.values() if len(members) > 1)


def _ranked(found: Sequence[tuple[Run, Samples]], column: str, goal: str) -> list[tuple[Run, Samples]]:
    """Return evaluations with the best first, those without a score last."""
    sign = 1 if goal == "minimize" else -1

    def rank(one: tuple[Run, Samples]) -> tuple[bool, float]:
        value = estimate(one[1].numbers(column)).value
        return bool(np.isnan(value)), sign * value

    return sorted(found, key=rank)


def _paired(
    ranked: Sequence[tuple[Run, Samples]],
) -> Iterator[tuple[tuple[Run, Samples], tuple[Run, Samples]]]:
    """Yield the pairs: the two best first, and in each the run that the spec lists first."""
    pairs = combinations(ranked, 2) if len(ranked) <= _ALL else ((ranked[0], other) for other in ranked[1:])
    for one, other in pairs:
        yield (one, other) if one[0].index < other[0].index else (other, one)
