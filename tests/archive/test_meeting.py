"""Archives of reports that are anonymous, locked or folders, and of those with gates and a baseline."""

from __future__ import annotations

import pytest
from archive.reports import panels
from conftest import command
from made_runs import write_runs

from reportgen.archive.archive import Archive
from reportgen.errors import SpecError
from reportgen.pipeline import build
from reportgen.publish.archive.extracting import extract
from reportgen.publish.archive.rebuilding import rebuild

GATED = """\
runs: RUNS
gates:
  - {name: acc holds, condition: val/acc >= baseline - 0.005}
blocks: [headline, run_table]
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    """Return folders of two sides, and the report of the older one."""
    folder = tmp_path_factory.mktemp("sides")
    for side, value in {"main": 0.7, "new": 0.8}.items():
        write_runs(folder / side, {f"{side}-kerekes": ({"seed": 1, "author": "zsofia"}, [{"val/acc": value}])})
    build([folder / "main"], folder / "old.html")
    return folder


@pytest.fixture(scope="module")
def gated(sides):
    spec = sides / "report.yaml"
    spec.write_text(GATED.replace("RUNS", "new"), "utf-8")
    return build(spec, sides / "gated.html", baseline=[sides / "old.html"])


def test_an_older_report_is_a_baseline(gated):
    html = gated.path.read_text("utf-8")
    assert not gated.problems
    assert [verdict.state for verdict in gated.verdicts] == ["passed"]
    assert gated.verdicts[0].checks[0].baseline == pytest.approx(0.7)
    assert "+0.1" in html


def test_verdicts_are_in_a_report_that_is_built_again(gated, tmp_path):
    done = rebuild(gated.path, tmp_path / "again.html")
    assert not done.problems
    assert not done.result.problems
    assert panels(done.result.path) == panels(gated.path)


def test_an_anonymous_report_is_an_archive(sides, tmp_path):
    made = build([sides / "new"], tmp_path / "r.html", anonymize=True)
    archive = Archive(made.path)
    assert archive.manifest is not None
    assert [run.name for run in archive.manifest.runs] == ["Run A"]
    assert not [*archive.faults()]
    assert "kerekes" not in archive.content("manifest").decode().lower()
    done = rebuild(made.path, tmp_path / "again.html")
    assert panels(done.result.path) == panels(made.path)
    extract(made.path, tmp_path / "data")
    texts = [file.read_bytes().lower() for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert texts
    assert not any(b"kerekes" in text or b"zsofia" in text for text in texts)


def test_a_locked_report_is_to_be_unlocked_first(sides, tmp_path):
    locked = build([sides / "new"], tmp_path / "locked.html", password="a long password").path  # noqa: S106 - of this test alone
    said = "'locked.html' is locked with a password. Run `reportgen unlock locked.html --password-file FILE` first."
    for run in (extract, rebuild):
        with pytest.raises(SpecError) as wrong:
            run(locked, tmp_path / "out")
        assert str(wrong.value) == said
    assert b"reportgen unlock" in command("inspect", locked).stderr


def test_a_report_that_is_a_folder_is_refused(sides, tmp_path):
    build([sides / "new"], tmp_path / "site", form="dir")
    for place in (tmp_path / "site", tmp_path / "site" / "index.html"):
        with pytest.raises(SpecError, match="without --format dir"):
            extract(place, tmp_path / "out")
