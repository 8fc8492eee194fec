"""A test run of DeepEval: its cases as samples, its metrics with their thresholds, its own counts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportgen.digits import plural
from reportgen.evaluations.files import count_of, listed, mapping, number_of, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import error_text, named, public
from reportgen.evaluations.run import Figures, Finished, means
from reportgen.evaluations.sample import Sample, Sheet, sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import RunMeta
from reportgen.readers.base import Claim

_TASK = "DeepEval"


def runs_of(files: Sequence[tuple[Mapping[str, Any], Claim[Any]]]) -> Iterator[tuple[Finished, Claim[Any]]]:
    """Yield the run of each file that holds a case, under a name that distinguishes it."""
    found = [(said, claim) for said, claim in files if _cases(said)]
    told = [(_model(said), text_of(said.get("identifier")), claim.path.stem) for said, claim in found]
    for (said, claim), name in zip(found, names_of(told), strict=True):
        yield _run(said, claim, name), claim


def _cases(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    cases = [*listed(said.get("testCases")), *listed(said.get("conversationalTestCases"))]
    return [one for one in cases if isinstance(one, dict)]


def _model(said: Mapping[str, Any]) -> str:
    return named(text_of(mapping(said.get("hyperparameters")).get("model")))


def _run(said: Mapping[str, Any], claim: Claim[Any], name: str) -> Finished:
    cases = sorted(_cases(said), key=lambda one: count_of(one.get("order")) or 0)
    again = Counter(text_of(one.get("name")) for one in cases)
    samples = [_sample(one, n, unique=again[text_of(one.get("name"))] == 1) for n, one in enumerate(cases)]
    sheet = sheet_of(samples, scores_only=claim.options.scores_only)
    scores = _scores(cases)
    duration, settings = number_of(said.get("runDuration")), mapping(said.get("hyperparameters"))
    config = {**{key: _number(value) for key, value in settings.items()}, "identifier": said.get("identifier")}
    failed, errors = count_of(said.get("testFailed")), sum(1 for one in samples if one.error)
    remark = f"a metric broke in {plural(errors, 'test')}; DeepEval counts {failed or errors:,} as failed"
    stamp = claim.path.stem.removeprefix("test_run_")
    time = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[9:11]}:{stamp[11:13]}:{stamp[13:15]}"
    meta = RunMeta(
        id=f"{claim.path.parent.name}/{claim.path.stem}", name=name, format="deepeval",
        folder=claim.path.absolute().parent.name, project=_TASK, created=seconds_of(time),
        duration=math.nan if duration is None else duration,
        config=mapping(public({key: one for key, one in config.items() if one not in (None, "", {}, [])})),
        remarks=(remark,) if errors else (),
    )  # fmt: skip
    task = text_of(said.get("testFile")) or _TASK
    check = "" if claim.options.scores_only else "input"
    told = Evaluation(named(task), _model(said), check=check, total=len(samples))
    return Finished(meta, told, _figures(said, sheet, scores), sheet, list(scores.values()))


def _number(value: Any) -> Any:
    """Return a setting as the number that it was: all are written as texts."""
    try:
        return float(value) if "." in value or "e" in value.lower() else int(value)
    except (AttributeError, ValueError):
        return value


def _scores(cases: Sequence[Mapping[str, Any]]) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for case in cases:
        for one in map(mapping, listed(case.get("metricsData"))):
            name = text_of(one.get("name"))
            found.setdefault(name, Score(name, threshold=number_of(one.get("threshold"))))
    return found


def _figures(said: Mapping[str, Any], sheet: Sheet, scores: Mapping[str, Score]) -> Figures:
    """Return the counts of tests as DeepEval has them, and the mean of each metric, which it does not write."""
    passed, failed = count_of(said.get("testPassed")), count_of(said.get("testFailed"))
    found = means(sheet, scores)
    values: dict[str, Any] = {}
    metrics: list[Metric] = []
    if passed is not None and failed is not None and passed + failed:
        values = {"pass_rate": passed / (passed + failed), "test_passed": passed, "test_failed": failed}
        metrics = [Metric("pass_rate", n=passed + failed, name="pass rate")]
    for one in map(mapping, listed(said.get("metricsScores"))):
        for what in ("passes", "fails", "errors"):
            if (count := count_of(one.get(what))) is not None:
                values[f"{text_of(one.get('metric'))}/{what}"] = count
    cost = number_of(said.get("evaluationCost"))
    more = {} if cost is None else {"judge_cost": cost}
    return Figures((*metrics, *found.metrics), {**found.values, **values, **more})


def _sample(case: Mapping[str, Any], n: int, *, unique: bool) -> Sample:
    metrics = [mapping(one) for one in listed(case.get("metricsData"))]
    errors = [f"{text_of(one.get('name'))}: {error_text(one.get('error'))}" for one in metrics if one.get("error")]
    tags, turns = listed(case.get("tags")), listed(case.get("turns"))
    name = text_of(case.get("name"))
    more = {
        **_reasons(metrics), "context": case.get("context"), "retrieval_context": case.get("retrievalContext"),
        "tools_called": case.get("toolsCalled"), "expected_tools": case.get("expectedTools"),
        "judge_cost": number_of(case.get("evaluationCost")), "user": case.get("userDescription"),
    }  # fmt: skip
    return Sample(
        id=name if unique and name else n,
        metadata={**({"tag": tags[0]} if len(tags) == 1 else {}), **mapping(public(case.get("metadata") or {}))},
        input=case.get("input") or case.get("scenario"),
        target=case.get("expectedOutput") or case.get("expectedOutcome"),
        answer=case.get("actualOutput"),
        scores={text_of(one.get("name")): number_of(one.get("score")) for one in metrics},
        passed=_passed(case, metrics), error="; ".join(errors),
        seconds=number_of(case.get("completionTime")), cost=number_of(case.get("tokenCost")),
        more={key: one for key, one in more.items() if one not in (None, [], {})},
        transcript=_turns(turns) if turns else _calls(case),
    )  # fmt: skip


def _passed(case: Mapping[str, Any], metrics: Sequence[Mapping[str, Any]]) -> bool | None:
    """Return whether a test passed: one that failed only because a metric broke did neither."""
    if any(one.get("success") is False and not one.get("error") for one in metrics):
        return False
    if any(one.get("error") for one in metrics):
        return None
    success = case.get("success")
    return success if isinstance(success, bool) else None


def _reasons(metrics: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    told = {text_of(one.get("name")): text_of(one.get("reason")) for one in metrics if one.get("reason")}
    return {("reason" if len(metrics) == 1 else f"reason of {name}"): one for name, one in told.items()}


def _turns(turns: Sequence[Any]) -> list[dict[str, Any]]:
    found = [{key: one for key, one in mapping(turn).items() if one is not None} for turn in turns]
    return sorted(found, key=lambda turn: count_of(turn.get("order")) or 0)


def _calls(case: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return a case in which tools were called as a conversation."""
    calls = listed(case.get("toolsCalled"))
    if not calls:
        return None
    return [
        {"role": "user", "content": text_of(case.get("input"))},
        {"role": "assistant", "toolsCalled": calls, "content": text_of(case.get("actualOutput"))},
    ]
