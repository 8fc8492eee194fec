"""Make the results of promptfoo in ``promptfoo/`` again, with a provider of our own.

Run it with any Python, and PROMPTFOO=/path/to/node_modules/.bin/promptfoo of version 0.121.20 in the environment.
Folders of the machine become /home/someone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
BOT = """
module.exports = class {
  constructor(options) { this.label = options.label; this.config = options.config || {}; }
  id() { return this.label; }
  async callApi(prompt, context) {
    const answer = context.vars.answer, wrong = (this.config.wrong || []).includes(answer);
    if (answer === '25' && this.config.fails) return { error: 'API error: 500 Internal Server Error' };
    if (answer === '43' && this.config.fails) throw new Error('socket hang up');
    const call = { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: '{"key":"Japan"}' } };
    const said = answer === 'Tokyo' ? [call] : answer === 'Lima' ? { city: wrong ? 'Atlantis' : 'Lima' }
      : wrong ? 'Atlantis' : 'It is ' + answer;
    return {
      output: said, cost: 0.0001 * prompt.length, latencyMs: 12, cached: false, finishReason: 'stop',
      tokenUsage: { total: 20 + prompt.length, prompt: prompt.length, completion: 20,
                    completionDetails: { reasoning: 7 } },
      images: answer === '4' ? [{ data: 'data:image/png;base64,iVBORw0KGgo=', mimeType: 'image/png' }] : undefined,
    };
  }
};
"""
JUDGE = """
module.exports = (output) => {
  const good = !JSON.stringify(output).includes('Atlantis');
  return { pass: good, score: good ? 0.9 : 0.1, reason: good ? 'fine' : 'wrong place', namedScores: { style: 0.5 },
    componentResults: [{ pass: true, score: 1, reason: 'inner' }] };
};
"""
CONFIG = """
description: world
prompts:
  - '{{kind}} of {{q}}? say {{answer}}'
  - id: file://chat.json
    label: chat
providers:
  - {id: 'file://bot.js', label: bot-a, config: {wrong: ['Sahr', '43']}}
  - {id: 'file://bot.js', label: bot-b, config: {wrong: ['Lima'], fails: true, apiBaseUrl: 'http://internal.example'}}
derivedMetrics:
  - {name: share, value: 'accuracy / 8'}
env: {SECRET_OF_THE_MACHINE: x}
tests:
"""
WORLD = [("capital", "France", "Paris"), ("capital", "Japan", "Tokyo"), ("capital", "Peru", "Lima"),
         ("capital", "Chad", "Sahr"), ("sum", "2+2", "4"), ("sum", "17+26", "43"), ("sum", "5*5", "25"),
         ("sum", "9-12", "-3")]  # fmt: skip


def main():
    """Make the results."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "bot.js").write_text(BOT, "utf-8")
        (place / "judge.js").write_text(JUDGE, "utf-8")
        chat = [{"role": "system", "content": "Answer shortly."}, {"role": "user", "content": "{{kind}} of {{q}}?"}]
        (place / "chat.json").write_text(json.dumps(chat), "utf-8")
        tests = [
            {"vars": {"kind": kind, "q": q, "answer": answer}, "metadata": {"category": kind},
             "assert": [{"type": "contains", "value": answer, "metric": "accuracy", "weight": 2},
                        {"type": "javascript", "value": "file://judge.js", "metric": "judge"}]}
            for kind, q, answer in WORLD
        ]  # fmt: skip
        text = CONFIG + "".join(f"  - {json.dumps(test)}\n" for test in tests)
        (place / "promptfooconfig.yaml").write_text(text, "utf-8")
        off = ("TELEMETRY", "UPDATE", "REMOTE_GENERATION")
        env = os.environ | {f"PROMPTFOO_DISABLE_{name}": "1" for name in off}
        env |= {"PROMPTFOO_CONFIG_DIR": f"{folder}/config", "NO_COLOR": "1"}
        tool = os.environ["PROMPTFOO"]
        home = str(Path(tool).resolve().parents[4])
        command = [tool, "eval", "--no-cache", "--repeat", "2", "-j", "2", "-o", "out.json", "-o", "out.jsonl"]
        subprocess.run(command, cwd=place, env=env, capture_output=True, check=False)  # 100 says that some tests fail
        out = HERE / "promptfoo"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        for name in ("out.json", "out.jsonl"):
            made = (place / name).read_text("utf-8").replace(home, "/home/someone")
            (out / name.replace("out", "world")).write_text(made.replace(folder, "/home/someone"), "utf-8")


if __name__ == "__main__":
    main()
