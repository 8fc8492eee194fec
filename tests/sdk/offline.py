"""What every logging script does first: the SDK is told to stay offline and to write below OUT_DIR only."""

import os
import sys
from pathlib import Path


def start() -> Path:
    """Return the folder that the command line names, with the SDK's environment set; call it before importing that."""
    out = Path(sys.argv[1]).resolve()
    os.environ |= {"WANDB_MODE": "offline", "WANDB_DIR": str(out), "WANDB_SILENT": "true"}
    for name in ("data", "cache", "config"):
        os.environ[f"WANDB_{name.upper()}_DIR"] = str(out / name)
        (out / name).mkdir(parents=True, exist_ok=True)
    return out
