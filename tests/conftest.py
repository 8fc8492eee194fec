"""Shared fixtures: the example runs, real SDKs in environments of their own, a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from environments import CACHE, environment, locked
from hypothesis import settings

# The same cases each run, so that a change is judged by what it changed; REPORTGEN_EXPLORE=1 looks at new ones.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", database=None, deadline=None)
settings.load_profile("explore" if os.environ.get("REPORTGEN_EXPLORE") else "same")

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
RUNS = EXAMPLES / "_runs" / "wandb"
EVALUATION = EXAMPLES / "_runs" / "evaluation"
SWEEP = EXAMPLES / "_runs" / "sweep"
SCENES = EXAMPLES / "_runs" / "scenes"

sys.path[:0] = [
    str(ROOT / "tests" / part)
    for part in ("browser", "media", "fuzz", "sdk", "scene", "panels", "query", "readers", "model", "logger", "publish")
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden files instead of comparing")


@pytest.hookimpl(tryfirst=True)  # before xdist, which reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group and order tests so that all workers are busy to the end: single ones come last, the short ones of them."""
    for item in items:
        shares = any(map(item.get_closest_marker, ("browser", "sdk", "package")))
        if shares and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))  # what a module's tests share is made once
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)  # a limit of its own has what is long


@pytest.fixture
def golden(request):
    """Compare text with a golden file, or write it with ``--golden``."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            return
        assert path.is_file(), f"{path} is missing; write it with: make golden"
        assert text == path.read_text("utf-8"), f"{path.name} differs; look, then: make golden"

    return compare


def write_spec(folder: Path, text: str, name: str = "report.yaml") -> Path:
    """Write a spec and return its path; ``RUNS`` in the text is the folder of example runs."""
    path = folder / name
    for word, runs in {"RUNS": RUNS, "EVALUATION": EVALUATION, "SWEEP": SWEEP, "SCENES": SCENES}.items():
        text = text.replace(word, runs.as_posix())
    path.write_text(text, "utf-8")
    return path


def build_spec(folder: Path, text: str, name: str = "report"):
    """Build a report from spec text in a folder; returns the Result."""
    from reportgen import build as build_report

    return build_report(write_spec(folder, text, f"{name}.yaml"))


def open_example(folder: Path = RUNS):
    """Return example runs as a run set."""
    from reportgen.model.runset import number_runs
    from reportgen.sources import read_runs

    return number_runs([(run, "{name}", "") for run in read_runs(folder).runs])


def show(panel, runs, **context):
    """Prepare and render a panel over runs; returns the Fragment."""
    from reportgen.panels.base.panel import Context

    return panel.render(panel.prepare(runs, Context(**context)), None, ())


def command(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a command of reportgen in this process: for what needs no streams, signals or folder of a process."""
    from click.testing import CliRunner

    from reportgen.cli import main

    done = CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout_bytes, done.stderr_bytes)


# --- reports of examples


@pytest.fixture(scope="session")
def example_report(tmp_path_factory) -> Callable[[str], Path]:
    """Build the report of an example once in a run, by whichever worker needs it first; returns its path.

    What the build says stands in a file of that name that ends in ``.said``.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # which all workers of the run share

    def built(name: str) -> Path:
        from reportgen import build as build_report

        path = folder / "examples" / f"{name}.html"
        with locked(path.with_suffix(".lock")):
            if not path.is_file():
                result = build_report(EXAMPLES / name / "report.yaml", path)
                path.with_suffix(".said").write_text("\n".join(map(str, result.problems)), "utf-8")
        return path

    return built


# --- real SDKs


def log_runs(version: str, script: str, *arguments: str) -> Path:
    """Run a logging script of tests/sdk with one release of the SDK; returns the folder with its runs."""
    source = ROOT / "tests" / "sdk" / script
    name = "-".join([version, script.removesuffix(".py"), *arguments])

    # What a script logs depends on what it shares with others, too.
    shared = [source.with_name(name) for name in ("offline.py", "detections.py")]
    text = b"".join(path.read_bytes() for path in (source, *shared))

    out = CACHE / "runs" / name
    stamp = out / ".made"
    with locked(CACHE / f"{name}.lock"):
        if not stamp.is_file() or stamp.read_bytes() != text:
            python = environment(f"wandb-{version}")
            subprocess.run(["rm", "-rf", str(out)], check=True)
            out.mkdir(parents=True)
            clean = {k: v for k, v in os.environ.items() if not k.startswith(("WANDB", "PYTEST"))}
            subprocess.run([str(python), str(source), str(out), *arguments], check=True, env=clean, timeout=300)
            stamp.write_bytes(text)
    return out


@pytest.fixture(scope="session")
def media_runs() -> Path:
    """Return runs that the newest SDK logged: every kind of value."""
    return log_runs("0.31.0", "log_media.py")


# --- a real browser


IDLE = """async () => {
  for (let calm = 0; calm < 2; ) {
    await new Promise(requestAnimationFrame);
    calm = document.documentElement.hasAttribute("data-rg-idle") ? calm + 1 : 0;
  }
}"""


def idle(page) -> None:
    """Wait until the page has done what was asked of it: two frames in which it says that it has no work."""
    page.evaluate(IDLE)


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something holds of a page, which draws when it has time, and fail where it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"it does not hold after {seconds} s"
        time.sleep(0.02)


def spot(locator) -> dict[str, float]:
    """Return the box of an element in pixels of the page, waiting where the page draws it anew just then."""
    boxes: list[dict[str, float]] = []
    eventually(lambda: bool(boxes.append(locator.bounding_box()) or boxes[-1]))
    return boxes[-1]


ARGUMENTS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-gpu",
    "--disable-3d-apis",  # software WebGL stalls a busy machine; Plotly then says that it has none
]  # fmt: skip


@pytest.fixture(scope="session")
def playwright() -> Iterator[object]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[object]:
    from install import chromium

    found = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    yield found
    found.close()


@dataclass
class Visit:
    """An open report: the page, and everything that it did which a report must not do."""

    page: object
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        return self.page.evaluate("window.__violations ?? []")

    def scroll_through(self) -> None:
        """Open every section and bring every panel near the view once."""
        self.page.evaluate("document.querySelectorAll('details.rg-section').forEach((one) => { one.open = true; })")
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for y in range(0, min(height, 80_000), 700):
            self.page.evaluate(f"scrollTo(0, {y})")
            idle(self.page)

    def assert_quiet(self) -> None:
        assert self.errors == []
        assert self.requests == []
        assert self.violations() == []


WEBGL = [argument for argument in ARGUMENTS if argument not in {"--disable-3d-apis", "--disable-gpu"}] + [
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
]  # fmt: skip


@pytest.fixture(scope="session")
def webgl_browser(playwright) -> Iterator[object]:
    """Return a browser that draws WebGL in software."""
    from install import chromium

    found = playwright.chromium.launch(executable_path=chromium(), args=WEBGL)
    yield found
    found.close()


@pytest.fixture
def visit(browser):
    """Open a report from its file and watch the console, the network and the policy."""
    yield from _visits(browser)


@pytest.fixture
def visit_scenes(webgl_browser):
    """Open a report where WebGL is drawn."""
    yield from _visits(webgl_browser)


def _visits(browser):
    contexts = []

    def open_report(
        path: Path, *, width: int = 1280, fragment: str = "", script: str = "", live: bool = True, **options
    ) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        seen = Visit(page)
        page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: seen.errors.append(str(e)))
        url = path.resolve().as_uri()
        page.on(
            "request",
            lambda r: (
                None
                if r.url.startswith(("blob:", "data:")) or r.url.split("#")[0] == url
                else seen.requests.append(r.url)
            ),
        )
        if options.get("java_script_enabled", True):
            page.add_init_script(
                "window.__violations = []; addEventListener('securitypolicyviolation', "
                "e => __violations.push(e.violatedDirective + ' ' + e.blockedURI));" + script
            )
        page.goto(url + fragment)
        if live and options.get("java_script_enabled", True):
            page.locator("html.rg-live").wait_for(state="attached")
        return seen

    yield open_report
    for context in contexts:
        context.close()
