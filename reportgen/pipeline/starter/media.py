"""What an automatic report shows besides metrics: charts that were logged, media, tables and artifacts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from reportgen.model.order import natural
from reportgen.model.runset import RunSet
from reportgen.pipeline.starter.text import OPEN_CHARTS, grid, quote, section


def charts(runs: RunSet) -> Iterator[str]:
    """Show the charts that scripts logged."""
    panels = [f"custom_chart: {quote(key)}" for key in sorted({key for run in runs for key in run.charts})]
    if panels:
        yield from section("Charts", grid(panels, 2), is_open=len(panels) <= OPEN_CHARTS)


def media(runs: RunSet, *, first: bool = False, without: Collection[str] = ()) -> Iterator[str]:
    """Show logged media and tables: each kind with a heading of its own, except the rare ones, which share one.

    Where they come ``first``, because there are no metrics, the beginning is open, however much there is; keys in
    ``without`` are shown elsewhere.
    """
    kinds: dict[str, list[str]] = {}
    drawn = {chart.table_key for run in runs for chart in run.charts.values()} | set(without)
    drawn -= {key for run in runs for key, info in run.keys.items() if info.row_name}
    for key in sorted({key for run in runs for key, info in run.keys.items() if info.media} - drawn, key=natural):
        kind = next(run.keys[key].media for run in runs if key in run.keys and run.keys[key].media)
        kinds.setdefault("table" if kind.endswith("table") else kind, []).append(key)
    headed = sorted((kind for kind in kinds if _has_heading(kind)), key=lambda kind: (_KINDS.index(kind)
                    if kind in _KINDS else len(_KINDS), kind))  # fmt: skip
    for kind in headed:
        panel = {"histogram": "histogram", "table": "table"}.get(kind, "media_browser")
        panels = [f"{panel}: {_alone(key, kind, runs)}" for key in kinds[kind]]
        title = _TITLES.get(kind, _plural(kind))
        if first and len(panels) > OPEN_CHARTS:
            rest = section(f"More {title.lower()}", _blocks(kind, panels[_FIRST:]), is_open=False)
            yield from section(title, [*_blocks(kind, panels[:_FIRST]), *rest], is_open=True)
        else:
            yield from section(title, _blocks(kind, panels), is_open=len(panels) <= OPEN_CHARTS)
        first = False
    if lone := sorted(set(kinds) - set(headed)):
        blocks = [
            f"  - {_PANELS.get(kind, 'media_browser')}: "
            f"{{media_keys: [{', '.join(map(quote, kinds[kind]))}], title: {quote(_plural(kind))}"
            f"{_mode(kinds[kind], kind, runs)}}}"
            for kind in lone
        ]
        yield from section("More media" if headed else "Media", blocks, is_open=len(lone) <= OPEN_CHARTS)


_FIRST = 6
"""Panels of many that are open where nothing stands before them."""
_MOST_ARTIFACTS = 12
"""Artifacts that have a panel of their own."""


def _blocks(kind: str, panels: Sequence[str]) -> list[str]:
    return [f"  - {one}" for one in panels] if kind == "table" else list(grid(panels, 2))


def _alone(key: str, kind: str, runs: RunSet) -> str:
    """Return a key as the panel of it alone takes it."""
    if kind == "table" and any(run.keys[key].media == _EMBEDDING for run in runs if key in run.keys):
        return f"{{table_name: {quote(key)}, embedding_map: vector}}"
    having = [run.keys[key] for run in runs if key in run.keys]
    row_name = having[0].row_name
    if row_name and len(having) > 1 and {info.row_name for info in having} == {row_name}:
        return f"{{table_name: {quote(key)}, compare: runs, join: [{quote(row_name)}]}}"
    mode = _mode([key], kind, runs) + (", errors: true" if any(info.is_judged for info in having) else "")
    return f"{{media_keys: [{quote(key)}]{mode}}}" if mode else quote(key)


def _mode(keys: Sequence[str], kind: str, runs: RunSet) -> str:
    """Return how pictures are laid out that both of two runs logged: beside each other."""
    paired = len(runs) == 2 and kind in ("image", "video")  # noqa: PLR2004 - a comparison
    return ", mode: side_by_side" if paired and any(all(key in run.keys for run in runs) for key in keys) else ""


_EMBEDDING = "embedding table"
"""The type of a table that has the vectors of an embedding, in a column of that name."""
_KINDS = ("image", "table", "histogram")
_TITLES = {"image": "Images", "table": "Tables", "histogram": "Distributions"}


def _has_heading(kind: str) -> bool:
    """Return whether each key of a kind is a panel of its own, under the kind's heading."""
    return kind in ("image", "histogram", "table") or kind.endswith("figure")


_PANELS = {"3D object": "object3d", "molecule": "molecule"}


def _plural(kind: str) -> str:
    head = kind if kind[:1].isupper() or kind[:1].isdigit() else kind.capitalize()
    return head if kind in ("audio", "HTML", "Markdown") else f"{head}s"


def artifacts(runs: RunSet) -> Iterator[str]:
    """Show artifacts with their lineage, and their tables: of one version as it is, of several the last two compared.

    Of very many artifacts some have no panel of their own; the lineage of the others shows them.
    """
    all_made = [artifact for run in runs for artifact in run.source.artifacts()]
    names = sorted({one.name for one in all_made})
    blocks = [f"  - artifact: {quote(name)}" for name in names[:_MOST_ARTIFACTS]]
    made = [artifact for artifact in all_made if artifact.tables]
    newest = {one.name: one for one in sorted(made, key=lambda one: (one.name, one.version))}
    tables = [(artifact, table) for artifact in newest.values() for table in _at_top(artifact.tables)]
    for artifact, table in tables:
        what = f"artifact: {quote(artifact.name)}, table_name: {quote(table)}"
        versions = sorted({one.version for one in made if one.name == artifact.name and table in one.tables})
        if len(versions) < 2 or table == "objects":  # noqa: PLR2004 - a comparison
            blocks.append(f"  - table: {{{what}}}")
            continue
        last = [f"v{version}" for version in versions[-2:]]
        title = f"{table} of {artifact.name}: {last[0]} and {last[1]} of {len(versions)} versions"
        blocks.append(f"  - table: {{{what}, compare: [{', '.join(last)}], title: {quote(title)}}}")
    if blocks:
        yield from section("Artifacts", blocks, is_open=len(blocks) <= OPEN_CHARTS)


def _at_top(names: Iterable[str]) -> list[str]:
    """Return names without those in folders, which are parts of a partitioned table; all where there are no others."""
    return sorted(name for name in names if "/" not in name) or sorted(names)
