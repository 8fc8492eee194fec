"""Check the types of the browser code with the pinned compiler."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CLIENT = ROOT / "reportgen" / "client"


def main() -> int:
    """Run ``tsc --noEmit`` by the Node.js that the build uses."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import install_packages, node

    install_packages()
    environment = {**os.environ, "PATH": f"{Path(node()[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    return subprocess.run(
        [node()[0], "node_modules/typescript/bin/tsc", "--noEmit"], cwd=CLIENT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
