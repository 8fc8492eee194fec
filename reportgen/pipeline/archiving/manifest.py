"""The manifest of a page: the spec as it may be shown, the runs as the page lists them, and what panels hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from reportgen.archive.manifest import HeldRun, Manifest
from reportgen.held import Held
from reportgen.model.runset import RunSet
from reportgen.page.assemble import Page, PageRun
from reportgen.privacy.text import clean
from reportgen.spec.load import Report


def manifest_of(
    report: Report, runs: RunSet, page: Page, files: Mapping[str, str], more: Sequence[Held] = ()
) -> Manifest:
    """Return what a page holds; ``files`` are the pictures of its texts, ``more`` is what it holds besides."""
    from reportgen import __version__

    shown = _shown_params(report, page.spec)
    return Manifest(
        generator=__version__, title=page.title, lang=page.lang, spec=page.spec, params=shown,
        facts=list(page.facts), notes=list(page.notes), goal=page.goal, falls=page.falls,
        runs=_runs(runs, page.runs), files=dict(files),
        holds=[*more, *(held for placed in page.blocks for held in placed.fragment.holds)],
    )  # fmt: skip


def _runs(runs: RunSet, listed: Sequence[PageRun]) -> list[HeldRun]:
    return [
        HeldRun(
            run.meta.id, one.name, run.meta.state, one.folder, one.format, one.sdk, run.meta.created,
            run.meta.duration, one.told if one.state != run.meta.state else "", one.result, one.rank, run.color,
            one.losses,
        )
        for run, one in zip(runs, listed, strict=True)
    ]  # fmt: skip


def _shown_params(report: Report, spec: str) -> dict[str, object]:
    """Return the parameters with the values that were used, but for those that the page's spec does not show.

    A value that was given beside the spec is shown unless it is a path, a secret, or a part of an address.
    """
    found = {}
    for name, value in report.spec.params.items():
        text = str(value)
        hidden = text in report.text or any(text in url for url in report.spec.connections.values())
        given = not hidden and clean(text)[0] == text and not PurePath(text).is_absolute()
        if text in spec or given:
            found[name] = value
    return found
