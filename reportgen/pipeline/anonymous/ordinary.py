"""Words of the page itself: a value that is one of them cannot be told from it, and is not looked for in texts."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from reportgen.page.client import script_texts
from reportgen.page.theme import default_texts
from reportgen.panels import Kinds
from reportgen.privacy.anonymous.kinds import Removed

_TEXT = """
    root user users admin administrator ubuntu debian runner jovyan docker nobody guest default localhost local home
    work main master develop train training val valid validation test testing eval evaluation debug demo tmp temp run
    runs experiment experiments project model models data dataset datasets result results output outputs log logs
    loss accuracy epoch step steps seed baseline image images label labels wandb tensorboard mlflow python
    uncategorized coder vscode codespace azureuser centos fedora none null true false unknown anonymous offline
"""
_WORDS = " ".join(_TEXT.split())


@cache
def own_texts() -> str:
    """Return what a page says and has before there are data: its words, names of fields, styles and scripts."""
    catalogue = json.loads(resources.files("reportgen").joinpath("texts/ja.json").read_text("utf-8"))
    kinds = [word for kind in Kinds() for word in (kind, kind.replace("_", "-"))]
    shapes = resources.files("reportgen").joinpath("charts/compiled").iterdir()
    charts = [file.read_text("utf-8") for file in shapes if file.name.endswith(".json")]
    return "\n".join([_WORDS, *catalogue, *kinds, *default_texts(), *script_texts(), *charts])


def by_kind(removed: list[Removed]) -> dict[str, int]:
    """Return how many values there are of each kind."""
    counts: dict[str, int] = {}
    for one in removed:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return counts
