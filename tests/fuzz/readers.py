"""Readers of files as they are claimed: one file of a folder is what is fuzzed, the others are as a tool wrote them."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

READERS = Path(__file__).parents[1] / "readers"
sys.path.insert(0, str(READERS))

Files = Mapping[str, bytes]
_MOST = 3_900
_RUNS = 3


def told(folder: Path) -> list[str]:
    """Read all that readers make of a folder, and return what they said of it."""
    from reportgen.model.media import MediaError
    from reportgen.sources import read_runs

    found = read_runs(folder)
    texts = [str(problem) for problem in found.problems]
    for run in found.runs[:_RUNS]:
        for part in (run.meta, run.summary(), run.evaluation()):
            str(part)
        for key, info in list(run.keys().items())[:30]:
            run.column(key)
            if "table" in info.types:
                texts += [table.problem for _, table in run.tables(key)]
            for item in run.media(key)[:4] if info.media else ():
                try:
                    item.value.facts()
                except MediaError as error:
                    texts.append(str(error))
    return [text for text in texts if text]


def cut(value: Any, depth: int = 0) -> Any:
    """Return a value short enough to fuzz: of lists the first parts, of texts the beginning."""
    if isinstance(value, dict):
        return {key: cut(inner, depth + 1) for key, inner in list(value.items())[:40]}
    if isinstance(value, list):
        return [cut(inner, depth + 1) for inner in value[: 2 if depth else 3]]
    return value[:80] if isinstance(value, str) else value


def small(content: bytes) -> bytes:
    """Return a file short enough to fuzz, its JSON whole."""
    if len(content) <= _MOST:
        return content
    try:
        return json.dumps(cut(json.loads(content)), separators=(",", ":")).encode()
    except ValueError:
        return content[:_MOST].rpartition(b"\n")[0] or content[:_MOST]


def packed(files: Files) -> bytes:
    """Return files as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _unpacked(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _labels(name: str) -> dict[str, bytes]:
    import tempfile

    import test_label_files

    with tempfile.TemporaryDirectory() as folder:
        getattr(test_label_files, name)(Path(folder))
        return _tree(Path(folder))


def _inspect() -> dict[str, bytes]:
    """Return the members of a log in a zip, as the tool lays them out."""
    log = json.loads((READERS / "evaluations" / "inspect" / "document" / "log.json").read_bytes())
    samples = log.pop("samples")[:2]
    return {
        "header.json": json.dumps(log).encode(),
        "summaries.json": json.dumps([{key: one.get(key) for key in ("id", "epoch", "input", "target", "scores")}
                                      for one in samples]).encode(),
        **{f"samples/{one['id']}_epoch_{one['epoch']}.json": json.dumps(one).encode() for one in samples},
    }  # fmt: skip


def _swanlab() -> dict[str, bytes]:
    folder = next(path for path in sorted((READERS / "trackers" / "swanlab").iterdir()) if path.is_dir())
    return {f"{folder.name}/{name}": content for name, content in _tree(folder).items()}


def _of(*parts: str) -> Callable[[], dict[str, bytes]]:
    return lambda: _tree(READERS.joinpath(*parts))


SOURCES: dict[str, tuple[Callable[[], dict[str, bytes]], str, str]] = {
    "coco": (lambda: _labels("coco"), ".json", ""),
    "yolo": (lambda: _labels("yolo"), ".txt .yaml", ""),
    "voc": (lambda: _labels("voc"), ".xml", ""),
    "labelme": (lambda: _labels("labelme"), ".json", ""),
    "cvat": (lambda: _labels("cvat"), ".xml", ""),
    "boxes_csv": (lambda: _labels("boxes_csv"), ".csv", ""),
    "inspect": (_inspect, ".json", "log.eval"),
    "inspect_json": (_of("evaluations", "inspect", "document"), ".json", ""),
    "lm_eval": (_of("evaluations", "lm_eval", "bare"), ".json .jsonl", ""),
    "lm_eval_samples": (_of("evaluations", "lm_eval", "limit"), ".jsonl", ""),
    "promptfoo": (_of("evaluations", "promptfoo"), "world.json", ""),
    "deepeval": (_of("evaluations", "deepeval"), ".json", ""),
    "ragas": (_of("evaluations", "ragas"), ".jsonl .csv", ""),
    "comet": (lambda: _unpacked(READERS / "trackers" / "comet" / "b.zip"), ".json", "a.zip"),
    "clearml": (lambda: _unpacked(READERS / "trackers" / "clearml" / "packed.zip"), ".json .jsonl", "packed.zip"),
    "neptune": (_of("trackers", "neptune"), ".parquet", ""),
    "sacred": (_of("trackers", "sacred"), ".json .txt .csv", ""),
    "swanlab": (_swanlab, ".swanlab .yaml .json", ""),
}  # fmt: skip
"""For each reader its files, the ends of the names of those that are fuzzed, and the zip that all are packed into."""


@cache
def files_of(name: str) -> tuple[dict[str, bytes], list[str]]:
    """Return a reader's files, and which of them are fuzzed: the first byte of an input says which it is."""
    files = SOURCES[name][0]()
    ends = tuple(SOURCES[name][1].split())
    return files, [path for path in files if path.endswith(ends)][:200]


def seeds(name: str) -> Sequence[bytes]:
    """Return each of a reader's files, small enough."""
    files, fuzzed = files_of(name)
    return [bytes([place]) + small(files[path]) for place, path in enumerate(fuzzed)]


def read(name: str, folder: Path, data: bytes) -> list[str]:
    """Read a reader's files, one of which is the input; return what was said of them."""
    files, fuzzed = files_of(name)
    changed = {**files, fuzzed[data[0] % len(fuzzed)]: data[1:]} if data else files
    place = folder / name
    shutil.rmtree(place, ignore_errors=True)
    archive = SOURCES[name][2]
    for path, content in ({archive: packed(changed)} if archive else changed).items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return told(place)
