"""The run table: conditions in the language of filters, groups, the sort of the spec, counts of columns, CSV."""

from __future__ import annotations

import csv
import shutil

import pytest
from conftest import EXAMPLES, build_spec, eventually, spot
from playwright.sync_api import expect

RUNS = {"a": ("vit", 0.1, 0.9), "b": ("resnet", 0.01, 0.95), "c": ("vit", 0.1, 0.85), "d": ("resnet", 0.1, 0.8)}


@pytest.fixture
def seen(tmp_path, visit):
    for name, (arch, lr, accuracy) in RUNS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "metrics.csv").write_text(f"step,val/acc\n1,{accuracy}\n")
        (tmp_path / name / "config.yaml").write_text(f"lr: {lr}\narch: {arch}\nseed: 0\n")
    columns = "[config.arch, config.lr, config.seed, summary.val/acc]"
    spec = f"runs: [a, b, c, d]\nblocks: [run_table: {{columns: {columns}, order: -summary.val/acc}}]"
    found = visit(build_spec(tmp_path, spec).path)
    found.page.locator("rg-run-table .rg-tools").wait_for()
    return found


def names(page):
    return [text.strip() for text in page.locator("rg-run-table tbody tr[data-run] th").all_inner_texts()]


def test_the_order_of_the_spec_is_the_sort_that_is_shown(seen):
    head = seen.page.locator("rg-run-table th[aria-sort]")
    expect(head).to_have_text("val/acc")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert names(seen.page) == ["b", "a", "c", "d"]


def test_conditions_keep_runs_and_are_in_the_address(seen):
    page = seen.page
    count = page.locator("rg-run-table > [role=status]")
    expect(count).to_have_text("4 runs")
    page.get_by_label("Search runs").fill('val/acc > 0.82 and arch == "vit"')
    eventually(lambda: names(page) == ["a", "c"])
    expect(count).to_have_text("2 of 4 runs")
    page.reload()
    page.locator("rg-run-table .rg-tools").wait_for()
    eventually(lambda: names(page) == ["a", "c"])
    expect(page.get_by_label("Search runs")).to_have_value('val/acc > 0.82 and arch == "vit"')
    tools = page.locator("rg-run-table .rg-tools > :not([role=alert])")
    places = [spot(tool) for tool in tools.all()]
    page.get_by_label("Search runs").fill("arch == vit")
    expect(page.locator("rg-run-table [role=alert]")).to_have_text("unknown column 'vit'. Put text in quotes: \"vit\"")
    assert [spot(tool) for tool in tools.all()] == places
    assert len(names(page)) == 4
    page.get_by_label("Search runs").fill("resnet")
    eventually(lambda: names(page) == ["b", "d"])
    expect(page.locator("rg-run-table [role=alert]")).to_be_hidden()
    seen.assert_quiet()


def test_runs_are_grouped(seen):
    page = seen.page
    page.get_by_label("Group by").select_option("By arch")
    heads = page.locator("rg-run-table .rg-group")
    expect(heads).to_have_count(2)
    assert heads.all_inner_texts() == ["arch: resnet 2", "arch: vit 2"]  # the best run's group first
    assert names(page) == ["b", "d", "a", "c"]


def test_columns_are_counted_as_they_are_shown(seen):
    page = seen.page
    count = page.locator("rg-run-table .rg-menu summary")
    for check in (True, False):
        page.get_by_label("Differing only").set_checked(check)
        shown = page.locator("rg-run-table thead th").count() - 1
        assert shown == (3 if check else 4)
        expect(count).to_contain_text(f"{shown} of 4")


def test_the_columns_that_are_shown_are_in_the_address(seen):
    page = seen.page
    heads = page.locator("rg-run-table thead th")
    differing = page.get_by_label("Differing only")
    page.locator("rg-run-table .rg-menu summary").click()
    page.locator(".rg-menu-list label", has_text="arch").click()
    differing.check()
    expect(heads).to_have_text(["run", "lr", "val/acc"])
    page.reload()
    page.locator("rg-run-table .rg-tools").wait_for()
    expect(heads).to_have_count(3)
    expect(differing).to_be_checked()
    differing.uncheck()
    expect(heads).to_have_text(["run", "lr", "seed", "val/acc"])
    seen.assert_quiet()


def test_differing_only_says_why_it_would_hide_nothing(seen):
    page = seen.page
    differing = page.get_by_label("Differing only")
    label = page.locator("rg-run-table label", has=differing)
    expect(label).to_have_attribute("title", "Would hide what is the same in all runs: seed")
    page.locator("rg-run-table .rg-menu summary").click()
    page.locator(".rg-menu-list label", has_text="seed").click()
    expect(differing).to_be_disabled()
    expect(label).to_have_attribute("title", "Every column shown differs between runs.")


def test_what_is_shown_is_saved(seen, tmp_path):
    page = seen.page
    page.get_by_label("Search runs").fill("val/acc > 0.88")
    eventually(lambda: len(names(page)) == 2)
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    saved.value.save_as(tmp_path / "runs.csv")
    with (tmp_path / "runs.csv").open() as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["run", "arch", "lr", "seed", "val/acc"]
    assert rows[1:] == [["b", "resnet", "0.01", "0", "0.95"], ["a", "vit", "0.1", "0", "0.9"]]


def test_groups_are_saved_with_their_runs(seen, tmp_path):
    page = seen.page
    page.get_by_label("Group by").select_option("By arch")
    expect(page.locator("rg-run-table .rg-group")).to_have_count(2)
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    saved.value.save_as(tmp_path / "runs.csv")
    with (tmp_path / "runs.csv").open() as file:
        rows = [row[:2] for row in csv.reader(file)]
    groups = [["arch: resnet", "b"], ["arch: resnet", "d"], ["arch: vit", "a"], ["arch: vit", "c"]]
    assert rows == [["group", "run"], *groups]


def test_a_run_that_diverged_says_so_in_its_row(tmp_path, visit):
    for name, last in (("good", "0.5"), ("bad", "nan")):
        rows = "\n".join(f"{step},{0.5 if step < 20 else last}" for step in range(40))
        (tmp_path / f"{name}.csv").write_text(f"step,train/loss\n{rows}\n")
    page = visit(build_spec(tmp_path, "runs: [good.csv, bad.csv]\nblocks: [run_table]").path).page
    row = page.locator("rg-run-table tbody tr", has=page.locator(".rg-state")).locator("th")
    assert row.inner_text().split() == ["bad", "diverged"]
    page.locator("rg-run-table .rg-tools").wait_for()  # the table that scripts make says so, too
    assert row.inner_text().split() == ["bad", "diverged"]


def test_a_state_is_said_once(tmp_path, visit):
    """The column of states says it where it is shown, the row's name where it is not."""
    runs = tmp_path / "wandb"
    shutil.copytree(EXAMPLES / "_runs" / "wandb", runs)
    log = min(runs.glob("*/*.wandb"))
    log.write_bytes(log.read_bytes()[:-2000])  # without its end, the run crashed
    page = visit(build_spec(tmp_path, f"runs: {runs.as_posix()}\nblocks: [run_table]").path).page
    states = page.locator("rg-run-table .rg-state")
    for _ in range(2):
        expect(states).to_have_text(["crashed"])
        assert states.evaluate("(one) => one.parentElement.localName") == "td"
        page.locator("rg-run-table .rg-tools").wait_for()  # and then in the table that scripts make
    page.locator("rg-run-table summary", has_text="Columns").click()
    page.locator("rg-run-table .rg-check", has_text="stateRun").locator("input").uncheck()
    expect(states).to_have_text(["crashed"])
    assert states.evaluate("(one) => one.parentElement.localName") == "th"
