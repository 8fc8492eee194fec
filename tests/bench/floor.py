"""The least page with a workload's content: floor.py WORKLOAD_DIR OUT.html, as a limit to be measured against.

No spec, no checks, no theme, no controls: the logs are read once for their checksum, numbers go as shuffled and
deflated bytes into the page, pictures as they are, and a script of a page's length draws each when it is scrolled to.
"""

from __future__ import annotations

import base64
import sys
import zlib
from pathlib import Path

import numpy as np
from workload import Workload

CODE = """
const bytes = (id) => Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
const open = async (id) => new Uint8Array(await new Response(new Blob([bytes(id)]).stream()
  .pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
const numbers = async (id, Kind) => {
  const from = await open(id), wide = Kind.BYTES_PER_ELEMENT, many = from.length / wide;
  const to = new Uint8Array(from.length);
  for (let b = 0; b < wide; b++) for (let i = 0; i < many; i++) to[i * wide + b] = from[b * many + i];
  return new Kind(to.buffer);
};
const canvas = (at) => { const one = document.createElement("canvas"); one.width = 420; one.height = 240;
  at.append(one); return one.getContext("2d"); };
const plot = (pen, x, y, lines) => {
  const long = y.length / lines; let low = Infinity, high = -Infinity;
  for (const one of y) { if (one < low) low = one; if (one > high) high = one; }
  for (let line = 0; line < lines; line++) {
    pen.strokeStyle = `hsl(${line * 47} 60% 45%)`; pen.beginPath();
    for (let i = 0; i < long; i++) pen.lineTo((x ? x[line * long + i] : i / long) * 420,
      240 - (y[line * long + i] - low) / (high - low) * 240);
    pen.stroke();
  }
};
const draw = {
  lines: async (at, [y], [count]) => plot(canvas(at), null, await numbers(y, Float32Array), count),
  curves: async (at, [x, y], [count]) =>
    plot(canvas(at), await numbers(x, Float32Array), await numbers(y, Float32Array), count),
  heat: async (place, [id], [rows]) => {
    const counts = await numbers(id, Uint16Array), pen = canvas(place); let most = 1;
    for (const one of counts) if (one > most) most = one;
    const image = pen.createImageData(rows, 64);
    const at = (i) => ((63 - i % 64) * rows + (i / 64 | 0)) * 4;
    counts.forEach((one, i) => image.data.set([0, 80, 160, 255 * one / most], at(i)));
    pen.putImageData(image, 0, 0);
  },
  image: async (at, ids) => {
    for (const id of ids) { const one = new Image(); one.width = 240; at.append(one);
      one.src = URL.createObjectURL(new Blob([bytes(id)], { type: "image/png" })); await one.decode(); }
  },
  table: async (at, [id]) => {
    const rows = new TextDecoder().decode(await open(id)).split("\\n"), table = document.createElement("table");
    for (const row of rows.slice(0, 30)) {
      const line = table.insertRow();
      for (const cell of row.split("\\t")) line.insertCell().textContent = cell;
    }
    at.append(table);
  },
  cloud: async (at, [place, color]) => {
    const xyz = await numbers(place, Float32Array), rgb = await open(color), pen = canvas(at);
    for (let i = 0; i < xyz.length; i += 3) { pen.fillStyle = `rgb(${rgb[i]} ${rgb[i + 1]} ${rgb[i + 2]})`;
      pen.fillRect(210 + xyz[i] * 90, 120 + xyz[i + 1] * 90, 1, 1); }
  },
};
const seen = new IntersectionObserver((found) => { for (const { isIntersecting, target } of found) if (isIntersecting) {
  seen.unobserve(target); const { kind, ids, sizes } = target.dataset;
  draw[kind](target, ids.split(" "), sizes.split(" ").map(Number)).then(() => { target.dataset.ready = ""; });
} });
for (const one of document.querySelectorAll("[data-kind]")) seen.observe(one);
"""
STYLE = "[data-kind]{display:inline-block;width:430px;min-height:250px;content-visibility:auto}"


class Page:
    """The elements of a page, and the blocks that they draw."""

    def __init__(self) -> None:
        self.elements: list[str] = []
        self.blocks: list[str] = []

    def block(self, data: bytes) -> str:
        self.blocks.append(f'<script type="x" id="b{len(self.blocks)}">{base64.b64encode(data).decode()}</script>')
        return f"b{len(self.blocks) - 1}"

    def numbers(self, array: np.ndarray) -> str:
        flat = np.ascontiguousarray(array)
        return self.block(zlib.compress(flat.view(np.uint8).reshape(-1, flat.itemsize).T.tobytes(), 6))

    def show(self, kind: str, *ids: str, size: int = 0, words: str = "") -> None:
        self.elements.append(f'<div data-kind={kind} data-ids="{" ".join(ids)}" data-sizes="{size}">{words}</div>')


def main(work: Workload, out: Path) -> None:
    for log in sorted(work.folder.glob("wandb/*/*.wandb")):
        zlib.crc32(log.read_bytes())
    page = Page()
    for number, name in enumerate(work.metrics):
        page.show("lines", page.numbers(work.scalars[:, number]), size=len(work.scalars), words=name)
    for number, counts in enumerate(work.counts):
        page.show("heat", page.numbers(counts.astype(np.uint16)), size=len(counts), words=f"layer {number}")
    for recall, precision in work.curves():
        page.show("curves", *(page.numbers(one.astype(np.float32)) for one in (recall, precision)), size=1)
    for path, boxes in zip(work.images(), work.boxes, strict=True):
        words = "".join(f"<i>{box['left']},{box['top']},{box['width']},{box['height']}</i>" for box in boxes)
        page.show("image", page.block(path.read_bytes()), page.block(work.mask(path).read_bytes()), words=words)
    rows = "\n".join("\t".join(map(str, row)) for row in zip(*work.rows().values(), strict=True))
    page.show("table", page.block(zlib.compress(rows.encode(), 6)))
    color = zlib.compress((work.points[:, 3:] * 255).astype(np.uint8).tobytes(), 6)
    page.show("cloud", page.numbers(work.points[:, :3]), page.block(color))
    with out.open("w", encoding="utf-8") as file:
        file.write(f"<!doctype html><meta charset=utf-8><title>Floor</title><style>{STYLE}</style>")
        file.writelines([*page.elements, *page.blocks, f"<script>{CODE}</script>"])


if __name__ == "__main__":
    main(Workload(Path(sys.argv[1])), Path(sys.argv[2]))
