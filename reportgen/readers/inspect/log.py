"""One log of Inspect, as an archive or as one document: its header, its summaries and its samples, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.digits import plural
from reportgen.evaluations.files import Unreadable, document, listed, mapping
from reportgen.model.run import Loss
from reportgen.readers.inspect.archive import Archive, zstandard

_HEADER, _STARTED, _SUMMARIES = "header.json", "_journal/start.json", "summaries.json"
_JOURNAL, _UPDATES, _SAMPLES = "_journal/summaries/", "_journal/config_updates/", "samples/"
_SAMPLE = re.compile(r"samples/(?P<id>.*)_epoch_(?P<epoch>\d+)\.json\Z", re.DOTALL)


class Log:
    """What a log holds; Unreadable where it is no log, or cannot be opened at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.losses: list[Loss] = []
        self._archive: Archive | None = None
        self._document: dict[str, Any] = {}
        with path.open("rb") as file:
            packed = file.read(4) == b"PK\x03\x04"
        if packed:
            self._archive = Archive(path)
            self.header = self._header(self._archive)
        else:
            self._document = mapping(document(path))
            self.header = self._document
        if not isinstance(self.header.get("eval"), dict):
            what = "holds no evaluation of Inspect"
            raise Unreadable(what)

    def _header(self, archive: Archive) -> dict[str, Any]:
        names = [name for name in (_HEADER, _STARTED) if name in archive.members]
        for name in names:
            try:
                found = mapping(archive.json(name))
            except Unreadable as error:
                if error.hint or name == names[-1]:
                    raise
                self.losses.append(Loss(self.path.name, f"{name} {error.what}"))
                continue
            if name == _STARTED:
                for one in archive.names(_UPDATES):
                    found = {**found, **self._update(archive, one)}
            return found
        zstandard()  # without it there is more to say than that nothing was found
        what = "holds no evaluation of Inspect"
        raise Unreadable(what)

    @staticmethod
    def _update(archive: Archive, name: str) -> dict[str, Any]:
        try:
            return {key: one for key, one in mapping(archive.json(name)).items() if key in ("tags", "metadata")}
        except Unreadable:
            return {}

    @property
    def status(self) -> str:
        """How the evaluation ended: success, error, cancelled, started, or "" where the log has no end."""
        return str(self.header.get("status") or "")

    @cached_property
    def summaries(self) -> list[dict[str, Any]]:
        """What the log keeps of every sample besides its messages; long texts are cut there."""
        if self._archive is None:
            return [_summary(one) for one in listed(self._document.get("samples")) if isinstance(one, dict)]
        names = [_SUMMARIES] if _SUMMARIES in self._archive.members else _numbered(self._archive.names(_JOURNAL))
        found: dict[tuple[str, Any], dict[str, Any]] = {}
        for name, said, wrong in self._archive.each(names):
            if wrong:
                self.losses.append(Loss(self.path.name, f"{name} {wrong}"))
            for one in listed(said):
                if isinstance(one, dict):
                    found[_key(one)] = one
        known = {(str(ident), epoch) for ident, epoch in found}
        late = [name for name, key in self._named.items() if key not in known]  # samples that no summary has yet
        for name, one, wrong in self._archive.each(late):
            if wrong:
                self.losses.append(Loss(self.path.name, f"{name} {wrong}"))
            elif isinstance(one, dict):
                found[_key(one)] = _summary(one)
        return self._sorted(found)

    def _sorted(self, found: dict[tuple[Any, Any], dict[str, Any]]) -> list[dict[str, Any]]:
        """Return samples in the order of the data set, epoch by epoch, as Inspect does; they are logged as they end."""
        given = listed(mapping(self.header["eval"].get("dataset")).get("sample_ids"))
        places = {ident: n for n, ident in enumerate(given) if isinstance(ident, str | int)}

        def place(key: tuple[Any, Any]) -> tuple[int, int]:
            ident, epoch = key
            return epoch if isinstance(epoch, int) else 0, places.get(ident, len(places))

        return [found[key] for key in sorted(found, key=place)]

    @cached_property
    def _named(self) -> dict[str, tuple[str, int]]:
        """The members of samples, with the id and the epoch that their names say; ids may hold anything."""
        names = self._archive.names(_SAMPLES) if self._archive else []
        pairs = ((name, _SAMPLE.match(name)) for name in names)
        return {name: (found["id"], int(found["epoch"])) for name, found in pairs if found}

    def samples(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Yield each sample, and what was wrong where only its summary could be read, in the order of the summaries."""
        if self._archive is None:
            for one in listed(self._document.get("samples")):
                if isinstance(one, dict):
                    yield one, ""
            return
        unknown = len(self._archive.names(_SAMPLES)) - len(self._named)
        if unknown:
            what = plural(unknown, "part of samples is", "parts of samples are")
            self.losses.append(Loss(self.path.name, f"{what} of a form that is not known, and not read"))
        members = {key: name for name, key in self._named.items()}
        names = [members.get((str(ident), epoch), "") for ident, epoch in map(_key, self.summaries)]
        opened = self._archive.each([name for name in names if name])
        for summary, name in zip(self.summaries, names, strict=True):
            if not name:
                yield summary, "its messages are not in the log"
                continue
            _, sample, wrong = next(opened)
            if wrong or not isinstance(sample, dict):
                yield summary, wrong or "is not a sample"
            else:
                yield sample, ""


def _key(sample: dict[str, Any]) -> tuple[Any, Any]:
    ident = sample.get("id")
    return (ident if isinstance(ident, str | int) else str(ident)), sample.get("epoch", 1)


def _numbered(names: list[str]) -> list[str]:
    def number(name: str) -> tuple[int, str]:
        stem = name.rpartition("/")[2].partition(".")[0]
        return (int(stem) if stem.isdecimal() else -1), name

    return sorted(names, key=number)


_BULK = frozenset({"messages", "events", "events_data", "attachments", "store", "error_retries", "timelines"})


def _summary(sample: dict[str, Any]) -> dict[str, Any]:
    """Return a sample without what only its page needs."""
    return {name: value for name, value in sample.items() if name not in _BULK}
