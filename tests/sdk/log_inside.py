"""Log documents and figures that hold pictures as data: addresses, with marks beside the pixels: log_inside.py OUT."""

import base64
import html
import io

from offline import start

OUT = start()

import wandb  # noqa: E402 - reads its environment when imported
from PIL import Image, PngImagePlugin  # noqa: E402 - beside it

PICTURE = Image.new("RGB", (8, 6), (200, 30, 60))


def address(kind, place):
    """Return a picture with a mark beside its pixels, as an address."""
    mark, out, more = f"MARK-{place}-{kind}", io.BytesIO(), {}
    exif = Image.Exif()
    exif[0x010E] = mark
    if kind == "png":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", mark)
        info.add_text("Zipped", mark, zip=True)
        more = {"pnginfo": info, "exif": exif}
    elif kind == "gif":
        more = {"comment": mark.encode()}
    elif kind in ("jpeg", "webp"):
        more = {"exif": exif} | ({"comment": mark.encode()} if kind == "jpeg" else {})
    PICTURE.save(out, kind, **more)
    if kind in ("png", "gif"):
        out.write(f"MARK-behind-{place}".encode())
    return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode()}"


def wrapped(text):
    return "\n".join(text[n : n + 60] for n in range(0, len(text), 60))


class Figure:
    """Stands for Plotly's class, which the SDK knows by its name."""

    def to_plotly_json(self):
        image = {"source": address("png", "figure"), "x": 0, "y": 1, "sizex": 1, "sizey": 1}
        return {"data": [{"type": "scatter", "x": [1, 2], "y": [1, 2]}], "layout": {"images": [image]}}


Figure.__module__ = "plotly.graph_objs._figure"

parts = []
for kind in ("png", "jpeg", "gif", "webp"):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address(kind, "svg")}"/></svg>'
    nested = base64.b64encode(svg.encode()).decode()
    odd = address(kind, "entity").replace("data:", "&#100;ata:").replace("i", "&#x69;")
    css = address(kind, "escape").replace("data", "\\64 ata")
    parts += [
        f'<img src="{address(kind, "src")}" srcset="{address(kind, "srcset")} 2x" alt="{kind}">',
        f"<img src='{wrapped(address(kind, 'wrapped'))}'>",
        f'<img src="{odd}"><img src="data:image/svg+xml;base64,{nested}">',
        f'<img src="data:image/svg+xml,{html.escape(svg)}"><a href="{address(kind, "link")}">a</a>',
        f'<svg><image href="{address(kind, "image")}"/><image xlink:href="{address(kind, "xlink")}"/></svg>',
        f"<p style='background: url({address(kind, 'style')})'>a</p><video poster='{address(kind, 'poster')}'></video>",
        f"<style>p {{ background: url({address(kind, 'sheet')}), url('{css}') }}</style>",
        f'<table background="{address(kind, "attribute")}"><tr><td>a</td></tr></table>',
        f"<!-- {address(kind, 'comment')} -->",
    ]
whole = "\n".join(parts)
run = wandb.init(project="inside", name="inside", settings=wandb.Settings(console="off"))
run.log({"page": wandb.Html(whole)})
(OUT / "page.html").write_text(whole)
run.log({"file": wandb.Html(str(OUT / "page.html"))})
run.log({"figure": Figure()})
table = wandb.Table(columns=["page"], data=[[wandb.Html(whole)]])
run.log({"rows": table})
run.finish()
text = "\n\n".join(
    f"![a]({address(kind, 'markdown')}) <img src='{address(kind, 'mixed')}'>" for kind in ("png", "jpeg")
)
(OUT / "notes.md").write_text(text)
