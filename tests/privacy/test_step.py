"""The step as a user meets it: what the build says, what a spec's names show, what commands print."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from conftest import EXAMPLES, RUNS, build_spec, log_runs, open_example

import reportgen
from reportgen.cli import main
from reportgen.model.console.printed import ConsoleText
from reportgen.model.runset import number_runs
from reportgen.panels.base.panel import Context
from reportgen.panels.run_comparer import RunComparer
from reportgen.panels.run_table import RunTable
from reportgen.privacy.step import Privacy
from reportgen.sources.private import PrivateSource, showing


@pytest.fixture(scope="module")
def secrets():
    return log_runs("0.31.0", "log_secrets.py")


def source_of(**facts):
    """Return the first example run with other facts."""
    first = open_example(RUNS).runs[0].source

    class Source:
        meta = replace(first.meta, **facts)

        def __getattr__(self, name):
            return getattr(first, name)

        def console(self):
            lines = [
                "on gpu-17 and gpu-170\n",
                "\x1b[31mred\x1b[0m\n",
                "token=abc123def\n",
                "-----BEGIN PRIVATE KEY-----\nMII\nAB==\n",
            ]
            return [ConsoleText("stdout", 0.0, line) for line in [*lines, "-----END PRIVATE KEY-----\n", "end\n"]]

    return Source()


def private(source):
    runs = number_runs([(source, "{name}", "")])
    return replace(runs, runs=tuple(replace(run, source=PrivateSource(run.source, Privacy())) for run in runs))


@pytest.mark.parametrize("panel", [RunTable, RunComparer])
def test_a_named_path_shows_what_it_holds_in_that_panel_alone(panel):
    single = private(source_of(config={"api_key": "sk-1", "lr": 1, "deep": {"password": "pw-2"}}))
    assert "sk-1" not in str(panel().prepare(single, Context()).rows)
    named = panel(columns=["config.api_key"])
    rows = str(named.prepare(showing(single, named.named()), Context()).rows)
    assert "sk-1" in rows
    assert "pw-2" not in rows
    assert "sk-1" not in str(panel().prepare(single, Context()).rows)


def test_only_what_is_looked_at_is_counted():
    (run,) = private(source_of(config={"api_key": "sk-1", "lr": 1}))
    assert run.lookup("config.lr") == 1
    assert run.source.privacy.tally.total == 0
    assert run.lookup("config.api_key") == "(hidden)"
    assert str(run.source.privacy.tally) == "1 value that looks like a secret was hidden: config.api_key"


def test_filters_sorting_and_groups_ask_what_was_logged():
    from reportgen.lang.expression import parse

    runs = private(source_of(config={"data": "/home/alice/a/train", "password": "x"}))
    assert len(runs.select(parse("config.data == '/home/alice/a/train' and config.password == 'x'"))) == 1
    (group,) = runs.select(groupby=["config.data"]).groups()
    assert group.name == "data: …/train"


def test_printed_lines_keep_their_places_and_the_others_their_colours():
    (run,) = private(source_of(hosts=("gpu-17",)))
    lines = run.printed()
    assert ["".join(text for _, text in line) for line in lines[:7]] == [
        "on (hidden) and gpu-170", "red", "token=(hidden)", "(hidden)", "(hidden)", "(hidden)", "(hidden)",
    ]  # fmt: skip
    assert lines[1] == (("f1", "red"),)
    assert "".join(text for _, text in lines[7]) == "end"


def test_the_build_says_what_was_hidden_and_never_a_value(secrets, tmp_path):
    (tmp_path / "r.yaml").write_text(f"runs: {secrets}\nblocks: [{{table: t}}]\n")
    done = CliRunner().invoke(main, ["build", str(tmp_path / "r.yaml"), "-q"])
    assert done.exit_code == 0
    assert "values that look like secrets were hidden: " in done.output
    assert "table t, column api_key (34)" in done.output
    assert "columns: [...]" in done.output
    assert "MARK" not in done.output
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "table t, column api_key (34)" in page


def test_a_table_shows_the_columns_that_its_spec_names(secrets, tmp_path):
    from test_planted import leaks

    page = build_spec(tmp_path, f"runs: {secrets}\nblocks: [{{table: {{table_name: t, columns: [id, api_key]}}}}]").path
    assert set(leaks(page, secrets).values()) == {"table column"}
    spec = f"runs: {secrets}\nblocks: [{{table: {{path: '{secrets / 't.csv'}', columns: [id, api_key]}}}}]"
    assert set(leaks(build_spec(tmp_path, spec, "csv").path, secrets).values()) == {"csv column"}


def test_inspect_and_init_hide_too(secrets):
    for arguments in (["inspect"], ["inspect", "--json"], ["init"]):
        done = CliRunner().invoke(main, [*arguments, str(secrets)])
        assert done.exit_code == 0
        assert "MARK" not in done.output.replace("MARK9999@lab.example.org", "")
    assert json.loads(CliRunner().invoke(main, ["inspect", "--json", str(secrets)]).stdout)[0]["config"]["lr"] == 0.1


def test_a_table_opened_in_python_is_the_users_own(secrets):
    table = reportgen.open_table(secrets / "t.csv")
    assert all("MARK" in value for value in table.to_columns()["api_key"])


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/report.yaml")))
def test_nothing_ordinary_is_hidden_in_the_examples(name, example_report):
    path = example_report(name)
    assert "hidden" not in path.with_suffix(".said").read_text("utf-8")
    assert "(hidden)" not in path.read_text("utf-8")


def test_what_a_spec_asks_for_lets_nothing_else_through():
    from markupsafe import Markup

    from reportgen.fragment import Fragment
    from reportgen.pipeline.outgoing import published

    asked = "mail me@lab.example.org"
    html = Markup('<p title="{0}">{0}, or you@lab.example.org</p><p>{1}</p>').format(asked, "see /home/alice/x & y")
    made = published(Fragment(html), Privacy(), "table t", frozenset({asked})).html
    assert made == '<p title="mail me@lab.example.org">mail me@lab.example.org, or (hidden)</p><p>see …/x &amp; y</p>'
    hidden = published(Fragment(html), Privacy(), "table t").html
    assert "@" not in hidden


def test_names_that_become_alike_are_told_apart():
    from reportgen.sources.private import shown_names

    runs = [replace(run, name=f"{who}@lab.example.org") for run, who in zip(open_example(RUNS), "ab", strict=False)]
    first, second = shown_names(runs, Privacy())
    assert first != second
    assert first == (f"(hidden) ({runs[0].meta.id})", f" ({runs[0].meta.id})")
