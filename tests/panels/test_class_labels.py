"""Names of classes from the spec, where the log lost them; and what else a log lost is reported."""

from __future__ import annotations

import pytest
from conftest import build_spec, log_runs, open_example, show
from test_object3d import cells

from reportgen.errors import SpecError

pytestmark = pytest.mark.sdk


@pytest.fixture(scope="module")
def folder():
    return log_runs("0.31.0", "log_unlabelled.py")


def names(browser, result):
    page = browser.new_page()
    page.goto(result.path.as_uri())
    page.locator(".rg-item rg-image, rg-table rg-image").first.wait_for()
    text = page.locator("main").inner_text()
    page.close()
    return text


@pytest.mark.browser
@pytest.mark.parametrize(
    "labels",
    [
        "{1: road, 7: car, 3: person}",
        "{pred: {1: road, 7: car}, found: {3: person}}",
        "{pred: [sky, road], 7: car, 3: person}",
    ],
)
def test_classes_have_the_names_of_the_spec(folder, tmp_path, browser, labels):
    text = f"runs: {folder}\nblocks: [media_browser: {{media_keys: seen, class_labels: {labels}}}]"
    shown = names(browser, build_spec(tmp_path, text))
    for name in ("road", "car", "person"):
        assert name in shown
    assert "class_1" not in shown
    assert "class_3" not in shown


def test_without_them_classes_have_their_ids(folder, tmp_path):
    html = build_spec(tmp_path, f"runs: {folder}\nblocks: [media_browser: seen]").path.read_text("utf-8")
    assert "class_3" in html


def test_a_table_takes_them(folder, tmp_path):
    text = f"runs: {folder}\nblocks: [table: {{table_name: rows, class_labels: {{3: person}}}}]"
    html = build_spec(tmp_path, text).path.read_text("utf-8")
    assert "person" in html
    assert "class_3" not in html


@pytest.mark.parametrize(
    ("labels", "told"),
    [("{car: 1}", "'car' is not a class id"), ("{pred: {road: 1}}", "'road' is not a class id"), ("3", "class_labels"),
     ("{1: ''}", "a class name must be text")],
)  # fmt: skip
def test_wrong_ones_are_told(folder, tmp_path, labels, told):
    text = f"runs: {folder}\nblocks: [media_browser: {{media_keys: seen, class_labels: {labels}}}]"
    with pytest.raises(SpecError, match=told):
        build_spec(tmp_path, text)


def test_a_group_that_no_picture_has_is_told(folder, tmp_path):
    text = f"runs: {folder}\nblocks: [media_browser: {{media_keys: seen, class_labels: {{prd: {{1: road}}}}}}]"
    problems = [str(problem) for problem in build_spec(tmp_path, text).problems]
    assert any("no image has the group 'prd'. Did you mean 'pred'?" in problem for problem in problems)


@pytest.mark.browser
def test_a_picture_logged_without_scaling_says_so(folder, tmp_path, browser):
    shown = names(browser, build_spec(tmp_path, f"runs: {folder}\nblocks: [media_browser: [unit, wrapped]]"))
    for values in ("0 and 1", "0, 1 and 255"):
        assert shown.count(f"values are {values} only: it may have been logged without normalisation") == 1
    assert "normalised" not in shown
    assert "no value above 1" not in shown


@pytest.mark.browser
def test_a_cell_without_a_caption_has_a_word_on_it(folder, tmp_path, browser):
    page = browser.new_page()
    page.goto(build_spec(tmp_path, f"runs: {folder}\nblocks: [table: odd]").path.as_uri())
    chips = page.locator("rg-table .rg-chip")
    chips.nth(1).wait_for()
    assert chips.all_inner_texts() == ["not normalised?"] * 2
    titles = chips.evaluate_all("all => all.map(one => one.title)")
    page.close()
    assert ["0 and 1 only" in titles[0], "with -1 wrapped to 255" in titles[1]] == [True, True]


def test_a_chart_whose_table_no_run_logged_says_so(folder, tmp_path):
    text = f"""
runs: {folder}
blocks: [custom_chart: {{spec: {{mark: point, encoding: {{x: {{field: a}}}}}}, table_name: nothere}}]
"""
    result = build_spec(tmp_path, text)
    assert "No run logged a chart or a table &#39;nothere&#39;" in result.path.read_text("utf-8")
    assert any("no run logged a chart or a table" in str(p) or "unknown table" in str(p) for p in result.problems)


@pytest.fixture(scope="module")
def numbers():
    return log_runs("0.31.0", "log_class_numbers.py")


PANELS = (
    """
- confusion_matrix: {table_name: rows, truth: truth, prediction: guess, LABELS}
- confusion_matrix: {table_name: rows, truth: truth, scores: [p_0, p_1, p_2], LABELS}
- pr_curve: {table_name: rows, truth: truth, scores: [p_0, p_1, p_2], classes_to_plot: [dog, '2', CAT], LABELS}
- roc_curve: {table_name: rows, truth: truth, scores: {CAT: p_0, dog: p_1, fox: p_2}, LABELS}
- confusion_matrix: {table_name: matrix, LABELS}
- roc_curve: {table_name: curve, LABELS}
- custom_chart: {key: bars, LABELS}
- custom_chart: {key: curve, LABELS}
""".replace("CAT", "'a cat'")
    .replace("LABELS", "class_labels: {0: 'a cat', 1: dog, 2: fox}")
    .strip()
    .splitlines()
)


@pytest.mark.browser
@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_of_classes_calls_them_by_the_names_of_the_spec(numbers, tmp_path, browser, panel):
    result = build_spec(tmp_path, f"runs: {numbers}\nblocks:\n{panel}\n")
    assert not result.problems
    page = browser.new_page()
    page.goto(result.path.as_uri())
    page.locator("canvas, svg.marks, .rg-plot svg").first.wait_for()
    shown = page.locator("main").inner_text() + "".join(page.locator("main svg text").all_text_contents())
    page.close()
    for name in ("a cat", "dog", "fox"):
        assert name in shown
    assert "Class_1" not in shown


def scored(numbers, tmp_path, panel):
    text = build_spec(tmp_path, f"runs: {numbers}\nblocks:\n- {panel}\n")
    return text.path.read_text("utf-8"), [str(problem) for problem in text.problems]


def test_names_do_not_change_the_numbers(numbers, tmp_path):
    import re

    spec = "confusion_matrix: {table_name: rows, truth: truth, prediction: guess, CLASSES}"
    bare, _ = scored(numbers, tmp_path, spec.replace(", CLASSES", ""))
    # the names sort otherwise than the ids, and two classes may be called alike
    for labels in ("{0: zebra, 1: dog, 2: ant}", "{0: cat, 1: cat, 2: fox}", "{truth: [a, b, c], guess: [a, b, c]}"):
        named, problems = scored(numbers, tmp_path, spec.replace("CLASSES", f"class_labels: {labels}"))
        figure = re.compile(r'<td class="n">([\d.]+)</td>')
        assert figure.findall(named) == figure.findall(bare)
        assert not problems


def test_the_positive_class_is_named_by_id_or_by_name(numbers, tmp_path):
    spec = "pr_curve: {table_name: rows, truth: truth, scores: p_1, positive: WHICH, class_labels: [cat, dog, fox]}"
    by_id, _ = scored(numbers, tmp_path, spec.replace("WHICH", "1"))
    by_name, problems = scored(numbers, tmp_path, spec.replace("WHICH", "dog"))
    assert by_id.count("not dog") == by_name.count("not dog")
    assert "AP 1<" in by_name
    assert "AP 1<" in by_id
    assert not problems


def test_names_that_nothing_has_are_told(numbers, tmp_path):
    spec = "roc_curve: {table_name: rows, truth: truth, scores: [p_0, p_1, p_2], class_labels: {thruth: {0: cat}}}"
    _, problems = scored(numbers, tmp_path, spec)
    assert any("there is no column 'thruth'. Did you mean 'truth'?" in problem for problem in problems)
    _, problems = scored(numbers, tmp_path, "confusion_matrix: {table_name: matrix, class_labels: {0: cat}}")
    assert any("Class_1" in problem for problem in problems)


def test_categories_of_points_have_them(numbers, tmp_path):
    from reportgen.panels.object3d import Object3d

    runs = open_example(numbers)
    fragment = show(Object3d(media_keys=["cloud"], class_labels={1: "road", 2: "car"}), runs)
    legends = [[entry[0] for entry in cell["legend"]] for cell in cells(fragment)]
    assert legends == [["road", "car", "3"]]
    with pytest.raises(SpecError, match="no groups"):
        build_spec(tmp_path, f"runs: {numbers}\nblocks: [object3d: {{media_keys: cloud, class_labels: {{a: [b]}}}}]")
