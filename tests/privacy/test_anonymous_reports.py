"""Anonymous reports of real runs: nothing planted is in a page of every panel kind, and what survives is refused."""

from __future__ import annotations

import base64
import io
import json
import re
import zlib
from pathlib import Path

import pytest
from conftest import command, log_runs
from pypdf import PdfReader
from test_planted import decoded

from reportgen.errors import SpecError
from reportgen.panels import Kinds
from reportgen.pipeline import build
from reportgen.pipeline.anonymous import AnonymityError

BLOCKS = """
- markdown: "# Results of bright-szeged-41\\n\\nOn gpu-tisza-07 for NEK, see /srv/nfs/balaton/orchidea/runs"
- toc: {}
- headline: {}
- findings: {}
- run_table: {}
- run_table: {groupby: [config.author, group]}
- run_comparer: {diff_only: false}
- parallel_coordinates: [config.lr, config.author, summary.loss]
- parameter_importance: {with_respect_to: summary.loss}
- scatter_plot: {x: config.lr, y: summary.loss}
- bar_plot: {metrics: [summary.loss], title: NEK bars}
- scalar_chart: summary.loss
- line_plot: {y: [loss, acc/gpu-tisza-07, zsofia.kerekes/f1], title: both}
- line_series: {table_name: preds, x: id, y: score by zsofia.kerekes}
- heat_map: {metrics: [loss, zsofia.kerekes/f1]}
- histogram: hist
- system_metrics: {}
- console_log: {}
- code_comparer: {}
- table: preds
- table: {table_name: preds, groupby: note, max_rows: 3}
- table: {table_name: preds, compare: runs, join: id}
- table: {path: patients.csv, derive: {both: "concat(note of zsofia.kerekes, id)"}}
- table: {artifact: preds-orchidea-diagnostics, table_name: eval of gpu-tisza-07}
- artifact: preds-orchidea-diagnostics
- media_browser: [picture_png, picture_jpg, boxed, page, sound, said]
- object3d: {media_keys: [cloud]}
- molecule: {media_keys: [cloud]}
- custom_chart: bars
- custom_chart: {spec: {mark: bar, encoding: {x: {field: note}, y: {field: id, type: quantitative}}}, table_name: preds}
- pr_curve: {table_name: scores, truth: truth, scores: score}
- roc_curve: {table_name: scores, truth: truth, scores: score}
- confusion_matrix: matrix
- evaluation_scores: {}
- gates: {}
- calibration: {table_name: scores, truth: truth, scores: score}
- residuals: {table_name: scores, truth: score, prediction: score}
- differences: {}
- evaluation_comparer: {}
- panel_grid: {panels: [{table: preds}, {custom_chart: bars}]}
- section: {title: Ward of NEK, blocks: [{markdown: by Zsófia Kerekes}]}
""".strip().replace("concat(note of zsofia.kerekes, id)", "concat(`note of zsofia.kerekes`, id)")
SPEC = f"""
# comment by Zsófia Kerekes
title: Orchidea-Diagnostics by Zsófia Kerekes
description: "Contact: zsofia.kerekes@balaton-vision.example.org"
runs: .
baseline: {{filters: name == "bright-szeged-41"}}
size_budget: none
anonymize:
  values: [Nagyerdei Klinika, NEK, Kerekes Foto]
blocks:
{BLOCKS}
"""


@pytest.fixture(scope="module")
def folder() -> Path:
    return log_runs("0.31.0", "log_identities.py")


@pytest.fixture(scope="module")
def planted(folder) -> dict[str, str]:
    return json.loads((folder / "identities.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def anonymous(folder, tmp_path_factory):
    """Build the anonymous report of every panel kind, with its PDF."""
    spec = folder / "report.yaml"
    spec.write_text(SPEC, "utf-8")
    return build(spec, tmp_path_factory.mktemp("anonymous") / "r.html", pdf=True)


def survivors(text: str, planted: dict[str, str], folder: Path) -> list[str]:
    """Return the places whose value, or a telling part of it, a text holds."""
    low = text.lower()
    forms = {place: [value, value.replace(" ", "%20"), value.replace("ó", "o")] for place, value in planted.items()}
    forms["commit"].append(planted["commit"][:8])
    forms["this machine"] = [
        str(folder),
        str(Path.cwd()),
        str(Path.home()) if Path.home() != Path("/root") else str(folder),
    ]
    found = [place for place, values in forms.items() if any(len(v) > 3 and v.lower() in low for v in values)]
    found += ["short value"] if re.search(r"\bNEK\b", re.sub(r"[A-Za-z0-9+/=]{60,}", " ", text)) else []
    parts = ("kerekes", "zsófia", "tisza", "balaton", "tihany", "szeged", "orchidea", "nagyerdei")
    return found + [part for part in parts if part in low]


def test_every_panel_kind_is_tried():
    assert set(re.findall(r"^- (\w+):", BLOCKS, re.MULTILINE)) == set(Kinds())


def test_thirty_values_are_planted_and_read(planted, folder):
    logs = b"".join(path.read_bytes() for path in folder.rglob("*.wandb"))
    assert len(planted) >= 24
    told = [
        place for place, value in planted.items() if value.encode() in logs or json.dumps(value)[1:-1].encode() in logs
    ]
    assert len(told) >= 15


def test_nothing_planted_is_in_a_page_of_every_panel_kind(anonymous, planted, folder):
    page = decoded(anonymous.path.read_text("utf-8"))
    assert survivors(page, planted, folder) == []
    assert "Run A1" in page
    assert "Group A" in page
    faults = [str(p) for p in anonymous.problems if "bug in reportgen" in str(p)]
    assert not faults


def test_nothing_planted_is_in_the_pdf(anonymous, planted, folder):
    reader = PdfReader(anonymous.pdf)
    text = "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    links = [str(one.get_object().get("/A", "")) for page in reader.pages for one in page.get("/Annots", [])]
    assert survivors("\n".join([text, *links]), planted, folder) == []
    assert "Run A1" in text


def test_what_is_removed_is_told_by_kind_and_never_said(anonymous, planted, folder):
    told = "\n".join(map(str, anonymous.problems))
    assert survivors(told, planted, folder) == []
    assert re.search(r"anonymous: removed 2 run names .*, 2 run IDs .*, 1 project", told)
    assert "not covered: faces, logos" in told
    assert anonymous.anonymity.removed()["commits"] == 1


def test_the_command_says_nothing_either(folder, planted, tmp_path):
    (folder / "zsofia.kerekes.yaml").write_text("runs: .\nblocks: [run_table, {line_plot: zsofia.kerekes/f2}]\n")
    done = command("build", folder / "zsofia.kerekes.yaml", "--anonymize", "--json", "-o", tmp_path / "r.html")
    assert done.returncode == 0
    said = done.stdout.decode() + done.stderr.decode()
    assert survivors(said, planted, folder) == []
    assert json.loads(done.stdout)["removed"]["names"] == 2
    page = survivors(decoded((tmp_path / "r.html").read_text("utf-8")), planted, folder)
    assert set(page) <= {"chosen value", "nagyerdei", "short value"}  # which the command was not asked to remove


def test_the_name_of_the_file_is_refused_before_the_work(folder, planted, tmp_path):
    done = command("build", folder, "--anonymize", "-o", tmp_path / "orchidea-diagnostics.html")
    assert done.returncode == 1
    assert b"the name of the file to write holds a project, which is removed" in done.stderr
    assert survivors(done.stderr.decode(), planted, folder) == []
    assert not list(tmp_path.iterdir())


def test_names_are_chosen_and_tags_and_code_are_as_asked(folder, tmp_path):
    spec = folder / "chosen.yaml"
    spec.write_text(
        "runs: .\nanonymize:\n  names: {bright-szeged-41: Ours, b4n8v1zt: Theirs}\n"
        "  tags: remove\n  keep: [projects, code]\n"
        "blocks: [run_comparer, code_comparer, {run_table: {filters: \"name == 'bright-szeged-41'\"}}]\n"
    )
    page = decoded(build(spec, tmp_path / "r.html").path.read_text("utf-8"))
    assert "Ours" in page
    assert "Theirs" in page
    assert "orchidea-diagnostics" in page
    assert "szeged" not in page
    assert (
        "final"
        not in re.sub(r"<script>.*?</script>|[A-Za-z0-9+/=]{60,}", "", page).split("rg-side")[1].split("Sources")[0]
    )
    assert "uncommitted changes" in page


@pytest.mark.parametrize(
    ("names", "what"),
    [("{nobody: Ours}", "names: this entry matches no run"), ("{q7x2m9ka: at gpu-tisza-07}", "holds a value")],
)
def test_wrong_names_are_told_by_their_place(folder, tmp_path, names, what):
    spec = folder / "wrong.yaml"
    spec.write_text(f"runs: .\nanonymize: {{names: {names}}}\nblocks: [run_table]\n")
    with pytest.raises(SpecError) as error:
        build(spec, tmp_path / "r.html")
    assert what in str(error.value)
    assert "wrong.yaml:2:" in str(error.value)
    assert not list(tmp_path.iterdir())


def png(text: bytes) -> bytes:
    """Return a picture with a deflated text chunk."""
    from PIL import Image, PngImagePlugin

    info, out = PngImagePlugin.PngInfo(), io.BytesIO()
    info.add_text("Note", text.decode(), zip=True)
    Image.new("RGB", (3, 3)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def island(content: bytes, *, raw: bool = False) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stored = content if raw else packer.compress(content) + packer.flush()
    head = f'data-rg="planted" data-type="file"{" data-raw" if raw else ""}'
    return f'<script type="application/octet-stream" {head}>{base64.b64encode(stored).decode()}</script>'


HOST = "gpu-tisza-07"
HIDING = {
    "text": f"<p>on {HOST}</p>",
    "other letters": f"<p>on {HOST.upper()}</p>",
    "a line that may break": "<p>gpu-<wbr>tisza-07</p>",
    "elements": "<p>gpu-<b>tisza</b>-07</p>",
    "an attribute": f'<a href="#of-{HOST}">x</a>',
    "a class": f'<p class="rg-note {HOST}">x</p>',
    "entities": "<p>gpu&#45;tisza&#x2d;07</p>",
    "an address": '<p title="https://x.org/?q=zs%C3%B3fia%20kerekes">x</p>',
    "JSON": island(json.dumps({"x": ["Zsófia Kerekes"]}).encode()),
    "a key of JSON": island(json.dumps({HOST: 1}).encode()),
    "base64 in JSON": island(json.dumps({"id": base64.b64encode(f"v1:{HOST}:x".encode()).decode()}).encode()),
    "a file as it is": island(b"\x00\x01\xff" + HOST.encode() + b"\xfe", raw=True),
    "UTF-16": island(b"\xff\xfe" + HOST.encode("utf-16-le") + b"\xff\x00", raw=True),
    "a chunk of a picture": island(png(HOST.encode()), raw=True),
    "a picture in the markup": f'<img src="data:image/png;base64,{base64.b64encode(png(HOST.encode())).decode()}">',
    "a picture in JSON": island(
        json.dumps({"src": f"data:image/png;base64,{base64.b64encode(png(b'bright-szeged-41')).decode()}"}).encode()
    ),
    "a cut name": "<text>preds-orchidea-diag…</text>",
    "a commit": "<p>at 73ace90</p>",
}


@pytest.mark.parametrize("place", HIDING)
def test_a_value_that_survives_is_found_wherever_it_is(anonymous, planted, place):
    """The finished page, with a value put where no panel puts one."""
    hidden = HIDING[place].replace("73ace90", planted["commit"][:7])
    page = anonymous.path.read_text("utf-8").replace("<main", f"{hidden}<main", 1)
    with pytest.raises(AnonymityError) as error:
        anonymous.anonymity.check_page(page.encode(), [])
    assert "is not written, because it is not anonymous" in str(error.value)
    assert HOST not in str(error.value)


def test_a_theme_that_tells_is_refused_and_nothing_is_written(folder, planted, tmp_path):
    theme = folder / "theme"
    theme.mkdir(exist_ok=True)
    (theme / "theme.css").write_text("h1::after { content: 'Nagyerdei Klinika'; }")
    spec = folder / "themed.yaml"
    spec.write_text("runs: .\ntheme: ./theme\nanonymize: {values: [Nagyerdei Klinika]}\nblocks: [run_table]\n")
    done = command("build", spec, "-o", tmp_path / "r.html")
    assert done.returncode == 1
    assert b"a value of the spec in the style of the theme" in done.stderr
    assert survivors(done.stderr.decode(), planted, folder) == []
    assert not list(tmp_path.iterdir())


def test_a_text_beside_the_report_passes_one_function(anonymous):
    assert re.fullmatch(r"best: Run A1 on host\d", anonymous.published("best: bright-szeged-41 on gpu-tisza-07"))
    assert anonymous.published("| metric | value |") == "| metric | value |"


def test_the_same_runs_give_the_same_bytes(folder, anonymous, tmp_path):
    assert build(folder / "report.yaml", tmp_path / "r.html").path.read_bytes() == anonymous.path.read_bytes()


def test_runs_that_are_not_shown_are_not_in_the_file(folder, tmp_path):
    """Over every panel kind, with each panel showing one of two runs."""
    spec = folder / "one.yaml"
    spec.write_text(
        f"title: one\nruns: {{path: ., filters: config.seed == 0}}\nsize_budget: none\nblocks:\n{BLOCKS}\n", "utf-8"
    )
    page = decoded(build(spec, tmp_path / "r.html").path.read_text("utf-8"))
    assert "only0run" in page
    assert "only1run" not in page
    assert "only1run" not in page


def test_panels_that_are_not_in_the_spec_are_not_in_the_file(folder, tmp_path):
    spec = folder / "some.yaml"
    spec.write_text(
        "title: some\nruns: .\nblocks:\n- run_table: {columns: [config.lr]}\n- line_plot: {y: loss}\n", "utf-8"
    )
    page = re.sub("[A-Za-z0-9+/=]{60,}", "", decoded(build(spec, tmp_path / "r.html").path.read_text("utf-8")))
    assert "bright-szeged-41" in page
    for text in ("Nagyerdei", "resnet", "Zsófia", "patients", "balaton", "lesion", "only0run on"):
        assert text not in page, text


def test_columns_that_an_anonymous_report_does_not_name_are_not_in_the_file(folder, tmp_path):
    spec = folder / "columns.yaml"
    spec.write_text(
        "title: some\nruns: .\nanonymize: {keep: [users, hosts]}\nblocks:\n"
        "- table: {table_name: preds, columns: [id]}\n- table: {path: patients.csv, columns: [id]}\n"
        "- table: {table_name: preds, columns: [id], compare: runs, join: id}\n", "utf-8",
    )  # fmt: skip
    page = decoded(build(spec, tmp_path / "r.html").path.read_text("utf-8"))
    for text in ("Nagyerdei", "only0run"):
        assert text not in page, text
    spec.write_text(
        "title: some\nruns: .\nanonymize: {keep: [users, hosts]}\nblocks:\n- table: {table_name: preds, columns: [id], "
        "order: note, derive: {two: 'id * 2'}}\n", "utf-8",
    )  # fmt: skip
    assert "Nagyerdei" in decoded(build(spec, tmp_path / "r.html").path.read_text("utf-8"))  # the order needs it
