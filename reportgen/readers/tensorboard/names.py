"""Names of event files and of the folders that trainers make for them; none of them tells the host's name."""

from __future__ import annotations

import re
from pathlib import Path

_FILE = re.compile(r"(?P<kept>.*tfevents\.\d+)\.(?P<host>.+?)(?P<rest>(\.\d+)*(\.v2)?[^.]*)$")
_HOLDER = ".profile-empty"
_STAMP = re.compile(r"(?P<when>[A-Z][a-z]{2}\d\d_\d\d-\d\d-\d\d)_(?P<host>.+)")
"""The name that PyTorch gives to a folder when it is asked for none."""
_MADE = frozenset({"runs", "tensorboard", "tb", "tb_logs", "tensorboard_logs", "tf_logs", "logs"})


def is_event_file(name: str) -> bool:
    """Tell an event file by its name."""
    return "tfevents" in name and not name.endswith((_HOLDER, ".gz"))


def is_holder(name: str) -> bool:
    """Tell the empty file that stands for what the profiler wrote."""
    return "tfevents" in name and name.endswith(_HOLDER)


def is_packed(name: str) -> bool:
    """Tell an event file that somebody compressed: no logger does."""
    return "tfevents" in name and name.endswith(".gz")


def without_host(name: str) -> str:
    """Return an event file's name without the host's."""
    match = _FILE.match(name)
    return match["kept"] if match else name


def hosts_of(path: Path) -> list[str]:
    """Return the hosts that the path of an event file names."""
    file, folder = _FILE.match(path.name), _STAMP.fullmatch(path.parent.name)
    return [match["host"] for match in (file, folder) if match]


def run_parts(folder: Path) -> list[str]:
    """Return the parts of a folder's path that name its run: a time with a host's name is only the time."""
    parts = list(folder.absolute().parts[1:])
    stamp = _STAMP.fullmatch(parts[-1]) if parts else None
    if stamp is None:
        return parts or ["/"]
    above = parts[:-1]
    return [*(above[:-1] if above and above[-1] in _MADE else above), stamp["when"]]


def home_of(folder: Path) -> Path:
    """Return the folder of a training whose event files lie in ``folder``."""
    above = folder.parent if _STAMP.fullmatch(folder.name) else folder
    return above.parent if above.name in _MADE else above
