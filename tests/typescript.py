"""Check the browser code: its types with the pinned compiler, its format and its lint with Biome."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLIENT = ROOT / "reportgen" / "client"


def main() -> int:
    """Run both by the Node.js that the build uses; with ``--write`` the format is mended and not checked."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import install_packages, node

    install_packages(tools=True)
    environment = {**os.environ, "PATH": f"{Path(node()[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    biome = ["check", "--write"] if "--write" in sys.argv else ["ci"]
    tsc = ["node_modules/typescript/bin/tsc", "--noEmit", "--project"]
    commands = (
        [*tsc, "tsconfig.json"],
        [*tsc, "tsconfig.tests.json"],
        ["node_modules/@biomejs/biome/bin/biome", *biome],
    )
    return max(
        subprocess.run([node()[0], *one], cwd=CLIENT, env=environment, check=False).returncode for one in commands
    )


if __name__ == "__main__":
    sys.exit(main())
