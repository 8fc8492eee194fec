"""What is fuzzed: for each reader and parser its seeds, and a check that any bytes must pass.

A check fails by raising: readers may raise nothing but their own errors, reasons are plain words, and what is
sanitised asks for nothing. Time and memory are watched by whoever runs the check.
"""

from __future__ import annotations

import json
import re
import shutil
import struct
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [
    str(ROOT),
    str(ROOT / "tests" / "media"),
    str(ROOT / "tests" / "query"),
    str(ROOT / "tests" / "readers"),
]

import readers  # noqa: E402
from css_tricks import DECLARATIONS, SHEETS, documents, outside  # noqa: E402
from framing import frame  # noqa: E402
from whole_files import RAW, WHOLE, picture, shown  # noqa: E402

EXAMPLES = ROOT / "examples"
_ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|link|meta|base|form)[\s>/]|\son\w+\s*=\s*[\"'][^\"']", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\s(?:src|href|background|poster|srcset|action|data|cite|xlink:href)=\"(?!#|data:image/)([^\"]*)\""
)
_STYLE = re.compile(r"<style>(.*?)</style>|\sstyle=\"([^\"]*)\"", re.DOTALL)


@dataclass(frozen=True)
class Target:
    """One reader: ``seeds`` to begin with, and ``check``, which raises where it breaks a promise."""

    seeds: Callable[[], Sequence[bytes]]
    check: Callable[[bytes], None]


def text_of(data: bytes) -> str:
    """Return bytes as text, lone surrogates among it."""
    return (
        data.decode("utf-8", "surrogatepass" if b"\xed" in data else "replace")
        if _is_text(data)
        else data.decode("latin-1")
    )


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


@cache
def _folder() -> Path:
    """Return a folder that goes when the process ends."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="reportgen-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _plain(texts: Sequence[str]) -> None:
    for text in texts:
        assert not RAW.search(text), text


# --- logs and tables


def _logs() -> list[bytes]:
    found = sorted(EXAMPLES.glob("_runs/sweep/*/*.wandb"))[:2] + sorted(EXAMPLES.glob("_runs/tables/*/*.wandb"))[:1]
    return [path.read_bytes()[:length] for path in found for length in (2_000, 40_000)]


def _log(data: bytes) -> None:
    from reportgen.sources import read_runs

    folder = _folder() / "offline-run-20260101_000000-fuzz"
    folder.mkdir(exist_ok=True)
    (folder / "run-fuzz.wandb").write_bytes(data)
    found = read_runs(folder)
    _plain([str(problem) for problem in found.problems])
    for run in found.runs:
        for key, info in list(run.keys().items())[:40]:
            run.column(key)
            if info.media:
                run.media(key)


def _native_logs() -> list[bytes]:
    """Return logs of our own: of every type, cut to some frames, and of runs with artifacts."""
    found = sorted(EXAMPLES.glob("_runs/logging/reportgen-runs/*/log/*.rgl"))
    found += sorted(EXAMPLES.glob("_runs/pipeline/reportgen-runs/*/log/*.rgl"))[:2]
    tables = sorted(EXAMPLES.glob("_runs/logging/reportgen-runs/*/tables/*.rgl"))
    return [path.read_bytes()[:length] for path in (*found, *tables) for length in (1_200, 20_000)]


def sealed(data: bytes) -> bytes:
    """Return frames with checksums that hold, so that what is behind these is tried, too."""
    from zlib import crc32

    from reportgen.native.frames import MARK, START

    made = bytearray(data)
    for at in range(0, len(made) - 16, 8):
        size, mark = struct.unpack_from("<I2xH", made, at)
        if mark == MARK and 16 <= size <= len(made) - at and size % 8 == 0:
            struct.pack_into("<II", made, at + size - 8, crc32(made[at : at + size - 8], START), 0)
    return bytes(made)


def _native(data: bytes) -> None:
    from reportgen.sources import read_runs

    folder = _folder() / "native"
    for content in (data, sealed(data)):
        for name in ("log", "media", "tables"):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / "r0-00000000.rgl").write_bytes(content)
        found = read_runs(folder)
        _plain([str(problem) for problem in found.problems])
        for run in found.runs:
            _plain([*map(str, run.meta.losses), *run.meta.remarks])
            run.summary(), run.charts(), run.console(), run.code(), run.artifacts()
            for key, info in list(run.keys().items())[:40]:
                column = run.column(key)
                assert bool((column.steps[1:] >= column.steps[:-1]).all())
                if info.media:
                    run.media(key)
                    run.tables(key)


def _event_files() -> list[bytes]:
    """Return real event files, cut to some records, and small ones whole."""
    import tarfile

    found = []
    with tarfile.open(ROOT / "tests" / "readers" / "tensorboard" / "events.tar.xz") as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            if "tfevents" in member.name and member.isfile():
                content = archive.extractfile(member)
                found.append(content.read() if content else b"")
    return [*(data[:length] for data in found for length in (900, 3_900)), *(_records_of(data) for data in found)]


def _records_of(data: bytes) -> bytes:
    """Return the first record of each kind of value that is short: media lie behind the scalars of a file."""
    from reportgen.protobuf import Message
    from reportgen.readers.tensorboard.log.framing import AROUND, HEADER, scan

    records, kinds, found = scan(data), set(), b""
    for start, size in zip(records.starts.tolist(), records.sizes.tolist(), strict=True):
        event = Message(data[start : start + size])
        values = [Message(value) for value in event.sub(5).all(1)]
        kind = tuple((tuple(sorted(value.numbers())), value.sub(9).sub(1).text(1)) for value in values)
        if kind not in kinds and len(found) + size < 3_900:
            kinds.add(kind)
            found += data[start - HEADER : start - HEADER + size + AROUND]
    return found


def summed(data: bytes) -> bytes:
    """Return an event file whose records have the right checksums, however their contents were changed."""
    import numpy as np

    from reportgen.readers.tensorboard.log.checksum import checksums, masked

    made, at = bytearray(data), 0

    def seal(start: int, size: int) -> None:
        raw = np.frombuffer(bytes(made), np.uint8)
        (found,) = masked(checksums(raw, np.array([start]), np.array([size]))).tolist()
        struct.pack_into("<I", made, start + size, found)

    while at + 16 <= len(made):
        (size,) = struct.unpack_from("<Q", made, at)
        if size > len(made) - at - 16:
            struct.pack_into("<Q", made, at, size := len(made) - at - 16)
        seal(at, 8)
        seal(at + 12, size)
        at += size + 16
    return bytes(made)


def _event_file(data: bytes) -> None:
    from reportgen.model.media import MediaError
    from reportgen.sources import read_runs

    folder = _folder() / "tensorboard"
    folder.mkdir(exist_ok=True)
    for content in (data, summed(data)):
        (folder / "events.out.tfevents.1700000000.host").write_bytes(content)
        found = read_runs(folder)
        _plain([str(problem) for problem in found.problems])
        for run in found.runs:
            _plain([*map(str, run.meta.losses), *run.meta.remarks])
            run.summary(), run.charts(), run.layouts()
            for key in list(run.keys())[:40]:
                column = run.column(key)
                assert bool((column.steps[1:] >= column.steps[:-1]).all())
                run.tables(key)
                for logged in run.media(key):
                    file = getattr(logged.value, "file", None)
                    with suppress(MediaError):
                        _ = file and file.read()


def _metrics() -> list[bytes]:
    """Return tables of metrics: real ones, and one of everything that is detected about them."""
    found = [path.read_bytes()[:4000] for path in sorted(EXAMPLES.glob("_runs/lightning/*/metrics.csv"))[:1]]
    odd = 'run;Step;time;phase;loss;note\r\na;0;2026-01-01 10:00:00Z;train;0,5;"x;\ny"\r\nb;1;;val;NaN;\r\n#c\r\n"'
    long = "step,metric,value\n0,loss,1e400\n0,acc,-inf\n1,loss,123456789012345678901\n9007199254740993,loss,true\n"
    return [*found, odd.encode(), long.encode("utf-16"), b"step|gr\xf6\xdfe|step\n1|2|3\n2|3\n1|.5|\n2|-|_1\n"]


def _csv(data: bytes) -> None:
    from reportgen.readers.base import Claim
    from reportgen.readers.csv import Csv, CsvOptions
    from reportgen.sources import read_runs

    path = _folder() / "metrics" / "fuzz.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    found = read_runs(path)
    forced = Csv().read([Claim(path, CsvOptions())])
    _plain([str(problem) for problem in (*found.problems, *forced.problems)])
    mine = [run for run in found.runs if run.meta.format == "csv"]  # what begins as another log is that
    assert len(mine) in (0, len(forced.runs))
    for run in forced.runs[:20]:
        _plain([*map(str, run.meta.losses), *run.meta.remarks])
        run.summary()
        for key, info in list(run.keys().items())[:40]:
            column = run.column(key)
            assert "number" not in info.types or len(column) == info.count
            assert bool((column.steps[1:] >= column.steps[:-1]).all())


def _records() -> list[bytes]:
    """Return what logs hold, so that changes reach the meaning of a record and do not end at its checksum."""
    from reportgen.tracked.record_log import scan

    found = []
    for log in _logs():
        records = scan(log).records()
        found += [b"".join(len(one).to_bytes(2, "big") + one for one in records[at : at + 12] if len(one) < 1500)
                  for at in range(0, min(len(records), 60), 12)]  # fmt: skip
    return found


def _record(data: bytes) -> None:
    records, at = [], 0
    while at + 2 <= len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        records.append(data[at + 2 : end])
        at = end
    _log(frame(records)[0])


def _tables() -> list[bytes]:
    table = {"columns": ["a", "b", 1], "data": [[1, "x", None], [2.5, {"_type": "image-file", "path": "a.png"}, [1]]]}
    types = {"column_types": {"params": {"type_map": {"a": {"wb_type": "timestamp"}, "b": {"wb_type": "union"}}}}}
    found = [
        path.read_bytes() for path in sorted(EXAMPLES.glob("_runs/**/*.table.json")) if path.stat().st_size < 9_000
    ]
    return [json.dumps(table).encode(), json.dumps(table | types).encode(), *found[:4]]


def _table(data: bytes) -> None:
    from reportgen.readers.wandb.artifacts.table import _own_copy
    from reportgen.readers.wandb.log.leaves import load_json

    (_folder() / "a.table.json").write_bytes(data)
    table = _own_copy({"path": "a.table.json"}, _folder())
    _plain([table.problem])
    assert all(len(row) == len(table.columns) for row in table.rows)
    load_json(data)


# --- texts


def _specs() -> list[bytes]:
    return [path.read_bytes()[:6_000] for path in sorted(EXAMPLES.glob("*/report.yaml"))]


def _spec(data: bytes) -> None:
    from reportgen.errors import SpecError
    from reportgen.panels import Kinds
    from reportgen.spec.load import load

    text = text_of(data)
    try:
        load(text, "report.yaml", _folder(), Kinds())
    except SpecError as error:
        str(error)


def _expressions() -> list[bytes]:
    texts = [
        'config.lr < 1e-3 and state == "finished"', 'Metric("Tags") in ["a"]', "${train/loss} - 1", 'name contains "x"',
        'within_last(created, "3 days")', "not (a or b)", "-a ** 2 / 3 % 4", "summary:acc >= 0.5", 'Config("optim.lr") == 1',
        "a not in [1, 2, null]", "log(loss + 1e-9)", "max(a, b, 3)",
    ]  # fmt: skip
    return [text.encode() for text in texts]


def _expression(data: bytes) -> None:
    from reportgen.lang.error import ExpressionError
    from reportgen.lang.expression import parse

    for metrics in (False, True):
        try:
            found = parse(text_of(data), metrics=metrics)
            found.paths()
            found.evaluate(lambda path: (1.5, "x", None, [1], True)[len(path) % 5])
        except ExpressionError as error:
            _plain([str(error)])


def _questions() -> list[bytes]:
    import cases

    return [question.encode() for question in cases.questions()][::12]


def _question(data: bytes) -> None:
    from reportgen.lang.error import ExpressionError
    from reportgen.lang.expression import parse_rows

    try:
        parse_rows(text_of(data)).of_row(
            {"a": 1, "b": "x", "c": None, "score": 0.5, "list": [1, "a"], "nested": {"x": 1}}
        )
    except ExpressionError as error:
        _plain([str(error)])


def _prose() -> list[bytes]:
    texts = [
        "# H $x$\n\na $$x^2$$ b\n\n- one\n- two $$y$$\n\n> q", "| a | b |\n|--|--|\n| $|x|$ | `b` |", "$$_$$+", "\\[x\\] \\(y\\)",
        "```python\nx = 1\n```\n\n- [x] a\n\na[^1]\n\n[^1]: b", "!!! note\n    a\n\n??? x\n    y", "![a](data:image/png;base64,AA)",
        "<script>x</script> [a](javascript:x) ~~a~~ ==b== **c**", "term\n: def\n\n*[A]: b", "$$\na\n\nb\n$$\n\n\\begin{a}\nx\n\\end{a}",
    ]  # fmt: skip
    return [text.encode() for text in texts]


def _no_picture(path: str) -> tuple[bytes, str]:
    raise FileNotFoundError(f"{path[:20]} is not there")


def _markdown(data: bytes) -> None:
    from reportgen.page.prose import Prose

    html = str(Prose(_no_picture).render(text_of(data))[0])
    html.encode()
    assert not _ACTIVE.search(html), html
    for address in re.findall(r'\ssrc="([^"]*)"', html):
        assert address.lower().startswith("data:image/"), address


def _pages() -> list[bytes]:
    return [text.encode("utf-8", "replace") for text in documents("http://e.invalid/a")[::9]] + [WHOLE["a.html"]]


def _html(data: bytes) -> None:
    from reportgen.media.html import clean, clean_svg

    safe = clean(data).html
    assert not _ACTIVE.search(re.sub(r">[^<]*", ">", safe)), safe
    assert not _ADDRESS.search(re.sub(r">[^<]*", ">", safe)), safe
    for sheet, attribute in _STYLE.findall(safe):
        assert outside(sheet or attribute.replace("&quot;", '"').replace("&amp;", "&")) == [], safe
    clean_svg(data)


def _styles() -> list[bytes]:
    texts = [text.replace("URL", "http://e.invalid/a") for text in (*SHEETS, *DECLARATIONS)]
    return [text.encode("utf-8", "replace") for text in texts]


def _css(data: bytes) -> None:
    from reportgen.media import css

    text = text_of(data)
    for rebuild in (css.sheet, css.declarations, lambda value: css.value(value) or ""):
        safe = rebuild(text)
        assert outside(safe) == [], safe
        assert not re.search(r"<(?![= ])", safe), safe
        assert rebuild(safe) == safe, safe


def _lines() -> list[bytes]:
    return [
        b"epoch 1\r epoch 2\n", b"\x1b[31mred\x1b[0m \x1b[1;4mb\x1b[K\x1b[2A\x1b[5G x", b"\x1b]0;title\x07a\tb\x08c",
        b" 10%|#         |\r 20%|##        |\r\n", "tqdm ▏▎▍\n".encode(), b"\x1b[38;5;200mx\x1b[48;2;1;2;3my\x1b[m",
    ]  # fmt: skip


def _terminal(data: bytes) -> None:
    from reportgen.model.console.terminal import screen

    text = text_of(data)
    whole = screen([text])
    halves = screen([text[: len(text) // 2], text[len(text) // 2 :]])
    assert sum(len(piece) for line in whole for _, piece in line) <= max(30 * len(text), 2_000) + 20_000 * len(whole)
    assert len(whole) == len(halves)


# --- media, as the page takes it


def _media(name: str, data: bytes) -> None:
    if data:
        _, cells = shown(_folder(), name, data)
        _plain(cells.problems)


def _molecules(kind: str) -> list[bytes]:
    more = {
        "cif": b"data_a\nloop_\n_atom_site.id\n_atom_site.type_symbol\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n"
        b"_atom_site.Cartn_z\n1 C 2.0 1.0 0.5\n",
        "pqr": b"ATOM 1 N ALA 1 1.0 2.0 3.0 0.1 1.5\n",
    }
    return [more[kind] if kind in more else WHOLE[f"a.{kind}"]]


def _molecule(kind: str, data: bytes) -> None:
    """Read a molecule and lay it out; its picture takes long, and is the same for all kinds."""
    from reportgen.scene import load
    from reportgen.scene.model import SceneError

    try:
        load.read(data, f"a.{kind}", lambda _: None, load.Wishes())
    except SceneError as error:
        _plain([str(error)])


def _mask(data: bytes) -> None:
    from reportgen.media.mask import bitmap, read_mask
    from reportgen.model.media import MediaError, MediaFile
    from reportgen.overlay.trace import trace

    (_folder() / "mask.png").write_bytes(data)
    try:
        mask = read_mask(MediaFile(_folder(), "mask.png"))
        if mask.ids.size < 40_000:
            for region in trace(mask.ids)[:4]:
                bitmap(mask, region.class_id)
    except MediaError as error:
        _plain([str(error)])


def _boxes(data: bytes) -> None:
    from reportgen.model.media import MediaError, MediaFile
    from reportgen.readers.wandb.media.overlays import BoxFile

    (_folder() / "boxes.json").write_bytes(data)
    try:
        BoxFile(MediaFile(_folder(), "boxes.json")).read().in_pixels(64, 48)
    except MediaError as error:
        _plain([str(error)])


BOXES = json.dumps({
    "box_data": [
        {"position": {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}, "class_id": 1, "box_caption": "a", "scores": {"s": 0.5}},
        {"position": {"middle": [3, 4], "width": 2, "height": 2}, "domain": "pixel", "class_id": 0},
    ],
    "class_labels": {"0": "a", "1": "b"},
}).encode()  # fmt: skip


def _npy() -> bytes:
    import io

    import numpy as np

    out = io.BytesIO()
    np.save(out, np.arange(12.0).reshape(4, 3))
    return out.getvalue()


def _file(name: str, *more: bytes) -> Target:
    return Target(lambda: [WHOLE[name], *more], partial(_media, name))


def _glb() -> bytes:
    from whole_files import GLTF, glb

    return glb(GLTF)


def _reader(name: str, data: bytes) -> None:
    _plain(readers.read(name, _folder(), data))


TARGETS: dict[str, Target] = {
    **{name: Target(partial(readers.seeds, name), partial(_reader, name)) for name in readers.SOURCES},
    "log": Target(_logs, _log), "native": Target(_native_logs, _native),
    "events": Target(_event_files, _event_file), "record": Target(_records, _record),
    "csv": Target(_metrics, _csv), "table": Target(_tables, _table), "spec": Target(_specs, _spec),
    "expression": Target(_expressions, _expression), "question": Target(_questions, _question),
    "markdown": Target(_prose, _markdown), "html": Target(_pages, _html), "css": Target(_styles, _css),
    "terminal": Target(_lines, _terminal),
    "image": Target(lambda: [WHOLE[f"a.{kind}"] for kind in ("png", "jpg", "gif", "webp", "tiff", "bmp")], partial(_media, "a.png")),
    "mask": Target(lambda: [picture(size=8), picture("BMP", 8)], _mask), "boxes": Target(lambda: [BOXES], _boxes),
    "gltf": _file("a.gltf"), "glb": Target(lambda: [_glb()], partial(_media, "a.glb")), "babylon": _file("a.babylon"),
    "obj": _file("a.obj"), "ply": _file("a.ply"), "stl": _file("a.stl", b"solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\n"),
    "points": Target(lambda: [WHOLE["a.pts.json"], WHOLE["a.lidar.json"]], partial(_media, "a.pts.json")),
    "array": Target(lambda: [_npy()], partial(_media, "a.npy")),
    **{kind: Target(partial(_molecules, kind), partial(_molecule, kind)) for kind in ("pdb", "cif", "mol", "mol2", "gro", "pqr")},
    "audio": _file("a.wav", b"fLaC\0\0\0\x22" + b"\x10" * 40, b"OggS\0\2" + b"\0" * 40, b"\xff\xfb\x90\x64" + b"\0" * 400),
    "figure": Target(lambda: [WHOLE["a.plotly.json"], b'{"data":[{"type":"scatter","x":[1,2],"y":[3,null]}],"layout":{"title":{"text":"a"}}}'],
                     partial(_media, "a.plotly.json")),
}  # fmt: skip
