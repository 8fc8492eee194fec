"""What an anonymous report removes: what the runs, the spec and this machine say of people, machines and projects."""

from __future__ import annotations

import getpass
import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reportgen.model.run import Run
from reportgen.privacy.anonymous.kinds import KINDS, Kind, Removed
from reportgen.spec.load import Report

_HOME = re.compile(r"(?:/home\d*|/homes|/Users|/u|/users|[A-Za-z]:[\\/]+Users)[\\/]+([^\\/\s'\":,;)\]}]+)")
_FOLDERS = 3
"""Parts of a path below which it is a place that many machines have: /usr/bin."""
_REMOTE = re.compile(r"(?:\w+://)?(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?[:/](.+?)(?:\.git)?/?\Z")
_MAIL = re.compile(r"([\w.+-]+)@((?:[\w-]+\.)+\w+)\Z")
_OFFERED = """
    gmail.com googlemail.com outlook.com hotmail.com yahoo.com icloud.com proton.me protonmail.com gmx.de web.de qq.com
    163.com naver.com users.noreply.github.com
"""
_EVERYBODY = frozenset(_OFFERED.split())
"""Where people of all places have addresses."""
_HOSTS = {"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co", "localhost"}
_NAMED: dict[str, Kind] = {
    **dict.fromkeys(("user", "username", "user_name", "author", "authors", "owner", "maintainer"), "users"),
    **dict.fromkeys(("host", "hostname", "host_name", "node", "nodename", "machine"), "hosts"),
    **dict.fromkeys(("entity", "team", "organization", "organisation", "institution", "laboratory"), "teams"),
    **dict.fromkeys(("email", "e_mail", "mail"), "emails"),
    **dict.fromkeys(("git_commit", "commit", "commit_hash", "git_sha", "git_hash"), "commits"),
    **dict.fromkeys(("git_remote", "git_url", "repo_url", "repository"), "remotes"),
}  # fmt: skip
_LONGEST = 200
_LEAST_PART = 4
Found = tuple[Kind, str]


def identities(report: Report, runs: Iterable[Run], shown: Mapping[str, str]) -> list[Removed]:
    """Return every value to remove with its placeholder, each once.

    ``shown`` are the placeholders of names and groups; others are numbered by kind, in the order of the runs, so that
    the machine that builds changes none of them.
    """
    spec = report.spec.anonymize
    kept = set(spec.keep) if spec is not None else set()
    found: dict[str, Removed] = {}
    numbers: dict[Kind, int] = {}
    given: list[Found] = [("values", one) for one in spec.values] if spec is not None else []
    run_values = [value for run in runs for value in _of_run(run, tags=spec is not None and spec.tags == "remove")]
    placeholders = {text.casefold() for text in shown.values()}
    for kind, raw in [*given, *run_values, *_of_spec(report), *_of_machine(report)]:
        text = raw.strip()
        if not text or kind in kept or text.casefold() in found or text.casefold() in placeholders:
            continue
        if text in shown and shown[text] == text:
            continue
        if text not in shown:
            numbers[kind] = numbers.get(kind, 0) + 1
        made = shown.get(text) or f"{KINDS[kind].placeholder}{numbers[kind]}"
        found[text.casefold()] = Removed(kind, text, made)
        for part in _parts(text) if kind == "users" else ():
            found.setdefault(part.casefold(), Removed(kind, part, made))
    return list(found.values())


def _parts(name: str) -> list[str]:
    """Return the parts of a person's name: the first name or the family name alone tells who it is, too."""
    parts = [part for part in re.split(r"[\s._+-]+", name) if part]
    return [part for part in parts if part.isalpha() and len(part) >= _LEAST_PART] if len(parts) > 1 else []


def _of_run(run: Run, *, tags: bool) -> Iterator[Found]:
    meta = run.unhidden.meta
    for kind, values in meta.personal.items():
        yield from _told(kind, values)
    yield "names", meta.name
    yield "names", run.unhidden.name
    yield "names", run.unhidden.name.removesuffix(run.mark)
    yield "ids", meta.id
    yield "paths", meta.folder if "/" in meta.folder else ""
    yield "groups", meta.group
    yield "sweeps", meta.sweep
    yield "projects", meta.project
    yield from (("hosts", host) for host in meta.hosts)
    yield from (("tags", tag) for tag in meta.tags if tags)
    yield from _of_code(run)
    yield from _of_config(meta.config)


def _told(kind: str, values: Sequence[str]) -> Iterator[Found]:
    for value in values:
        if kind == "paths":
            yield from _of_path(value)
        elif _MAIL.match(value):
            yield from _of_mail(value)
        elif kind in KINDS:
            yield kind, value


def _of_path(path: str) -> Iterator[Found]:
    """Yield a path, its folder, and the user whose home it is in."""
    for place in (path, re.split(r"[\\/][^\\/]*\Z", path)[0]):
        if len([part for part in re.split(r"[\\/]+", place) if part]) >= _FOLDERS or _HOME.match(place):
            yield "paths", place
    yield from (("users", user) for user in _HOME.findall(path))


def _of_mail(mail: str) -> Iterator[Found]:
    parts = _MAIL.match(mail)
    if parts:
        yield "emails", mail
        yield "users", parts[1]
        if parts[2].lower() not in _EVERYBODY:
            yield "hosts", parts[2]


def _of_remote(remote: str) -> Iterator[Found]:
    """Yield a repository's address, whose it is, and what it is called."""
    yield "remotes", remote
    if found := _REMOTE.match(remote):
        if found[1].lower() not in _HOSTS:
            yield "hosts", found[1]
        yield "remotes", found[2]
        *owners, name = found[2].split("/")
        yield from (("teams", owner) for owner in owners)
        yield "remotes", name


def _of_code(run: Run) -> Iterator[Found]:
    code = run.unhidden.source.code()
    yield from _of_remote(code.remote) if code.remote else ()
    yield "commits", code.commit
    yield from _of_path(code.program) if "/" in code.program or "\\" in code.program else ()


def _of_config(config: Mapping[str, Any]) -> Iterator[Found]:
    """Yield what settings say under a name that tells of people and machines, and users whose homes they name."""
    for name, value in _leaves(config):
        kind = _NAMED.get(re.sub(r"[^a-z]+", "_", name.lower()).strip("_"))
        if kind == "remotes":
            yield from _of_remote(value)
        elif kind is not None and len(value) <= _LONGEST:
            yield from _of_mail(value) if _MAIL.match(value) else [(kind, value)]
        yield from (("users", user) for user in _HOME.findall(value[:4000]))


def _leaves(value: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping) and depth < 20:  # noqa: PLR2004 - no settings are so deep
        for key, inner in value.items():
            yield from _leaves(inner, str(key), depth + 1)
    elif isinstance(value, list | tuple) and depth < 20:  # noqa: PLR2004 - as above
        for inner in value[:1000]:
            yield from _leaves(inner, name, depth + 1)


def _of_spec(report: Report) -> Iterator[Found]:
    for url in report.spec.connections.values():
        parts = urlsplit(url.replace("${", "").replace("}", ""))
        yield "hosts", parts.hostname or ""
        yield "users", parts.username or ""


def _of_machine(report: Report) -> Iterator[Found]:
    """Yield who builds here, and where the report's sources lie."""
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    folders = [os.getcwd(), str(Path(report.folder).resolve()), home]  # noqa: PTH109 - a text
    folders += [os.path.realpath(report.folder / path) for one in report.spec.runs for path in one.path]
    for folder in folders:
        yield from _of_path(folder)
    with suppress(OSError, KeyError, ImportError):
        yield "users", getpass.getuser()
    yield "hosts", platform.node()
