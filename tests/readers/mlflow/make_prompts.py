"""Two versions of a prompt, and a run that loaded the first: make_prompts.py writes mlflow.db and mlruns where it runs.

With mlflow-skinny 3.17.2 and MLFLOW_ALLOW_FILE_STORE=true; ``tar cJf prompts.tar.xz mlflow.db mlruns`` packs both.
"""

from __future__ import annotations

from pathlib import Path

import mlflow

for store in ("sqlite:///mlflow.db", Path("mlruns").absolute().as_uri()):
    mlflow.set_tracking_uri(store)
    mlflow.set_registry_uri(store)
    mlflow.set_experiment("prompts")
    mlflow.genai.register_prompt("answer-question", "Answer in one sentence.\nQuestion: {{question}}")
    with mlflow.start_run(run_name="with prompt"):
        mlflow.genai.load_prompt("prompts:/answer-question/1")
        mlflow.log_metric("acc", 0.5)
    said = [{"role": "system", "content": "You are brief."}, {"role": "user", "content": "{{question}}"}]
    mlflow.genai.register_prompt("answer-question", said)
    with mlflow.start_run(run_name="with both"):
        for version in (1, 2):
            mlflow.genai.load_prompt(f"prompts:/answer-question/{version}")
        mlflow.log_metric("acc", 0.75)
    mlflow.genai.register_prompt("unused", "Say {{what}}.")
