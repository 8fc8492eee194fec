"""Versions, files and what changed between two versions, as markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reportgen.digits import file_size
from reportgen.model.artifact import ArtifactEntry, LoggedArtifact
from reportgen.model.nested import flatten
from reportgen.model.runset import show
from reportgen.panels.base.markup import empty
from reportgen.texts import plural, say

_OPEN_FILES = 12


@dataclass(frozen=True)
class Version:
    """A version as a row: what it is called, how large it is, who made it and how many used it."""

    number: int
    aliases: tuple[str, ...]
    files: int
    size: int
    makers: tuple[Mapping[str, Any], ...]
    """Runs by ``swatch``; one that is none of the report has the index -1."""
    users: int


@dataclass(frozen=True)
class Change:
    """What differs between a version and an earlier one."""

    before: str
    after: str
    added: tuple[ArtifactEntry, ...]
    removed: tuple[ArtifactEntry, ...]
    changed: tuple[tuple[ArtifactEntry, ArtifactEntry], ...]
    same: int
    metadata: tuple[tuple[str, str, str], ...]


def own_size(artifact: LoggedArtifact) -> int:
    """Return the bytes that a version holds itself: not what lies in another artifact or elsewhere."""
    return sum(entry.size or 0 for entry in artifact.entries if not entry.ref)


def change(before: LoggedArtifact, after: LoggedArtifact) -> Change:
    """Return what differs between two versions: files by path and content, metadata by value."""
    old, new = ({entry.path: entry for entry in one.entries} for one in (before, after))
    both = [(old[path], new[path]) for path in new if path in old]
    changed = tuple(pair for pair in both if _content(pair[0]) != _content(pair[1]))
    facts = [{path: show(value) for path, value in flatten(dict(one.metadata)).items()} for one in (before, after)]
    metadata = tuple(
        (path, facts[0].get(path, ""), facts[1].get(path, ""))
        for path in dict.fromkeys([*facts[0], *facts[1]]) if facts[0].get(path) != facts[1].get(path)
    )  # fmt: skip
    return Change(
        f"v{before.version}", f"v{after.version}", tuple(new[path] for path in new if path not in old),
        tuple(old[path] for path in old if path not in new), changed, len(both) - len(changed), metadata,
    )  # fmt: skip


def _content(entry: ArtifactEntry) -> tuple[Any, ...]:
    return (entry.digest,) if entry.digest else (entry.ref, entry.size)


def versions_table(versions: Sequence[Version], shown: int, anchor: Callable[[int], str], of_run: Any) -> Markup:
    """Return a row for each version, the newest first."""
    rows = []
    for one in reversed(versions):
        makers = Markup(", ").join(of_run(run) for run in one.makers) or Markup("–")
        rows.append(Markup(
            '<tr id="{}"{}><th scope="row">v{}{}</th><td class="n">{}</td><td class="n">{}</td><td>{}</td>'
            '<td class="n">{}</td></tr>'
        ).format(
            anchor(one.number), Markup(' aria-current="true"') if one.number == shown else Markup(), one.number,
            badges(one.aliases), f"{one.files:,}", file_size(one.size), makers,
            plural(one.users, "run") if one.users else "–",
        ))  # fmt: skip
    heads = [say("Version"), say("Files"), say("Size"), say("Made by"), say("Used by")]
    return _table(say("Versions"), heads, rows, (1, 2, 4))


def badges(words: Iterable[str]) -> Markup:
    """Return aliases as small labels."""
    return Markup().join(Markup(' <span class="rg-alias">{}</span>').format(word) for word in words)


def files_table(entries: Sequence[ArtifactEntry], most: int) -> Markup:
    """Return files with their sizes; many are behind a fold, and those beyond ``most`` are counted."""
    if not entries:
        return empty(say("This version holds no files."))
    refers = any(entry.ref for entry in entries)
    rows = [_file(entry, refers=refers) for entry in entries[:most]]
    if len(entries) > most:
        more = say("{files} more", files=plural(len(entries) - most, "file"))
        rows.append(Markup('<tr><td colspan="3" class="rg-note">{}</td></tr>').format(more))
    table = _table(say("Files"), [say("Path"), say("Size"), *([say("Refers to")] if refers else [])], rows, (1,))
    if len(entries) <= _OPEN_FILES:
        return table
    size = sum(entry.size or 0 for entry in entries if not entry.ref)
    head = f"{plural(len(entries), 'file')}, {file_size(size)}"
    return Markup("<details><summary>{}</summary>{}</details>").format(head, table)


def _file(entry: ArtifactEntry, *, refers: bool) -> Markup:
    size = "–" if entry.size is None else file_size(entry.size)
    to = f"{entry.source}/{entry.ref}" if entry.source else entry.ref
    last = Markup('<td><bdi class="rg-path">{}</bdi></td>').format(to) if refers else Markup()
    return Markup('<tr><td><bdi class="rg-path">{}</bdi></td><td class="n">{}</td>{}</tr>').format(
        entry.path, size, last
    )


def change_markup(found: Change, most: int) -> Markup:
    """Return what differs between two versions, in words and rows."""
    rows = []
    marks: list[tuple[str, ArtifactEntry, ArtifactEntry | None]] = [("+", entry, None) for entry in found.added]
    marks += [("−", entry, None) for entry in found.removed]
    marks += [("±", after, before) for before, after in found.changed]
    for sign, entry, before in marks[:most]:
        size = "–" if entry.size is None else file_size(entry.size)
        if before is not None and before.size not in (None, entry.size):
            size = f"{file_size(before.size or 0)} → {size}"
        word = {"+": say("added"), "−": say("removed"), "±": say("changed")}[sign]
        rows.append(Markup(
            '<tr class="rg-change" data-change="{}"><td><span aria-hidden="true">{}</span> {}</td>'
            '<td><bdi class="rg-path">{}</bdi></td><td class="n">{}</td></tr>'
        ).format({"+": "more", "−": "less"}.get(sign, "changed"), sign, word, entry.path, size))  # fmt: skip
    if len(marks) > most:
        more = say("{files} more", files=plural(len(marks) - most, "file"))
        rows.append(Markup('<tr><td colspan="3" class="rg-note">{}</td></tr>').format(more))
    facts = [
        Markup('<tr><td>{}</td><td><bdi>{}</bdi></td><td class="n">{} → {}</td></tr>').format(
            say("metadata"), path, before or "–", after or "–"
        )
        for path, before, after in found.metadata
    ]
    said = Markup('<p class="rg-note">{}</p>').format(change_said(found))
    if not rows and not facts:
        return said
    heads = [say("Change"), say("Path"), say("Size")]
    return said + _table(say("Changes"), heads, [*rows, *facts], (2,))


def change_said(found: Change) -> str:
    """Return what differs in one sentence."""
    counts = [
        (len(found.added), say("added")),
        (len(found.removed), say("removed")),
        (len(found.changed), say("changed")),
    ]
    parts = [f"{plural(count, 'file')} {word}" for count, word in counts if count]
    same = say("{files} identical", files=plural(found.same, "file"))
    return f"{found.before} → {found.after}: {', '.join([*parts, same])}"


def _table(label: str, heads: Sequence[str], rows: Sequence[Markup], numbers: tuple[int, ...]) -> Markup:
    head = Markup().join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="n"') if at in numbers else Markup(), name)
        for at, name in enumerate(heads)
    )
    return Markup(
        '<div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}"><table><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(label, head, Markup().join(rows))
