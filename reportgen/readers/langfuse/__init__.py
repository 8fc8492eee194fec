"""Reader of exports of Langfuse: lines of observations, with the scores of them or of their traces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.evaluations.files import head_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_LINES = (".jsonl", ".ndjson")
_FIRST = re.compile(rb'\s*\{[^\n]*"trace_?id"', re.IGNORECASE)
_OBSERVATION, _SCORE = (b'"start_time"', b'"startTime"'), (b'"data_type"', b'"dataType"')


class LangfuseOptions(EvaluationOptions, Options):
    """Options for exports of Langfuse."""


class Langfuse(Reader[LangfuseOptions]):
    """Exports of Langfuse."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = LangfuseOptions

    def claims(self, folder: Folder, options: LangfuseOptions) -> Claims:
        """Return the lines of observations and scores in a folder."""
        del options
        mine = [name for name in folder.files if name.lower().endswith(_LINES) and _is_ours(folder.at(name))]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[LangfuseOptions]]) -> Found:
        """Return a run for all files of one entry: observations and scores lie in folders of their own."""
        from reportgen.readers.langfuse.observations import runs_of

        return runs_of(claims)


def _is_ours(path: Path) -> bool:
    head = head_of(path)
    return _FIRST.match(head) is not None and any(word in head for word in (*_OBSERVATION, *_SCORE))
