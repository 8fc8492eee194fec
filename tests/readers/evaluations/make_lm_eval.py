"""Make the results of lm-evaluation-harness in ``lm_eval/`` again, with its dummy model and a chat server of our own.

Run it with the Python of an environment that has ``lm-eval[api]`` 0.4.13. Folders of the machine become /home/someone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

HERE = Path(__file__).parent
WORLD = [("capital", "France", "Paris"), ("capital", "Japan", "Tokyo"), ("capital", "Peru", "Lima"),
         ("capital", "Chad", "Sahr"), ("sum", "2+2", "4"), ("sum", "17+26", "43"), ("sum", "5*5", "25"),
         ("sum", "9-12", "-3")]  # fmt: skip
DATA = "dataset_path: json\ndataset_name: null\ndataset_kwargs:\n  data_files:\n    test: {file}\ntest_split: test\n"
TASKS = {
    "world_mc": "output_type: multiple_choice\ndoc_to_text: 'Q: {{q}}?'\ndoc_to_choice: '{{choices}}'\n"
    "doc_to_target: gold\nmetric_list:\n  - metric: acc\n    aggregation: mean\n    higher_is_better: true\n"
    "  - metric: acc_norm\n    aggregation: mean\n    higher_is_better: true\nmetadata:\n  version: 1.0\n",
    "world_gen": "output_type: generate_until\ndoc_to_text: 'Q: {{q}}?'\ndoc_to_target: '{{a}}'\nrepeats: 2\n"
    "generation_kwargs:\n  until: ['\\n']\n  do_sample: false\nmetric_list:\n  - metric: exact_match\n"
    "    aggregation: mean\n    higher_is_better: true\nfilter_list:\n  - name: strict\n    filter:\n"
    "      - function: regex\n        regex_pattern: 'It is (.+)'\n      - function: take_first\n  - name: loose\n"
    "    filter:\n      - function: take_first\nmetadata:\n  version: 2.0\n",
    "world_ppl": "output_type: loglikelihood_rolling\ndoc_to_text: ''\ndoc_to_target: '{{page}}'\nmetric_list:\n"
    "  - metric: word_perplexity\n  - metric: bits_per_byte\nmetadata:\n  version: 1.0\n",
}
GROUP = "group: world\ntask:\n  - world_mc\n  - world_gen\naggregate_metric_list:\n  - metric: acc\n"


class Chat(BaseHTTPRequestHandler):
    """Answers what is asked."""

    def do_POST(self):
        """Answer a request."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"]
        said = next((answer for _, name, answer in WORLD if name in str(asked)), "no idea")
        message = {"role": "assistant", "content": f"It is {said}"}
        body = json.dumps({"id": "x", "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


def main():
    """Make all results."""
    out = HERE / "lm_eval"
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        tasks = Path(folder) / "tasks"
        tasks.mkdir()
        rows = {
            "world_mc": [{"q": f"{n} of {k}", "choices": [a, "Atlantis", "none"], "gold": 0, "subject": k}
                         for k, n, a in WORLD],
            "world_gen": [{"q": f"{n} of {k}", "a": a} for k, n, a in WORLD],
            "world_ppl": [{"page": "a b c d\n" * 9}, {"page": "e f g"}],
        }  # fmt: skip
        for name, text in TASKS.items():
            file = tasks / f"{name}.jsonl"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows[name]), "utf-8")
            (tasks / f"{name}.yaml").write_text(f"task: {name}\n{DATA.format(file=file)}{text}", "utf-8")
        (tasks / "world.yaml").write_text(f"{GROUP}    weight_by_size: true\nmetadata:\n  version: 1\n", "utf-8")
        server = HTTPServer(("127.0.0.1", 0), Chat)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
        dummy = ["--model", "dummy", "--log_samples"]
        arguments = f"model=org/mock,base_url={url},num_concurrent=1,tokenized_requests=False"
        runs = {
            "a": [*dummy, "--tasks", "world,world_ppl", "--seed", "1"],
            "b": [*dummy, "--tasks", "world_mc", "--seed", "2", "--num_fewshot", "2"],
            "limit": [*dummy, "--tasks", "world_mc", "--limit", "3"],
            "bare": ["--model", "dummy", "--tasks", "world_mc", "--limit", "1"],
            "chat": ["--model", "local-chat-completions", "--model_args", arguments, "--log_samples", "--tasks",
                     "world_gen", "--apply_chat_template", "--system_instruction", "Be short.", "--num_fewshot", "1",
                     "--fewshot_as_multiturn"],
        }  # fmt: skip
        env = os.environ | {"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1", "HF_HOME": f"{folder}/hf",
                            "OPENAI_API_KEY": "none"}  # fmt: skip
        for name, more in runs.items():
            command = [str(Path(sys.executable).parent / "lm_eval"), *more, "--include_path", str(tasks)]
            subprocess.run([*command, "--output_path", f"{folder}/{name}"], check=True, env=env, capture_output=True)
            for source in Path(folder, name).rglob("*.json*"):
                target = out / name / source.relative_to(Path(folder, name))
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(source.read_text("utf-8").replace(folder, "/home/someone"), "utf-8")


if __name__ == "__main__":
    main()
