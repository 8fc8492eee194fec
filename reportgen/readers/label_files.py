"""Readers of files that hold the labels of one image each: those of a folder are a run.

class Toml(LabelFiles):
    form = "toml"
    suffix = ".toml"
    images = ("images",)

    def is_mine(self, path):
        return path.read_bytes().startswith(b"[labels]")

    def add(self, path, collected):
        return True
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

if TYPE_CHECKING:
    from reportgen.datasets.collecting import Collected


class LabelFiles(Reader[Options]):
    """One format of files of labels, told by their ending and their first bytes."""

    rank: ClassVar[int] = 44
    form: ClassVar[str]
    """The reader's name, as ``format:`` has it."""
    suffix: ClassVar[str]
    """How names of its files end, in lower case."""
    images: ClassVar[tuple[str, ...]] = ()
    """Folders next to the labels' own that hold the images."""

    @abstractmethod
    def is_mine(self, path: Path) -> bool:
        """Tell a file of this format by its first bytes."""

    @abstractmethod
    def add(self, path: Path, collected: Collected) -> bool:
        """Add the labels in a file to those of its run; False where it cannot be read as a whole."""

    def claims(self, folder: Folder, options: Options) -> Claims:
        """Return the annotations in a folder."""
        del options
        names = [name for name in folder.files if name.lower().endswith(self.suffix) and self.is_mine(folder.at(name))]
        return Claims(names) if names else NOTHING

    def read(self, claims: Sequence[Claim[Options]]) -> Found:
        """Return a run for each folder."""
        from reportgen.datasets.collecting import add_folders
        from reportgen.media.image import picture_size

        found = Found()

        def make(paths: Sequence[Path], collected: Collected) -> None:
            for path in paths:
                self.add(path, collected)

        for run, claim in add_folders(claims, self.form, self.images, make, picture_size):
            found.add(run, claim)
        return found
