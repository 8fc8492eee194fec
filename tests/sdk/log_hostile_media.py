"""Log media that try to run, to call home, to burst or to read elsewhere: log_hostile_media.py OUT_DIR.

Records are logged as the SDK would write them, by hand, since it refuses some of these files.
"""

import io
import json
import os
import struct
import zlib
from pathlib import Path

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402
from PIL import Image  # noqa: E402

MARK = "the secret outside of the run"
RUN = "window.__pwned=1"
CALL = "http://example.invalid/x"


def png(width: int = 6, height: int = 6, mode: str = "RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, "PNG", **options)
    return buffer.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def header(width: int, height: int) -> bytes:
    """Return a PNG that promises a size and holds a few bytes."""
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return start + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>{RUN}</script><image href="{CALL}"/></svg>'.encode()
HTML = f'<script>{RUN}</script><img src="{CALL}" onerror="{RUN}">'.encode()
GIF = b"GIF89a" + HTML
JPEG = io.BytesIO()
Image.new("RGB", (6, 6)).save(JPEG, "JPEG", comment=HTML)

IMAGES = {
    "svg.png": SVG, "svg.svg": SVG, "html.png": HTML, "gif_polyglot.gif": GIF, "jpeg_comment.jpg": JPEG.getvalue(),
    "png_text.png": png().replace(b"IDAT", b"IDAT") + HTML, "jpeg_html.jpg": JPEG.getvalue() + HTML,
    "bomb.png": png(60_000, 60_000, "1"), "promise.png": header(60_000, 60_000), "long.png": png(60_000, 1, "1"),
    "huge_promise.png": header(2**31 - 1, 2**31 - 1), "none.png": header(0, 0), "cut.png": png(64, 64)[:90],
    "empty.png": b"", "zeros.png": b"\0" * 4096, "cut.jpg": JPEG.getvalue()[:60],
    "cut.webp": b"RIFF\xff\xff\0\0WEBPVP8 ",
    "bmp.png": b"BM" + b"\xff" * 60, "tiff.tiff": b"II*\0\xff\xff\xff\xff", "ico.png": b"\0\0\1\0\1\0" + b"\0" * 20,
    "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%touch /tmp/pwned) (w) file\n",
    "xml.png": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', "pdf.png": b"%PDF-1.4\n" + HTML,
}  # fmt: skip
OTHERS = {
    ("video-file", "html.mp4"): HTML, ("video-file", "svg.gif"): SVG, ("video-file", "cut.gif"): b"GIF89a",
    ("video-file", "box.mp4"): struct.pack(">I", 2**31) + b"ftypisom", ("video-file", "polyglot.gif"): GIF,
    ("video-file", "name.webm"): b"\x1a\x45\xdf\xa3" + HTML, ("audio-file", "html.wav"): HTML,
    ("audio-file", "long.wav"): (
        b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\xff\xff\xff\x7f"
    ),
    ("audio-file", "cut.flac"): b"fLaC", ("audio-file", "cut.ogg"): b"OggS" + b"\xff" * 40,
    ("audio-file", "mp3.mp3"): b"\xff\xfb" + b"\x90" * 500, ("html-file", "script.html"): HTML,
    ("html-file", "frame.html"): f'<iframe srcdoc="<script>{RUN}</script>" src="{CALL}"></iframe>'.encode(),
    ("html-file", "meta.html"): f'<meta http-equiv=refresh content="0;url={CALL}"><base href={CALL}>'.encode(),
    ("html-file", "style.html"): f'<style>@import "{CALL}";*{{background:url({CALL})}}</style><p>x'.encode(),
    ("html-file", "form.html"): f'<form action="{CALL}"><input autofocus onfocus="{RUN}"></form>'.encode(),
    ("html-file", "svg.html"): SVG, ("html-file", "deep.html"): b"<div>" * 20_000,
    ("html-file", "link.html"): f'<a href="javascript:{RUN}" target=_top>x</a><link rel=preload href={CALL}>'.encode(),
    ("html-file", "close.html"): f"</iframe></script><script>parent.{RUN}</script>".encode(),
    ("html-file", "math.html"): f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>".encode(),
    ("html-file", "bytes.html"): b"\xff\xfe<\0s\0c\0r\0i\0p\0t\0>\0", ("plotly-file", "html.plotly.json"): HTML,
}  # fmt: skip
PATHS = [
    "../../../../secret.png", "/etc/passwd", "media/../../../../secret.png", "media/images/link.png",
    "media/linked/secret.png", "file:///etc/passwd", CALL, "media/images/\0.png", "media/images", "",
    "media/images/pipe",
    "..\\..\\secret.png", "media/images/" + "a" * 4000,
]  # fmt: skip
CAPTIONS = [
    f"<script>{RUN}</script>", f'"><img src=x onerror={RUN}>', "</figcaption></figure><h1>", "{{7*7}}", "\u202egnp.exe",
    "rg-inline:00", 'src="rg-inline:00"', "__proto__",
]  # fmt: skip


def boxes(run, name: str, content: object) -> dict[str, object]:
    path = Path(run.dir) / "media" / "metadata" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content) if not isinstance(content, str) else content)
    return {"_type": "boxes2D", "path": f"media/metadata/{name}.json"}


def overlays(run) -> list[dict[str, object]]:
    """Return images whose overlays are hostile."""
    bad = CAPTIONS[0]
    place = {"minX": 0, "maxX": 1, "minY": 0, "maxY": 1}
    labelled = {"position": place, "class_id": 1, "box_caption": bad, "scores": {bad: 0.5}}
    contents = [
        {"box_data": [labelled], "class_labels": {"1": bad}},
        {"box_data": [{"position": {"minX": 1e308, "maxX": -1e308, "minY": 0, "maxY": 1}}]},
        {"box_data": {"__proto__": 1}}, "[" * 50_000, "not json", {"box_data": [{"position": {"middle": "x"}}] * 10},
        {"box_data": [{"position": place, "class_id": "x" * 1000}], "class_labels": {"__proto__": "p"}},
    ]  # fmt: skip
    image = {"_type": "image-file", "format": "png", "path": "media/images/good.png"}
    found = [image | {"boxes": {bad: boxes(run, f"b{i}", content)}} for i, content in enumerate(contents)]
    masks = ["svg.png", "bomb.png", "cut.png", "good.png", "../../../../secret.png"]
    return found + [image | {"masks": {bad: {"_type": "mask", "path": f"media/images/{name}"}}} for name in masks]


def main() -> None:
    (OUT / "secret.png").write_bytes(png() + MARK.encode())
    run = wandb.init(project="hostile", name="hostile media", settings=wandb.Settings(console="off"))
    folder = Path(run.dir) / "media" / "images"
    folder.mkdir(parents=True)
    (folder / "good.png").write_bytes(png())
    (folder / "link.png").symlink_to(OUT / "secret.png")
    (folder.parent / "linked").symlink_to(OUT)
    os.mkfifo(folder / "pipe")
    for name, content in IMAGES.items():
        (folder / name).write_bytes(content)
    for (_, name), content in OTHERS.items():
        (folder / name).write_bytes(content)
    image = {"_type": "image-file", "format": "png"}
    run.log({"files": [image | {"path": f"media/images/{name}", "caption": name} for name in IMAGES]})
    run.log({"others": [{"_type": kind, "path": f"media/images/{name}", "caption": name} for kind, name in OTHERS]})
    run.log({"paths": [image | {"path": path, "caption": repr(path)[:80]} for path in PATHS]})
    run.log({"captions": [image | {"path": "media/images/good.png", "caption": text} for text in CAPTIONS]})
    run.log({"overlays": overlays(run)})
    run.log({"text": f"<script>{RUN}</script><img src={CALL} onerror={RUN}>"})
    np.save(OUT / "count.npy", len(IMAGES) + len(OTHERS) + len(PATHS) + len(CAPTIONS) + 13)
    run.finish()


main()
