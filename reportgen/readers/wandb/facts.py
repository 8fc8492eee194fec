"""What a W&B log says besides history and summary: logged charts, console output, code and packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportgen.model.chart import LoggedChart
from reportgen.model.code import Code
from reportgen.model.media import MediaError, MediaFile
from reportgen.model.printed import ConsoleText
from reportgen.readers.wandb.artifacts import Artifacts
from reportgen.readers.wandb.records import Records

_CODE_BYTES = 2_000_000
_CODE_FILES = 400


def charts(internal: Mapping[str, Any]) -> Iterator[tuple[str, LoggedChart]]:
    """Yield the charts of ``wandb.plot`` and ``plot_table`` by logged key, from the config's ``_wandb`` entry."""
    for key, value in _mapping(internal.get("visualize")).items():
        config = _mapping(_mapping(value).get("panel_config"))
        fields = {str(k): str(v) for k, v in _mapping(config.get("fieldSettings")).items() if v is not None}
        strings = {str(k): str(v) for k, v in _mapping(config.get("stringSettings")).items() if v is not None}
        table = next(_arguments(config.get("userQuery"), "tableKey"), f"{key}_table")
        yield str(key), LoggedChart(str(config.get("panelDefId", "")), fields, strings, table)
    for key, value in _mapping(internal.get("viz")).items():  # wandb.visualize
        logged = _mapping(_mapping(value).get("historyFieldSettings"))
        rest = {str(k): str(v) for k, v in logged.items() if k not in ("x-axis", "key")}
        yield str(key), LoggedChart(str(_mapping(value).get("id", "")), rest, {}, str(logged.get("key", key)))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _arguments(query: Any, name: str) -> Iterator[str]:
    """Yield the values of an argument anywhere in a panel's query."""
    if isinstance(query, Mapping):
        if query.get("name") == name and isinstance(query.get("value"), str):
            yield query["value"]
        for part in query.values():
            yield from _arguments(part, name)
    elif isinstance(query, list):
        for part in query:
            yield from _arguments(part, name)


def console(records: Records) -> Iterator[ConsoleText]:
    """Yield what was printed, piece by piece as it was logged; the records of old SDKs are whole lines."""
    for stream, time, text, raw in records.output:
        yield ConsoleText(stream, time, text if raw or text.endswith("\n") else text + "\n")


def code(records: Records, files: Path, artifacts: Artifacts) -> Code:
    """Return the script's commit, packages and saved files; what is not there is empty."""
    git = records.environment.get("git", {})
    found: dict[str, str] = {}
    folder = files / "code"
    for path in sorted(folder.rglob("*"))[:_CODE_FILES] if folder.is_dir() else ():
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = _text(MediaFile(folder, str(path.relative_to(folder))))
    for artifact in artifacts.of_run(records.artifacts, "code"):
        for name in list(artifact.entries)[:_CODE_FILES]:
            file = artifacts.file(artifact, name)
            found[name] = _text(file) if file is not None else ""
    return Code(
        commit=git.get("commit", ""),
        remote=git.get("remote", ""),
        program=str(records.environment.get("program", "")),
        python=str(records.environment.get("python", "")),
        requirements=tuple(line for line in _text(MediaFile(files, "requirements.txt")).splitlines() if line.strip()),
        changes=_text(MediaFile(files, "diff.patch")),
        files=found,
    )


def _text(file: MediaFile) -> str:
    """Return a file as text, empty where it is missing, large or not text."""
    try:
        content = file.read()
        return "" if len(content) > _CODE_BYTES or b"\0" in content else content.decode("utf-8", "replace")
    except MediaError:
        return ""
