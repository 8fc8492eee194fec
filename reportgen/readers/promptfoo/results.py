"""A file of promptfoo's results, and the run of each prompt with each provider."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.digits import plural
from reportgen.evaluations.files import Unreadable, count_of, document, lines, listed, mapping, number_of, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import named, public
from reportgen.evaluations.run import Figures, Finished
from reportgen.evaluations.sample import sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim
from reportgen.readers.promptfoo.samples import samples_of

_LONGEST = 40


@dataclass
class Results:
    """What a file says: the results of each prompt, which are a prompt and a provider."""

    path: Path
    said: Mapping[str, Any]
    prompts: Sequence[Mapping[str, Any]]
    rows: dict[int, list[Mapping[str, Any]]]
    losses: list[Loss] = field(default_factory=list)


def opened(path: Path) -> Results:
    """Return what a file holds; Unreadable where it is damaged."""
    losses: list[Loss] = []
    if path.suffix.lower() != ".json":
        try:
            rows = list(lines(path, losses))
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            raise Unreadable(what) from None
        return Results(path, {}, _prompts_of(rows), _by_prompt(rows), losses)
    said = mapping(document(path))
    results = mapping(said.get("results"))
    rows = [one for one in listed(results.get("results")) if isinstance(one, dict)]
    prompts = [mapping(one) for one in listed(results.get("prompts"))]
    return Results(path, said, prompts or _prompts_of(rows), _by_prompt(rows))


def _by_prompt(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: count_of(row.get("testIdx")) or 0):
        found.setdefault(count_of(row.get("promptIdx")) or 0, []).append(row)
    return found


def _prompts_of(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what rows say of their prompts, where no list of them is there."""
    found: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        provider = mapping(row.get("provider"))
        told = {
            "label": mapping(row.get("prompt")).get("label"),
            "provider": provider.get("label") or provider.get("id"),
        }
        found.setdefault(count_of(row.get("promptIdx")) or 0, told)
    return [found.get(n, {}) for n in range(max(found, default=-1) + 1)]


def runs_of(files: Sequence[tuple[Results, Claim[Any]]]) -> Iterator[tuple[Finished, Claim[Any]]]:
    """Yield a run for each prompt with each provider, under a name that distinguishes it."""
    found = [(one, claim, n) for one, claim in files for n in range(len(one.prompts)) if n in one.rows]
    told = [
        (_model(one.prompts[n]), _label(one.prompts[n]), _task(one), one.path.stem, text_of(one.said.get("evalId")))
        for one, _, n in found
    ]
    for (one, claim, n), name in zip(found, names_of(told), strict=True):
        yield _run(one, claim, n, name), claim


def _model(prompt: Mapping[str, Any]) -> str:
    return named(text_of(prompt.get("provider"))) or "provider"


def _label(prompt: Mapping[str, Any]) -> str:
    text = " ".join(text_of(prompt.get("label") or prompt.get("raw")).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _task(results: Results) -> str:
    return text_of(mapping(results.said.get("config")).get("description")) or results.path.stem.partition(".")[0]


def _run(results: Results, claim: Claim[Any], n: int, name: str) -> Finished:
    prompt, config = results.prompts[n], mapping(results.said.get("config"))
    samples = samples_of(results.rows[n])
    sheet = sheet_of(samples, ["score"], scores_only=claim.options.scores_only)
    inner, stats = mapping(results.said.get("results")), mapping(mapping(results.said.get("results")).get("stats"))
    duration = number_of(stats.get("durationMs"))
    version = text_of(mapping(results.said.get("metadata")).get("promptfooVersion"))
    errors = sum(1 for one in samples if one.error)
    settings = {
        "provider": prompt.get("provider"), "prompt": prompt.get("raw"), "prompt_label": prompt.get("label"),
        "description": config.get("description"), "tags": config.get("tags"),
        "provider_config": _provider_config(config, text_of(prompt.get("provider"))),
        "repeat": mapping(results.said.get("runtimeOptions")).get("repeat"),
    }  # fmt: skip
    if claim.options.scores_only:
        settings.pop("prompt")
        settings.pop("prompt_label")
    ident = text_of(results.said.get("evalId")) or results.path.stem
    remark = f"{plural(errors, 'test')} of {len(samples):,} ended with an error: promptfoo's pass rate counts them"
    meta = RunMeta(
        id=f"{ident}/{n}", name=name, format="promptfoo", folder=results.path.absolute().parent.name,
        project=_task(results), created=seconds_of(inner.get("timestamp")),
        duration=math.nan if duration is None else duration / 1000, sdk=f"promptfoo {version}" if version else "",
        config=mapping(public({key: one for key, one in settings.items() if one not in (None, "", {}, [])})),
        losses=tuple(results.losses), remarks=(remark,) if errors else (),
    )  # fmt: skip
    repeats = any(one.epoch for one in samples)
    said = Evaluation(
        _task(results), _model(prompt), key=("id", "epoch") if repeats else ("id",),
        check="" if claim.options.scores_only else "vars_hash", total=len(samples),
    )  # fmt: skip
    figures = _figures(mapping(prompt.get("metrics")))
    return Finished(meta, said, figures, sheet, [Score("score", highest=1.0)])


def _provider_config(config: Mapping[str, Any], label: str) -> Any:
    """Return the settings of a provider of the config, by its label or id."""
    for one in map(mapping, listed(config.get("providers"))):
        if label in (one.get("label"), one.get("id")):
            return one.get("config")
        if isinstance(one.get(label), dict):
            return one[label].get("config")
    return None


def _figures(metrics: Mapping[str, Any]) -> Figures:
    """Return what promptfoo counted: the pass rate with its counts, and the mean of each named score.

    Named scores are sums over tests of the weighted scores, so that their mean is what they are of their weights; a
    derived metric has no weight, and is a number of its own.
    """
    counts = {
        name: count for name, key in (("passed", "testPassCount"), ("failed", "testFailCount"),
                                      ("errors", "testErrorCount"))
        if (count := count_of(metrics.get(key))) is not None
    }  # fmt: skip
    total = sum(counts.values())
    if not total:
        return Figures()
    values: dict[str, Any] = {"pass_rate": counts.get("passed", 0) / total}
    found = [Metric("pass_rate", n=total, name="pass rate")]
    weights, tests = mapping(metrics.get("namedScoreWeights")), mapping(metrics.get("namedScoresCount"))
    for name, one in mapping(metrics.get("namedScores")).items():
        value, weight = number_of(one), number_of(weights.get(name))
        if value is None or weight == 0:
            continue
        counted = weight if weight is not None else number_of(tests.get(name))
        values[name] = value / counted if counted else value
        found.append(Metric(name, score=name, name="weighted mean" if counted else "derived",
                            goal="maximize" if counted else ""))  # fmt: skip
    cost = number_of(metrics.get("cost"))
    return Figures(tuple(found), {**values, **counts, **({} if cost is None else {"cost": cost})})
