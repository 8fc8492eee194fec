"""Make the files of DeepEval, Ragas and TRL in the folders of their names again: ``make_others.py deepeval ragas trl``.

deepeval needs deepeval 4.3.1; ragas 0.4.3 with rapidfuzz and langchain packages before 1; trl pandas and pyarrow, as a
trainer of TRL 1.16 writes its completions with them. Nothing is fetched and no model is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
WORLD = [("capital", "France", "Paris"), ("capital", "Japan", "Tokyo"), ("capital", "Peru", "Lima"),
         ("capital", "Chad", "Sahr"), ("sum", "2+2", "4"), ("sum", "17+26", "43"), ("sum", "5*5", "25"),
         ("sum", "9-12", "-3")]  # fmt: skip

DEEPEVAL = """
import json, sys
from deepeval import evaluate
from deepeval.evaluate.configs import AsyncConfig, CacheConfig, DisplayConfig, ErrorConfig
from deepeval.metrics import BaseConversationalMetric, BaseMetric
from deepeval.test_case import ConversationalTestCase, LLMTestCase, ToolCall, Turn
WORLD = json.loads(sys.argv[1])

class Contains(BaseMetric):
    def __init__(self):
        self.threshold, self.async_mode, self.strict_mode = 0.5, False, False
    def measure(self, case, *args, **more):
        if case.expected_output == "25":
            raise ValueError("the judge broke")
        self.score = float(case.expected_output in case.actual_output)
        self.success, self.reason = self.score >= 0.5, f"looked for {case.expected_output}"
        return self.score
    async def a_measure(self, case, *args, **more):
        return self.measure(case)
    def is_successful(self):
        return bool(self.success)
    @property
    def __name__(self):
        return "Contains"

class Turns(BaseConversationalMetric):
    def __init__(self):
        self.threshold, self.async_mode, self.strict_mode = 2, False, False
    def measure(self, case, *args, **more):
        self.score, self.success, self.reason = float(len(case.turns)), True, "counted"
        return self.score
    async def a_measure(self, case, *args, **more):
        return self.measure(case)
    def is_successful(self):
        return True
    @property
    def __name__(self):
        return "Turns"

quiet = dict(display_config=DisplayConfig(show_indicator=False, print_results=False), cache_config=CacheConfig(
    write_cache=False), error_config=ErrorConfig(ignore_errors=True), async_config=AsyncConfig(run_async=False))
cases = [LLMTestCase(name=f"{k} {n}", input=f"{k} of {n}?", actual_output="It is " + ("Atlantis" if a == "Sahr" else a),
    expected_output=a, retrieval_context=["chunk one", "chunk two"], tags=[k], token_cost=0.002, completion_time=0.5,
    tools_called=[ToolCall(name="lookup", input_parameters={"key": n}, output={"v": a})] if k == "capital" else None)
    for k, n, a in WORLD]
evaluate(cases, [Contains()], hyperparameters={"model": "a", "temperature": 0.1}, identifier="run a", **quiet)
talk = ConversationalTestCase(scenario="asks for a capital", expected_outcome="gets it", turns=[
    Turn(role="user", content="capital of Peru?"), Turn(role="assistant", content="Lima", tools_called=[
    ToolCall(name="lookup", input_parameters={"key": "Peru"}, output="Lima")]), Turn(role="user", content="thanks")])
evaluate([talk], [Turns()], **quiet)
"""


def deepeval(out):
    """Run two tests, of cases and of a conversation."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        env = os.environ | {"DEEPEVAL_RESULTS_FOLDER": str(results), "DEEPEVAL_TELEMETRY_OPT_OUT": "YES",
                            "DEEPEVAL_DISABLE_DOTENV": "1", "CI": "1"}  # fmt: skip
        subprocess.run([sys.executable, "-c", DEEPEVAL, json.dumps(WORLD)], cwd=folder, env=env, check=True)
        for n, path in enumerate(sorted(results.glob("test_run_*.json"))):
            shutil.copy(path, out / f"test_run_20260101_00000{n}.json")


def ragas(out):
    """Score rows by metrics that need no model."""
    from ragas import EvaluationDataset, MultiTurnSample, SingleTurnSample, evaluate
    from ragas.messages import AIMessage, HumanMessage, ToolCall, ToolMessage
    from ragas.metrics import ExactMatch, NonLLMStringSimilarity, ToolCallAccuracy

    rows = [
        SingleTurnSample(user_input=f"{k} of {n}?", response="Atlantis" if a == "Sahr" else a, reference=a,
                         retrieved_contexts=["one", "two"])
        for k, n, a in WORLD
    ]  # fmt: skip
    made = evaluate(EvaluationDataset(rows), [ExactMatch(), NonLLMStringSimilarity()], show_progress=False).to_pandas()
    made.to_csv(out / "scores.csv", index=False)
    made.to_json(out / "scores.jsonl", orient="records", lines=True)
    EvaluationDataset(rows).to_jsonl(out / "dataset.jsonl")
    call = ToolCall(name="lookup", args={"key": "Peru"})
    talk = MultiTurnSample(user_input=[HumanMessage(content="capital of Peru?"),
                                       AIMessage(content="I look.", tool_calls=[call]), ToolMessage(content="Lima"),
                                       AIMessage(content="Lima")], reference_tool_calls=[call])  # fmt: skip
    made = evaluate(EvaluationDataset([talk]), [ToolCallAccuracy()], show_progress=False).to_pandas()
    made.to_json(out / "talk.jsonl", orient="records", lines=True)
    made.to_csv(out / "talk_only.csv", index=False)


def trl(out):
    """Write completions of three steps: plain texts, messages with calls, and a reward that does not apply."""
    import pandas as pd

    call = {"type": "function", "function": {"name": "lookup", "arguments": {"key": "Peru"}}}
    folder = out / "run" / "completions"
    folder.mkdir(parents=True)
    for step in (10, 20, 30):
        rows = []
        for n in range(4):
            kind, name, answer = WORLD[n // 2]
            said = answer if (n + step // 10) % 2 else "Atlantis"
            messages = [{"role": "assistant", "content": f"<think>I recall {answer}</think>{said}"}]
            if step == 20:
                messages = [{"role": "assistant", "content": None, "tool_calls": [call]},
                            {"role": "tool", "name": "lookup", "content": "Lima"}, *messages]  # fmt: skip
            prompt = [{"role": "system", "content": "Answer."}, {"role": "user", "content": f"{kind} of {name}?"}]
            rows.append({
                "step": step, "prompt": prompt if step > 10 else f"{kind} of {name}?",
                "completion": messages if step > 10 else said, "accuracy_reward": float(said == answer),
                "format_reward": float("nan") if n == 3 else 0.5, "note": f"g{n}",
                "advantage": float(said == answer) - 0.5,
            })  # fmt: skip
        pd.DataFrame(rows).to_parquet(folder / f"completions_{step:05d}.parquet")


if __name__ == "__main__":
    for case in sys.argv[1:]:
        place = HERE / case
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        {"deepeval": deepeval, "ragas": ragas, "trl": trl}[case](place)
