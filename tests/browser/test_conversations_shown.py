"""Conversations in a real browser: cells, questions, the row view, comparison; and answers that try to run."""

from __future__ import annotations

import json

import pytest
from conftest import build_spec, idle
from playwright.sync_api import expect
from test_tables import ask, cells, ids, ready, settled, status

pytestmark = pytest.mark.browser
BAD = (
    "<script>window.__pwned=1</script><img src=x onerror=window.__pwned=1>\n\n[x](javascript:window.__pwned=1) "
    "![y](http://example.invalid/y.png) [z](data:text/html,<script>window.__pwned=1</script>)\n\n"
    '<svg onload="window.__pwned=1"></svg><iframe srcdoc="<script>parent.__pwned=1</script>"></iframe>'
)
SVG = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='window.__pwned=1'/>"
HTML = "data:text/html,<script>window.__pwned=1</script>"
PNG = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5"
       "ErkJggg==")  # fmt: skip


def user(content):
    return {"role": "user", "content": content}


def model(content, **more):
    return {"role": "assistant", "content": content, **more}


def image(url):
    return {"type": "image_url", "image_url": {"url": url}}


def hostile():
    """Return twenty transcripts that try to run, to ask the network, or to freeze the page."""
    call = {"id": "c", "function": {"name": BAD, "arguments": json.dumps({BAD: BAD})}}
    yield from ([user(BAD)], [user("q"), model(BAD)], [user([image(SVG), image(HTML), image("javascript:alert(1)")])])
    yield [user([image("http://example.invalid/a.png"), image("//example.invalid/a.png"), image("file:///etc/passwd")])]
    yield [user("q"), model(None, tool_calls=[call]), {"role": "tool", "tool_call_id": "c", "content": BAD}]
    yield [user("q"), model(None, tool_calls=[{"id": "d", "function": {"name": "f", "arguments": BAD}}])]
    yield [{"role": BAD, "name": BAD, "content": BAD}]
    yield [user("q"), model("a", reasoning_content=BAD, refusal=BAD)]
    yield [user("file\u202egpj.exe \u2066x\u2069"), model("\u202e" * 500)]
    yield [user("q"), model("\ud83d half \udc00")]
    yield [user("q"), model("x" * 1_000_000)]
    yield [user("q"), model("**" * 20_000 + "[" * 20_000 + "`" * 20_001 + "_a" * 20_000)]
    yield [user("q"), model("> " * 5_000 + "x\n" + "\n".join("  " * n + "- x" for n in range(1_000)))]
    yield [user("q"), model("|" * 30_000 + "\n" + "|-" * 15_000 + "\n" + "|a" * 15_000)]
    yield [user([{"type": "data", "data": json.loads("[" * 100 + "]" * 100)}])]
    yield [user([{"type": "file", "file": {"filename": BAD, "file_data": HTML}}])]
    yield [user([{"type": "input_audio", "input_audio": {"data": "aGVsbG8=", "format": "wav"}}])]
    yield [{"role": "tool", "tool_call_id": "nowhere", "name": "__proto__", "content": "{" * 1000}]
    yield [user(f"[{'(' * 5000}]({'x' * 5000} https://{'a.' * 3000}")]
    yield [
        user("q"),
        model(None, tool_calls=[{"id": "__proto__", "function": {"name": "constructor", "arguments": "{}"}}]),
    ]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conversations")
    rows = [{"id": n, "messages": chat, "target": BAD} for n, chat in enumerate(hostile())]
    (folder / "hostile.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return build_spec(folder, "blocks:\n  - table: {path: hostile.jsonl, columns: [messages, target]}").path


@pytest.mark.parametrize("policy", ["kept", "removed"])
def test_no_answer_runs_asks_the_network_or_freezes_the_page(visit, report, tmp_path, policy):
    html = report.read_text("utf-8")
    if policy == "removed":
        assert html.count('<meta http-equiv="Content-Security-Policy"') == 1
        html = html.replace('<meta http-equiv="Content-Security-Policy"', '<meta data-was="policy"')
    path = tmp_path / "r.html"
    path.write_text(html, "utf-8")
    seen = visit(path)
    page = seen.page
    table = ready(page, 0)
    settled(table)
    ask(table, "pwned")
    table.locator(".rg-table-status", has_text="containing").wait_for()
    ask(table, "")
    status(table, "20 rows")
    table.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.rg-detail")
    for row in range(20):
        dialog.get_by_text(f"Row {row + 1} of 20").wait_for()
        dialog.locator("rg-conversation .rg-msg").first.wait_for()
        for fold in dialog.locator("rg-conversation details:not([open])").all():
            fold.evaluate("(fold) => { fold.open = true; }")
        for more in dialog.locator("rg-conversation .rg-msg-more").all()[:3]:
            more.click()
        addresses = dialog.locator("rg-conversation [href], rg-conversation [src]").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('href') ?? one.getAttribute('src'))"
        )
        assert all(one.startswith(("http://", "https://", "blob:", "data:image/png")) for one in addresses), addresses
        assert not dialog.locator(
            "rg-conversation :is(script, iframe, object, embed, link, style, svg[onload])"
        ).count()
        page.keyboard.press("j")
    assert page.evaluate("window.__pwned") is None
    assert page.evaluate("Object.prototype.polluted") is None
    seen.assert_quiet()


@pytest.fixture(scope="module")
def example(example_report):
    return example_report("conversations")


def opened(page, table, row):
    """Open a row of a table by its id; returns the dialog."""
    ask(table, f"id == '{row}'")
    status(table, "1 of ")
    settled(table)
    table.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.rg-detail")
    dialog.locator(".rg-msg").first.wait_for()
    return dialog


def test_cells_and_questions(visit, example):
    seen = visit(example)
    page = seen.page
    table = ready(page, 0)
    settled(table)
    first = cells(table, "messages")[0]
    assert first.startswith("How many copies")
    assert first.endswith("7 messages · 2 calls · 2 errors")
    for question, count in (
        ("messages.turns > 3", 15), ("messages.errors > 0", 1), ("'run_query' in messages.tools", 1),
        ("messages.has_image", 1), ("'no answer after' in messages.text", 1), ("thimphu", 1),
        ("'lima' in lower(messages.answer)", 1),
        ("messages == 'I read 312 shelves. Several of them have 89 books.'", 1),
        ("'looked up first' in messages.text and messages.calls == 1", 12), ("'school library'", 0),
    ):  # fmt: skip
        ask(table, question)
        status(table, f"{count} of 19 rows")
    ask(table, "messages.turnz > 1")
    expect(table.locator(".rg-ask-error")).to_contain_text("conversations have no 'turnz'")
    ask(table, "")
    settled(table)
    bars = table.locator(".rg-grid-th", has_text="messages").get_by_role("slider")
    bars.press("ArrowRight")
    expect(table.locator(".rg-table-chips")).to_contain_text("messages.turns >=")
    page.locator(".rg-table-chip", has_text="turns").get_by_role("button").last.click()
    table.locator(".rg-th-name", has_text="messages").click()
    settled(table)
    answers = ids(table, "messages")
    assert answers[0][-1] == {"role": "assistant", "content": answers[0][-1]["content"]}
    texts = [row[-1]["content"] for row in answers]
    assert texts == sorted(texts)
    seen.assert_quiet()


def test_a_row_is_read_message_by_message(visit, example):
    seen = visit(example)
    page = seen.page
    table = ready(page, 0)
    dialog = opened(page, table, "q12")
    assert dialog.locator(".rg-msg-role b").all_text_contents() == [
        "system", "user", "assistant", "assistant", "assistant", "target",
    ]  # fmt: skip
    calls = dialog.locator(".rg-call").all_text_contents()
    assert calls == [
        'catalogue(title="Momo", field="lent")→error timeout: no answer after 30 seconds',
        'catalogue(…) error the arguments are not a JSON object → Arguments could not be read.{"title": "Momo", "fie',
    ]
    assert dialog.locator("dl dt").all_text_contents().count("target") == 0  # it stands next to the answer
    more = dialog.get_by_role("button", name="Show all 5 lines")
    low = dialog.locator(".rg-msg-fold > :first-child").first.evaluate("(one) => one.clientHeight")
    more.click()
    assert dialog.locator(".rg-msg-fold > :first-child").first.evaluate("(one) => one.clientHeight") > low
    page.keyboard.press("Escape")

    dialog = opened(page, table, "q14")
    expect(dialog.locator("summary", has_text="Thought")).to_contain_text("Thought, 13 words")
    assert dialog.locator(".rg-msg strong").all_text_contents() == ["odd"]
    assert dialog.locator(".rg-msg-table td").all_text_contents() == ["1, 2, 3", "2", "2", "1, 2, 3, 4", "3", "2.5"]
    assert dialog.locator(".rg-msg a").get_attribute("href") == "https://docs.python.org/3/library/statistics.html"
    dialog.get_by_role("button", name="As written").click()
    assert dialog.locator(".rg-msg strong").count() == 0
    expect(dialog).to_contain_text("for an **odd** count")
    dialog.get_by_role("button", name="As written").click()
    page.keyboard.press("Escape")

    dialog = opened(page, table, "q13")
    assert dialog.locator(".rg-msg rg-image button").first.get_attribute("aria-label") == "image 2.2, 72×48"
    assert dialog.locator(".rg-msg a").get_attribute("href") == "https://example.com/third-flag.png"
    page.keyboard.press("Escape")

    dialog = opened(page, table, "q17")
    assert dialog.locator(".rg-bidi").all_text_contents() == ["U+202E"] * 2
    page.keyboard.press("Escape")

    dialog = opened(page, table, "q18")
    expect(dialog.get_by_role("button", name="Show all 312 lines")).to_be_visible()
    page.keyboard.press("Escape")
    ask(table, "")
    status(table, "19 rows")
    table.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    dialog.locator(".rg-msg").first.wait_for()
    title = dialog.locator(".rg-detail-title")
    for key, place in (("j", 2), ("j", 3), ("k", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(title).to_contain_text(f"Row {place} of 19")
    seen.assert_quiet()


def test_compared_conversations_share_their_beginning(visit, example):
    seen = visit(example)
    page = seen.page
    table = ready(page, 1)
    status(table, "4 of 19 rows")
    dialog = opened(page, table, "q00")
    assert dialog.locator(".rg-msg[data-role=system]").count() == dialog.locator(".rg-msg[data-role=user]").count() == 1
    assert dialog.locator(".rg-talk-split section").count() == 2
    assert dialog.locator(".rg-talk-split .rg-call").count() == 1
    assert dialog.locator(".rg-answer-marked mark").all_text_contents() == ["**Thimphu**", "Kathmandu"]
    page.keyboard.press("Escape")
    table = ready(page, 2)
    settled(table)
    assert any("lookup(key=" in text and "→" in text for text in cells(table, "messages"))
    table = ready(page, 3)
    settled(table)
    assert cells(table, "messages")[0].endswith("messages")
    table.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.rg-detail")).to_contain_text("Its messages are not in this report.")
    seen.assert_quiet()


def test_a_long_answer_opens_in_parts(visit, tmp_path):
    rows = [{"id": 0, "messages": [user("q"), model("\n\n".join(["word " * 40] * 1000))]},
            {"id": 1, "messages": [user("q"), model("x" * 450_000)]},
            {"id": 2, "messages": [one for n in range(150) for one in (user(f"q{n}"), model(f"a{n}"))]}]  # fmt: skip
    (tmp_path / "long.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    page = visit(build_spec(tmp_path, "blocks:\n  - table: {path: long.jsonl}").path).page
    table = ready(page, 0)
    status(table, "3 rows")
    table.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.rg-detail")
    answer = dialog.locator(".rg-msg[data-role=assistant]").first
    answer.get_by_role("button", name="Show all").wait_for()
    assert answer.evaluate("(one) => one.clientHeight") < 1200
    assert answer.locator(".rg-msg-part").count() > 5
    page.keyboard.press("j")
    expect(answer.get_by_role("button", name="Show 250,000 more characters")).to_have_count(1)
    page.keyboard.press("j")
    dialog.locator(".rg-msg").nth(59).wait_for()
    assert dialog.locator(".rg-msg").count() < 300
    for _ in range(6):
        dialog.evaluate("(one) => { one.scrollTop = one.scrollHeight; }")
        idle(page)
    dialog.locator(".rg-msg").nth(299).wait_for()


def test_questions_find_what_a_cut_answer_says_in_full(visit, tmp_path):
    """Only the first 400 characters of an answer are in the page's first blocks."""
    rows = [{"id": n, "messages": [user("q"), model(f"{'long ' * 200}{n} end")]} for n in range(5)]
    rows.append({"id": 5, "messages": [user("q"), model("short")]})
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    text = "blocks:\n  - table: {path: a.jsonl, derive: {size: len(messages.text)}}"
    table = ready(visit(build_spec(tmp_path, text).path).page, 0)
    for question, count in (
        ("'3 end' in messages.answer", 1), ("len(messages.answer) > 1000", 5), ("size > 1000", 5),
        ("messages.answer == 'short'", 1), ("messages.text >= 'q' and 'short' in messages.text", 1),
    ):  # fmt: skip
        ask(table, question)
        status(table, f"{count} of 6 rows")
