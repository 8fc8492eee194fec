"""Log documents whose style asks the network: log_html.py OUT_DIR DIGEST.

The digest is that of the documents, so that a change of them logs anew.
"""

import sys
from pathlib import Path

from offline import start

OUT = start()
sys.path.append(str(Path(__file__).parents[1] / "media"))

import wandb  # noqa: E402
from css_tricks import documents  # noqa: E402


def main() -> None:
    run = wandb.init(project="hostile", name="hostile style", settings=wandb.Settings(console="off"))
    texts = ["".join(documents("http://127.0.0.1:9/a")), *documents("http://127.0.0.1:9/a")[::25]]
    run.log({f"style_{number}": wandb.Html(text, inject=False) for number, text in enumerate(texts)})
    run.finish()


main()
