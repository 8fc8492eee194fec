"""What is shown of two evaluations: the comparison, its verdict in a sentence, their costs, and their errors."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, TypedDict

import numpy as np

from reportgen.digits import digits, duration
from reportgen.model.column import Floats
from reportgen.model.evaluation import ANSWER, COST, SECONDS
from reportgen.model.look.short_names import short_names
from reportgen.model.run import Run
from reportgen.panels.base.estimates import Scale, losses
from reportgen.panels.base.markup import swatch
from reportgen.stats.evaluations.paired import Category, Comparison
from reportgen.stats.evaluations.samples import Key, Samples
from reportgen.texts import plural, say

_ERRORS = 12
_LATE = 0.95
_CHANCE = 0.05


@dataclass(frozen=True)
class Measure:
    """What one of the two cost: a sum, or of times the median and a late one."""

    name: str
    first: str
    second: str


@dataclass(frozen=True)
class Pair:
    """Two runs, their comparison, and what else differs between them."""

    first: Mapping[str, Any]
    second: Mapping[str, Any]
    task: str
    stratum: str
    score: str
    """What the score is called."""
    found: Comparison
    scale: Scale
    losses: tuple[tuple[str, ...], tuple[str, ...]]
    measures: tuple[Measure, ...]
    errors: tuple[tuple[str, int, int], ...]
    """The first lines of errors, with how many samples of each run they ended."""
    like: tuple[tuple[str, str, str], ...]
    """What should be equal and is not: its name, and the value of each run."""
    questions: dict[str, str]
    """What the counts of right and wrong ask of a panel ``table`` that joins both; ``$0`` is the first run's."""


@dataclass(frozen=True)
class View:
    """The pairs, and why there are none."""

    pairs: tuple[Pair, ...]
    fault: str = ""


class EvaluationComparerPayload(TypedDict):
    """For each pair its runs and the questions that its counts ask of a table that joins their samples."""

    pairs: list[EvaluationPairPayload]


class EvaluationPairPayload(TypedDict):
    """A pair: the indices of its runs, its task and stratum, and a question for each count that asks one."""

    runs: tuple[int, int]
    task: str
    stratum: str
    questions: dict[str, str]


def pair_of(sides: tuple[tuple[Run, Samples], tuple[Run, Samples]], found: Comparison, stratum: Key) -> Pair:
    """Return what is shown of two runs."""
    (run, samples), (other, others) = sides
    names = samples.evaluation.strata
    share = found.outcomes is not None
    differences = [found.difference, *(one.difference for one in found.categories)]
    return Pair(
        *_swatches(run, other),
        samples.evaluation.task,
        ", ".join(f"{name}: {value}" for name, value in zip(names, stratum, strict=False)),
        say("pass rate") if found.score.column == samples.evaluation.passed else found.score.column,
        found,
        Scale.of_differences(differences, is_share=share),
        (tuple(_lost(samples)), tuple(_lost(others))),
        tuple(_measures(samples, others)),
        tuple(_errors(samples, others)),
        tuple(_unlike(samples, others)),
        _questions(sides, found),
    )


def _swatches(first: Run, second: Run) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how two runs are drawn, and named where room is short."""
    short, other = short_names([first.name, second.name])
    return {**swatch(first), "short": short}, {**swatch(second), "short": other}


def _lost(samples: Samples) -> list[str]:
    scored = sum(value is not None for value in samples.column(samples.evaluation.passed)) if (
        samples.evaluation.passed) else len(samples)  # fmt: skip
    return losses(samples, scored, len(samples))


FIRST, SECOND = "\ue000", "\ue001"
"""What names the two runs in a sentence until their names are put in."""


def named(text: str, pair: Pair) -> str:
    """Return a sentence with the names of its runs."""
    return text.replace(FIRST, pair.first["name"]).replace(SECOND, pair.second["name"])


def verdict(pair: Pair) -> str:
    """Return in a sentence which run is better, by how much, and whether that may be chance."""
    found, scale = pair.found, pair.scale
    if not found.difference.n:
        return say("The two runs have no sample in common that both scored.")
    change = found.difference.value
    n = plural(found.difference.n, "sample")
    if not change:
        text = say("{first} and {second} have the same {score} on {n} that both scored",
                   first=FIRST, second=SECOND, score=pair.score, n=n)  # fmt: skip
        return f"{text}{_bracketed(pair)}{say('.')}"
    up = change < 0 if found.score.goal == "minimize" else change > 0
    better, worse = (SECOND, FIRST) if up else (FIRST, SECOND)
    size = scale.change(abs(change)) if found.score.goal != "minimize" else scale.change(-abs(change))
    decided = found.is_decided and not found.p > _CHANCE
    places = {
        "better": better, "worse": worse, "score": pair.score, "n": n,
        "size": say("{n} points", n=size) if scale.is_share else size,
    }  # fmt: skip
    text = (
        say("{better} is better than {worse} by {score} on {n} that both scored: {size}", **places)
        if decided
        else say("{better} did better than {worse} by {score} on {n} that both scored: {size}", **places)
    )
    sure = say("The difference is more than chance.") if decided else say("The difference may be chance.")
    return f"{text}{_bracketed(pair, turned=better == FIRST)}{say('.')} {sure}"


def _bracketed(pair: Pair, *, turned: bool = False) -> str:
    """Return the interval of the difference and its p value; ``turned`` is first minus second."""
    found = pair.found.difference
    low, high = (-found.high, -found.low) if turned else (found.low, found.high)
    reach = pair.scale.interval(replace(found, low=low, high=high), signed=True)
    parts = [say("95 % interval {reach}", reach=reach) if reach else "", said_p(pair.found)]
    told = "; ".join(filter(None, parts))
    return f" ({told})" if told else ""


def said_p(found: Comparison) -> str:
    """Return the p value with its test."""
    if math.isnan(found.p):
        return ""
    p = "p < 0.0001" if found.p < 0.0001 else f"p = {found.p:.2g}"  # noqa: PLR2004 - nobody reads more zeros
    if found.test == "mcnemar":
        return say("{p} by McNemar's exact test", p=p)
    return say("{p} by Student's t of the paired differences", p=p)


def _measures(samples: Samples, others: Samples) -> list[Measure]:
    """Return times, tokens and cost of both, in units that people read."""
    ours, theirs = dict(samples.measures()), dict(others.measures())
    found: list[Measure] = []
    for name in dict.fromkeys([*ours, *theirs]):
        values = [side.get(name, np.array([])) for side in (ours, theirs)]
        if all(np.isnan(one).all() for one in values):
            continue
        if name == SECONDS:
            found.append(Measure(say("time per sample, median"), *(_time(one, 0.5) for one in values)))
            found.append(Measure(say("time per sample, 95th percentile"), *(_time(one, _LATE) for one in values)))
        elif name == COST:
            found.append(Measure(say("cost"), *(_total(one, "$") for one in values)))
        else:
            found.append(Measure(name.replace("_", " "), *(_total(one) for one in values)))
    return found


def _time(values: Floats, share: float) -> str:
    known = sorted(values[~np.isnan(values)].tolist())
    if not known:
        return "–"
    return duration(median(known) if share == 0.5 else known[math.ceil(share * len(known)) - 1])  # noqa: PLR2004


def _total(values: Floats, unit: str = "") -> str:
    known = values[~np.isnan(values)]
    if not len(known):
        return "–"
    missing = len(values) - len(known)
    text = f"{unit}{digits(math.fsum(known), 4)}"
    return say("{value} without {n}", value=text, n=plural(missing, "sample")) if missing else text


def _errors(samples: Samples, others: Samples) -> list[tuple[str, int, int]]:
    ours, theirs = (Counter(filter(None, side.failed)) for side in (samples, others))
    ranked = sorted(ours.keys() | theirs.keys(), key=lambda text: (-ours[text] - theirs[text], text))
    return [(text, ours[text], theirs[text]) for text in ranked[:_ERRORS]]


def _unlike(samples: Samples, others: Samples) -> list[tuple[str, str, str]]:
    ours, theirs = samples.evaluation.like, others.evaluation.like
    names = [name for name in ours if name in theirs and ours[name] != theirs[name]]
    return [(name, _short(ours[name]), _short(theirs[name])) for name in names]


def _short(value: object) -> str:
    """Return a value as text, of a hash the first digits."""
    text = str(value)
    return text[:8] if re.fullmatch("[0-9a-f]{16,}", text) else text


def payload_of(view: View) -> EvaluationComparerPayload:
    """Return the pairs with the questions that their counts ask of the table of samples."""
    return {
        "pairs": [
            {
                "runs": (pair.first["index"], pair.second["index"]),
                "task": pair.task,
                "stratum": pair.stratum,
                "questions": pair.questions,
            }
            for pair in view.pairs
        ]
    }


def _questions(sides: tuple[tuple[Run, Samples], tuple[Run, Samples]], found: Comparison) -> dict[str, str]:
    """Return what each count asks of the joined table; who was right only where scores are right and wrong."""
    told = _apart(sides[0][1], found.score.column) | _by_category(sides[0][1], found)
    if found.outcomes is None:
        return told
    ours, theirs = (_conditions(samples, place, found.score.column) for place, (_, samples) in enumerate(sides))
    both = {"both": (1, 1), "first": (1, 0), "second": (0, 1), "neither": (0, 0)}
    return {name: f"{ours[one]} and {theirs[other]}" for name, (one, other) in both.items()} | told


def _apart(samples: Samples, column: str) -> dict[str, str]:
    """Return what the notes ask: which samples one run alone has, were not scored, or were answered differently."""
    key, score = _literal(samples.evaluation.key[0]), _literal(column)
    first, second = f"exists($0[{key}])", f"exists($1[{key}])"
    both = f"{first} and {second}"
    found = {
        "only_first": f"{first} and not {second}",
        "only_second": f"{second} and not {first}",
        "unscored": f"{both} and ($0[{score}] == null or $1[{score}] == null)",
    }
    if samples.has(ANSWER):
        found["changed"] = f'{both} and $0["{ANSWER}"] != $1["{ANSWER}"] and $0[{score}] == $1[{score}]'
    if samples.evaluation.check:
        check = _literal(samples.evaluation.check)
        found["unlike"] = f"{both} and $0[{check}] != $1[{check}]"
    return found


def category_key(category: Category) -> str:
    """Return the name of the question for the samples of a category."""
    return f"{category.column}: {category.name}"


def _by_category(samples: Samples, found: Comparison) -> dict[str, str]:
    """Return a question for each category: the samples that both scored."""
    questions = {}
    score = _literal(found.score.column)
    for one in found.categories:
        cells = dict.fromkeys(cell for cell in samples.column(one.column) if str(cell) == one.name)
        listed = ", ".join(map(_literal, cells)) or _literal(one.name)
        column = _literal(one.column)
        scored = f"$0[{score}] != null and $1[{score}] != null"
        questions[category_key(one)] = f"($0[{column}] in [{listed}] or $1[{column}] in [{listed}]) and {scored}"
    return questions


def _conditions(samples: Samples, place: int, column: str) -> dict[int, str]:
    """Return the questions whether a sample is wrong (0) and right (1), by the cells that count as that."""
    cells, numbers = samples.column(column), samples.numbers(column)
    name = f"${place}[{_literal(column)}]"
    found = {}
    for number in (0, 1):
        known = dict.fromkeys(_literal(cell) for cell, one in zip(cells, numbers, strict=True) if one == number)
        found[number] = f"{name} in [{', '.join(known)}]" if known else "false"
    return found


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | int | float) else "null"
