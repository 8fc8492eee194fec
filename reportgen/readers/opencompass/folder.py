"""One folder of OpenCompass: predictions, which may lie in parts, and results in percent."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, document, listed, mapping, number_of, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.run import Figures, Finished
from reportgen.evaluations.sample import Sample, sheet_of
from reportgen.evaluations.times import seconds_of
from reportgen.model.evaluation import Evaluation, Metric, Score
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim, Found

_PART = re.compile(r"(.+)_(\d+)\Z")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)\Z")
_CORRECT = ("correct", "is_correct", "cascade_correct")
_ROLES = {"HUMAN": "user", "BOT": "assistant", "SYSTEM": "system"}
_PERCENT = re.compile(r"accuracy|score|acc|em|f1|rouge|bleu|pass@", re.IGNORECASE)


def runs_of(claims: Sequence[Claim[Any]]) -> Found:
    """Return the runs of folders, under names that distinguish them."""
    found = Found()
    pairs = [(claim, *pair) for claim in claims for pair in _pairs(claim.path)]
    names = names_of([(model, task, claim.path.absolute().name) for claim, model, task in pairs])
    for (claim, model, task), name in zip(pairs, names, strict=True):
        try:
            found.add(_run(claim, model, task, name), claim)
        except Unreadable as error:
            found.problems.append(error.problem(Position(f"{model}/{task}.json"), "the evaluation"))
    return found


def _files(folder: Path, part: str) -> list[Path]:
    """Return the JSON files of a part of the folder, none of them through a link out of it."""
    root = os.path.realpath(folder)
    return sorted(path for path in (folder / part).glob("*/*.json")
                  if os.path.realpath(path).startswith(f"{root}{os.sep}"))  # fmt: skip


def _pairs(folder: Path) -> list[tuple[str, str]]:
    """Return each model with each data set: numbered parts of predictions are one."""
    results = [(path.parent.name, path.stem) for path in _files(folder, "results")]
    found = dict.fromkeys(results)
    for path in _files(folder, "predictions"):
        split = _PART.match(path.stem)
        whole = (path.parent.name, split[1]) if split and _is_split(path) else (path.parent.name, path.stem)
        found.setdefault((path.parent.name, path.stem) if (path.parent.name, path.stem) in found else whole)
    return list(found)


def _is_split(path: Path) -> bool:
    """Tell a part from a data set whose name ends with a number: parts begin with 0, and there is no whole one."""
    found = _PART.match(path.stem)
    return bool(found) and path.with_name(f"{found[1] if found else ''}_0.json").is_file()


def _predictions(folder: Path, model: str, task: str, losses: list[Loss]) -> list[dict[str, Any]]:
    place = folder / "predictions" / model
    own = [path for path in _files(folder, "predictions") if path.parent == place]
    whole = [path for path in own if path.stem == task]
    parts = [(int(split[2]), path) for path in own if (split := _PART.match(path.stem)) and split[1] == task]
    rows: list[dict[str, Any]] = []
    for path in whole or [path for _, path in sorted(parts)]:
        try:
            said = document(path)
        except Unreadable as error:
            losses.append(Loss(f"predictions/{model}/{path.name}", error.what))
            continue
        rows += [mapping(one) for one in (said.values() if isinstance(said, dict) else listed(said))]
    if any(place.glob(f"tmp_{task}*.json*")):
        losses.append(Loss(f"predictions/{model}", "the evaluation was interrupted; what it had so far is not read"))
    return rows


def _run(claim: Claim[Any], model: str, task: str, name: str) -> Finished:
    losses: list[Loss] = []
    folder = claim.path
    rows = _predictions(folder, model, task, losses)
    path = folder / "results" / model / f"{task}.json"
    said = mapping(document(path)) if path in _files(folder, "results") else {}
    details = said.get("details")
    told = [mapping(one) for key, one in details.items() if str(key).isdecimal()] if isinstance(details, dict) else (
        [mapping(one) for one in listed(details)]
    )  # fmt: skip
    count = max(len(rows), len(told))
    samples = [_sample(n, rows[n] if n < len(rows) else {}, told[n] if n < len(told) else {}) for n in range(count)]
    scores = ["correct"] if any(one.passed is not None for one in samples) else []
    sheet = sheet_of(samples, scores, scores_only=claim.options.scores_only) if samples else None
    numbers = {
        key: value for key, one in said.items() if not isinstance(one, bool) and (value := number_of(one)) is not None
    }
    metrics = tuple(Metric(key, n=count or None, score="correct" if key == "accuracy" else "", name=key)
                    for key in numbers)  # fmt: skip
    stamp = _STAMP.search(folder.absolute().name)
    created = seconds_of("{}-{}-{}T{}:{}:{}".format(*stamp.groups())) if stamp else seconds_of("")
    remarks = []
    if any(_PERCENT.search(key) for key in numbers):
        remarks.append("scores of OpenCompass are percentages, 0 to 100")
    if rows and not said:
        remarks.append("there are predictions, and no results")
    meta = RunMeta(
        id=f"{folder.absolute().name}/{model}/{task}", name=name, format="opencompass",
        folder=folder.absolute().name, project=task, state="finished" if said else "", created=created,
        config={"model": model, "dataset": task}, losses=tuple(losses), remarks=tuple(remarks),
    )  # fmt: skip
    check = "" if claim.options.scores_only else "input"
    evaluation = Evaluation(task, model, check=check, total=count or None)
    return Finished(meta, evaluation, Figures(metrics, numbers), sheet, [Score("correct", highest=1.0)])


def _sample(n: int, row: Mapping[str, Any], told: Mapping[str, Any]) -> Sample:
    correct = next((told[key] for key in _CORRECT if isinstance(told.get(key), bool)), None)
    prompt = _messages(row.get("origin_prompt", told.get("prompt")))
    answer = row.get("prediction", told.get("origin_prediction"))
    extracted = told.get("predictions", told.get("pred"))
    extracted = extracted[0] if isinstance(extracted, list) and len(extracted) == 1 else extracted
    labels = {
        key.removeprefix("label: "): mapping(one).get("PPL") for key, one in row.items() if key.startswith("label: ")
    }
    if labels:
        prompt = prompt or next(
            (mapping(one).get("prompt") for key, one in row.items() if key.startswith("label: ")), None
        )
    turns = answer if isinstance(answer, list) else None
    return Sample(
        id=n, input=prompt, target=row.get("gold", told.get("references")),
        answer=text_of(answer) if answer is not None else None, passed=correct,
        scores={} if correct is None else {"correct": correct},
        more={"extracted": extracted if extracted != answer else None, "perplexities": labels or None},
        transcript=_talk(prompt, turns) if isinstance(prompt, list) else None,
    )  # fmt: skip


def _messages(prompt: Any) -> Any:
    """Return a prompt as messages with the roles of others; a text stays one."""
    if not isinstance(prompt, list):
        return prompt
    return [{"role": _ROLES.get(text_of(one.get("role")), text_of(one.get("role"))), "content": one.get("prompt")}
            for one in map(mapping, prompt)]  # fmt: skip


def _talk(prompt: list[Any], turns: list[Any] | None) -> list[Any] | None:
    """Return a conversation of several turns: each answer behind its question."""
    if turns is None:
        return None
    found: list[Any] = []
    answers = iter(turns)
    for message in prompt:
        found.append(message)
        if message.get("role") == "user" and (answer := next(answers, None)) is not None:
            found.append({"role": "assistant", "content": answer})
    return found
