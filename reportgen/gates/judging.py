"""Every gate of a spec, decided: which runs it is about, what they have in common with the baseline's, and why not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from reportgen.gates.baseline import Baseline
from reportgen.gates.measuring import STOPPED, UNFINISHED, Measured
from reportgen.gates.verdict import Check, Reason, State, Verdict
from reportgen.gates.weighing import Weighing
from reportgen.lang.gates import ORDERS, Condition, atoms, comparison, excused
from reportgen.lang.tree import Binary, ListOf, Node
from reportgen.model.run import Run
from reportgen.model.runset import RunSet, show
from reportgen.spec.gates import Gate

EACH = "each"
_WORST: tuple[State, ...] = ("failed", "undecided", "passed")


class Judged(NamedTuple):
    """The runs that results are compared with, and what every gate decided."""

    baseline: Baseline
    verdicts: tuple[Verdict, ...] = ()


def judge(gates: Sequence[Gate], runs: RunSet, baseline: Baseline) -> tuple[Verdict, ...]:
    """Return what every gate decides, one verdict for each of its groups, in the order of the spec."""
    return tuple(verdict for place, gate in enumerate(gates) for verdict in _Judge(gate, place, baseline).all(runs))


_Compared = tuple[list[Run], list[Reason], tuple[Reason, ...]]


@dataclass(frozen=True)
class _Judge:
    gate: Gate
    place: int
    baseline: Baseline

    @property
    def condition(self) -> Condition:
        return self.gate.condition

    def all(self, runs: RunSet) -> Iterator[Verdict]:
        """Yield the gate's verdicts."""
        chosen = self.baseline.others(runs).select(self.gate.filters, groupby=self.gate.groupby)
        if not len(chosen):
            yield self._verdict("failed", reasons=(Reason("no runs"),))
            return
        groups = [(group.name, group.runs) for group in chosen.groups()] or [("", chosen.runs)]
        for name, members in groups:
            found = self._of_group(members)
            yield replace(found, group=name, runs=len(members))

    def _verdict(self, state: State, **more: object) -> Verdict:
        gate = self.gate
        return Verdict(
            gate.name or self.condition.text, self.condition.text, state, gate.severity, over=self._over,
            place=self.place, **more,  # type: ignore[arg-type]  # fields of it
        )  # fmt: skip

    @property
    def _over(self) -> str:
        return self.gate.over or ("mean" if self.condition.compares else EACH)

    def _of_group(self, runs: Sequence[Run]) -> Verdict:
        others, faults, notes = self._compared(runs)
        if faults and self.gate.without_baseline == "skip" and not len(self.baseline.runs):
            return self._verdict("undecided", reasons=tuple(replace(one, broken=False) for one in faults))
        own = [Measured(run, _newest(runs)) for run in runs]
        known = excused(self.condition.tree)
        broken = [Reason("stopped", {"run": r.name, "state": r.meta.state}) for r in runs if r.meta.state in STOPPED]
        broken += [fault for run in own for fault in run.faults(self.condition.tree, known)]
        broken += faults
        if broken:
            return self._verdict("failed", reasons=tuple(broken), notes=notes, baseline_runs=len(others))
        state, checks, failing, broken = self._weighed(own, [Measured(run, _newest(others)) for run in others])
        reasons = [*broken, *self._doubts(runs, others, state)]
        if state != "failed" or not broken:
            state = "undecided" if any(not one.broken for one in reasons) else state
        return self._verdict(
            state, checks=tuple(checks), failing=failing, reasons=tuple(reasons), notes=notes,
            baseline_runs=len(others),
        )  # fmt: skip

    def _doubts(self, runs: Sequence[Run], others: Sequence[Run], state: State) -> Iterator[Reason]:
        """Yield why nothing can be told yet, whatever the values say."""
        for run in runs:
            if run.meta.state in UNFINISHED:
                yield Reason("unfinished", {"run": run.name, "state": run.meta.state}, broken=False)
        needs = self.gate.needs
        if len(runs) < needs:
            yield Reason("too few", {"n": len(runs), "needs": needs}, broken=False)
        if self.condition.compares and len(others) < needs:
            yield Reason("too few of the baseline", {"n": len(others), "needs": needs}, broken=False)
        if state == "undecided":
            yield Reason("noise", broken=False)

    def _compared(self, runs: Sequence[Run]) -> _Compared:  # noqa: PLR0911 - a line for each way to have none
        """Return the runs of the baseline, why there are none, and those that were left out."""
        if not self.condition.compares:
            return [], [], ()
        if not len(self.baseline.runs):
            return [], [Reason("no baseline", {"why": self.baseline.fault})], ()
        chosen = self.baseline.runs.select(self.gate.filters)
        if not len(chosen):
            return [], [Reason("baseline not chosen", {"n": len(self.baseline.runs)})], ()
        others = [run for run in chosen if _key(run, self.gate.groupby) == _key(runs[0], self.gate.groupby)]
        if not others:
            return [], [Reason("no baseline of group")], ()
        well = [run for run in others if run.meta.state not in STOPPED]
        notes = [_left_out(run, Reason("stopped", {"run": run.name, "state": run.meta.state}))
                 for run in others if run not in well]  # fmt: skip
        if not well:
            return [], [Reason("baseline stopped", {"n": len(others)})], ()
        kept, asked = [], _of_baseline(self.condition)
        for run in well:
            fault = next(Measured(run).faults(asked, set()), None)
            notes += [_left_out(run, fault)] if fault else []
            kept += [] if fault else [run]
        if not kept:
            return [], [Reason("baseline lacks", {"why": notes[-1].about["why"]})], ()
        return kept, [], tuple(notes)

    def _weighed(
        self, own: Sequence[Measured], others: Sequence[Measured]
    ) -> tuple[State, list[Check], tuple[str, ...], list[Reason]]:
        """Return what the values say, each comparison's check, which runs do not hold it, and what was no number."""
        if self._over != EACH:
            whole = Weighing(own, others, self._over, excused(self.condition.tree))
            state = whole.state(self.condition.tree)
            return state, whole.checks, (), whole.faults
        known = excused(self.condition.tree)
        singles = [Weighing([run], others, "mean", known) for run in own]
        states = [one.state(self.condition.tree) for one in singles]
        failing = tuple(run.run.name for run, state in zip(own, states, strict=True) if state == "failed")
        faults = [fault for one in singles for fault in one.faults]
        if faults:
            return "failed", [], failing, faults
        checks = []
        for of_all in zip(*(one.checks for one in singles), strict=True):
            at = min(range(len(of_all)), key=lambda n, of_all=of_all: _nearness(of_all[n]))  # type: ignore[misc]
            name = own[at].run.name if len(own) > 1 else ""
            checks.append(replace(of_all[at], runs=len(own), run=name if of_all[at].is_told else ""))
        return min(states, key=_WORST.index), checks, failing, []


def _nearness(check: Check) -> tuple[int, float]:
    return _WORST.index(check.state), check.margin if check.is_told else 0.0


def _left_out(run: Run, why: Reason) -> Reason:
    return Reason("omitted", {"run": run.name, "why": why}, broken=False)


def _newest(runs: Sequence[Run]) -> float:
    return max((run.meta.created for run in runs if not math.isnan(run.meta.created)), default=0.0)


def _key(run: Run, groupby: Sequence[str]) -> tuple[str, ...]:
    return tuple(show(run.unhidden.lookup(path)) for path in groupby)


def _of_baseline(condition: Condition) -> Node:
    """Return a tree of what a condition asks of each run of the baseline, as it is asked of a run."""
    asked = [
        term.tree
        for atom in atoms(condition.tree)
        if isinstance(atom, Binary) and atom.operator in ORDERS
        for term in comparison(atom).terms
        if term.of_baseline
    ]
    return ListOf(tuple(asked))
