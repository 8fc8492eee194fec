"""The size that a spec allows for the file."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.errors import Problem
from reportgen.page.assemble import Placed, fixed_size
from reportgen.page.theme import Theme
from reportgen.pipeline.placing import Progress
from reportgen.spec.load import Report


def fit_page(report: Report, placed: Sequence[Placed], theme: Theme, tell: Progress) -> list[Problem]:
    """Make pictures smaller until the page fits into the spec's size budget; say if it cannot."""
    if report.spec.size_budget is None:
        return []
    from reportgen.page.budget import fit

    fragments = [one.fragment for one in placed]
    return fit(fragments, report.spec.size_budget, fixed_size(fragments, theme), tell)
