"""Reader of batches of OpenAI's API: the lines that come back, with those that were sent beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.evaluations.files import head_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_LINES = (".jsonl", ".ndjson")
_FIRST = re.compile(rb'\s*\{[^{}]{0,200}"custom_id":')


class OpenaiBatchOptions(EvaluationOptions, Options):
    """Options for batches of OpenAI's API."""


class OpenaiBatch(Reader[OpenaiBatchOptions]):
    """Batches of OpenAI's API."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = OpenaiBatchOptions

    def claims(self, folder: Folder, options: OpenaiBatchOptions) -> Claims:
        """Return the batches in a folder that came back, with those that were sent."""
        del options
        names = [name for name in folder.files if name.lower().endswith(_LINES) and _is_ours(folder.at(name))]
        return Claims(names) if names else NOTHING

    def read(self, claims: Sequence[Claim[OpenaiBatchOptions]]) -> Found:
        """Return a run for each batch that came back; one that was only sent is a run without answers."""
        from reportgen.readers.openai_batch.lines import runs_of

        return runs_of(claims)


def _is_ours(path: Path) -> bool:
    head = head_of(path)
    back = b'"response":' in head or b'"error":' in head
    return _FIRST.match(head) is not None and (back or (b'"method":' in head and b'"body":' in head))
