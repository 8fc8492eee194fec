"""A client of yaml-language-server, which VS Code's YAML extension is made of: one file, asked as an editor asks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from environments import CACHE, locked

VERSION = "2.0.0"


def installed() -> Path | None:
    """Return the server's program, installed into the tests' cache by npm; None where there is no npm."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None
    folder = CACHE / f"yaml-language-server-{VERSION}"
    program = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    with locked(CACHE / "yaml-language-server.lock"):
        if not program.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
            subprocess.run([*command, f"yaml-language-server@{VERSION}"], check=True, timeout=110)
    return program


class Editor:
    """An open file, and what the server says of it."""

    def __init__(self, process: subprocess.Popen[bytes], schema: Path, folder: Path) -> None:
        self._process, self._number = process, 0
        self._uri, self._version = (folder / "report.yaml").as_uri(), 0
        self._diagnostics: dict[int, list[dict[str, Any]]] = {}
        self._settings = {"yaml": {
            "schemas": {schema.as_uri(): "report.yaml"}, "validate": True, "completion": True, "hover": True,
            "schemaStore": {"enable": False},
        }}  # fmt: skip
        root = folder.as_uri()
        self._ask("initialize", {
            "processId": os.getpid(), "rootUri": root, "workspaceFolders": [{"uri": root, "name": "work"}],
            "capabilities": {
                "workspace": {"configuration": True},
                "textDocument": {"completion": {"completionItem": {"snippetSupport": True}},
                                 "publishDiagnostics": {"versionSupport": True},
                                 "hover": {"contentFormat": ["markdown"]}},
            },
        })  # fmt: skip
        self._send("initialized", {})
        self._send("workspace/didChangeConfiguration", {"settings": self._settings})

    def open(self, text: str) -> tuple[str, int, int]:
        """Show a text, in which ‸ is the cursor; return it without, and the place of the cursor."""
        before, _, after = text.partition("‸")
        self._version += 1
        document = {"uri": self._uri, "version": self._version}
        if self._version == 1:
            self._send(
                "textDocument/didOpen", {"textDocument": {**document, "languageId": "yaml", "text": before + after}}
            )
        else:
            changes = [{"text": before + after}]
            self._send("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        return before + after, before.count("\n"), len(before.rpartition("\n")[2])

    def completions(self, text: str) -> dict[str, str]:
        """Return what is offered at the cursor, by label, with its documentation."""
        _, line, character = self.open(text)
        found = self._ask("textDocument/completion", self._at(line, character))
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: _text(item.get("documentation")) for item in items}

    def hover(self, text: str) -> str:
        """Return what is shown where the pointer rests on the cursor."""
        _, line, character = self.open(text)
        found = self._ask("textDocument/hover", self._at(line, character))
        return _text(found["contents"]) if found else ""

    def problems(self, text: str) -> list[tuple[int, str]]:
        """Return the lines (from 1) and messages of what is marked as wrong."""
        self.open(text)
        while self._version not in self._diagnostics:
            self._take(self._read())
        return [(one["range"]["start"]["line"] + 1, one["message"]) for one in self._diagnostics[self._version]]

    def _at(self, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self._uri}, "position": {"line": line, "character": character}}

    def _ask(self, method: str, params: Any) -> Any:
        self._number += 1
        number = self._number
        self._send(method, params, id=number)
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        """Answer what the server asks, and keep what it reports."""
        method = message.get("method")
        if method == "textDocument/publishDiagnostics":
            version = message["params"].get("version", self._version)
            self._diagnostics[version] = message["params"]["diagnostics"]
        elif "id" in message and method == "workspace/configuration":
            items = message["params"]["items"]
            self._send(None, None, id=message["id"], result=[self._settings.get(one["section"]) for one in items])
        elif "id" in message and method:
            self._send(None, None, id=message["id"], result=None)

    def _send(self, method: str | None, params: Any, **more: Any) -> None:
        message = {"jsonrpc": "2.0", **({"method": method, "params": params} if method else {}), **more}
        body = json.dumps(message).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while (line := self._process.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
            assert line or self._process.poll() is None, "the server ended"
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found


def _text(told: Any) -> str:
    return told if isinstance(told, str) else str(told.get("value", "")) if isinstance(told, dict) else ""


@contextmanager
def editor(program: Path, schema: Path, folder: Path) -> Iterator[Editor]:
    """Yield an editor whose server runs while it is used."""
    command = ["node", str(program), "--stdio"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        try:
            yield Editor(process, schema, folder)
        finally:
            process.kill()
