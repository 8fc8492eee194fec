"""What an anonymous report makes of texts: every form of a removed value is replaced, and ordinary words stay."""

from __future__ import annotations

import base64
import json
from html import escape
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.privacy.anonymous.anonymizer import Anonymizer
from reportgen.privacy.anonymous.kinds import Removed

REMOVED = [
    Removed("users", "zsófia.kerekes", "user-1"),
    Removed("users", "anna", "user-2"),
    Removed("hosts", "gpu-tisza-07", "host-1"),
    Removed("hosts", "a", "host-2"),
    Removed("names", "bright-szeged-41", "Run A"),
    Removed("projects", "orchidea", "project-1"),
    Removed("commits", "73ace906e657a925741e7aa7c205e026783b0338", "commit-1"),
    Removed("values", "田中", "removed-1"),
    Removed("paths", "/srv/nfs/balaton/runs", "folder-1"),
]


def anonymous() -> Anonymizer:
    return Anonymizer(REMOVED)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("by Zsófia Kerekes", "by user-1"),
        ("ZSÓFIA_KEREKES, zsofia-kerekes, zsófiakerekes", "user-1, user-1, user-1"),
        ("anna, Anna_2, annaModel, myAnna", "user-2, user-2_2, user-2Model, myuser-2"),
        ("hannah's savannah, a annals", "hannah's savannah, a annals"),
        ("gpu-tisza-07.cluster and GPU-TISZA-07", "host-1.cluster and host-1"),
        ("bright-szeged-41 beats bright-szeged-412", "Run A beats bright-szeged-412"),
        ("at 73ace90, 73ACE906e6 and 73ace9", "at commit-1, commit-1 and 73ace9"),
        ("田中さん", "removed-1さん"),
        ("see /srv/nfs/balaton/runs/x.png and D:\\data\\mine\\y.csv", "see …/x.png and …/y.csv"),
        ("https://example.org/a/b/c, a/b, 1/2, F/C=C/CC", "https://example.org/a/b/c, a/b, 1/2, F/C=C/CC"),
        ("mail someone@lab.example.org", "mail (hidden)"),
        ("file%20of%20zs%C3%B3fia%20kerekes", "file%20of%20user-1"),
        (json.dumps({"by": "zsófia kerekes"}), '{"by": "user-1"}'),
        ("Run:v1 " + base64.b64encode("of zsófia.kerekes, here".encode()).decode(), "Run:v1 (hidden)"),
        ("preds-orchi…:v0 and …szeged-41", "preds-project-1…:v0 and …Run A"),
        ("nothing…", "nothing…"),
    ],
)  # fmt: skip
def test_texts(text, shown):
    assert anonymous().text(text) == shown


def test_a_very_short_value_is_told_and_not_looked_for():
    assert [one.shown for one in anonymous().ordinary] == ["host-2"]
    assert anonymous().shown("a") == "host-2"
    assert anonymous().text("a car") == "a car"


def test_ordinary_words_are_told_and_not_looked_for():
    made = Anonymizer(REMOVED, "an orchidea is a word of the page")
    assert {one.shown for one in made.ordinary} == {"host-2", "project-1"}
    assert made.text("orchidea") == "orchidea"


def test_keys_that_become_alike_stay_apart():
    tree = {"anna": 1, "Anna": 2, "x": ["anna", {"deep": "gpu-tisza-07"}]}
    shown = anonymous().value(tree)
    assert shown == {"user-2": 1, "user-2 (2)": 2, "x": ["user-2", {"deep": "host-1"}]}


def test_columns_without_a_value_are_the_same_object():
    values = ["one", 2, None, [0.5], {"k": "v"}]
    assert anonymous().texts(values) is values


def test_what_is_counted_is_values_and_texts_and_never_said():
    made = anonymous()
    for text in ("anna", "anna", "anna again", "gpu-tisza-07"):
        made.text(text)
    assert made.counts()["users"] == (2, 2)
    assert made.counts()["hosts"] == (2, 1)
    assert "2 user names (in 2 texts)" in str(made)
    assert not any(one.text in str(made) for one in REMOVED if len(one.text) > 2)


FORMS = [
    str, str.upper, str.title, quote, escape, lambda text: json.dumps(text)[1:-1],
    lambda text: f"/home/{text}/x", lambda text: f"{text}_2", lambda text: f"<b title='{escape(text)}'>",
    lambda text: base64.b64encode(f"before {text} behind it".encode()).decode(),
]  # fmt: skip
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)


@given(WORDS, WORDS, st.sampled_from([one for one in REMOVED if len(one.text) > 2]), st.sampled_from(FORMS))
def test_no_form_survives(before, behind, removed, form):
    made = anonymous()
    text = f"{before} {form(removed.text)} {behind}"
    shown = made.text(text)
    assert made.kinds_in(shown) == []
    assert removed.text.lower() not in shown.lower()


def test_one_of_many_values_is_found_as_of_few():
    many = [Removed("ids", f"q{number:07d}z", f"id-{number}") for number in range(500)]
    made = Anonymizer([*REMOVED, *many])
    assert made.text("run q0000499z and q0000500z of anna") == "run id-499 and q0000500z of user-2"
    assert made.kinds_in("q0000007z") == ["ids"]
    assert made.kinds_in("q0000507z") == []
