"""Reader of lm-evaluation-harness: ``results_*.json`` with ``samples_*.jsonl`` beside, each task a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from reportgen.evaluations.files import head_of, tail_of
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_RESULTS = re.compile(rb'\s*\{\s*"results":\s*\{')
_SAMPLES = re.compile(rb'\s*\[?\s*\{\s*"doc_id":\s*\S+,\s*"doc":')
_TAIL = 1 << 16
_KNOWN = (b'"lm_eval_version"', b'"n-shot"', b'"pretty_env_info"', b'"task_hashes"', b'"higher_is_better"')
_SUFFIXES = (".json", ".jsonl")


class LmEvalOptions(EvaluationOptions, Options):
    """Options for results of lm-evaluation-harness."""


class LmEval(Reader[LmEvalOptions]):
    """Results of lm-evaluation-harness."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = LmEvalOptions

    def claims(self, folder: Folder, options: LmEvalOptions) -> Claims:
        """Return the results in a folder and the samples with them, by their first and last bytes."""
        del options
        mine = [name for name in folder.files if name.lower().endswith(_SUFFIXES) and _is_ours(folder.at(name))]
        return Claims(mine) if mine else NOTHING

    def read(self, claims: Sequence[Claim[LmEvalOptions]]) -> Found:
        """Return a run for each task of each file of results."""
        from reportgen.readers.lm_eval.results import runs_of

        return runs_of(claims)


def _is_ours(path: Path) -> bool:
    head = head_of(path)
    if _SAMPLES.match(head):
        return True
    if not _RESULTS.match(head):
        return False
    tail = tail_of(path, _TAIL)
    return any(word in tail or word in head for word in _KNOWN)
