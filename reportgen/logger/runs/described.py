"""What a run says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reportgen.logger.runs.settings import Settings
    from reportgen.logger.runs.writer import Writer


class Described:
    """The names and the folder of a run."""

    def __init__(self, settings: Settings, folder: Path | None, writer: Writer | None) -> None:
        self._settings, self._folder, self._writer = settings, folder, writer

    @property
    def id(self) -> str:
        """The run's id, which no other run of the folder has."""
        return self._settings.id

    @property
    def name(self) -> str:
        """The run's name, its id where it was given none."""
        return self._settings.name or self._settings.id

    @name.setter
    def name(self, name: str) -> None:
        self._say_anew(name=name)

    @property
    def path(self) -> str:
        """The project and the id."""
        return f"{self.project}/{self.id}" if self.project else self.id

    @property
    def project(self) -> str:
        """The project that it belongs to."""
        return self._settings.project

    @property
    def group(self) -> str:
        """The group that it belongs to."""
        return self._settings.group

    @property
    def job_type(self) -> str:
        """What kind of job it is, such as "train"."""
        return self._settings.job_type

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self._settings.tags

    @tags.setter
    def tags(self, tags: Any) -> None:
        self._say_anew(tags=tags)

    @property
    def notes(self) -> str:
        """Its notes."""
        return self._settings.notes

    @notes.setter
    def notes(self, notes: str) -> None:
        self._say_anew(notes=notes)

    def _say_anew(self, **changed: Any) -> None:
        """Change what the run is called, in its log and in ``run.json``."""
        from reportgen.logger.runs import folder as folders
        from reportgen.logger.runs.settings import checked
        from reportgen.native.frames import FORMAT, META, VERSION

        found = {name: checked(name, value) for name, value in changed.items()}
        self._settings = replace(self._settings, **found)
        if self._writer is not None and self._folder is not None:
            self._writer.record(META, {"format": FORMAT, "version": list(VERSION), "run": found})
            folders.describe(self._folder, folders.facts_of(self._folder) | found)

    @property
    def url(self) -> None:
        """None: there is no server."""
        return None

    @property
    def entity(self) -> str:
        """Empty: there are no accounts."""
        return ""

    @property
    def offline(self) -> bool:
        """True: nothing is ever sent."""
        return True

    def get_url(self) -> None:
        """Return None: there is no server."""

    def project_name(self) -> str:
        """Return the project that it belongs to."""
        return self.project

    @property
    def dir(self) -> str:
        """Its folder, empty where nothing is written."""
        return "" if self._folder is None else str(self._folder)

    @property
    def disabled(self) -> bool:
        """Whether nothing is written."""
        return self._writer is None
