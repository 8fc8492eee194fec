"""The instances of a run of SWE-bench: what became of each, its patch, and its tests."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.digits import plural
from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, count_of, document, lines, listed, mapping, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.private import named
from reportgen.evaluations.run import Figures, Finished
from reportgen.evaluations.sample import Sample, sheet_of
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim, Found
from reportgen.readers.swe_bench.kinds import kind_of

_TASK = "SWE-bench"
_STATES = {
    "resolved": "resolved_ids", "unresolved": "unresolved_ids", "empty patch": "empty_patch_ids",
    "error": "error_ids", "infrastructure failure": "infra_failure_ids",
    "ambiguous failure": "ambiguous_failure_ids", "not submitted": "incomplete_ids",
}  # fmt: skip
"""What becomes of an instance, by the list of the report that names it."""
_DECIDED = {"resolved": True, "unresolved": False, "empty patch": False}
"""Which of it is a pass or a fail: an error is neither, and what was not submitted was not tried."""
_LARGEST = 1 << 22


def runs_of(claims: Sequence[Claim[Any]]) -> Found:
    """Return the runs of reports, each with its predictions, and of predictions that no report is of."""
    found, losses = Found(), list[Loss]()
    predictions: list[tuple[Claim[Any], str, dict[str, Any]]] = []
    reports: list[tuple[Claim[Any], dict[str, Any]]] = []
    for claim in claims:
        try:
            if kind_of(claim.path) == "report":
                reports.append((claim, mapping(document(claim.path))))
            else:
                predictions += [(claim, *own) for own in _predicted(claim.path, losses).items()]
        except Unreadable as error:
            found.problems.append(error.problem(Position(claim.path.name), "the run"))
    used: set[int] = set()
    parts: list[tuple[Claim[Any], str, str, dict[str, Any], dict[str, Any]]] = []
    for claim, said in reports:
        model, run_id = _named(claim.path)
        own: dict[str, Any] = {}
        for place, (_, name, patches) in enumerate(predictions):
            if name.replace("/", "__") == model:
                own, model = {**patches, **own}, name
                used.add(place)
        parts.append((claim, model.replace("__", "/"), run_id, said, own))
    parts += [(claim, name, "", {}, own) for n, (claim, name, own) in enumerate(predictions) if n not in used]
    names = names_of([(named(model), _TASK, run_id, claim.path.stem) for claim, model, run_id, _, _ in parts])
    for (claim, model, run_id, said, own), name in zip(parts, names, strict=True):
        found.add(_run(claim, (name, model, run_id), said, own, losses), claim)
    return found


def _named(path: Path) -> tuple[str, str]:
    """Return the (model, run) that a report is called by: ``org__model.run.json``."""
    model, _, run_id = path.stem.rpartition(".")
    return (model, run_id) if model else (path.stem, "")


def _predicted(path: Path, losses: list[Loss]) -> dict[str, dict[str, Any]]:
    """Return the predictions of each model in a file by instance."""
    if path.suffix.lower() == ".jsonl":
        rows: list[Any] = list(lines(path, losses))
    else:
        said = document(path)
        rows = said if isinstance(said, list) else [{"instance_id": key, **mapping(one)} for key, one in said.items()]
    found: dict[str, dict[str, Any]] = {}
    for row in map(mapping, rows):
        if isinstance(row.get("instance_id"), str):
            found.setdefault(text_of(row.get("model_name_or_path")), {})[row["instance_id"]] = row
    return found


def _run(
    claim: Claim[Any], told: tuple[str, str, str], said: Mapping[str, Any], own: Mapping[str, Any], losses: list[Loss]
) -> Finished:
    name, model, run_id = told
    states = {ident: state for state, key in reversed(_STATES.items()) for ident in listed(said.get(key))}
    idents = sorted({*map(str, states), *own}, key=str)
    tests = _tests(claim.path.parent, run_id, model) if said else {}
    samples = [_sample(ident, states.get(ident, ""), own.get(ident), tests.get(ident, {})) for ident in idents]
    sheet = sheet_of(samples, ["resolved"] if said else [], scores_only=claim.options.scores_only)
    total = count_of(said.get("total_instances"))
    values: dict[str, Any] = {}
    metrics: tuple[Metric, ...] = ()
    if total:
        resolved = count_of(said.get("resolved_instances")) or 0
        values = {"resolved": resolved / total, **{f"{key}_instances": count for key in _COUNTS
                  if (count := count_of(said.get(f"{key}_instances"))) is not None}}  # fmt: skip
        metrics = (Metric("resolved", n=total, score="resolved", name="resolved of all instances"),)
    meta = RunMeta(
        id=f"{model}/{run_id or claim.path.stem}", name=name, format="swe_bench",
        folder=claim.path.absolute().parent.name, project=_TASK, state="finished" if said else "",
        config={"model": named(model), **({"run_id": run_id} if run_id else {})},
        losses=tuple(one for one in losses if one.file == claim.path.name),
        remarks=tuple(_remarks(said, samples)),
    )  # fmt: skip
    evaluation = Evaluation(_TASK, named(model), total=total)
    return Finished(meta, evaluation, Figures(metrics, values), sheet, [Score("resolved", highest=1.0)])


def _remarks(said: Mapping[str, Any], samples: Sequence[Sample]) -> Iterator[str]:
    open_ = sum(1 for one in samples if one.passed is None)
    if not said:
        yield "there are predictions, and no report"
    elif open_:
        what = plural(open_, "instance")
        yield f"{what} of {len(samples):,} neither passed nor failed; SWE-bench counts them as not resolved"


_COUNTS = ("total", "submitted", "completed", "unresolved", "empty_patch", "error", "infra_failure",
           "ambiguous_failure")  # fmt: skip


def _sample(ident: str, state: str, prediction: Any, report: Mapping[str, Any]) -> Sample:
    passed = _DECIDED.get(state)
    status = mapping(report.get("tests_status"))
    row = mapping(prediction)
    patch = row.get("model_patch")
    more: dict[str, Any] = {"patch_applied": report.get("patch_successfully_applied")}
    for name in ("FAIL_TO_PASS", "PASS_TO_PASS"):
        counts = mapping(status.get(name))
        good, bad = len(listed(counts.get("success"))), len(listed(counts.get("failure")))
        if good + bad:
            more[name.lower()] = f"{good} of {good + bad}"
        if bad:
            more[f"{name.lower()}_failed"] = listed(counts.get("failure"))
    return Sample(
        id=ident, metadata={"repository": repository(ident), "status": state or None},
        answer=patch if isinstance(patch, str) and patch else None,
        scores={} if passed is None else {"resolved": passed}, passed=passed,
        error=state if state and passed is None and state != "not submitted" else "",
        limit=state if state == "not submitted" else "", more=more,
    )  # fmt: skip


def repository(ident: str) -> str:
    """Return the repository that an instance is of: ``org/name`` of ``org__name-123``."""
    head, found, _ = ident.rpartition("-")
    return (head if found else ident).replace("__", "/")


def _tests(folder: Path, run_id: str, model: str) -> dict[str, Mapping[str, Any]]:
    """Return what the report of each instance says, below the folder of the run and nowhere else."""
    place = folder / "logs" / "run_evaluation" / run_id / model.replace("/", "__")
    root = os.path.realpath(folder)
    found: dict[str, Mapping[str, Any]] = {}
    if not run_id or not os.path.realpath(place).startswith(f"{root}{os.sep}") or not place.is_dir():
        return found
    for one in sorted(place.iterdir()):
        path = one / "report.json"
        inside = os.path.realpath(path).startswith(f"{os.path.realpath(place)}{os.sep}")
        if inside and path.is_file() and path.stat().st_size <= _LARGEST:
            try:
                found.update({key: mapping(said) for key, said in mapping(document(path)).items()})
            except Unreadable:
                continue
    return found
