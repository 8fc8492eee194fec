"""Make the logs of Inspect in ``inspect/`` again, and beside them ``inspect.json``: what Inspect itself reads of each.

Run it with the Python of an environment that has inspect_ai 0.3.285; models are mocks, nothing is fetched. Folders of
the machine in tracebacks become ``/home/someone``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from base64 import b64encode
from pathlib import Path

HERE = Path(__file__).parent
WORLD = [
    ("capital", "France", "Paris"), ("capital", "Japan", "Tokyo"), ("capital", "Peru", "Lima"),
    ("capital", "Chad", "N'Djamena"), ("sum", "2+2", "4"), ("sum", "17+26", "43"), ("sum", "5*5", "25"),
    ("sum", "9-12", "-3"),
]  # fmt: skip


def picture() -> str:
    """Return a small PNG as a data URI."""
    rows = b"".join(b"\0" + bytes((x * 30 + y) % 256 for x in range(8)) for y in range(8))

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    made = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    return "data:image/png;base64," + b64encode(made).decode()


def mock(wrong=(), slow=0.0):
    """Return a model that knows the answers, but for those about ``wrong``."""
    from inspect_ai.model import ContentReasoning, ContentText, ModelOutput, ModelUsage, get_model

    def answer(messages, _tools, _choice, _config):
        asked = next(m for m in reversed(messages) if m.role == "user").text
        known = next((a for _, k, a in WORLD if k in asked), "no idea")
        said = "Atlantis" if any(word in asked for word in wrong) else known
        if slow:
            time.sleep(slow)
        made = ModelOutput.from_content(
            "mockllm/model", [ContentReasoning(reasoning=f"I recall {said}."), ContentText(text=f"ANSWER: {said}")]
        )
        made.usage = ModelUsage(
            input_tokens=len(asked), output_tokens=len(said), total_tokens=len(asked) + len(said),
            input_tokens_cache_read=2, reasoning_tokens=5, total_cost=0.001,
        )  # fmt: skip
        return made

    return get_model("mockllm/model", custom_outputs=answer)


def tasks():  # noqa: C901 - a task a line
    """Return tasks by name as (task, model, settings)."""
    from inspect_ai import Epochs, Task
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import (
        ChatMessageSystem,
        ChatMessageUser,
        ContentData,
        ContentImage,
        ContentText,
        ModelOutput,
        ModelUsage,
        get_model,
    )  # fmt: skip
    from inspect_ai.scorer import Score, accuracy, grouped, includes, mean, scorer, stderr
    from inspect_ai.solver import generate, solver, system_message, use_tools
    from inspect_ai.tool import ToolCall, ToolError, tool

    data = [
        Sample(input=f"{kind} of {name}?", target=answer, id=f"{kind}/{n}",
               metadata={"category": kind, "level": n % 3, "nested": {"a": [1, 2]}})
        for n, (kind, name, answer) in enumerate(WORLD)
    ]  # fmt: skip

    @scorer(metrics=[grouped(accuracy(), "category"), accuracy(), stderr()])
    def right():
        async def score(state, target):
            good = target.text in state.output.completion
            return Score(value="C" if good else "I", answer=state.output.completion.split(":")[-1].strip(),
                         explanation=f"looked for {target.text}")  # fmt: skip

        return score

    @scorer(metrics={"fluency": [mean(), stderr()], "brevity": [mean()]})
    def graded():
        async def score(state, target):  # noqa: ARG001 - by its name
            short = float("nan") if state.sample_id == "sum/4" else 0.5
            return Score(value={"fluency": len(state.output.completion) / 20, "brevity": short})

        return score

    @scorer(metrics=[mean(), stderr()])
    def odd():
        async def score(state, target):  # noqa: ARG001 - by its name
            return Score(value={0: float("nan"), 1: float("inf"), 2: 1.0, 3: 2.0}[int(str(state.sample_id)[-1])])

        return score

    @scorer(metrics=[accuracy(), stderr()])
    def maybe():
        async def score(state, target):  # noqa: ARG001 - by its name
            if str(state.sample_id).endswith("2"):
                return None
            return Score(value={"6": "N", "7": "P"}.get(str(state.sample_id)[-1], "C"))

        return score

    @solver
    def breaking(*names):
        async def solve(state, generate):  # noqa: ARG001 - by its name
            if str(state.sample_id) in names:
                raise ValueError(f"broke on {state.sample_id}")
            return state

        return solve

    @tool
    def lookup():
        async def execute(key: str) -> str:
            """Look a word up.

            Args:
                key: the word
            """
            if key == "boom":
                raise ToolError("no such word: boom")
            return json.dumps({"key": key, "value": 42})

        return execute

    calls = [("lookup", {"key": "boom"}, None), ("lookup", {"key": "a"}, None), ("missing", {"q": 1}, None),
             ("lookup", {"key": "z"}, "unexpected end of data")]  # fmt: skip

    def turn(n, call):
        made = ModelOutput.for_tool_call("m", call[0], call[1], f"call number {n}")
        made.choices[0].message.tool_calls = [
            ToolCall(id=f"long-id-of-a-call-{n}", function=call[0], arguments=call[1], parse_error=call[2])
        ]
        return made

    last = ModelOutput.from_content("m", "# Result\n\n<script>alert(1)</script> \u202etxet")
    agent = [turn(n, call) for n, call in enumerate(calls)] + [last]
    for one in agent:
        one.usage = ModelUsage(input_tokens=25, output_tokens=12, total_tokens=37)
    asked = [
        ChatMessageSystem(content="You test."),
        ChatMessageUser(content=[
            ContentText(text="What is this?"), ContentImage(image=picture()), ContentData(data={"k": [1, 2]})
        ]),
    ]  # fmt: skip
    plan = [system_message("Answer shortly."), generate()]
    world = MemoryDataset(data, name="world")
    both = {"scorer": [right(), graded()], "name": "qa", "version": 3}
    return {
        "a": (Task(dataset=world, solver=plan, **both), mock(["Chad", "26"]), {"tags": ["t1"]}),
        "b": (Task(dataset=world, solver=plan, **both), mock(["Chad", "5*5"]), {}),
        "epochs": (Task(dataset=world, solver=generate(), scorer=right(), name="repeated",
                        epochs=Epochs(3, ["mean", "at_least_2"])), mock(["Peru"]), {}),
        "agent": (Task(dataset=[Sample(input=asked, target="Result", id="multimodal")],
                       solver=[use_tools(lookup()), generate()], scorer=includes(), name="agent"),
                  get_model("mockllm/model", custom_outputs=agent), {}),
        "nan": (Task(dataset=data[:4], solver=generate(), scorer=odd(), name="odd"), mock(), {}),
        "errors": (Task(dataset=data, solver=[generate(), breaking("capital/1", "sum/5")], scorer=maybe(),
                        name="errors", fail_on_error=False), mock(), {"retry_on_error": 1}),
        "failed": (Task(dataset=data[:3], solver=[generate(), breaking("capital/1")], scorer=right(), name="failed"),
                   mock(), {}),
        "limited": (Task(dataset=data[:2], solver=generate(), scorer=right(), name="limited", token_limit=5),
                    mock(), {}),
        "unscored": (Task(dataset=data[:2], solver=generate(), scorer=right(), name="unscored"), mock(),
                     {"score": False}),
        "bare": (Task(dataset=data[:2], solver=generate(), scorer=right(), name="bare"), mock(),
                 {"log_samples": False}),
        "document": (Task(dataset=data[:3], solver=generate(), scorer=right(), name="document"), mock(["Japan"]),
                     {"log_format": "json"}),
    }  # fmt: skip


SLOW = """
import sys, time
sys.path.insert(0, {here!r})
from make_inspect import WORLD, mock
from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.scorer import includes
from inspect_ai.solver import generate, solver
import anyio

@solver
def pause():
    async def solve(state, generate):  # noqa: ARG001 - by its name
        if int(state.sample_id) > 4:
            open({ready!r}, "a").write("x")
            await anyio.sleep(600)
        return state
    return solve

data = [Sample(input=f"{{k}} of {{n}}?", target=a, id=i + 1) for i, (k, n, a) in enumerate(WORLD)]
eval(Task(dataset=data, solver=[generate(), pause()], scorer=includes(), name="slow"), model=mock(), log_dir={logs!r},
     display="none", max_samples=2, log_buffer=1)
"""


def stopped(how, logs):
    """Start an evaluation, and stop it when four samples are done and two hang."""
    ready = logs / "ready"
    logs.mkdir(parents=True)
    script = SLOW.format(here=str(HERE), ready=str(ready), logs=str(logs))
    process = subprocess.Popen([sys.executable, "-c", script], env=os.environ | {"INSPECT_DISPLAY": "none"})
    while not ready.exists() or ready.stat().st_size < 2:
        time.sleep(0.1)
    time.sleep(2)
    process.send_signal(how)
    process.wait(60)


def rewritten(source, target):
    """Copy a log without what its tracebacks say of this machine."""
    import zipfile_zstd  # noqa: F401 - teaches zipfile the method

    def clean(data):
        text = data.decode()
        for folder in sorted({sys.prefix, sys.base_prefix, str(HERE), str(source.parent)}, key=len, reverse=True):
            text = text.replace(folder, "/home/someone/work")
        return re.sub(
            r'"traceback_ansi": ?"(?:[^"\\]|\\.)*"', '"traceback_ansi":"\\\\u001b[31m/home/someone/x"', text
        ).encode()

    if source.suffix == ".json":
        target.write_bytes(clean(source.read_bytes()))
        return
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_ZSTANDARD, compresslevel=19) as new:
        for info in old.infolist():
            new.writestr(info.filename, clean(old.read(info)))


def told(path):
    """Return what Inspect itself reads of a log."""
    from inspect_ai.log import read_eval_log

    log = read_eval_log(str(path))
    scores = log.results.scores if log.results else []
    return {
        "status": log.status,
        "total": log.results.total_samples if log.results else None,
        "completed": log.results.completed_samples if log.results else None,
        "scores": [
            {"name": one.name, "scorer": one.scorer, "reducer": one.reducer, "scored": one.scored_samples,
             "metrics": {name: repr(float(metric.value)) for name, metric in one.metrics.items()}}
            for one in scores
        ],
        "samples": [
            {"id": one.id, "epoch": one.epoch, "messages": len(one.messages), "error": bool(one.error),
             "limit": one.limit.type if one.limit else None,
             "scores": {name: json.loads(json.dumps(score.value).replace("NaN", "null").replace("Infinity", "1e999"))
                        for name, score in (one.scores or {}).items()}}
            for one in log.samples or []
        ],
    }  # fmt: skip


def edited(logs):
    """Edit one score of a log by hand."""
    from inspect_ai.log import ProvenanceData, edit_score, read_eval_log, write_eval_log
    from inspect_ai.scorer._metric import ScoreEdit

    log = read_eval_log(str(next((logs / "a").glob("*.eval"))))
    edit_score(log, "capital/3", "right", ScoreEdit(
        value="C", explanation="by hand", provenance=ProvenanceData(author="me", reason="the apostrophe")))  # fmt: skip
    (logs / "edited").mkdir()
    write_eval_log(log, str(logs / "edited" / "edited.eval"))


def main():
    """Make all logs."""
    from inspect_ai import eval as run

    out = HERE / "inspect"
    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        for name, (task, model, settings) in tasks().items():
            run(task, model=model, log_dir=str(logs / name), display="none", **settings)
        edited(logs)
        stopped(signal.SIGKILL, logs / "killed")
        stopped(signal.SIGINT, logs / "cancelled")
        known = {}
        for source in sorted([*logs.glob("*/*.eval"), *logs.glob("*/*.json")]):
            target = out / source.parent.name / f"log{source.suffix}"
            target.parent.mkdir(parents=True)
            rewritten(source, target)
            known[source.parent.name] = told(source) if source.parent.name != "killed" else None
    text = json.dumps(known, separators=(",", ":"))
    (HERE / "inspect.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    os.environ["INSPECT_DISPLAY"] = "none"
    main()
