"""A reader of files named *.loss, one number a line: reportgen finds it by the entry point in pyproject.toml."""

from pathlib import Path

import numpy as np

from reportgen.model.column import Column, KeyInfo
from reportgen.model.run import RunMeta, RunSource
from reportgen.readers.base import Claims, Found, Reader


class Losses(Reader):
    """Files named *.loss with one number a line."""

    def claims(self, folder, options):
        return Claims([name for name in folder.files if name.endswith(".loss")])

    def read(self, claims):
        found = Found()
        for claim in claims:
            found.add(LossRun(claim.path), claim)
        return found


class LossRun(RunSource):
    def __init__(self, path: Path) -> None:
        self.values = np.array([float(line) for line in path.read_text().split()])
        self.path = path

    @property
    def meta(self) -> RunMeta:
        return RunMeta(id=self.path.stem, name=self.path.stem, format="losses", folder=self.path.parent.name)

    def keys(self):
        return {"loss": KeyInfo("loss", ("number",), len(self.values))}

    def column(self, key):
        steps = np.arange(len(self.values))
        return Column(steps, self.values, np.full(len(steps), np.nan))
