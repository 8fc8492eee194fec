"""Log strings that try to run, with the SDK of this environment: log_hostile.py OUT_DIR."""

import contextlib

from offline import start

OUT = start()

import numpy as np  # noqa: E402
import wandb  # noqa: E402

STRINGS = [
    "<script>window.__pwned=1</script>", '"><img src=x onerror=window.__pwned=1>', "'-window.__pwned=1-'",
    "</script><script>window.__pwned=1</script>", "<!--<script>", "{{7*7}}${7*7}", "javascript:window.__pwned=1",
    "__proto__", "constructor", "\u202egnp.exe", "<svg/onload=window.__pwned=1>", "](javascript:window.__pwned=1)",
    "</style><style>@import'http://example.invalid/x'</style>", "<base href=http://example.invalid>", "\u2028\u2029",
    "<iframe src=http://example.invalid>", "<link rel=preload href=http://example.invalid/x>", "rg-inline:00",
    'src="rg-inline:00"', "\x00\x01\x1b[31m", "日本語 عربى 😀", "a" * 3000,
]  # fmt: skip

for number, text in enumerate(STRINGS):
    config = {text: text, "nested": {text: {text: [text, text]}}}
    run = wandb.init(
        project="hostile", name=text[:120], notes=text, tags=[text[:60] or "t"], group=text[:100], config=config
    )
    with contextlib.suppress(Exception):
        run.define_metric(text, summary="max")
    for step in range(4):
        run.log({text: step, f"{text}/b": step / 2, f"text/{number}": text})
    image = np.full((6, 6, 3), number, np.uint8)
    with contextlib.suppress(Exception):
        run.log({"pictures": [wandb.Image(image, caption=text)], "page": wandb.Html(text)})
    with contextlib.suppress(Exception):
        run.log({text + " picture": wandb.Image(image, caption=text)})
    run.summary[text + " s"] = text
    run.finish()
