"""Log marks that look like secrets in every place that a run has, with the SDK offline: log_secrets.py OUT_DIR.

``marks.json`` tells where each was put. Each is ``MARK`` and four digits, in a form that a report has to hide or cut.
"""

import json
import sqlite3
import struct
from pathlib import Path

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import soundfile  # noqa: E402
import wandb  # noqa: E402
from PIL import Image, PngImagePlugin  # noqa: E402

FORMS = (
    "hf_{}abcdefghijklmnopq",
    "ghp_{}abcdefghijklmnopqrstuvwxyz",
    "key sk-proj-{}abcdefgh here",
    "AKIA{}ABCDEFGH12",
    "postgres://u:{}@db.example.org/x",
    "Server=h;Password={};",
    "Authorization: Bearer {}abcdef",
    "/home/{}/data/x.png",
    "file:///home/{}/a/b.csv",
    "see C:\\Users\\{}\\x",
    "mail {}@lab.example.org",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{}.{}xyz",
    "run.py --token {}abc",
    "https://h.example.org/x?X-Amz-Signature={}",
    "\\\\srv\\share\\{}\\x.txt",
    "API_KEY='{}'",
    "-----BEGIN PRIVATE KEY-----\nMII{}\n-----END PRIVATE KEY-----",
)
MARKS: dict[str, str] = {}
GRAY = np.linspace(0, 255, 60)[None, :].repeat(40, 0).astype(np.uint8)


def mark(place: str) -> str:
    """Return a new mark, bare: what hides it is the name it is logged under."""
    name = f"MARK{len(MARKS):04d}"
    MARKS[name] = place
    return name


def form(place: str, number: int) -> str:
    """Return a new mark in one of the forms."""
    one = mark(f"{place}: {FORMS[number % len(FORMS)].partition('{')[0]}")
    return FORMS[number % len(FORMS)].replace("{}", one)


def forms(place: str) -> list[str]:
    """Return a new mark in each form."""
    return [form(place, number) for number in range(len(FORMS))]


def text(place: str) -> str:
    """Return a text of several lines with a new mark in each form."""
    return "\n".join(forms(place))


def config() -> dict:
    names = ("api_key", "password", "HF_TOKEN", "clientSecret", "token", "db-password", "aws_secret_access_key")
    return {
        **{name: mark(f"config.{name}") for name in names},
        "nested": {
            "auth": mark("nested auth"),
            "deep": {"privateKey": mark("deep"), "list": [{"passwd": mark("list")}]},
        },
        "credentials": {"user": mark("credentials"), "list": [mark("credentials list")]},
        "argv": ["train.py", "--api-key", mark("argv"), *forms("argv")],
        **{f"text{n}": one for n, one in enumerate(forms("config text"))},
        "whole": text("config whole"),
        "lr": 0.1,
        "max_tokens": 512,
        "model": "gpt2",
    }


def table(place: str, *, media: bool = False):
    columns = ["id", "api_key", "Password", "note", "nested", "list"] + (["picture"] if media else [])
    made = wandb.Table(columns=columns)
    for n, one in enumerate(forms(place)):
        nested = {"password": mark(f"{place} nested"), "inner": [form(f"{place} nested", n)]}
        row = [n, mark(f"{place} column"), mark(f"{place} column"), one, nested, [form(f"{place} list", n), "x"]]
        made.add_data(*row, *([wandb.Image(GRAY, caption=form(f"{place} caption", n))] if media else []))
    return made


def files() -> None:
    """Write tables as files beside the runs: CSV, JSON lines and SQLite."""
    rows = [(n, mark("csv column"), one, 0.5) for n, one in enumerate(forms("csv"))]
    quote = lambda cell: '"' + str(cell).replace('"', '""') + '"'  # noqa: E731
    (OUT / "t.csv").write_text("\n".join(["id,api_key,note,score", *(",".join(map(quote, row)) for row in rows)]))
    lines = [
        {
            "id": n,
            "access_token": mark("jsonl column"),
            "note": one,
            "deep": {"secret": mark("jsonl deep"), "n": form("jsonl", n)},
        }
        for n, one in enumerate(forms("jsonl"))
    ]
    (OUT / "t.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with sqlite3.connect(OUT / "t.sqlite") as base:
        base.execute("CREATE TABLE users (id INTEGER, password TEXT, note TEXT, pin_secret INTEGER)")
        for n, one in enumerate(forms("sqlite")):
            base.execute("INSERT INTO users VALUES (?, ?, ?, ?)", (n, mark("sqlite column"), one, n))


def pictures(run) -> None:
    image = Image.fromarray(GRAY).convert("RGB")
    info, exif = PngImagePlugin.PngInfo(), Image.Exif()
    info.add_text("Comment", text("png text"))
    info.add_itxt("XML:com.adobe.xmp", text("png itxt"), zip=False)
    info.add_text("Zipped", mark("png ztxt"), zip=False)
    exif[0x010E], exif[0x013B], exif[0x0112] = text("exif description"), mark("exif artist"), 6
    image.save(OUT / "a.png", pnginfo=info, exif=exif)
    with (OUT / "a.png").open("ab") as file:
        file.write(text("png behind").encode())
    image.save(OUT / "a.jpg", exif=exif, comment=text("jpeg comment").encode())
    with (OUT / "a.jpg").open("ab") as file:
        file.write(mark("jpeg behind").encode())
    image.save(OUT / "a.webp", exif=exif, xmp=text("webp xmp").encode())
    frames = [image, image.rotate(180)]
    frames[0].save(OUT / "a.gif", save_all=True, append_images=frames[1:], comment=text("gif comment").encode()[:250])
    with (OUT / "a.gif").open("ab") as file:
        file.write(mark("gif behind").encode())
    for kind in ("png", "jpg", "webp", "gif"):
        run.log({f"picture_{kind}": wandb.Image(str(OUT / f"a.{kind}"), caption=form("caption", 0))})
    labels = {1: form("class label", 1), 2: form("class label", 10)}
    box = {
        "position": {"minX": 0.1, "maxX": 0.4, "minY": 0.2, "maxY": 0.5},
        "class_id": 1,
        "box_caption": form("box", 7),
    }
    boxes = {"pred": {"box_data": [box], "class_labels": labels}}
    masks = {"m": {"mask_data": (GRAY > 99).astype(np.uint8), "class_labels": labels}}
    run.log({"boxed": wandb.Image(GRAY, boxes=boxes, masks=masks, caption=text("boxed caption"))})


def chunk(name: bytes, body: bytes, order: str = "<") -> bytes:
    return name + struct.pack(f"{order}I", len(body)) + body + b"\0" * (len(body) % 2)


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def sounds(run) -> None:
    wave = 0.5 * np.sin(np.arange(8000) / 9)
    for kind, form_of in (
        ("wav", {}),
        ("flac", {}),
        ("ogg", {"format": "OGG"}),
        ("mp3", {"format": "MP3"}),
        ("aiff", {}),
    ):
        path = OUT / f"a.{kind}"
        with soundfile.SoundFile(path, "w", 8000, 1, **form_of) as file:
            for field in ("title", "artist", "comment"):
                setattr(file, field, mark(f"{kind} {field}"))
            file.write(wave)
    content = (OUT / "a.wav").read_bytes()
    extra = chunk(b"bext", text("wav bext").encode()) + chunk(
        b"LIST", b"INFO" + chunk(b"IART", mark("wav list").encode())
    )
    body = content[12:] + extra + chunk(b"id3 ", mark("wav id3").encode())
    (OUT / "a.wav").write_bytes(
        b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body + mark("wav behind").encode()
    )
    frame = mark("id3v2").encode()
    tag = b"TIT2" + struct.pack(">IH", len(frame) + 1, 0) + b"\0" + frame
    old = b"TAG" + mark("id3v1").encode().ljust(125, b"\0")
    ape = mark("ape").encode()
    ape = ape + b"APETAGEX" + struct.pack("<IIII8x", 2000, len(ape) + 32, 1, 0)
    (OUT / "a.mp3").write_bytes(
        b"ID3\x03\0\0" + bytes([0, 0, 0, len(tag)]) + tag + (OUT / "a.mp3").read_bytes() + ape + old
    )
    for kind in ("wav", "flac", "ogg", "mp3"):
        run.log({f"sound_{kind}": wandb.Audio(str(OUT / f"a.{kind}"), caption=form("sound caption", 2))})


def films(run) -> None:
    said = box(b"udta", box(b"meta", mark("mp4 meta").encode()) + box(b"\xa9nam", text("mp4 udta").encode()))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + said) + said)
    film = box(b"ftyp", b"isom\0\0\0\0isom") + moov + box(b"uuid", mark("mp4 uuid").encode()) + box(b"mdat", bytes(64))
    (OUT / "a.mp4").write_bytes(film + mark("mp4 behind").encode())

    def element(name: str, body: bytes) -> bytes:
        return bytes.fromhex(name) + b"\x01" + len(body).to_bytes(7, "big") + body

    info = element("7BA9", mark("webm title").encode()) + element("5741", mark("webm app").encode())
    track = element("AE", element("D7", b"\1") + element("536E", mark("webm track").encode()))
    tags = element("7373", element("67C8", element("45A3", b"A") + element("4487", text("webm tags").encode())))
    parts = element("1549A966", info) + element("1654AE6B", track) + element("1254C367", tags)
    (OUT / "a.webm").write_bytes(element("1A45DFA3", element("4282", b"webm")) + element("18538067", parts))
    for kind in ("mp4", "webm"):
        run.log({f"film_{kind}": wandb.Video(str(OUT / f"a.{kind}"), caption=form("film caption", 3))})


def scenes(run) -> None:
    corners = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
    tree = {
        "asset": {
            "version": "2.0",
            "generator": mark("glb generator"),
            "copyright": mark("glb copyright"),
            "extras": {"by": mark("glb extras")},
        },
        "scene": 0,
        "scenes": [{"nodes": [0], "name": form("glb scene", 7)}],
        "extras": {"x": mark("glb extras")},
        "nodes": [{"mesh": 0, "name": form("glb node", 10), "extras": {"path": mark("glb node extras")}}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}], "name": form("glb mesh", 0)}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]}
        ],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36}],
    }
    body = json.dumps(tree).encode()
    body += b" " * (-len(body) % 4)
    parts = struct.pack("<I4s", len(body), b"JSON") + body + struct.pack("<I4s", 36, b"BIN\0") + corners
    (OUT / "a.glb").write_bytes(struct.pack("<4sII", b"glTF", 2, 12 + len(parts)) + parts + mark("glb behind").encode())
    (OUT / "a.obj").write_text(
        f"# {text('obj comment').splitlines()[0]}\no {mark('obj').lower()}\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
    )
    run.log({"model": wandb.Object3D(str(OUT / "a.glb")), "mesh": wandb.Object3D(str(OUT / "a.obj"))})
    boxes = np.array(
        [
            {
                "corners": np.random.default_rng(0).random((8, 3)).tolist(),
                "label": form("lidar label", 10),
                "color": [9, 9, 9],
            }
        ]
    )
    run.log(
        {
            "cloud": wandb.Object3D(
                {"type": "lidar/beta", "points": np.random.default_rng(1).random((50, 3)), "boxes": boxes}
            )
        }
    )
    remark = "\n".join(f"REMARK 1 {one}" for one in forms("pdb remark") if "\n" not in one)
    atom = "HETATM    1  C1  UNL     1       0.000   0.000   0.000  1.00  0.00           C\nEND\n"
    (OUT / "m.pdb").write_text(f"AUTHOR    {mark('pdb author')}\n{remark}\n{atom}")
    run.log({"molecule": wandb.Molecule(str(OUT / "m.pdb"), caption=form("molecule caption", 5))})


class Figure:
    """Stands for Plotly's class, which the SDK knows by its name."""

    def to_plotly_json(self) -> dict:
        trace = {
            "type": "scatter",
            "x": [1, 2],
            "y": [2, 3],
            "text": [form("plotly text", 0), form("plotly text", 10)],
            "name": form("plotly name", 1),
            "customdata": [form("plotly customdata", 7), {"password": mark("plotly name")}],
            "mode": "lines+markers",
        }
        treemap = {
            "type": "treemap",
            "labels": [form("treemap", 0), form("treemap", 9)],
            "parents": ["", ""],
            "values": [1, 2],
        }
        layout = {
            "title": {"text": text("plotly title")},
            "meta": {"api_key": mark("plotly meta")},
            "xaxis": {"title": {"text": form("plotly axis", 4)}},
        }
        return {"data": [treemap if self.odd else trace], "layout": layout}

    def __init__(self, *, odd: bool) -> None:
        self.odd = odd


Figure.__module__ = "plotly.graph_objs._figure"


def charts(run) -> None:
    small = wandb.Table(columns=["label", "value"], data=[[one, n] for n, one in enumerate(forms("bar label"))])
    run.log({"bars": wandb.plot.bar(small, "label", "value", title=text("bar title"))})
    points = wandb.Table(columns=["x", "y"], data=[[1, 2], [2, 3]])
    run.log({"lines": wandb.plot.line(points, "x", "y", title=form("line title", 0))})
    truth, names = [0, 1, 0, 1], [form("class name", 0), form("class name", 10)]
    run.log({"matrix": wandb.plot.confusion_matrix(y_true=truth, preds=[0, 1, 1, 1], class_names=names)})
    scored = [[one, 0.3 + n % 2 / 3] for n, one in enumerate([*names, *names])]
    run.log({"scores": wandb.Table(columns=["truth", "score"], data=scored)})
    for odd in (False, True):
        run.log({f"figure_{odd}": wandb.Plotly(Figure(odd=odd))})


def log(number: int) -> None:
    place = f"run {number}"
    run = wandb.init(
        project="p",
        config=config(),
        name=f"r{number} {form(place + ' name', 10)}",
        notes=text(f"{place} notes"),
        group=form("group", 0)[:60],
        tags=[form("tag", 0)[:60], form("tag", 10), form("tag", 7)],
        job_type=form("job type", 1)[:60],
    )
    folder = Path(run.dir)
    for step in range(3):
        run.log(
            {
                "loss": 1 / (step + 1),
                "acc": step / 3,
                "note": text(f"history {step}"),
                "api_key": mark("history by name"),
            }
        )
    run.log(
        {
            "mean_of/MARK9999@lab.example.org": 0.5,
            "page": wandb.Html(f"<h1>x</h1><p title='{form('html title', 0)}'>{'</p><p>'.join(forms('html'))}</p>"),
        }
    )
    MARKS["MARK9999"] = "key of a metric"
    run.log({"t": table("table"), "rich": table("rich table", media=True)})
    run.log({"hist": wandb.Histogram(np.arange(50))})
    pictures(run)
    sounds(run)
    films(run)
    scenes(run)
    charts(run)
    artifact = wandb.Artifact(
        f"preds{number}", "dataset", description=text("artifact"), metadata={"api_key": mark("artifact metadata")}
    )
    artifact.add(table("artifact table"), "eval")
    run.log_artifact(artifact)
    run.summary["password"], run.summary["remark"] = mark("summary by name"), text("summary")
    run.summary["deep"] = {"hf_token": mark("summary deep"), "n": 1}
    for one in forms("console"):
        print(one)
    print(f"\x1b[31mred {form('console colour', 0)}\x1b[0m")
    run.finish()
    (folder / "code").mkdir(exist_ok=True)
    (folder / "code" / "train.py").write_text(
        f"import os\n{text('code')}\napi_key = '{mark('code')}'\nloss = {number}\n"
    )
    (folder / "requirements.txt").write_text(
        "\n".join(
            [
                "numpy==1.0",
                f"pkg @ https://u:{mark('requirements')}@h.example.org/x.whl",
                f"x @ file:///home/{mark('requirements')}/x",
            ]
        )
    )
    (folder / "diff.patch").write_text(f"+++ b/x\n+{text('diff')}\n+password = '{mark('diff')}'\n+{number}\n")


files()
for count in range(2):
    log(count)
(OUT / "marks.json").write_text(json.dumps(MARKS))
