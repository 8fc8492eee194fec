"""A report that is served while its runs are logged: in a real browser, over a real socket, ended by a real signal."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import closing, contextmanager

import pytest
from conftest import eventually
from playwright.sync_api import expect

import reportgen as rg

SPEC = "title: Watched\nruns: runs\nblocks:\n  - line_plot: {y: [loss]}\n  - run_table: {}\n"
LIVE = re.compile(r"live, step (\d+)")


@contextmanager
def serving(folder, *arguments):
    """Serve a report in a process of its own; yields the process and its address."""
    command = [sys.executable, "-m", "reportgen", "serve", *map(str, arguments)]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    said: list[str] = []
    first = process.stderr.readline()
    address = re.search(r"http://127\.0\.0\.1:(\d+)/", first)
    reader = threading.Thread(target=lambda: said.extend(process.stderr), daemon=True)
    reader.start()
    try:
        assert address, first
        yield process, address[0], said
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        reader.join(30)
        process.stderr.close()


def asked(address, path="/", method="GET", **headers):
    """Return the answer to one request."""
    connection = http.client.HTTPConnection("127.0.0.1", int(address.rsplit(":", 1)[1].strip("/")), timeout=30)
    with closing(connection):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


def scenes(address):
    """Yield what the server tells a reader."""
    connection = http.client.HTTPConnection("127.0.0.1", int(address.rsplit(":", 1)[1].strip("/")), timeout=60)
    with closing(connection):
        connection.request("GET", "/events")
        with connection.getresponse() as answer:
            for line in answer:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))


def scene_where(address, holds):
    """Wait until the server tells of a scene for which something holds; returns it."""
    with closing(scenes(address)) as told:
        return next(scene for scene in told if holds(scene))


def built(address, build=1, *, failed=False):
    """Wait until a build is there, or until one failed; returns the scene."""
    return scene_where(
        address, lambda one: not one["building"] and bool(one["problems"]) == failed and one["build"] >= build
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "report.yaml").write_text(SPEC)
    run = rg.init(project="p", name="first", dir=str(tmp_path / "runs"))
    for step in range(40):
        run.log({"loss": 1 / (step + 1)})
    run.finish()
    return tmp_path


def test_only_this_machine_gets_only_the_report(folder):
    with serving(folder, "report.yaml") as (process, address, _):
        built(address)
        answer, shell = asked(address)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
        answer, report = asked(address, "/report.html?1")
        assert b"<h1><bdi>Watched" in report
        assert b'<meta http-equiv="Content-Security-Policy" content="default-src ' in report
        assert b"EventSource" not in report
        assert b"EventSource" in shell
        assert asked(address, Host="report.example")[0].status == 403
        assert asked(address, "/report.html", Host="127.0.0.1.example:80")[0].status == 403
        assert asked(address, Host="localhost:9999")[0].status == 200  # as behind a tunnel
        assert asked(address, method="POST")[0].status == 405
        for path in ("/runs/", "/report.yaml", "/..%2freport.yaml", "/../report.yaml", "/report.html/"):
            assert asked(address, path)[0].status == 404, path
        answer, content = asked(address, "/report.html", "HEAD")
        assert (content, int(answer.headers["Content-Length"])) == (b"", len(report))
    assert process.returncode == 143
    assert sorted(path.name for path in folder.iterdir()) == ["report.yaml", "runs"]


def test_a_port_that_is_taken_is_said(folder):
    with serving(folder, "report.yaml") as (_, address, _):
        port = address.rsplit(":", 1)[1].strip("/")
        command = [sys.executable, "-m", "reportgen", "serve", "report.yaml", "--port", port]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"cannot serve at port {port}: it is in use" in done.stderr


def test_it_lives_through_bad_specs_and_folders_that_are_gone(folder):
    spec = folder / "report.yaml"
    with serving(folder, "report.yaml") as (process, address, said):
        built(address)
        spec.write_text(SPEC.replace("line_plot", "line_plt"))
        problem = built(address, failed=True)["problems"][0]
        assert problem["where"].startswith("report.yaml:4:")
        assert "line_plot" in problem["hint"]
        assert b"<h1><bdi>Watched" in asked(address, "/report.html")[1]
        spec.write_bytes(b"\xff\xfe" * 50)
        scene_where(address, lambda one: any("not UTF-8" in problem["what"] for problem in one["problems"]))
        (folder / "runs").rename(folder / "away")
        spec.write_text(SPEC)
        scene_where(address, lambda one: any("no such path 'runs'" in problem["what"] for problem in one["problems"]))
        (folder / "away").rename(folder / "runs")
        number = built(address)["build"]
        late = rg.init(project="p", name="late", dir=str(folder / "runs"))
        late.log({"loss": 0.5})
        late.finish()
        eventually(lambda: b"late" in asked(address, "/report.html")[1])
        assert built(address, number)["problems"] == []
        assert process.poll() is None
    assert any("cannot be built" in line for line in said)


@pytest.mark.browser
def test_every_step_of_a_live_run_comes_on_screen_and_the_reader_stays_where_he_is(folder, browser):
    with serving(folder, "runs") as (_, address, _):
        context = browser.new_context(viewport={"width": 1280, "height": 600})
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        frame = page.frame_locator("iframe:not(.rg-next)")
        expect(frame.locator("h1")).to_be_visible()
        run = rg.init(project="p", name="live", dir=str(folder / "runs"))
        for step in range(20):
            run.log({"loss": 1 / (step + 1), "i": step})
        expect(frame.locator(".rg-state-running")).to_have_text("live, step 19")
        frame.locator(".rg-runs button.rg-run").first.click()  # hides it
        frame.locator(".rg-about > summary").click()
        frame.locator(".rg-about").evaluate("one => one.scrollIntoView()")
        before = frame.locator(".rg-about > summary").evaluate("one => one.getBoundingClientRect().top")
        assert "~hide=" in frame.locator("html").evaluate("() => location.hash")
        for step in range(20, 40):
            run.log({"loss": 1 / (step + 1), "i": step})
        expect(frame.locator(".rg-state-running")).to_have_text("live, step 39")
        assert frame.locator(".rg-about").evaluate("one => one.open")
        assert frame.locator(".rg-runs .rg-off").count() == 1
        assert page.evaluate("location.hash") == frame.locator("html").evaluate("() => location.hash")
        eventually(lambda: abs(frame.locator(".rg-about > summary").evaluate(
            "one => one.getBoundingClientRect().top") - before) < 3)  # fmt: skip
        values = frame.locator("rg-line-plot").first.evaluate("""async (plot) => {
            const { block, column } = window.reportgen;
            const view = await block(plot.dataset.view);
            return Promise.all(view.lines.map(async (line) => [line.key, [...(await column(line.y))]]));
        }""")
        assert values
        run.finish()
        expect(frame.locator(".rg-state-running")).to_have_count(0)
        assert errors == []
        context.close()


@pytest.mark.browser
def test_what_is_wrong_lies_over_the_last_good_report_and_can_be_closed(folder, browser):
    spec = folder / "report.yaml"
    with serving(folder, "report.yaml") as (_, address, _):
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        frame = page.frame_locator("iframe:not(.rg-next)")
        expect(frame.locator("h1")).to_have_text("Watched")
        spec.write_text(SPEC.replace("line_plot", "line_plt"))
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("report.yaml:4:")
        expect(alert).to_contain_text("line_plot")
        expect(frame.locator("h1")).to_be_visible()
        page.keyboard.press("Escape")
        expect(alert).to_be_hidden()
        spec.write_text(SPEC.replace("Watched", "Mended"))
        expect(frame.locator("h1")).to_have_text("Mended")
        expect(page).to_have_title("Mended")
        context.close()


def test_a_file_is_written_again_when_something_changes(folder):
    command = [sys.executable, "-m", "reportgen", "build", "report.yaml", "--watch"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    report = folder / "report.html"
    try:
        assert "Written: report.html" in process.stderr.readline()
        (folder / "report.yaml").write_text(SPEC.replace("Watched", "Again"))
        eventually(lambda: b"<h1><bdi>Again" in report.read_bytes())
        status = report.stat()
        os.utime(folder / "report.yaml")  # no change of the report's own file wakes it
        (folder / "report.yaml").write_text("blocks: [nothing]")
        assert any("error" in line for line in iter(process.stderr.readline, ""))
        assert b"<h1><bdi>Again" in report.read_bytes()
        assert report.stat().st_size == status.st_size
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 143
