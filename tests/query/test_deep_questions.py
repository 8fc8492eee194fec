"""Questions as no hand writes them: deep, long, with numbers beyond all floats. Each gets an answer or a message."""

from __future__ import annotations

import pytest
from conftest import build_spec

MANY = 10_000
QUESTIONS = {
    "brackets": "(" * MANY + "x > 1" + ")" * MANY,
    "not": "not " * MANY + "x",
    "minus": "-" * MANY + "x",
    "and": " and ".join(["x > 1"] * MANY),
    "lists": "x in " + "[" * MANY + "]" * MANY,
    "digits": "x > " + "9" * 400,
    "exponent": "x > 1e" + "9" * 40,
    "elements": "x[" * MANY + "0" + "]" * MANY + " > 1",
    "powers": "x ** " * MANY + "2 > 1",
    "path": "a" + ".b" * MANY + " > 1",
    "aggregation": '{"$not": [' * MANY + "1" + "]}" * MANY,
    "aggregation of digits": '{"$gt": ["$0.x", ' + "9" * 400 + "]}",
}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("kind", ["table: {path: t.csv, filters: QUESTION}", "run_table: {filters: QUESTION}"])
def test_each_gets_an_answer_or_a_message(tmp_path, name, kind):
    from reportgen.errors import ReportError

    (tmp_path / "t.csv").write_text("id,x\n1,2\n")
    question = "'" + QUESTIONS[name] + "'"
    try:
        made = build_spec(tmp_path, f"runs: RUNS\nblocks:\n  - {kind.replace('QUESTION', question)}")
    except ReportError as error:
        told = [problem.what for problem in error.problems]
        assert told
    else:
        told = [problem.what for problem in made.problems]
    assert not [what for what in told if "bug in reportgen" in what or "recursion" in what]
