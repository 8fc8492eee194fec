"""Reader of promptfoo's results: JSON, or JSON lines; each prompt with each provider is a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import Level, Position, Problem
from reportgen.evaluations.files import Unreadable, head_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_DOCUMENT = re.compile(rb'\s*\{\s*"(?:evalId|id)":.{0,200}?"results":\s*\{\s*"version":\s*\d', re.DOTALL)
_LINE = re.compile(rb'\s*\{"(?:cost|gradingResult|id|error)":')
_LINES = (".jsonl", ".ndjson")
_HEAD = 1 << 16


class PromptfooOptions(EvaluationOptions, Options):
    """Options for results of promptfoo."""


class Promptfoo(Reader[PromptfooOptions]):
    """Results of promptfoo."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = PromptfooOptions

    def claims(self, folder: Folder, options: PromptfooOptions) -> Claims:
        """Return the results in a folder; lines with the same results as a document beside them are not read twice."""
        del options
        documents = {name for name in folder.files if _is_document(folder.at(name), name, named=folder.named)}
        stems = {name.rpartition(".")[0] for name in documents}
        lines = [name for name in folder.files if name.lower().endswith(_LINES) and _is_lines(folder.at(name))]
        mine = [*sorted(documents), *(name for name in lines if name.rpartition(".")[0] not in stems)]
        passed = {name: _TWICE for name in lines if name not in mine}
        return Claims(mine, passed=passed) if mine or passed else NOTHING

    def read(self, claims: Sequence[Claim[PromptfooOptions]]) -> Found:
        """Return a run for each prompt with each provider."""
        from reportgen.readers.promptfoo.results import opened, runs_of

        found, files = Found(), []
        seen: dict[str, Path] = {}
        for claim in claims:
            try:
                results = opened(claim.path)
            except Unreadable as error:
                found.problems.append(error.problem(Position(claim.path.name), "the results"))
                continue
            ident = f"{results.said.get('evalId') or claim.path}"
            if seen.setdefault(ident, claim.path) == claim.path:
                files.append((results, claim))
            else:
                what = f"it holds the same evaluation as '{seen[ident].name}', and is not shown twice"
                found.problems.append(Problem(what, Position(claim.path.name), level=Level.NOTE))
        for run, claim in runs_of(files):
            found.add(run, claim)
        return found


_TWICE = "the same results are in the JSON file next to it"


def _is_document(path: Path, name: str, *, named: bool) -> bool:
    return (named or name.lower().endswith(".json")) and _DOCUMENT.match(head_of(path)) is not None


def _is_lines(path: Path) -> bool:
    head = head_of(path)
    if not _LINE.match(head):
        return False
    head = head_of(path, _HEAD)
    return b'"promptIdx":' in head and b'"testIdx":' in head
