"""Write the conversations that the example shows: chats.jsonl, and what another model answered to the same questions.

Run: python make_conversations.py. All texts are our own, and every build of them is the same.
"""

from __future__ import annotations

import base64
import json
import random
import struct
import zlib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "conversations"
SYSTEM = """You answer questions of a school library.
Look facts up with the tools before you state them.
Answer in the language of the question, in two sentences at most.
Never guess a number: say what the source says, with its year.
If a tool fails, say so and answer what you can."""
CAPITALS = {
    "Peru": "Lima", "Chad": "N'Djamena", "Bhutan": "Thimphu", "Malta": "Valletta", "Togo": "Lomé", "Fiji": "Suva",
    "Laos": "Vientiane", "Oman": "Muscat", "Cuba": "Havana", "Mali": "Bamako", "Nepal": "Kathmandu", "Qatar": "Doha",
}  # fmt: skip


def picture(seed: int) -> str:
    """Return a small flag of three bands as a data address."""
    luck, rows = random.Random(seed), b""
    bands = [bytes(luck.randrange(40, 240) for _ in range(3)) for _ in range(3)]
    for y in range(48):
        rows += b"\0" + bands[y // 16] * 72

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 72, 48, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode()


def call(number: int, name: str, **arguments: Any) -> dict[str, Any]:
    """Return a call of a tool as OpenAI's chat completions have it."""
    function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    return {"id": f"call_{number}", "type": "function", "function": function}


def system() -> dict[str, Any]:
    """Return the instructions, which all conversations begin with."""
    return {"role": "system", "content": SYSTEM}


def capital(country: str, number: int, luck: random.Random, *, right: bool) -> list[dict[str, Any]]:
    """Return a question for a capital: a lookup, then the answer; a careless model answers without one."""
    town = CAPITALS[country]
    other = luck.choice([one for one in CAPITALS.values() if one != town])
    question = [system(), {"role": "user", "content": f"What is the capital of {country}?"}]
    if not right:
        return [*question, {"role": "assistant", "content": f"The capital of {country} is {other}."}]
    return [
        *question,
        {
            "role": "assistant", "content": None, "tool_calls": [call(number, "lookup", key=country)],
            "reasoning_content": f"I think I know it. Facts are looked up first, so I look up {country}.",
        },
        {"role": "tool", "tool_call_id": f"call_{number}", "content": town},
        {"role": "assistant", "content": f"The capital of {country} is **{town}**."},
    ]  # fmt: skip


CODE = """<think>An even count has two middle values. I show the short form first.</think>Here it is:

```python
def median(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
```

- It is right for an **odd** count.
- For an even count it returns the upper middle value, and not the mean of both:

| values | this | median |
|---|---|---|
| 1, 2, 3 | 2 | 2 |
| 1, 2, 3, 4 | 3 | 2.5 |

See <https://docs.python.org/3/library/statistics.html> for `statistics.median`."""
STATEMENT = "SELECT shelf, books, lent\nFROM shelves\nORDER BY shelf"


def user(content: Any) -> dict[str, Any]:
    """Return a message of the user."""
    return {"role": "user", "content": content}


def model(content: str | None = None, *calls: dict[str, Any]) -> dict[str, Any]:
    """Return a message of the model: a text, or calls."""
    return {"role": "assistant", "content": content} | ({"tool_calls": list(calls)} if calls else {})


def returned(number: int, content: str, **more: Any) -> dict[str, Any]:
    """Return what a tool answered."""
    return {"role": "tool", "tool_call_id": f"call_{number}", "content": content, **more}


def special(luck: random.Random) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Return one conversation of each kind that logs have: its topic, what is expected, its messages."""
    shelves = [f"shelf {n:03d}: {luck.randrange(20, 90)} books, {luck.randrange(0, 9)} lent" for n in range(312)]
    broken = {"id": "call_91", "type": "function"}
    broken["function"] = {"name": "catalogue", "arguments": '{"title": "Momo", "fie'}  # type: ignore[assignment]
    timeout = {"type": "timeout", "message": "no answer after 30 seconds"}
    flags = [picture(3), picture(4), "https://example.com/third-flag.png"]
    found = [
        ("error", "3 copies", [
            user("How many copies of “Momo” are lent?"),
            model(None, call(90, "catalogue", title="Momo", field="lent")),
            returned(90, "", error=timeout),
            model(None, broken),
            returned(91, "Arguments could not be read."),
            model("The catalogue does not answer, so I cannot tell how many copies are lent."),
        ]),
        ("picture", "three bands", [
            user([{"type": "text", "text": "Which flag is this? Name its bands."},
                  *({"type": "image_url", "image_url": {"url": flag}} for flag in flags)]),
            model("Both pictures have **three bands** of the same width. The third is only an address."),
        ]),
        ("code", "the mean of the middle two", [
            user("Write a median in Python, and say where it goes wrong."),
            model(CODE),
        ]),
        ("Japanese", "リマ", [
            user("ペルーの首都はどこですか。"),
            model(None, call(92, "lookup", key="ペルー")),
            returned(92, "リマ"),
            model("ペルーの首都は**リマ**です。1535年に築かれた町です。"),
        ]),
        ("Arabic", "ليما", [user("ما هي عاصمة بيرو؟"), model("عاصمة بيرو هي **ليما**، وتأسست عام 1535.")]),
        ("hidden characters", "plain text", [
            user("Repeat this file name: report\u202egpj.exe"),
            model("It holds a character that turns the text: report\u202egpj.exe. <script>alert(1)</script>"),
        ]),
        ("long result", "312 shelves", [
            user("Which shelf has most books?"),
            model(None, call(93, "run_query", statement=STATEMENT, limit=400, format="text", timeout_seconds=30)),
            returned(93, "\n".join(shelves)),
            model("I read 312 shelves. Several of them have 89 books."),
        ]),
    ]  # fmt: skip
    return [(topic, target, [system(), *messages]) for topic, target, messages in found]


def main() -> None:
    """Write the files."""
    luck = random.Random(7)
    rows = []
    for number, country in enumerate(sorted(CAPITALS)):
        rows.append(("capitals", CAPITALS[country], capital(country, number, luck, right=True), luck.random() < 0.8))
    rows += [(topic, target, messages, topic != "error") for topic, target, messages in special(luck)]
    FOLDER.mkdir(exist_ok=True)
    told: dict[str, list[dict[str, Any]]] = {"careful.jsonl": [], "quick.jsonl": []}
    for number, (topic, target, messages, right) in enumerate(rows):
        seconds = round(luck.uniform(0.4, 6.0), 2)
        row = {"id": f"q{number:02d}", "topic": topic, "target": target}
        of = {"correct": right or topic == "capitals", "seconds": seconds, "messages": messages}
        told["careful.jsonl"].append({**row, **of})
        quick = capital(sorted(CAPITALS)[number], number, luck, right=right) if topic == "capitals" else messages
        of = {"correct": right, "seconds": round(seconds / 3, 2), "messages": quick}
        told["quick.jsonl"].append({**row, **of})
    for name, found in told.items():
        lines = [json.dumps(row, ensure_ascii=False) for row in found]
        (FOLDER / name).write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
