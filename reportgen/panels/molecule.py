"""Molecules as balls and sticks or ribbons, turning in the reader's hand.

- molecule: {media_keys: [ligand], style: ball_and_stick, hydrogens: false}
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import model_validator

from reportgen.fragment import Fragment
from reportgen.model.media import LoggedMedia
from reportgen.model.media.scene import Molecule as LoggedMolecule
from reportgen.model.runset import RunSet
from reportgen.panels.base.media.gallery import Shown
from reportgen.panels.base.media.panel import NO_RUN, MediaPanel, View
from reportgen.panels.base.media.scenes import Background, Scenes
from reportgen.panels.base.panel import Context, Theme
from reportgen.scene.load import Coloring, Style, Wishes
from reportgen.spec.fields import Words, refuse


class Molecule(MediaPanel):
    """Molecules: atoms in CPK colours with bond orders; proteins of over 60 residues as ribbons."""

    noun = "molecule"

    files: Words = []
    """Additional molecule files, relative to this spec: pdb, cif, mmcif, sdf, mol2, gro, pqr."""
    smiles: Words = []
    """Molecules as SMILES; needs rdkit (``pip install 'reportgen-ml[chem]'``)."""
    style: Style = "auto"
    """``ball_and_stick`` or ``ribbon`` for all; ``auto`` shows proteins of over 60 residues as ribbons."""
    color_by: Coloring = "auto"
    """``element``, ``chain``, ``residue`` (from first to last) or ``confidence`` (pLDDT of a predicted structure)."""
    hydrogens: bool = True
    """Show hydrogens initially."""
    background: Background = "auto"
    """``light`` and ``dark`` override the page's colour scheme."""

    @model_validator(mode="after")
    def _some_source(self) -> Molecule:
        if not (self.media_keys or self.files or self.smiles):
            raise refuse("nothing to show", "Set media_keys, files or smiles.", whole=True)
        return self

    def heading(self) -> str:
        """Return the title, the keys, the files or the SMILES."""
        return self.title or ", ".join([*self.media_keys, *self.files, *self.smiles])

    def beside(self, runs: RunSet, context: Context) -> list[Shown]:
        """Return the files and the SMILES."""
        del runs
        items = [(name, LoggedMedia(LoggedMolecule(context.media(name)), 0)) for name in self.files]
        items += [
            ("SMILES", LoggedMedia(LoggedMolecule(smiles=text, caption=text), 0, n))
            for n, text in enumerate(self.smiles)
        ]
        return [Shown(NO_RUN, key, item, 0.0) for key, item in items]

    def render(self, view: View, theme: Theme, children: Sequence[Fragment]) -> Fragment:
        """Return posters of the last step's molecules, and every molecule."""
        del theme, children
        if not view.items:
            return self.nothing(view)
        wishes = Wishes(style=self.style, coloring=self.color_by)
        return self.of_scenes(view, Scenes(wishes, background=self.background, hydrogens=self.hydrogens))
