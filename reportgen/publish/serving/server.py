"""Serves one report on this machine alone: a frame around it, the report as it was built, and a stream of events.

Only GET and HEAD, only the names of this machine (a page elsewhere that turns its own name to this address gets
nothing), only these three addresses, and nothing is kept by browsers.
"""

from __future__ import annotations

import errno
import shutil
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from reportgen.errors import Problem, ReportError
from reportgen.publish.serving.shell import shell
from reportgen.publish.serving.stage import Stage

ADDRESS = "127.0.0.1"
PORTS = range(8700, 8720)
"""Ports that are tried where none is given; the last resort is any that is free."""
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_BEAT = 15.0
"""Seconds of silence after which a reader is told that the stream is alive."""
_TEXT = "text/plain; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


class Server:
    """A server of one stage, in threads of its own."""

    def __init__(self, stage: Stage, port: int | None = None) -> None:
        self._http = _bound(stage, port)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The address for a browser."""
        return f"http://{ADDRESS}:{self._http.server_address[1]}/"

    def close(self) -> None:
        """Serve nothing any more."""
        self._http.stage.close()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(2)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    stage: Stage

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away."""


def _bound(stage: Stage, port: int | None) -> _Http:
    for number in [port] if port is not None else [*PORTS, 0]:
        try:
            server = _Http((ADDRESS, number), _Handler)
        except OSError as error:
            if port is None and error.errno in (errno.EADDRINUSE, errno.EACCES):
                continue
            reasons = {errno.EADDRINUSE: "it is in use", errno.EACCES: "permission denied"}
            why = reasons.get(error.errno or 0, error.strerror or "the system refused")
            hint = "Choose another one with --port, or leave it out."
            raise ReportError(Problem(f"cannot serve at port {number}: {why}", None, hint)) from None
        server.stage = stage
        return server
    raise ReportError(Problem("cannot serve: no port is free"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http
    timeout = 60

    def do_GET(self) -> None:
        """Answer one request."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without the content."""
        self._answer(with_body=False)

    def _refuse(self) -> None:
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, b"Only GET is answered here.\n", _TEXT, {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = _refuse  # noqa: N815 - its names

    def _answer(self, *, with_body: bool) -> None:
        if not _is_ours(self.headers.get_all("Host") or []):
            text = b"This report is served to this machine alone: open it as localhost.\n"
            self._say(HTTPStatus.FORBIDDEN, text, _TEXT, with_body=with_body)
            return
        stage, path = self.server.stage, self.path.partition("?")[0]
        if path == "/":
            text, policy = shell(stage.lang)
            self._say(HTTPStatus.OK, text, _HTML, {"Content-Security-Policy": policy}, with_body=with_body)
        elif path == "/report.html":
            self._report(with_body=with_body)
        elif path == "/events" and with_body:
            self._events()
        else:
            self._say(HTTPStatus.NOT_FOUND, b"Not found.\n", _TEXT, with_body=with_body)

    def _say(
        self, status: HTTPStatus, content: bytes, kind: str, more: dict[str, str] | None = None, *,
        with_body: bool = True,
    ) -> None:  # fmt: skip
        self._head(status, kind, {"Content-Length": str(len(content)), **(more or {})})
        if with_body:
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, kind: str, more: dict[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {"Content-Type": kind, **_ALWAYS, **more}.items():
            self.send_header(name, value)
        self.end_headers()

    def _report(self, *, with_body: bool) -> None:
        try:
            file = self.server.stage.report.open("rb")
        except OSError:
            self._say(HTTPStatus.NOT_FOUND, b"There is no report yet.\n", _TEXT, with_body=with_body)
            return
        with file:
            size = file.seek(0, 2)
            file.seek(0)
            self._head(
                HTTPStatus.OK, _HTML,
                {"Content-Length": str(size), "Content-Security-Policy": "frame-ancestors 'self'"},
            )  # fmt: skip
            if with_body:
                shutil.copyfileobj(file, self.wfile, 1 << 20)

    def _events(self) -> None:
        """Tell what happens for as long as the reader listens."""
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream", {"Connection": "close"})
        turn = -1
        with suppress(OSError):
            while (found := self.server.stage.after(turn, _BEAT)) is not None:
                is_new, (turn, scene) = found[0] != turn, found
                self.wfile.write(f"id: {turn}\ndata: {scene}\n\n".encode() if is_new else b":\n\n")
                self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Say nothing of requests."""


def _is_ours(hosts: list[str]) -> bool:
    """Tell a request that names this machine by itself, at whatever port a tunnel ends."""
    if len(hosts) != 1:
        return False
    name, colon, port = hosts[0].strip().lower().rpartition(":")
    if not colon or port.endswith("]"):
        name, port = hosts[0].strip().lower(), "0"
    return name in _NAMES and port.isdecimal()
