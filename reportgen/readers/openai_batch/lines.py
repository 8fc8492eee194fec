"""Lines of a batch as samples: they come back in any order, and some of them as errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, count_of, lines, listed, mapping, number_of, text_of
from reportgen.evaluations.naming import names_of
from reportgen.evaluations.run import Figures, Finished
from reportgen.evaluations.sample import Sample, sheet_of
from reportgen.model.evaluation import Evaluation
from reportgen.model.run import Loss, RunMeta
from reportgen.readers.base import Claim, Found

_TASK = "batch"
_FAILED = 400


def runs_of(claims: Sequence[Claim[Any]]) -> Found:
    """Return the runs of batches; what was sent goes with what came back by its ids."""
    found = Found()
    back: list[tuple[Claim[Any], dict[str, Any], list[Loss]]] = []
    sent: list[tuple[Claim[Any], dict[str, Any], list[Loss]]] = []
    for claim in claims:
        losses: list[Loss] = []
        try:
            rows = {text_of(row.get("custom_id")): row for row in lines(claim.path, losses)}
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            found.problems.append(Unreadable(what).problem(Position(claim.path.name), "the batch"))
            continue
        answered = any("response" in row or "error" in row for row in rows.values())
        (back if answered else sent).append((claim, rows, losses))
    pairs: list[tuple[Claim[Any], dict[str, Any], dict[str, Any], list[Loss]]] = []
    for claim, rows, losses in back:
        own = max(sent, key=lambda one: len(one[1].keys() & rows.keys()), default=None)
        asked = own[1] if own and own[1].keys() & rows.keys() else {}
        pairs.append((claim, asked, rows, losses))
    known = {ident for _, asked, rows, _ in pairs for ident in (*asked, *rows)}
    pairs += [(claim, asked, {}, losses) for claim, asked, losses in sent if not asked.keys() & known]
    names = names_of([(_model(asked, rows), claim.path.stem) for claim, asked, rows, _ in pairs])
    for (claim, asked, rows, losses), name in zip(pairs, names, strict=True):
        found.add(_run(claim, asked, rows, (name, losses)), claim)
    return found


def _model(asked: Mapping[str, Any], rows: Mapping[str, Any]) -> str:
    bodies = (mapping(mapping(row.get("response")).get("body")) for row in rows.values())
    given = (mapping(row.get("body")) for row in asked.values())
    return next((text for body in (*bodies, *given) if (text := text_of(body.get("model")))), "")


Rows = Mapping[str, Any]


def _run(claim: Claim[Any], asked: Rows, rows: Rows, told: tuple[str, list[Loss]]) -> Finished:
    idents = list(dict.fromkeys([*asked, *rows]))
    samples = [_sample(ident, mapping(asked.get(ident)), mapping(rows.get(ident))) for ident in idents]
    path: Path = claim.path
    meta = RunMeta(
        id=f"{path.absolute().parent.name}/{path.name}", name=told[0], format="openai_batch",
        folder=path.absolute().parent.name, project=_TASK, state="", losses=tuple(told[1]),
    )  # fmt: skip
    said = Evaluation(_TASK, _model(asked, rows), total=len(samples))
    return Finished(meta, said, Figures(), sheet_of(samples, scores_only=claim.options.scores_only))


def _sample(ident: str, asked: Mapping[str, Any], row: Mapping[str, Any]) -> Sample:
    request, response = mapping(asked.get("body")), mapping(row.get("response"))
    body, usage = mapping(response.get("body")), mapping(mapping(response.get("body")).get("usage"))
    prompt = listed(request.get("messages")) or request.get("input")
    messages = [mapping(mapping(one).get("message")) for one in listed(body.get("choices"))]
    output = listed(body.get("output"))  # of the API of responses
    first = mapping(next(iter(listed(body.get("choices"))), None))
    details = mapping(usage.get("completion_tokens_details")) or mapping(usage.get("output_tokens_details"))
    tokens = {
        "in": usage.get("prompt_tokens", usage.get("input_tokens")),
        "out": usage.get("completion_tokens", usage.get("output_tokens")), "reasoning": details.get("reasoning_tokens"),
    }  # fmt: skip
    asked_for = prompt if isinstance(prompt, list) else [{"role": "user", "content": prompt}] if prompt else []
    answers = messages[:1] or output
    return Sample(
        id=ident, input=prompt or None, answer=_text(messages, output), error=_error(row, response, body),
        tokens={name: count for name, value in tokens.items() if (count := count_of(value)) is not None},
        more={"stop_reason": first.get("finish_reason"), "choices": [text_of(one.get("content")) for one in messages]
              if len(messages) > 1 else None},
        transcript=[*asked_for, *answers] if answers else asked_for or None,
    )  # fmt: skip


def _text(messages: Sequence[Mapping[str, Any]], output: Sequence[Any]) -> str | None:
    if messages:
        return text_of(messages[0].get("content")) or None
    parts = [mapping(part) for one in output for part in listed(mapping(one).get("content"))]
    return "".join(text_of(part.get("text")) for part in parts) or None


def _error(row: Mapping[str, Any], response: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    """Return why there is no answer: the line's own error, or the status that came back."""
    told = mapping(row.get("error")) or mapping(body.get("error"))
    if told:
        return text_of(told.get("message")) or text_of(told.get("code")) or "error"
    status = number_of(response.get("status_code"))
    return f"status {status:.0f}" if status is not None and status >= _FAILED else ""
