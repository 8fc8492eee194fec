"""Reader of what Ragas scored, as people save it: lines of JSON, a list of them, or CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, head_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_OBJECT = re.compile(rb'\s*\[?\s*\{\s*"user_input":')
_OTHERS = (b"retrieved_contexts", b"response", b"reference", b"rubrics")
_SUFFIXES = (".jsonl", ".json", ".csv")


class RagasOptions(EvaluationOptions, Options):
    """Options for scores of Ragas."""

    python_lists: bool = False
    """Read lists in CSV as Python writes them, such as `['one', 'two']`; otherwise they stay texts."""


class Ragas(Reader[RagasOptions]):
    """Scores of Ragas."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = RagasOptions

    def claims(self, folder: Folder, options: RagasOptions) -> Claims:
        """Return the files with scores in a folder; of one name in two forms the JSON one."""
        del options
        names = [name for name in folder.files if name.lower().endswith(_SUFFIXES) and _is_ours(folder.at(name))]
        better = {name.rpartition(".")[0] for name in names if not name.lower().endswith(".csv")}
        mine = [name for name in names if not name.lower().endswith(".csv") or name.rpartition(".")[0] not in better]
        passed = {name: "the same scores are in the JSON file next to it" for name in names if name not in mine}
        return Claims(mine, passed=passed) if mine else NOTHING

    def read(self, claims: Sequence[Claim[RagasOptions]]) -> Found:
        """Return a run for each file."""
        from reportgen.evaluations.naming import names_of
        from reportgen.readers.ragas.scores import run_of

        found = Found()
        names = names_of([(claim.path.stem, claim.path.absolute().parent.name) for claim in claims])
        for claim, name in zip(claims, names, strict=True):
            try:
                found.add(run_of(claim.path, claim.options, name), claim)
            except Unreadable as error:
                found.problems.append(error.problem(Position(claim.path.name), "the scores"))
        return found


def _is_ours(path: Path) -> bool:
    from reportgen.readers.ragas.scores import has_scores

    head = head_of(path)
    known = head.startswith((b"user_input,", b"\xef\xbb\xbfuser_input,")) or _OBJECT.match(head)
    return bool(known) and any(word in head for word in _OTHERS) and has_scores(path)
