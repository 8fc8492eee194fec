"""The layer rules of docs/architecture.md, checked on the code itself."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "reportgen"
CLIENT = PACKAGE / "client"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts)
SCRIPTS = sorted(p for p in CLIENT.rglob("*.ts") if not {"node_modules", "dist"} & set(p.parts))

# Lower numbers may not import higher ones; equal ones only themselves.
LAYERS = {
    "errors": 0, "held": 0, "registered": 0, "inputs": 0, "patterns": 0, "portable": 0, "digits": 0, "texts": 0,
    "privacy": 1, "lang": 1, "overlay": 1, "sqlite_files": 1, "duckdb_files": 1, "protobuf": 1,
    "blocks": 2, "spec": 2, "model": 2, "media": 3,
    "metrics": 3, "datasets": 3, "stats": 3, "evaluations": 3, "conversations": 3, "fragment": 3, "native": 3,
    "tracked": 3, "archive": 3, "scene": 4, "readers": 4, "logger": 4, "sources": 5, "bridges": 5, "tables": 6,
    "charts": 6, "gates": 6, "panels": 7, "page": 7, "pipeline": 8, "stopping": 8, "publish": 9, "cli": 10,
    "__init__": 11, "__main__": 11,
}  # fmt: skip
HEAVY = {
    "numpy", "PIL", "altair", "vl_convert", "pydantic", "pydantic_core", "jinja2", "markdown", "pymdownx", "nh3",
    "rich", "yaml", "latex2mathml", "pygments", "duckdb", "soundfile", "pybase64", "pygltflib", "trimesh", "gemmi",
    "tinycss2", "DracoPy", "meshopt", "opengl_basisu", "detect_secrets", "requests", "re2", "cryptography",
    "watchfiles", "http",
}  # fmt: skip
SHARED_ELEMENTS = {
    "chart",
    "conversation",
    "curve",
    "figure",
    "image",
    "video",
    "audio",
    "html",
    "scene",
}  # several kinds are drawn by them
DOORS = {
    "altair": ("charts",), "vl_convert": ("charts",), "jinja2": ("page",), "yaml": ("spec/yaml", "spec/public"),
    "cryptography": ("page/locked",), "rich": ("cli",),
    "click": ("cli",), "nh3": ("page", "media/html"), "PIL": ("media", "page/budget", "logger/media"),
    "duckdb": ("tables/duckdb", "duckdb_files"), "pyarrow": ("duckdb_files", "tables/api", "publish/runs/history"),
    "pybase64": ("blocks",), "soundfile": ("media/audio",), "pygltflib": ("scene",), "trimesh": ("scene",),
    "gemmi": ("scene",), "rdkit": ("scene", "logger/media/molecule"),
    "tinycss2": ("media/css",), "DracoPy": ("scene/formats/gltf_packed",),
    "meshopt": ("scene/formats/gltf_packed",), "opengl_basisu": ("scene/formats/gltf_packed",),
    "detect_secrets": ("privacy/vendors",),
    "re2": ("patterns",), "sqlite3": ("sqlite_files", "readers/mlflow"),
    "ibis": ("tables/ibis",), "pyspark": ("tables/ibis",), "sqlglot": ("tables/duckdb",),
    "umap": ("tables/projection",), "watchfiles": ("publish/serving/watcher",),
    "isal": ("logger/media/pixels/png", "tracked/record_log"), "orjson": ("readers/wandb/log",),
    "matplotlib": ("logger/media/given/redrawn",),
    "lightning": ("bridges/lightning",), "transformers": ("bridges/huggingface",),
    "keras": ("bridges/keras",),
}  # fmt: skip


def part(path: Path) -> str:
    """Return the top-level part of the package that a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def is_module(name: str) -> bool:
    """Tell a module of the package from a name in one."""
    place = PACKAGE.parent.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


@cache
def imports(path: Path, *, top: bool = False) -> list[str]:
    """Return the modules that a file imports; with ``top`` only those imported when it is."""
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    stack: list[ast.AST] = list(tree.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{name.name}" for name in node.names]
            found += inner if all(map(is_module, inner)) else [node.module, *inner]
        if not (top and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)):
            stack += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_downward(path):
    own = part(path)
    for name in imports(path):
        if not name.startswith("reportgen."):
            continue
        other = name.split(".")[1]
        if other in LAYERS and other != own:
            assert LAYERS[other] < LAYERS[own], f"{own} imports {name}"


def circle(graph: dict[str, set[str]]) -> str:
    """Return one circle of a graph in words; empty where there is none."""
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> str:
        if name in trail:
            return " -> ".join((*trail[trail.index(name) :], name))
        found = "" if name in done else next(filter(None, (visit(one, (*trail, name)) for one in graph[name])), "")
        done.add(name)
        return found

    return next(filter(None, (visit(name, ()) for name in graph)), "")


def test_no_import_cycles():
    names = {
        ".".join(("reportgen", *p.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): p
        for p in MODULES
    }
    assert not circle({name: {i for i in imports(path) if i in names and i != name} for name, path in names.items()})


def imports_of_script(path: Path) -> set[str]:
    """Return the modules of the page that one imports, types and re-exports included."""
    found = set()
    for name in re.findall(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']*)["']""", path.read_text("utf-8")):
        place = Path(os.path.normpath(path.parent / name))
        if place.suffix != ".json":
            module = next((m for m in (place.with_name(f"{place.name}.ts"), place / "index.ts") if m.is_file()), None)
            assert module, f"{path.relative_to(CLIENT).as_posix()} imports {name}"
            found.add(module.relative_to(CLIENT).as_posix())
    return found


def test_the_page_has_no_import_cycles():
    """Not even of types: what two modules say to each other stands in a third."""
    graph = {path.relative_to(CLIENT).as_posix(): imports_of_script(path) for path in SCRIPTS}
    assert sum(map(len, graph.values())) > len(graph)
    assert not circle(graph)


PANEL_KINDS = sorted({path.relative_to(PACKAGE / "panels").parts[0].removesuffix(".py")
                for path in MODULES if PACKAGE / "panels" in path.parents} - {"base", "__init__"})  # fmt: skip


@pytest.mark.parametrize("kind", [*PANEL_KINDS, "base"])
def test_panels_know_their_own_modules_and_what_all_share(kind):
    """No kind imports another, and what they share imports none; outside panels nothing imports a kind."""
    own = f"reportgen.panels.{kind}"
    for path in MODULES:
        place = path.relative_to(PACKAGE).with_suffix("").parts
        for name in imports(path):
            inside = place[:2] == ("panels", kind)
            if inside and name.startswith("reportgen.panels."):
                assert name.startswith((own, "reportgen.panels.base")), f"{'/'.join(place)} imports {name}"
            assert inside or kind == "base" or not f"{name}.".startswith(f"{own}."), f"{'/'.join(place)} imports {name}"


def test_panels_are_kinds_and_no_more_of_what_they_share():
    """Every module beside ``base`` is a kind; ``base`` has no more modules than there are kinds."""
    from reportgen.panels import Kinds

    assert set(PANEL_KINDS) == set(Kinds())
    shared = [path for path in (PACKAGE / "panels" / "base").rglob("*.py") if path.name != "__init__.py"]
    assert len(shared) <= len(PANEL_KINDS)


def test_no_private_modules():
    assert not [p for p in MODULES if p.stem.startswith("_") and p.name not in ("__init__.py", "__main__.py")]


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_one_door_each(library, doors):
    for path in MODULES:
        if any(name.split(".")[0] == library for name in imports(path)):
            place = path.relative_to(PACKAGE).with_suffix("").as_posix()
            assert any(place == door or place.startswith(f"{door}/") for door in doors), f"{place} imports {library}"


def test_help_loads_nothing_heavy():
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom reportgen.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_report_without_charts_of_the_users_own_loads_no_altair(tmp_path):
    spec = ROOT / "examples" / "demo" / "report.yaml"
    script = (
        f"import sys\nfrom reportgen import build\nbuild({str(spec)!r}, {str(tmp_path / 'r.html')!r})\n"
        "print(sorted({'altair', 'vl_convert', 'pandas', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_small_pieces(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            begin = node.body[1] if len(node.body) > 1 and isinstance(first, ast.Expr) else first
            assert (node.end_lineno or 0) - begin.lineno < 50, f"{node.name} is long"


def test_small_pieces_in_the_page():
    """Modules of 400 lines and classes of 200; Biome holds functions to 50 (reportgen/client/biome.jsonc)."""
    large = set()
    for path in (p for p in SCRIPTS if p.name != "payloads.ts"):  # which is made of TypedDicts
        text = path.read_text("utf-8")
        classes = re.findall(r"^(?:export )?(?:abstract )?class .*?^}", text, re.MULTILINE | re.DOTALL)
        if text.count("\n") > 400 or any(one.count("\n") >= 200 for one in classes):
            large.add(path.relative_to(CLIENT).as_posix())
    assert not large


def test_the_page_writes_text_not_markup():
    """Nothing in the browser code parses a string as markup or as code."""
    banned = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    for path in (p for p in CLIENT.rglob("*.ts") if not {"node_modules", "dist"} & set(p.parts)):
        assert not banned.search(path.read_text("utf-8")), path


def test_only_the_command_line_prints_or_exits():
    for path in MODULES:
        calls = [n.func for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
        names = {c.id for c in calls if isinstance(c, ast.Name)} | {
            c.attr for c in calls if isinstance(c, ast.Attribute)
        }
        if part(path) not in ("cli", "stopping"):
            assert not names & {"print", "exit", "echo"}, path


def test_no_clock_and_no_random_numbers():
    """What logs has a clock; of what builds only that which tells a run that still logs from one that was killed.

    What builds again and again waits, and tells by the clock which logs are being written.
    """
    serving = PACKAGE / "publish" / "serving" / "rebuilding.py"
    clocks = (PACKAGE / "logger", PACKAGE / "native", PACKAGE / "readers" / "native" / "run.py", serving)
    for path in (path for path in MODULES if not {path, *path.parents} & set(clocks)):
        assert not {"random", "uuid", "secrets", "time", "datetime"} & {n.split(".")[0] for n in imports(path)}, path


def test_random_bytes_are_where_two_builds_must_differ():
    """The name of a file that is being written, and what locks a report; logged runs have a name of their own."""
    random = {path for path in MODULES if re.search(r"urandom|token_bytes|SystemRandom", path.read_text("utf-8"))}
    building = {path.relative_to(PACKAGE).as_posix() for path in random if part(path) not in ("logger", "native")}
    assert building == {"page/output.py", "page/locked/sealing.py", "readers/wandb/written/__init__.py"}


WRITTEN_BY_LOGGERS = {
    "wandb": r"""["']_type["']|["']wb_type["']|packedBins|wandb/[a-z-]+/v\d|\b_wandb\b|class_set|box_data|data-frame"""
    r"""|(?<!password)-file["']|images/separated|panelDefId|historyFieldSettings|lineKey|lineVal|nPredictions"""
    r"""|_latest_artifact_path|entityHref|["']xname["']|x-axis-title""",
}  # fmt: skip
"""By reader what its logger writes and nobody else needs to know."""
REPORTS = PACKAGE / "publish" / "wandb_report"
"""The room of W&B's reports, whose charts have the definitions of logged ones."""
OF_REPORTS = r"viewType|panelBankSectionConfig|filterV2|Run History Line Plot|weave-panel|customRunColors"
"""What W&B writes into reports."""
OWN_WORD = PACKAGE / "readers" / "trackio"
"""trackio marks what it logs by the same word."""


@pytest.mark.parametrize(("reader", "words"), WRITTEN_BY_LOGGERS.items())
def test_what_a_logger_writes_is_read_in_its_reader_alone(reader, words):
    own = PACKAGE / "readers" / reader
    sources = [*MODULES, *(p for p in CLIENT.rglob("*.ts") if not {"node_modules", "dist"} & set(p.parts))]
    others = (path for path in sources if not {own, OWN_WORD, REPORTS} & set(path.parents))
    for path in (path for path in others if part(path) != "logger"):  # whose API it is
        found = re.search(words, path.read_text("utf-8"))
        assert not found, f"{path.relative_to(PACKAGE)}: {found[0] if found else ''}"
    assert any(re.search(words, path.read_text("utf-8")) for path in own.rglob("*.py"))


def test_what_reports_of_others_hold_is_read_in_its_room_alone():
    found = {path for path in MODULES if re.search(OF_REPORTS, path.read_text("utf-8"))}
    assert found
    assert {path.parent for path in found} == {REPORTS}


MOST_IN_A_ROOM = 12
KINDS = {"panels", "readers", "client/elements", "cli/commands"}
"""Rooms of kinds, formats and commands, each a module or package of its name; only what is private there is counted."""


def rooms():
    """Return how many modules stand in each folder of the package, tests and kinds aside."""
    counts: dict[str, int] = {}
    for path in (*MODULES, *(p for p in SCRIPTS if not p.name.endswith((".test.ts", ".d.ts")))):
        room = path.parent.relative_to(PACKAGE).as_posix()
        if path.stem not in ("__init__", "__main__") and (room not in KINDS or path.stem.startswith("_")):
            counts[room] = counts.get(room, 0) + 1
    return counts


def test_no_room_is_crowded():
    """A folder of more than twelve modules has rooms within it, by what they are responsible for."""
    counts = rooms()
    assert {r: n for r, n in counts.items() if n > MOST_IN_A_ROOM} == {}


def test_one_word_everywhere():
    """A kind's module, class, template class and element share its name."""
    from reportgen.panels import Kinds, class_name

    for kind, model in Kinds().items():
        assert model.__name__ == class_name(kind)
        assert model.__module__ == f"reportgen.panels.{kind}"
    for element in (CLIENT / "elements").glob("*.ts"):
        assert f'customElements.define("rg-{element.stem.replace("_", "-")}"' in element.read_text("utf-8")
        assert element.stem in {*SHARED_ELEMENTS, *Kinds()}


def test_no_grab_bags():
    assert not {p.stem.strip("_") for p in MODULES} & {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "common",
        "misc",
    }
