"""What people read is written in the words of the field: no phrase that ``docs/glossary.md`` retires is left.

The table "Words not to use" of the glossary is the list. It is held against messages, labels and notes of the Python
and TypeScript code and against every document.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PYTHON = sorted((ROOT / "reportgen").rglob("[!.]*.py"))
SCRIPTS = sorted(
    path
    for path in (ROOT / "reportgen" / "client").rglob("*.ts")
    if not {"node_modules", "dist"} & set(path.parts) and not path.name.endswith(".test.ts")
)
_STRING = re.compile(r"""\"(?:[^"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""")
_FILLED = re.compile(r"\$\{[^{}]*\}")
_COMMENT = re.compile(r"^\s*(?://|/?\*).*$|\s//\s.*$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<[^>\n]+>", re.DOTALL)
_QUERY_OR_TYPE = re.compile(
    r"^\s*(?:SELECT|COPY|CREATE|WITH|FROM|CAST|CASE)\b|rg_\w+\(|^\[[\w, ]+\]$|^[A-Z][\w\[\], ]* \| [\w\[\], |]+$"
)
_BEFORE = {"heads": r"(?<!arrow )", "is no": r"(?<!there )", "are no": r"(?<!there )"}
_AFTER = {"is no": r"(?! longer| such)", "are no": r"(?! longer| such)", "stand": "(?! for)", "stands": "(?! for)"}


def retired() -> dict[str, str]:
    """Return phrases and what to write instead, from the glossary."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8").partition("## Words not to use")[2]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", text, re.MULTILINE)
    return {phrase: better for phrases, better in rows for phrase in re.findall("`(.*?)`", phrases)}


RETIRED = retired()
PATTERN = re.compile(
    "|".join(
        rf"{_BEFORE.get(phrase, '')}\b{re.escape(phrase)}\b{_AFTER.get(phrase, '')}"
        for phrase in sorted(RETIRED, key=len, reverse=True)
    ),
    re.IGNORECASE,
)


def slips(text: str) -> list[str]:
    """Return the retired phrases in a text, each with the better one."""
    return [f"'{found}': write {RETIRED[found.lower()]}" for found in PATTERN.findall(" ".join(text.split()))]


def texts_of_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of what may reach a reader: strings of several words, docstrings aside."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            text = node.value
            if " " in text.strip() and len(text) < 600 and not _QUERY_OR_TYPE.search(text):
                yield node.lineno, re.sub(r"<[^>]*>", " ", text)


def texts_of_script(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of TypeScript's strings of several words."""
    bare = _COMMENT.sub("", source)
    while inner := _FILLED.search(bare):
        line = bare.count("\n", 0, inner.start())
        yield from ((line + at, text) for at, text in texts_of_script(inner[0][2:-1]))
        bare = f"{bare[: inner.start()]}…{bare[inner.end() :]}"
    for match in _STRING.finditer(bare):
        if " " in match[0][1:-1].strip():
            yield bare.count("\n", 0, match.start()) + 1, re.sub(r"<[^>]*>", " ", match[0][1:-1])


def prose(path: Path) -> str:
    """Return a document without its code; the glossary lists the words, and is not read."""
    text = path.read_text("utf-8")
    return "" if path.name == "glossary.md" else _CODE.sub(" ", text)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents(path):
    assert not slips(prose(path))


@pytest.mark.parametrize(
    ("paths", "texts"), [(PYTHON, texts_of_python), (SCRIPTS, texts_of_script)], ids=["python", "typescript"]
)
def test_messages(paths, texts):
    assert len(paths) > 100
    found = [
        f"{path.relative_to(ROOT)}:{line}: {slip}"
        for path in paths
        for line, text in texts(path.read_text("utf-8"))
        for slip in slips(text)
    ]
    assert not found, "\n".join(found)


def test_a_retired_phrase_is_found():
    python = list(texts_of_python('def f(n):\n    """A moment."""\n    raise ValueError(f"{n} rows left out")'))
    assert [slip for _, text in python for slip in slips(text)] == ["'left out': write omitted"]
    script = list(texts_of_script('// a moment\nlabel.textContent = "Sort upward now";'))
    assert [slip for _, text in script for slip in slips(text)] == [
        "'Sort upward': write sort ascending, sort descending"
    ]
    assert slips("this is no number") == ["'is no': write is not a, is not an"]
    assert not slips("there is no table; it is no longer there; `x` stands for a class")
