"""What a W&B log says besides history and summary: console output, code and packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportgen.model.code import Code
from reportgen.model.console.printed import ConsoleText
from reportgen.model.media import MediaError, MediaFile
from reportgen.readers.wandb.artifacts.staged import Artifacts
from reportgen.readers.wandb.log.records import Records

_CODE_BYTES = 2_000_000
_CODE_FILES = 400


def console(records: Records) -> Iterator[ConsoleText]:
    """Yield what was printed, piece by piece as it was logged; the records of old SDKs are whole lines."""
    for stream, time, text, raw in records.output:
        yield ConsoleText(stream, time, text if raw or text.endswith("\n") else text + "\n")


_PERSONAL = {
    "users": ("username",), "emails": ("email",), "paths": ("root", "executable", "code_path", "program"),
}  # fmt: skip


def personal(logs: Sequence[Records]) -> dict[str, tuple[str, ...]]:
    """Return what logs say of people and places, by kind."""
    found = {kind: [str(log.environment.get(name, "")) for log in logs for name in names]
             for kind, names in _PERSONAL.items()}  # fmt: skip
    found["teams"] = [log.run.entity for log in logs if log.run]
    found["paths"] += [arg for log in logs for arg in log.environment.get("args", ()) if arg.startswith("/")]
    return {kind: tuple(dict.fromkeys(filter(None, values))) for kind, values in found.items()}


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
