"""Reader of HELM: a folder of a run with ``run_spec.json`` and its instances, statistics and requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from reportgen.errors import Position
from reportgen.evaluations.files import Unreadable, document, mapping
from reportgen.evaluations.options import EvaluationOptions
from reportgen.readers.base import NOTHING, Claim, Claims, Folder, Found, Options, Reader

_SPEC = "run_spec.json"
_PARTS = frozenset({"per_instance_stats.json", "scenario_state.json", "stats.json"})


class HelmOptions(EvaluationOptions, Options):
    """Options for runs of HELM."""


class Helm(Reader[HelmOptions]):
    """Runs of HELM."""

    rank: ClassVar[int] = 40
    options: ClassVar[type[Options]] = HelmOptions

    def claims(self, folder: Folder, options: HelmOptions) -> Claims:
        """Return the folder of a run, by the files in it."""
        del options
        return Claims([""], whole=True) if _SPEC in folder.files and _PARTS & set(folder.files) else NOTHING

    def read(self, claims: Sequence[Claim[HelmOptions]]) -> Found:
        """Return a run for each folder."""
        from reportgen.evaluations.naming import names_of
        from reportgen.readers.helm.run import HelmRun, told_by

        found, specs = Found(), []
        for claim in claims:
            try:
                specs.append((claim, mapping(document(claim.path / _SPEC))))
            except Unreadable as error:
                found.problems.append(error.problem(Position(f"{claim.path.name}/{_SPEC}"), "the run"))
        names = names_of([told_by(claim.path, spec) for claim, spec in specs])
        for (claim, spec), name in zip(specs, names, strict=True):
            found.add(HelmRun(claim.path, spec, name, scores_only=claim.options.scores_only), claim)
        return found
