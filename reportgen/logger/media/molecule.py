"""Molecules."""

from __future__ import annotations

import re
from typing import Any, Self

from reportgen.logger.media.given.arrays import derives_from
from reportgen.logger.media.given.files import is_open, is_path, on_disk, typed_file
from reportgen.logger.media.made import Made, named, text_of
from reportgen.logger.misuse import UsageError
from reportgen.model.media.scene import Molecule as Stored
from reportgen.native.values import in_memory

_ENDING = re.compile(r"[a-z][a-z0-9]{2,5}")
_SEED = 0x5EED
"""Of the search for places of atoms: the same molecule is the same file."""


class Molecule(Made):
    """A molecule in a file, by path or open, as a text of SMILES (``from_smiles``), or of RDKit (``from_rdkit``).

    Files are of the types in ``SUPPORTED_TYPES``; ``file_type`` says which where the name does not.
    """

    SUPPORTED_TYPES = frozenset({"pdb", "pqr", "mmcif", "mcif", "cif", "sdf", "sd", "gro", "mol2", "mmtf"})
    """Types of files."""
    SUPPORTED_RDKIT_TYPES = frozenset({"mol", "sdf"})
    """Types of files that ``from_rdkit`` takes, too."""
    _media: Stored

    def __init__(self, data_or_path: Any, caption: str | None = None, *, file_type: str | None = None) -> None:
        text = text_of(caption)
        if isinstance(data_or_path, Molecule):
            base = data_or_path.media()
            self._media = Stored(base.file, base.smiles, caption=text or base.caption)
        elif _is_rdkit(data_or_path):
            self._media = Molecule.from_rdkit(data_or_path, caption).media()
        elif isinstance(data_or_path, str) and _is_smiles(data_or_path):
            self._media = Stored(None, data_or_path.strip(), caption=text)
        elif is_path(data_or_path) or is_open(data_or_path):
            types = self.SUPPORTED_TYPES | self.SUPPORTED_RDKIT_TYPES
            self._media = Stored(typed_file(data_or_path, "data_or_path", types, file_type, "molecule"), caption=text)
        else:
            raise UsageError(f"data_or_path: {named(data_or_path)} came", "Pass a file, by path or open.")

    def media(self) -> Stored:
        """Return it as readers return it."""
        return self._media

    @classmethod
    def from_smiles(
        cls, data: str, caption: str | None = None, sanitize: bool = True, convert_to_3d_and_optimize: bool = True,
        mmff_optimize_molecule_max_iterations: int = 200,
    ) -> Self:  # fmt: skip
        """Return a molecule by its SMILES, which is logged as it is: the report finds the places of its atoms.

        What concerns their search is taken and not asked for.
        """
        del sanitize, convert_to_3d_and_optimize, mmff_optimize_molecule_max_iterations
        if not data or not str(data).strip() or len(str(data).split()) > 1:
            raise UsageError(f"data: {data!r} came", 'Pass SMILES as a text, such as "CCO".')
        return cls.of_media(Stored(None, data.strip(), caption=text_of(caption)))

    @classmethod
    def from_rdkit(
        cls, data_or_path: Any, caption: str | None = None, convert_to_3d_and_optimize: bool = True,
        mmff_optimize_molecule_max_iterations: int = 200,
    ) -> Self:  # fmt: skip
        """Return a molecule of RDKit, or of a file of the types mol and sdf.

        Without places of its atoms in space they are searched for, with hydrogen, unless
        ``convert_to_3d_and_optimize`` is False. RDKit must be installed.
        """
        if is_path(data_or_path):
            file = on_disk(data_or_path, "data_or_path")
            return cls(data_or_path, caption, file_type=None if file.name.endswith((".mol", ".sdf")) else "mol")
        if not _is_rdkit(data_or_path):
            raise UsageError(f"data_or_path: {named(data_or_path)} came", "Pass a molecule of RDKit.")
        steps = mmff_optimize_molecule_max_iterations if convert_to_3d_and_optimize else None
        content = _block(data_or_path, steps)
        return cls.of_media(Stored(in_memory("molecule.sdf", content.encode()), caption=text_of(caption)))


def _is_rdkit(value: Any) -> bool:
    return derives_from(value, "rdkit") and hasattr(value, "GetAtoms")


def _is_smiles(text: str) -> bool:
    """Tell SMILES from a path: it has no ending of a known type, and no file is of that name."""
    from pathlib import Path

    types = Molecule.SUPPORTED_TYPES | Molecule.SUPPORTED_RDKIT_TYPES
    ending = text.rpartition(".")[2]
    if not text.strip() or len(text.split()) > 1 or ending.lower() in types or _ENDING.fullmatch(ending):
        return False
    return not Path(text).is_file()


def _block(molecule: Any, steps: int | None) -> str:
    """Return a molecule as a block of an SDF file; of one without places they are found in ``steps`` steps."""
    from rdkit import Chem
    from rdkit.Chem import AllChem

    finder: Any = AllChem

    placed = molecule.GetNumConformers() and any(one.Is3D() for one in molecule.GetConformers())
    if steps is not None and not placed:
        whole = Chem.AddHs(molecule)
        if finder.EmbedMolecule(whole, randomSeed=_SEED) == 0:
            finder.MMFFOptimizeMolecule(whole, maxIters=steps)
            molecule = whole
    return f"{Chem.MolToMolBlock(molecule)}$$$$\n"
