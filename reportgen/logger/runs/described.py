"""What a run says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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

    @property
    def notes(self) -> str:
        """Its notes."""
        return self._settings.notes

    @property
    def dir(self) -> str:
        """Its folder, empty where nothing is written."""
        return "" if self._folder is None else str(self._folder)

    @property
    def disabled(self) -> bool:
        """Whether nothing is written."""
        return self._writer is None
