"""What runs logged, in words: images, tables, other metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from reportgen.model.run import Run
from reportgen.texts import say

_SHOWN = 4


def logged_by(runs: Iterable[Run]) -> str:
    """Return what runs logged as the end of a sentence: other metrics, then media, the commonest kind first."""
    counts: Counter[str] = Counter()
    for run in runs:
        kinds = {_kind(info.media) for info in run.keys.values() if info.media}
        counts.update(kinds | ({"metric"} if run.metrics else set()))
    ranked = sorted(counts, key=lambda kind: (kind != "metric", -counts[kind], kind))
    words = [_word(kind) for kind in ranked]
    if not words:
        return say("nothing")
    if len(words) > _SHOWN + 1:
        return listed([*words[:_SHOWN], say("more")])
    return listed(words)


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return say("{runs} and {last}", runs=", ".join(words[:-1]), last=words[-1]) if len(words) > 1 else "".join(words)


def _kind(media: str) -> str:
    """Return a kind of media without its variety: a joined table is a table."""
    return next((kind for kind in ("table", "figure") if media.endswith(kind)), media)


def _word(kind: str) -> str:
    words = {
        "metric": say("other metrics"), "image": say("images"), "table": say("tables"), "video": say("videos"),
        "histogram": say("histograms"), "3D object": say("3D objects"), "molecule": say("molecules"),
        "figure": say("figures"), "array": say("arrays"), "audio": say("audio"),
    }  # fmt: skip
    return words.get(kind, kind)
