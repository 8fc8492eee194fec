"""Media that a run logged, as what is known of them and as files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportgen.model.media import LoggedMedia, file_of
from reportgen.publish.runs.history import asked
from reportgen.tables.api import QuestionError


@dataclass(frozen=True, eq=False)
class OpenMedia:
    """One piece of media: where it was logged, what is known of it, and its file."""

    key: str
    _of: LoggedMedia = field(repr=False)

    def __repr__(self) -> str:
        return f"<{self.kind} '{self.key}' at step {self.step}>"

    @property
    def kind(self) -> str:
        """What it is, such as image, histogram or audio."""
        return self._of.value.kind

    @property
    def step(self) -> int:
        """The step that it was logged at."""
        return self._of.step

    @property
    def index(self) -> int:
        """Its place in the list that it was logged in, from 0."""
        return self._of.index

    @property
    def caption(self) -> str:
        """Its caption."""
        return self._of.value.caption

    @property
    def value(self) -> Any:
        """The value in the data model of reports, with boxes, masks, bins or points."""
        return self._of.value

    def facts(self) -> dict[str, Any]:
        """Return what is known of it, as plain values."""
        return self._of.value.facts()

    @property
    def file_name(self) -> str:
        """The name of its file, empty where it has none."""
        found = file_of(self._of.value)
        return found.name if found is not None else ""

    def read(self) -> bytes:
        """Return the content of its file; QuestionError says why it cannot be had."""
        found = file_of(self._of.value)
        if found is None:
            raise QuestionError(f"this {self.kind} has no file", "Its value and facts() say what was logged.")
        return asked(found.read)

    def save(self, path: str | Path) -> Path:
        """Write its file: to ``path``, or into it where it is a folder. A file that exists is never replaced."""
        target = Path(path)
        target = target / self.file_name if target.is_dir() else target
        content = self.read()
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise QuestionError(f"'{target}' exists", "Choose another name.") from None
        except OSError as error:
            raise QuestionError(f"cannot write '{target}': {error.strerror}") from None
        return target
