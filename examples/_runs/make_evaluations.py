"""Make the logs of the examples of evaluations again: three made-up models answer the same questions with a tool.

    python make_evaluations.py            pip install inspect_ai==0.3.285 openai

Inspect itself writes `evaluations/NAME.eval`; the models are functions below, and nothing is fetched. Folders of the
machine in tracebacks become `/home/someone`. `small` is wrong more often, `medium` and `large` differ by little.
"""

from __future__ import annotations

import os
import random
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUT = HERE / "evaluations"
SUBJECTS = ("algebra", "geometry", "biology", "history", "law", "medicine")
LEVELS = ("easy", "medium", "hard")
COUNT = 60
SKILLS = {"small": 0.5, "medium": 0.72, "large": 0.8}


def main() -> None:
    """Run the task with each model, and keep its log."""
    os.environ["INSPECT_DISPLAY"] = "none"
    from inspect_ai import Task
    from inspect_ai import eval as run
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import get_model
    from inspect_ai.scorer import includes
    from inspect_ai.solver import generate, system_message, use_tools
    from inspect_ai.tool import ToolError, tool

    @tool
    def calculator() -> Any:
        async def execute(expression: str) -> str:
            """Add two numbers.

            Args:
                expression: What to compute, such as 2+3.
            """
            if not re.fullmatch(r"\d+\+\d+", expression):
                raise ToolError(f"cannot read '{expression}'")
            first, second = expression.split("+")
            return str(int(first) + int(second))

        return execute

    draw = random.Random(7)
    samples = []
    for number in range(COUNT):
        subject, a, b = SUBJECTS[number % len(SUBJECTS)], draw.randint(2, 99), draw.randint(2, 99)
        question = f"In {subject}, question {number}: what is {a} plus {b}? Use the calculator."
        facts = {"subject": subject, "level": draw.choice(LEVELS)}
        samples.append(Sample(id=f"{subject}-{number:02}", input=question, target=str(a + b), metadata=facts))
    OUT.mkdir(exist_ok=True)
    for name, skill in SKILLS.items():
        with tempfile.TemporaryDirectory() as folder:
            task = Task(
                name="sums", dataset=MemoryDataset(samples, name="sums"), scorer=includes(),
                solver=[system_message("Answer with a number."), use_tools(calculator()), generate()],
            )  # fmt: skip
            model = get_model(f"mockllm/{name}", custom_outputs=model_of(name, skill))
            run(task, model=model, log_dir=folder, fail_on_error=False, max_samples=1, display="none")
            (log,) = Path(folder).glob("*.eval")
            scrub(log, OUT / f"{name}.eval")


def model_of(name: str, skill: float) -> Any:
    """Return a model: it calls the tool, then answers, and is wrong as often as its skill and the subject say."""
    from inspect_ai.model import ContentReasoning, ContentText, ModelOutput, ModelUsage

    def used(output: ModelOutput, asked: int, said: int) -> ModelOutput:
        output.usage = ModelUsage(
            input_tokens=asked, output_tokens=said, total_tokens=asked + said, total_cost=asked * 2e-6 + said * 8e-6
        )
        return output

    def answer(input: list[Any], *others: Any) -> ModelOutput:  # noqa: A002 - the name that Inspect calls it by
        del others
        question = next(message for message in reversed(input) if message.role == "user").text
        number = int(question.split("question ")[1].split(":")[0])
        chance, shared = random.Random(f"{name} {number}"), random.Random(f"question {number}")
        a, b = map(int, re.search(r"(\d+) plus (\d+)", question).groups())
        if input[-1].role == "user":
            expression = f"{a}+{b}" if chance.random() > 0.08 else f"{a} plus {b}"
            call = ModelOutput.for_tool_call(f"mockllm/{name}", "calculator", {"expression": expression})
            return used(call, len(question), 20)
        hard = 0.3 if " law," in question or " medicine," in question else 0.0
        if name != "small" and number == len(SUBJECTS) * 5:
            raise RuntimeError("the model server closed the connection")
        is_right = 0.7 * shared.random() + 0.3 * chance.random() < skill - hard
        result = a + b + (0 if is_right else chance.choice([1, -1, 10]))
        told = input[-1].text or "nothing, for it could not read the question"
        said = f"The sum of **{a}** and **{b}** is {result}.\n\n- I used the calculator\n- answer: `{result}`"
        thought = ContentReasoning(reasoning=f"The tool returned {told}. I report that plainly.")
        output = ModelOutput.from_content(f"mockllm/{name}", [thought, ContentText(text=said)])
        return used(output, 2 * len(question), 60)

    return answer


def scrub(source: Path, target: Path) -> None:
    """Copy a log without the names of this machine's folders, member by member as Inspect compressed them."""
    import zipfile_zstd  # noqa: F401 - teaches zipfile the method; Inspect brings it along

    home = re.compile(rb"/[^\"\s\\]*?/site-packages|" + re.escape(os.fsencode(HERE.parent.parent)))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            content = home.sub(b"/home/someone", old.read(member))
            new.writestr(zipfile.ZipInfo(member.filename), content, zipfile.ZIP_ZSTANDARD, 19)


if __name__ == "__main__":
    main()
