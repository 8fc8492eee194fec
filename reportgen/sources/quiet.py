"""Files that lie beside runs and that no one misses when they are not read: notes, code, settings, models, pictures."""

from __future__ import annotations

import re

_WORDS = """
yaml yml toml cfg ini conf env lock md rst tex pdf html htm css js ts py pyc pyi ipynb sh bash slurm sbatch bat
c cc cpp cu h hpp java go rs r m patch diff
pt pth ckpt safetensors bin h5 hdf5 keras onnx pb tflite pkl pickle joblib gguf ggml params msgpack index meta
npy npz engine mlmodel torchscript model
png jpg jpeg gif webp bmp tif tiff svg ico mp4 webm avi mov wav mp3 flac ogg glb gltf obj ply stl
whl so o a dll exe
pid tmp swp bak out err done flag status
"""
_SUFFIXES = frozenset(_WORDS.split())
"""Of settings, code and notes; of models and their states; of pictures, sound and scenes; of programs."""

_NAMES = re.compile(
    r"(readme|licen[cs]e|copying|authors|changelog|contributing|notice|makefile|dockerfile|procfile|justfile)\b"
    r"|requirements.*\.txt$|environment\.txt$|pip[-_]?freeze.*\.txt$|thumbs\.db$|debug(-internal|-core)?\.log$"
    r"|(vocab|merges|special_tokens_map|tokenizer(_config)?|added_tokens|generation_config|preprocessor_config|config"
    r"|args|params|hparams|settings|package(-lock)?|tsconfig|wandb-(metadata|summary|resume))\.(json|txt)$",
    re.IGNORECASE,
)


def is_quiet(name: str) -> bool:
    """Tell a file that is no log and no table by its name."""
    if name.rpartition(".")[2].lower() in _SUFFIXES and "." in name:
        return True
    return name.startswith(".") or name.endswith("~") or _NAMES.match(name) is not None
