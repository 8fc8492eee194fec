"""A report on paper: a PDF, printed by a browser of the Chromium family that is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from reportgen.errors import Problem, ReportError
from reportgen.page.output import Output

BROWSER = "REPORTGEN_BROWSER"
"""The environment variable that names the browser."""
_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge", "brave-browser",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_OPTIONS = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=10000",
)  # fmt: skip
_LONGEST = 300
"""Seconds that printing may take."""
_DATES = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}")


class PdfError(ReportError):
    """A report could not be printed."""


def browser() -> str:
    """Return the browser that prints: the one that REPORTGEN_BROWSER names, else the first that is found."""
    if named := os.environ.get(BROWSER, ""):
        if found := shutil.which(named):
            return found
        raise PdfError(Problem(f"{BROWSER} names '{named}', which cannot be run", None, "Give the path of a browser."))
    if found := next(_installed(), None):
        return found
    what = "no browser that prints PDFs was found"
    hint = f"Install Chromium, Chrome or Edge, or set {BROWSER} to the path of one."
    raise PdfError(Problem(what, None, hint))


def _installed() -> Iterator[str]:
    yield from filter(None, map(shutil.which, _NAMES))
    yield from (place for place in _PLACES if Path(place).is_file())


def print_pdf(report: Path, output: Output, check: Callable[[bytes], None] | None = None) -> None:
    """Print a report to ``output``; PdfError says why it could not be. ``check`` sees the PDF before it is written.

    The same report gives the same bytes with one version of a browser: the date of printing is left out.
    """
    printed = by_browser(report, "--print-to-pdf", "report.pdf", "--no-pdf-header-footer", copied=check is not None)
    content = _DATES.sub(rb"\g<1>19700101000000", printed)
    if check is not None:
        check(content)
    output.write([content])


def by_browser(report: Path, to: str, name: str, *options: str, copied: bool = False) -> bytes:
    """Return what a browser makes of a report by its option ``to``, a file called ``name``; PdfError says why not.

    ``copied`` has it opened elsewhere: a PDF can hold the address that it was printed from.
    """
    program = browser()
    with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as folder:
        made, page = Path(folder) / name, report.resolve()
        if copied:
            page = Path(shutil.copyfile(report, Path(folder) / "report.html"))
        command = [program, *_OPTIONS, *options, f"--user-data-dir={folder}/profile", f"{to}={made}"]
        if sys.platform == "linux" and os.geteuid() == 0:
            command.append("--no-sandbox")  # which Chromium has no use of as root
        try:
            ended = subprocess.run(
                [*command, f"{page.as_uri()}?print"], capture_output=True, timeout=_LONGEST, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            late = isinstance(error, subprocess.TimeoutExpired)
            why = f"took longer than {_LONGEST} seconds" if late else "could not be started"
            raise PdfError(Problem(f"{Path(program).name} {why}", None, "Print the report from a browser.")) from None
        if not made.is_file():
            last = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2][-200:]
            what = f"{Path(program).name} ended with {ended.returncode} and printed nothing"
            raise PdfError(Problem(what, None, f"It said: {last}" if last else "Print the report from a browser."))
        return made.read_bytes()
