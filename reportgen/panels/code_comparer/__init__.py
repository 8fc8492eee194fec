"""What ran: git commit, packages and saved code of two or more runs, with their differences.

- code_comparer: {runset: finalists, diff: unified}
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from reportgen.fragment import Fragment
from reportgen.model.code import Code
from reportgen.model.runset import RunSet
from reportgen.panels.base.markup import empty, swatch
from reportgen.panels.base.panel import Context, Panel, Theme
from reportgen.panels.code_comparer.code_lines import Piece, Span, changed_words, colored_lines, line_markup
from reportgen.texts import plural, say

_CONTEXT = 3
_MAX_LINES = 4000
_EXACT = 3000
_OTHERS = 7
_COMMIT = 7  # characters of a commit that are shown

Pair = tuple[str, int, str, int, str]
"""(kind, line of the first, text, line of the second, text); kind is same, less, more, changed or gap."""


@dataclass(frozen=True)
class File:
    """A file that differs: its name, its lines beside each other, and both texts."""

    name: str
    pairs: tuple[Pair, ...]
    added: int
    removed: int
    texts: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Comparison:
    """What differs between the first run and another."""

    first: dict[str, Any]
    other: dict[str, Any]
    facts: tuple[tuple[str, str, str], ...]
    packages: tuple[tuple[str, str, str], ...]
    files: tuple[File, ...]
    same: int


class CodeComparer(Panel):
    """Commit, packages, uncommitted changes and saved code of the first run against the others.

    Code and packages are private: they are in a report only where its spec names this panel.
    """

    diff: Literal["split", "unified"] = "split"
    """Both versions side by side, or in one column."""

    def heading(self) -> str:
        """Return the title."""
        return self.title or say("Code comparer")

    def prepare(self, runs: RunSet, context: Context) -> list[Comparison] | list[tuple[dict[str, Any], Code]]:
        """Return the differences of each run from the first; of a single run, what ran."""
        del context
        found = [(swatch(run), run.source.code()) for run in runs]
        if len(found) < 2:  # noqa: PLR2004 - nothing to compare with
            return found
        first, code = found[0]
        return [_compare(first, code, other, theirs) for other, theirs in found[1 : _OTHERS + 1]]

    def render(self, view: Any, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return the differences, a fold for each other run."""
        del theme, children
        if not view:
            return Fragment(empty(say("No run matches.")))
        if not isinstance(view[0], Comparison):
            return Fragment(_single(*view[0]), alt=say("Code and packages"))
        parts = [self._comparison(comparison, opened=place == 0) for place, comparison in enumerate(view)]
        files = sum(len(comparison.files) for comparison in view)
        alt = say(
            "{comparisons} of code: {files}.",
            comparisons=plural(len(view), "comparison"), files=plural(files, "file differs", "files differ"),
        )  # fmt: skip
        return Fragment(Markup('<div class="rg-code rg-{}">{}</div>').format(self.diff, Markup().join(parts)), alt=alt)

    def _comparison(self, found: Comparison, *, opened: bool) -> Markup:
        head = Markup(
            '<summary><i class="rg-dot" style="background:var(--run-{})"></i> <bdi>{}</bdi> → '
            '<i class="rg-dot" style="background:var(--run-{})"></i> <bdi>{}</bdi> '
            '<span class="rg-note">{}</span></summary>'
        ).format(found.first["index"], found.first["name"], found.other["index"], found.other["name"], _said(found))
        body = _table(found.facts) + _table(found.packages, packages=True)
        body += Markup().join(_file(file, self.diff) for file in found.files)
        if not (found.facts or found.packages or found.files):
            body = empty(say("No recorded differences."))
        return Markup("<details{}>{}{}</details>").format(Markup(" open") if opened else Markup(), head, body)


def _said(found: Comparison) -> str:
    parts = [plural(len(found.files), "file differs", "files differ")]
    if found.same:
        parts.append(say("{n} identical", n=found.same))
    if found.packages:
        parts.append(say("{packages} changed", packages=plural(len(found.packages), "package")))
    return ", ".join(parts)


def _compare(first: dict[str, Any], a: Code, other: dict[str, Any], b: Code) -> Comparison:
    facts = [
        (name, left, right)
        for name, left, right in (
            ("commit", a.commit, b.commit), ("repository", a.remote, b.remote),
            ("script", _base(a.program), _base(b.program)), ("Python", a.python, b.python),
        )
        if left != right or name == "commit"
    ]  # fmt: skip
    versions = [dict(_packages(code.requirements)) for code in (a, b)]
    names = sorted({*versions[0], *versions[1]}, key=str.lower)
    packages = [(n, versions[0].get(n, ""), versions[1].get(n, "")) for n in names]
    texts = [{**code.files} | ({say("uncommitted changes"): code.changes} if code.changes else {}) for code in (a, b)]
    paths = sorted({*texts[0], *texts[1]})
    files = [_diff(path, texts[0].get(path, ""), texts[1].get(path, "")) for path in paths]
    known = tuple(fact for fact in facts if fact[1] or fact[2])
    changed = tuple(package for package in packages if package[1] != package[2])
    different = tuple(file for file in files if file is not None)
    return Comparison(first, other, known, changed, different, len(files) - len(different))


def _base(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def _packages(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match = re.match(r"([A-Za-z0-9._-]+)\s*(?:==|@|>=|~=)\s*(\S+)", line)
        if match:
            yield match[1], match[2]


def _diff(name: str, a: str, b: str) -> File | None:
    """Return a file's lines beside each other, with three lines around each change; None where it is the same."""
    if a == b:
        return None
    left, right = (text.splitlines() for text in (a, b))
    pairs: list[Pair] = []
    added = removed = 0
    for number, group in enumerate(_matcher(left, right).get_grouped_opcodes(_CONTEXT)):
        if number or group[0][1]:
            pairs.append(("gap", 0, "", 0, ""))
        for kind, i1, i2, j1, j2 in group:
            removed += i2 - i1 if kind != "equal" else 0
            added += j2 - j1 if kind != "equal" else 0
            for k in range(max(i2 - i1, j2 - j1)):
                one, two = i1 + k < i2, j1 + k < j2
                word = "same" if kind == "equal" else "changed" if one and two else "less" if one else "more"
                pairs.append((word, i1 + k + 1 if one else 0, left[i1 + k] if one else "",
                              j1 + k + 1 if two else 0, right[j1 + k] if two else ""))  # fmt: skip
    return File(name, tuple(pairs[:_MAX_LINES]), added, removed, (a, b))


def _matcher(left: list[str], right: list[str]) -> difflib.SequenceMatcher[str]:
    """Compare exactly; long files by their rarer lines, because exactness costs the square of their length."""
    return difflib.SequenceMatcher(None, left, right, autojunk=len(left) + len(right) > _EXACT)


def _table(rows: Sequence[tuple[str, str, str]], *, packages: bool = False) -> Markup:
    if not rows:
        return Markup()
    body = Markup().join(
        Markup('<tr><th scope="row"><bdi>{}</bdi></th><td>{}</td><td>{}</td></tr>').format(
            _word(name), *(_value(name, value) for value in values)
        )
        for name, *values in rows
    )
    return Markup(
        '<div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}"><table><thead><tr>'
        '<th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody>'
        "</table></div>"
    ).format(
        say("Packages that differ") if packages else say("Properties that differ"),
        say("Package") if packages else say("Property"), say("From"), say("To"), body,
    )  # fmt: skip


def _word(name: str) -> str:
    words = {
        "commit": say("commit"), "repository": say("repository"), "script": say("script"), "packages": say("packages"),
    }  # fmt: skip
    return words.get(name, name)


def _value(name: str, value: str) -> Markup:
    """Return a property; of a commit the first characters, all of it in its title."""
    if name == "commit" and len(value) > _COMMIT:
        return Markup('<bdi class="rg-mono" title="{}">{}</bdi>').format(value, value[:_COMMIT])
    return Markup("<bdi>{}</bdi>").format(value or "–")


def _file(file: File, diff: str) -> Markup:
    before, after = (colored_lines(file.name, text) for text in file.texts)
    lines = [_shown(pair, before, after) for pair in file.pairs]
    rows = Markup().join(map(_split, lines)) if diff == "split" else _unified(lines)
    return Markup(
        '<figure class="rg-diff"><figcaption><bdi>{}</bdi> <b class="rg-plus">+{}</b> <b class="rg-minus">−{}</b>'
        '</figcaption><div class="rg-diff-scroll highlight" tabindex="0"><table>{}</table></div></figure>'
    ).format(file.name, file.added, file.removed, rows)


Line = tuple[str, int, Markup, int, Markup]
"""A pair with its texts as markup."""


def _shown(pair: Pair, a: Sequence[Sequence[Piece]], b: Sequence[Sequence[Piece]]) -> Line:
    """Return a pair of lines with their colours, and of changed ones the words that differ marked."""
    kind, i, left, j, right = pair
    marks: tuple[list[Span], list[Span]] = changed_words(left, right) if kind == "changed" else ([], [])
    shown = [
        line_markup(lines[number - 1], spans) if number else Markup()
        for lines, number, spans in ((a, i, marks[0]), (b, j, marks[1]))
    ]
    return kind, i, shown[0], j, shown[1]


def _split(pair: Line) -> Markup:
    kind, i, left, j, right = pair
    if kind == "gap":
        return Markup('<tr class="rg-gap"><td colspan="4">⋯</td></tr>')
    names = {"same": ("", ""), "less": ("rg-minus", "rg-filler"), "more": ("rg-filler", "rg-plus")}.get(
        kind, ("rg-minus", "rg-plus")
    )
    half = Markup('<td class="rg-line">{}</td><td class="{}">{}</td>')
    row = Markup(' class="rg-same-line"') if kind == "same" else Markup()
    return Markup("<tr{}>{}{}</tr>").format(
        row, half.format(i or "", names[0], left), half.format(j or "", names[1], right)
    )


def _unified(pairs: Sequence[Line]) -> Markup:
    """Return the lines below each other: of a changed stretch first all that went, then all that came."""
    rows: list[Markup] = []
    less: list[Markup] = []
    more: list[Markup] = []
    row = Markup('<tr><td class="rg-line">{}</td><td class="rg-line">{}</td><td class="{}">{}</td></tr>')
    for kind, i, left, j, right in [*pairs, ("end", 0, Markup(), 0, Markup())]:
        if kind in ("changed", "less"):
            less.append(row.format(i, "", "rg-minus", Markup("− ") + left))
        if kind in ("changed", "more"):
            more.append(row.format("", j, "rg-plus", Markup("+ ") + right))
        if kind in ("same", "gap", "end"):
            rows += [*less, *more]
            less, more = [], []
        if kind == "same":
            rows.append(row.format(i, j, "", Markup("  ") + left))
        elif kind == "gap":
            rows.append(Markup('<tr class="rg-gap"><td colspan="3">⋯</td></tr>'))
    return Markup().join(rows)


def _single(run: dict[str, Any], code: Code) -> Markup:
    """Return what one run ran: facts, packages and files."""
    packages = f"{len(code.requirements):,}" if code.requirements else ""
    facts = [("commit", code.commit), ("repository", code.remote), ("script", _base(code.program)),
             ("Python", code.python), ("packages", packages)]  # fmt: skip
    rows = Markup().join(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(_word(name), _value(name, value))
        for name, value in facts
        if value
    )
    texts = {**code.files} | ({say("uncommitted changes"): code.changes} if code.changes else {})
    files = Markup().join(
        Markup('<details><summary><bdi>{}</bdi></summary><pre tabindex="0"><code>{}</code></pre></details>').format(
            name, "\n".join(text.splitlines()[:_MAX_LINES])
        )
        for name, text in sorted(texts.items())
    )
    if not rows and not files:
        return empty(say("{run} recorded no commit, packages or code.", run=run["name"]))
    return Markup(
        '<div class="rg-code"><div class="rg-table-scroll" tabindex="0" role="group" aria-label="{}">'
        "<table><tbody>{}</tbody></table></div>{}</div>"
    ).format(say("Code and packages"), rows, files)
