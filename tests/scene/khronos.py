"""The Khronos glTF validator, from the page's own npm packages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SCRIPT = """
const validator = require("gltf-validator"), fs = require("fs"), path = require("path");
(async () => {
  const out = {};
  for (const name of fs.readdirSync(process.argv[1])) {
    const bytes = new Uint8Array(fs.readFileSync(path.join(process.argv[1], name)));
    const { issues } = await validator.validateBytes(bytes, { maxIssues: 20 });
    out[name] = issues.messages.filter((issue) => issue.severity === 0).map((issue) => `${issue.pointer}: ${issue.message}`);
  }
  process.stdout.write(JSON.stringify(out));
})();
"""


def errors(folder: Path) -> dict[str, list[str]]:
    """Return the errors of every GLB in a folder, by name."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import node

    command = [node()[0], "-e", _SCRIPT, str(folder)]
    done = subprocess.run(command, cwd=ROOT / "reportgen" / "client", capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
