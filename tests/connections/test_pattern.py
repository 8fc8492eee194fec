"""Patterns in the words of databases find what RE2 finds; Python's own engine stands for a database's."""

from __future__ import annotations

import re

import pytest

from reportgen.patterns import pattern
from reportgen.tables.error import TableError
from reportgen.tables.ibis.pattern import plain

TEXTS = [
    "",
    "abc",
    "a b",
    "a\u3000b",
    "line\nbreak",
    "x]",
    "k",
    "k\n",
    "a1",
    "A1",
    "é",
    "٣",
    "a&b",
    "[",
    "a.c",
    "\t",
    "~",
    "_",
]
PATTERNS = [
    "line.break", "(?s)line.break", "(?i)ABC", "a\\sb", "\\d", "\\D", "\\w$", "\\W", "[\\w.]+", "[^\\s]", "k$",
    "\\Aabc\\z",
    "[[:alpha:]][[:digit:]]", "[]x]+$", "[^]x]", "[a&&b]", "[[]", "(?P<n>k)", "(?:a|b)c?", "a\\.c", "[\\]x]", "^$",
    "(?is)A.B",
    "[^a-c]", "[~]", "\\t", "a{1,2}",
]  # fmt: skip


@pytest.mark.parametrize("written", PATTERNS)
def test_they_find_the_same(written):
    here, there = pattern(written), re.compile(plain(written), re.ASCII)
    assert [text for text in TEXTS if here.search(text)] == [text for text in TEXTS if there.search(text)]


@pytest.mark.parametrize("written", ["\\bword", "\\p{Greek}", "(?m)^a", "[[:punct:]]", "a(?=b)", "[\\D]"])
def test_what_databases_read_each_in_their_way_is_refused(written):
    with pytest.raises(TableError, match="does not support"):
        plain(written)
