"""How a panel was made, kept in the page: the plain values that it drew, or else where its markup stands."""

from __future__ import annotations

import hashlib
from typing import Any, get_type_hints

from markupsafe import Markup

from reportgen.archive.views import Kept, NotPlainError, Numbers, restored
from reportgen.blocks import Block, json_block
from reportgen.fragment import Fragment
from reportgen.held import HeldPanel
from reportgen.inputs.rehearsal import is_rehearsed
from reportgen.model.runset import RunSet
from reportgen.panels.base.holding import facts
from reportgen.panels.base.markup import GAP
from reportgen.panels.base.panel import Panel
from reportgen.spec.load import Block as SpecBlock

VIEW, MARKUP = "view", "markup"
_SMALL = 4096
_SHARE = 0.04
"""Values are kept where they take few bytes, or few beside the panel's data; else what was drawn of them is taken."""


def read_view(panel: Panel, told: Any, numbers: Numbers) -> Any:
    """Return the values of a panel, as they were kept; NotPlainError where it does not say their type, or they differ.

    ``numbers`` returns what a block holds.
    """
    try:
        found = get_type_hints(type(panel).prepare).get("return", Any)
        if found is Any:
            raise NotPlainError(type(panel).__name__)
        return restored(found, told, numbers)
    except NameError:  # a type that is known to type checkers alone
        raise NotPlainError(type(panel).__name__) from None


def keep_view(made: Fragment, view: Any, block: SpecBlock, panel: Panel, runs: RunSet) -> bool:
    """Add to a fragment the values that it was made of; returns False where they are no plain ones, or too many."""
    if not _is_kept(made, panel):
        return True
    kept = Kept(frozenset(one.id for one in made.blocks))
    try:
        told = kept.of(view)
        if is_rehearsed():  # it has the texts that a page would hold, and they are looked at
            made.blocks.append(json_block({"view": told}))
            return True
        read_view(panel, told, kept.arrays.__getitem__)  # what cannot be read back is not kept
    except NotPlainError:
        return False
    values = json_block({"view": told})
    data = sum(one.size for one in made.blocks)
    if values.size + sum(one.size for one in kept.blocks) > max(_SMALL, data * _SHARE):
        return False
    made.blocks += kept.blocks
    _hold(made, values, block, panel, runs, VIEW)
    return True


def hold_groups(made: Fragment, panel: Panel, runs: RunSet) -> None:
    """Add to a fragment what its runs are grouped by, which it shows as the names of the groups."""
    paths = () if panel.of_rows or not panel.uses_runs else (*runs.groupby, *getattr(panel, "groupby", ()))
    made.holds += facts((run.index, path, run.lookup(path)) for path in dict.fromkeys(paths) for run in runs)


def keep_markup(made: Fragment, block: SpecBlock, panel: Panel, runs: RunSet) -> None:
    """Mark a fragment's markup in the page, and add what it says besides: which blocks and modules it needs."""
    mark = hashlib.blake2b(repr(block.path).encode(), digest_size=6).hexdigest()
    told: dict[str, Any] = {
        "elements": sorted(made.elements), "libraries": sorted(made.libraries),
        "styles": sorted(made.styles),
        "headings": [[one.level, one.text, one.id] for one in made.headings],
        "alt": made.alt, "sampled": made.sampled, "missing": made.missing, "title": made.title,
        "blocks": [[one.id, one.exact] for one in made.blocks if not one.inline],
    }  # fmt: skip
    if made.html.startswith(GAP):  # what stands there is said below, of runs that a filter left out
        told["html"] = str(made.html)
    else:
        told["mark"] = mark
        made.html = Markup("<!--rg-{0}-->{1}<!--/rg-{0}-->").format(mark, made.html)
    _hold(made, json_block(told), block, panel, runs, MARKUP)


def _is_kept(made: Fragment, panel: Panel) -> bool:
    """Return whether there is more to a panel than its lines in the spec and the panels inside it."""
    shows = panel.uses_runs or panel.of_gates or bool(made.blocks)
    return not panel.children and made.late is None and shows


def _hold(made: Fragment, data: Block, block: SpecBlock, panel: Panel, runs: RunSet, form: str) -> None:
    made.blocks.append(data)
    shown = [run.index for run in runs] if panel.uses_runs else []
    made.holds.append(HeldPanel(tuple(block.path), block.kind, panel.heading(), shown, data.id, form))
