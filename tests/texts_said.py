"""Which texts of the page the code says: keys of the catalogues, by the files that say them."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "reportgen"
_TEXT = r'"((?:[^"\\]|\\.)*)"'


def texts_said() -> set[str]:
    """Return the key of every text of the page."""
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        if "node_modules" not in file.parts and file.parent.name != "texts":
            found |= _of_python(file.read_text("utf-8"))
    for file in (PACKAGE / "client").rglob("*.ts"):
        if not {"node_modules", "dist"} & set(file.parts) and not file.name.endswith((".test.ts", "payloads.ts")):
            found |= _of_script(file.read_text("utf-8"))
    for file in (ROOT / "themes").rglob("*.jinja"):
        found |= set(re.findall(rf"\bsay\({_TEXT}", file.read_text("utf-8")))
    return found


def _of_python(code: str) -> set[str]:
    tree = ast.parse(code)
    texts = "from reportgen.texts import" in code
    if not texts:
        return set()
    known = {"say", "plural"} & {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                                 and node.module == "reportgen.texts" for name in node.names}  # fmt: skip
    found: set[str] = set()
    named = _assigned(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in known:
            if node.func.id == "say":
                found |= set(_constants(node.args[0], named))
            else:
                one = list(_constants(node.args[1], named))
                several = list(_constants(node.args[2], named)) if len(node.args) > 2 else [f"{text}s" for text in one]
                found |= {f"{{n}} {text}" for text in several}
    return found


def _assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    return named


def _constants(node: ast.expr, named: dict[str, list[ast.expr]]) -> list[str]:
    """Return the texts that an argument can be: a constant, one of two, or what a name was set to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_constants(node.body, named), *_constants(node.orelse, named)]
    if isinstance(node, ast.Dict):
        return [text for value in node.values for text in _constants(value, named)]
    if isinstance(node, ast.Subscript):
        return _constants(node.value, named)
    if isinstance(node, ast.Name) and node.id in named:
        own = [value for value in named[node.id] if isinstance(value, ast.Constant | ast.IfExp | ast.Dict)]
        return [text for value in own if _is_text(value) for text in _constants(value, named)]
    raise AssertionError(f"say() takes a constant text, not {ast.unparse(node)}")


def _is_text(node: ast.expr) -> bool:
    """Whether all that a value can be is a text; other functions of a module may use its name for something else."""
    if isinstance(node, ast.Dict):
        return all(map(_is_text, node.values))
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) and _is_text(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_script(code: str) -> set[str]:
    found: set[str] = set()
    for match in re.finditer(r"\bsay\(", code):
        found |= set(_arguments(code, match.end())[0])
    for match in re.finditer(r"\bplural\(", code):
        if code[: match.start()].endswith("function "):
            continue
        parts = _arguments(code, match.end())
        if len(parts) > 1 and parts[1]:
            found.add("{n} " + (parts[2][0] if len(parts) > 2 and parts[2] else f"{parts[1][0]}s"))
    return found


def _arguments(code: str, at: int) -> list[list[str]]:
    """Return the texts in each argument of a call, none of those inside nested calls and objects."""
    parts: list[list[str]] = [[]]
    depth = 0
    while True:
        if match := re.compile(_TEXT).match(code, at):
            before = code[:at].rstrip()
            if depth == 0 and not before.endswith(("===", "!==")):
                parts[-1].append(match[1].replace('\\"', '"').replace("\\\\", "\\"))
            at = match.end()
            continue
        if code[at] == "`":
            at = code.index("`", at + 1)
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            if depth == 0:
                return parts
            depth -= 1
        elif code[at] == "," and depth == 0:
            parts.append([])
        at += 1
