"""The page's texts: every one that the code says is in each catalogue, and a page carries its own."""

import json
import re

import pytest
from texts_said import ROOT, texts_said

from reportgen import build
from reportgen.texts import catalogue, is_right_to_left, language_of, languages, plural, say, speaking

SAID = texts_said()


def places(text: str) -> set[str]:
    """Return the named places of a text."""
    return set(re.findall(r"\{\w+\}", text))


def test_japanese_and_korean_are_there():
    assert {"ja", "ko"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_holds_what_the_page_says_and_nothing_else(language):
    texts = catalogue(language)
    assert not SAID - set(texts), "said, but not in the catalogue"
    assert not set(texts) - SAID, "in the catalogue, but never said"
    for key, said in texts.items():
        for form in [said] if isinstance(said, str) else said.values():
            assert form.strip(), key
            assert places(form) == places(key), key


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ja", "ja"), ("ja-JP", "ja"), ("JA_jp", "ja"), ("ko-Kore-KR", "ko"), ("en", ""), ("tlh", ""), ("", "")],
)
def test_a_tag_means_the_nearest_catalogue(tag, language):
    assert language_of(tag) == language


def test_texts_are_said_in_the_language_spoken_and_data_is_left_alone():
    assert say("No run has {metrics}.", metrics="{run}") == "No run has {run}."
    assert (plural(1, "run"), plural(2000, "run")) == ("1 run", "2,000 runs")
    with speaking("ja-JP"):
        assert say("No run has {metrics}.", metrics="{run}") == "{run} を持つランがありません。"
        assert plural(1, "run") == "1 件のラン"
    assert say("Runs") == "Runs"


def test_counts_follow_the_plural_rules_of_a_language(monkeypatch, tmp_path):
    forms = {"one": "{n} прогон", "few": "{n} прогона", "many": "{n} прогонов", "other": "{n} прогона"}
    (tmp_path / "ru.json").write_text(json.dumps({"{n} runs": forms}), "utf-8")
    monkeypatch.setattr("reportgen.texts._FOLDER", tmp_path)
    with speaking("ru"):
        said = [plural(count, "run") for count in (1, 3, 5, 11, 21)]
    assert said == ["1 прогон", "3 прогона", "5 прогонов", "11 прогонов", "21 прогон"]


def test_directions_of_writing():
    assert is_right_to_left("ar-EG")
    assert not is_right_to_left("ja")


def test_a_page_carries_the_texts_of_its_language_that_its_code_says(tmp_path):
    pages = {}
    for lang in ("en", "ja"):
        spec = tmp_path / f"{lang}.yaml"
        spec.write_text(
            f"lang: {lang}\nruns: [{ROOT / 'examples/_runs/lightning'}]\nblocks:\n- line_plot: val/loss\n",
            "utf-8",
        )
        pages[lang] = build(spec).path.read_text("utf-8")
    assert "rg-texts" not in pages["en"].partition("<body>")[2].partition("<script")[0]
    assert 'id="rg-texts"' not in pages["en"]
    found = re.search(r'id="rg-texts">(.*?)</script>', pages["ja"])
    assert found
    texts = json.loads(found[1])
    assert texts["Smoothing"] == "平滑化"
    assert "Reset zoom" in texts
    assert "Row height" not in texts, "only tables say that"
    assert '<html lang="ja">' in pages["ja"]
    assert '<h2 class="rg-label">ラン</h2>' in pages["ja"]
