"""The current run of a process: ``init``, ``log``, ``finish`` and what a script may ask at any time."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from time import time
from typing import Any

from reportgen.logger.misuse import UsageError, named
from reportgen.logger.runs import folder as folders
from reportgen.logger.runs.config import mapping_of
from reportgen.logger.runs.run import Run, new_id
from reportgen.logger.runs.settings import Settings, resolved
from reportgen.logger.runs.writer import Writer

_current: list[Run] = []


def init(  # noqa: PLR0913, PLR0917 - the arguments that people know
    project: str | None = None, name: str | None = None, group: str | None = None, job_type: str | None = None,
    tags: Any = None, notes: str | None = None, config: Any = None, id: str | None = None, dir: Any = None,  # noqa: A002 - the names that people know
    mode: str | None = None, resume: str | bool | None = None, settings: Any = None, **others: Any,
) -> Run:  # fmt: skip
    """Begin a run, make it the current one, and return it.

    Args:
        project: What it belongs to; shown as the title of a report.
        name: What it is called in reports; its id where none is given.
        group: Runs that belong together, such as the ranks of a job.
        job_type: Such as "train" or "eval".
        tags: Texts to filter by.
        notes: A text of any length.
        config: Its parameters: a mapping, an argparse namespace, flags or a dataclass.
        id: Eight letters and digits are chosen where none is given.
        dir: Where the folder ``reportgen-runs`` is, or is made; the current folder by default.
        mode: "offline", or "disabled" to write nothing. "online" is the same as "offline".
        resume: Go on with the run of the same id: "allow", "must", "never", or True for the newest run of the folder.
        settings: A mapping of further settings: ``system``, ``console``, ``code`` (each False to turn it off),
            ``silent``, and ``personal`` (True to write the names of host and user).
        others: Further settings by name; arguments of other trackers that have no meaning here are ignored.

    Each can be given by the environment, such as ``REPORTGEN_DIR`` or ``REPORTGEN_MODE``.

    Raises UsageError naming the argument that is wrong.
    """
    own = {
        "project": project, "name": name, "group": group, "job_type": job_type, "tags": tags, "notes": notes,
        "id": id, "dir": dir, "mode": mode, "resume": resume,
    }  # fmt: skip
    found = resolved({**_more(settings), **others, **own})
    entries = mapping_of(config, "config")
    if found.mode != "disabled":
        _check_id(found)  # what is refused ends no run
    before = current()
    if before is not None and (found.resume == "auto" or found.id == before.id):
        before.finish()
    run = _begun(found)
    if before is not None:
        before.finish()
    _current.append(run)
    run.at_end(lambda: _current.remove(run))
    run.config.update(entries)
    if not run.disabled:
        from reportgen.logger.process.watching import watch_process

        watch_process(run, found, _end_current)
    return run


def _end_current(state: str, code: int) -> None:
    run = current()
    if run is not None:
        run.end(state, code)


def _more(settings: Any) -> dict[str, Any]:
    if settings is None:
        return {}
    known = Settings.__dataclass_fields__
    if not isinstance(settings, Mapping) and not hasattr(settings, "__dict__"):
        raise UsageError(f"settings: {named(settings)} came", "pass a mapping such as {'console': False}")
    entries = settings if isinstance(settings, Mapping) else vars(settings)
    return {name: value for name, value in entries.items() if name in known}


def _check_id(settings: Settings) -> None:
    """Refuse an id that is taken, or of no run where one is to go on."""
    runs = settings.folder
    folder = folders.found(runs, settings.id) if settings.id else None
    if folder is not None and settings.resume in ("", "never"):
        raise UsageError(
            f"id: there is a run '{settings.id}' in {runs.name}", "pass resume='allow' to go on with it, or another id"
        )
    if settings.resume == "must" and not settings.id:
        raise UsageError("resume: 'must' came without an id", "pass the id of the run that is to go on")
    if folder is None and settings.resume == "must":
        raise UsageError(
            f"id: there is no run '{settings.id}' in {runs.name}", "pass the id of a run, or resume='allow'"
        )


def _begun(settings: Settings) -> Run:
    if settings.mode == "disabled":
        return Run(replace(settings, id=settings.id or new_id()))
    runs = settings.folder
    if settings.resume == "auto" and not settings.id:
        settings = replace(settings, id=folders.newest(runs))
    folder = folders.found(runs, settings.id) if settings.id else None
    settings = replace(settings, id=settings.id or new_id())
    if folder is not None:
        return _resumed(settings, folder)
    started = time()
    try:
        made = folders.made(runs, settings.id, started)
    except OSError as error:
        what = f"dir: the folder '{runs}' cannot be made: {error.strerror}"
        raise UsageError(what, "pass dir, or set REPORTGEN_DIR, to a folder that can be written") from None
    facts = facts_of(settings, started)
    folders.describe(made, facts)
    return Run(settings, made, Writer(made, settings.rank, facts, said(settings)))


def _resumed(settings: Settings, folder: Any) -> Run:
    """Return a run that goes on in a folder: behind the last step, with the config that it has."""
    from reportgen.native.history import RunLogs

    before = RunLogs(folder)
    facts = before.facts
    kept = {name: facts[name] for name in ("project", "name", "group", "job_type", "notes") if facts.get(name)}
    settings = replace(settings, **{name: value for name, value in kept.items() if not getattr(settings, name)})
    run = Run(settings, folder, resumed=True)
    run.config.update(before.config)
    run.history.step = before.last_step + 1
    run.attach(Writer(folder, settings.rank, facts | facts_of(settings, facts.get("created", time())), said(settings)))
    return run


def facts_of(settings: Settings, started: float) -> dict[str, Any]:
    """Return what is known of a run when it begins; names of host and user only where they are asked for."""
    found: dict[str, Any] = {
        name: value
        for name in ("id", "name", "project", "group", "job_type", "notes")
        if (value := getattr(settings, name))
    }
    if settings.tags:
        found["tags"] = list(settings.tags)
    found["created"] = started
    from reportgen import __version__

    found["logger"] = f"reportgen {__version__}"
    if settings.personal:
        import getpass
        import platform

        found |= {"host": platform.node(), "user": getpass.getuser(), "command": sys.argv}
    return found


def said(settings: Settings) -> Any:
    """Return what says a fault of writing to who runs the script."""

    def say(text: str) -> None:
        stream = sys.__stderr__
        if not settings.silent and stream is not None:
            stream.write(f"reportgen: {text}\n")

    return say


def current() -> Run | None:
    """Return the current run, None where there is none."""
    return _current[-1] if _current else None


def _needed(what: str) -> Run:
    run = current()
    if run is None:
        raise UsageError(f"{what}: there is no run in this process", "call init() before")
    return run


def log(data: Mapping[str, Any], step: int | None = None, commit: bool | None = None) -> None:
    """Log values to the current run; see ``Run.log``."""
    (_current[-1] if _current else _needed("log")).log(data, step, commit)


def define_metric(name: str, **arguments: Any) -> Any:
    """Define a metric of the current run; see ``Run.define_metric``."""
    return _needed("define_metric").define_metric(name, **arguments)


def log_artifact(artifact: Any, name: str | None = None, type: str | None = None, aliases: Any = None) -> Any:  # noqa: A002
    """Store an artifact that the current run made; see ``Run.log_artifact``."""
    return _needed("log_artifact").log_artifact(artifact, name, type, aliases)


def log_model(path: Any, name: str | None = None, aliases: Any = None) -> Any:
    """Store a file or a folder of weights as an artifact that the current run made."""
    return _needed("log_model").log_model(path, name, aliases)


def log_code(root: str = ".", name: str | None = None) -> None:
    """Log the Python files below a folder; see ``Run.log_code``."""
    _needed("log_code").log_code(root, name)


def use_artifact(artifact: Any, type: str | None = None) -> Any:  # noqa: A002
    """Return an artifact that the current run uses; see ``Run.use_artifact``."""
    return _needed("use_artifact").use_artifact(artifact, type)


def save(glob_str: Any = None, base_path: Any = None, policy: str = "now") -> list[str]:
    """Copy files into the folder of the current run; see ``Run.save``."""
    return _needed("save").save(glob_str, base_path, policy)


def alert(title: str, text: str = "", level: str = "INFO", wait_duration: float = 0) -> None:
    """Write a message into the console output of the current run."""
    _needed("alert").alert(title, text, level, wait_duration)


def finish(exit_code: int | None = None, quiet: bool | None = None) -> None:
    """End the current run; nothing happens where there is none."""
    run = current()
    if run is not None:
        run.finish(exit_code, quiet)


def of_current(name: str) -> Any:
    """Return the current run, or its config or summary; before ``init`` there is no run, and nothing can be set."""
    run = current()
    if name == "run":
        return run
    return getattr(run if run is not None else _needed(name), name)
