"""Files of MLflow's runs: images by step, tables, figures, texts and models, also after the folder was moved."""

from __future__ import annotations

import json
import math
import shutil

import pytest
from mlflow_stores import STORES, told, unpack

from reportgen.model.media import MediaError
from reportgen.model.media.document import Attachment, Figure, Html, Text
from reportgen.model.media.image import Image
from reportgen.readers.mlflow import Mlflow
from reportgen.readers.mlflow.artifacts.listing import listed
from reportgen.readers.mlflow.places import find
from reportgen.sources import read_runs
from reportgen.sources.discovery import claims_of
from reportgen.tracked.figures import figure_of


def run_of(folder, name="everything", **options):
    runs = Mlflow().read(claims_of([folder], options).claims["mlflow"]).runs
    (found,) = [run for run in runs if run.meta.name == name]
    return found


@pytest.fixture(scope="module", params=STORES, ids="-".join)
def store(request, tmp_path_factory):
    """Yield (what the client reads of the run with files, the run, the folder, the version) of each store."""
    version, kind = request.param
    folder = unpack(tmp_path_factory.mktemp(f"{version}-{kind}"), version, kind)
    (client,) = [one for one in told(version, kind).values() if one.get("name") == "everything"]
    return client, run_of(folder), folder, version


def test_every_file_is_under_a_key(store):
    client, run, *_ = store
    files = {item.value.file.path for key in run.keys() for item in run.media(key)  # noqa: SIM118 - a method of ours
             if getattr(item.value, "file", None)}  # fmt: skip
    inside = {key for key, info in run.keys().items() if info.media in ("table", "text file", "Plotly figure")}
    models = {f"{one.name}/{entry.path}" for one in run.artifacts() for entry in one.entries}
    copies = {path for path in client["artifacts"] if "compressed" in path or path.startswith("table_images/")}
    assert set(client["artifacts"]) - files - inside - models - copies == set()


def test_images_by_key_and_step(store):
    _, run, _, version = store
    if version == "1.30.1":
        pytest.skip("it has no images by key")
    items = run.media("val/boxes a")
    assert [(item.step, item.index) for item in items] == [(0, 0), (5, 0), (10, 0)]
    assert all(isinstance(item.value, Image) and item.value.file.name.endswith(".png") for item in items)
    assert all("compressed" not in item.value.file.name and item.value.file.read()[:4] == b"\x89PNG" for item in items)
    assert [(item.step, item.index) for item in run.media("twice")] == [(1, 0), (1, 1)]
    assert run.keys()["twice"].types == ("image",)


def test_files_whose_names_differ_in_a_number_are_a_series(store):
    _, run, *_ = store
    items = run.media("samples/epoch_*.png")
    assert [(item.step, item.value.caption) for item in items] == [
        (0, "epoch_00.png"), (2, "epoch_02.png"), (4, "epoch_04.png"),
    ]  # fmt: skip
    assert [item.step for item in run.media("single.png")] == [0]


def test_tables_are_those_that_mlflow_loads(store):
    client, run, _, version = store
    assert [row for row in run.table("scores.csv").rows] == [["x", 0.5], ["y", 1]]  # noqa: C416 - no copy is compared
    if version == "1.30.1":
        return
    loaded = client["tables"]["tables/grows.json"]
    table = run.table("tables/grows.json")
    assert (table.columns, table.rows, table.count) == (loaded["columns"], loaded["data"], 3)
    assert run.table("tables/frame.json").rows == [
        ["a", 0.5, "2024-01-01T00:00:00.000"], ["b", None, "2024-01-02T00:00:00.000"],
    ]  # fmt: skip
    images = run.table("tables/pictures.json")
    assert all(row[0].file.read()[:4] == b"\x89PNG" for row in images.rows)
    assert not any(key.startswith("table_images") for key in run.keys())  # noqa: SIM118 - a method of ours


def test_texts_pages_and_figures(store):
    _, run, _, version = store
    (text,) = run.media("notes/hello.txt")
    assert text.value == text.value.__class__("Grüße\nzwei Zeilen")
    assert isinstance(run.media("settings/one.json")[0].value, Text)
    assert json.loads(run.media("settings/one.json")[0].value.text) == {"a": 1, "b": [1, 2.5, None]}
    assert run.media("settings/two.yaml")[0].value.text == "a:\n- 1\n- x\n"
    assert isinstance(run.media("pages/plain.html")[0].value, Html)
    if version != "1.30.1":
        figure = run.media("figs/p.html")[0].value
        assert isinstance(figure, Figure)
        assert figure.spec["data"][0]["name"] == "</script>"
        assert figure.spec["layout"]["title"] == {"text": "A"}


def test_models_and_datasets(store):
    client, run, folder, version = store
    (model,) = run.artifacts()
    assert (model.name, model.version, model.type, model.made_by) == ("detector", 0, "model", run.meta.id)
    assert {entry.path for entry in model.entries} >= {"MLmodel", "python_model.pkl", "requirements.txt"}
    assert model.metadata["flavors"] == "python_function"
    assert model.metadata["mlflow_version"] == version
    if (folder / "mlflow.db").is_file() or version != "1.30.1":  # whose file store has no registry
        assert model.aliases == ("street detector v1",)
    used = run.used_artifacts()
    assert {(one.name, one.digest, *one.aliases) for one in used} == {
        (one["name"], one["digest"], *one["context"]) for one in client.get("datasets", ())
    }
    assert all(one.used_by == (run.meta.id,) and "make.py" not in str(one.metadata) for one in used)


def test_pickles_are_listed_and_never_opened(tmp_path, monkeypatch):
    import pickle

    folder = unpack(tmp_path, "3.17.2", "sqlite")
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, None)
    (text,) = [path for path in folder.rglob("hello.txt")]  # noqa: C416 - there is one
    (text.parent / "state.pkl").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    run = run_of(folder)
    (item,) = run.media("notes/state.pkl")
    assert isinstance(item.value, Attachment)
    assert (item.value.what, item.value.details) == ("pickle", "25 B")
    run.artifacts()


@pytest.mark.parametrize(("version", "kind"), STORES)
def test_artifacts_that_lie_elsewhere(tmp_path, version, kind):
    """The experiment keeps them in a folder of its own, whose address is that of another machine."""
    folder = unpack(tmp_path, version, kind)
    run = run_of(folder, "elsewhere")
    assert run.media("a.txt")[0].value.text == "found"
    away = tmp_path / "away"
    shutil.move(folder / "elsewhere", away)
    assert run_of(folder, "elsewhere").media("a.txt") == []
    spec = run_of(folder, "elsewhere", artifacts=[str(away)])
    assert spec.media("a.txt")[0].value.text == "found"


def test_only_a_store_was_copied(tmp_path):
    folder = unpack(tmp_path, "3.17.2", "sqlite")
    shutil.rmtree(folder / "mlruns")
    run = run_of(folder)
    assert [remark for remark in run.meta.remarks if "next to the store" in remark]
    (model,) = run.artifacts()
    assert (model.entries, model.description) == ((), "Its files are not next to the store.")
    assert set(run.keys()) == set(run.logged.keys())


def test_a_server_keeps_artifacts_next_to_its_database(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "sqlite")
    (folder / "mlruns").rename(folder / "mlartifacts")
    assert run_of(folder).media("single.png")
    assert not [one for one in read_runs(folder).problems if "not recognised" in one.what]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("file:///data/x/mlruns/1/RUN/artifacts", "mlruns/1/RUN/artifacts"),
        ("./mlruns/1/RUN/artifacts", "mlruns/1/RUN/artifacts"),
        ("mlflow-artifacts:/1/RUN/artifacts", "mlartifacts/1/RUN/artifacts"),
        ("file:///D:/a%20b/RUN/artifacts", "a b/RUN/artifacts"),
        ("C:\\runs\\mlruns\\1\\RUN\\artifacts", "mlruns/1/RUN/artifacts"),
        ("s3://bucket/1/RUN/artifacts", "1/RUN/artifacts"),
        ("file:///x/RUN/../../../etc", ""), ("/etc", ""), ("file:///x/RUN\0/artifacts", ""), ("", ""),
    ],
)  # fmt: skip
def test_addresses(tmp_path, address, found):
    if found:
        (tmp_path / found).mkdir(parents=True)
    place = find(address, "RUN", [tmp_path])
    assert place == (tmp_path / found if found else None)


def test_links_out_of_the_folder_are_refused(tmp_path):
    folder = unpack(tmp_path / "runs", "2.14.3", "file")
    (tmp_path / "secret.txt").write_text("secret")
    (text,) = folder.rglob("hello.txt")
    (text.parent / "link.txt").symlink_to(tmp_path / "secret.txt")
    (text.parent / "folder").symlink_to(tmp_path)
    run = run_of(folder)
    for key in ("notes/link.txt", "notes/folder"):
        (item,) = run.media(key)
        assert (item.value.kind, item.value.details) == ("link", "not followed")
    table = next(folder.rglob("tables/pictures.json"))
    content = json.loads(table.read_text())
    content["data"][0][0]["filepath"] = "../" * 8 + "secret.txt"
    table.write_text(json.dumps(content))
    with pytest.raises(MediaError, match="outside"):
        run_of(folder).table("tables/pictures.json").rows[0][0].file.read()


def test_an_image_that_is_missing_is_its_smaller_copy(tmp_path):
    folder = unpack(tmp_path, "3.17.2", "file")
    for image in folder.rglob("images/val~boxes a+step+5*.png"):
        image.unlink()
    items = run_of(folder).media("val/boxes a")
    assert [item.value.file.name.rpartition(".")[2] for item in items] == ["png", "webp", "png"]


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b'{"columns":["a"]}', b'{"columns":[1],"data":[2]}',
                                     b'\xff{"columns":[], "data":[]}'])  # fmt: skip
def test_damaged_tables_say_so(tmp_path, content):
    folder = unpack(tmp_path, "2.14.3", "file")
    run = run_of(folder)
    key = "tables/grows.json"
    assert run.keys()[key].types == ("table",)
    next(folder.rglob("grows.json")).write_bytes(content)
    table = run.table(key)
    assert table.rows == []
    assert table.problem


def test_a_table_that_is_too_large_is_not_read(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "file")
    with next(folder.rglob("grows.json")).open("r+b") as file:
        file.truncate(1 << 30)
    assert run_of(folder).table("tables/grows.json").problem == "grows.json is larger than 256 MiB"


def test_series_and_names_with_several_numbers(tmp_path):
    for epoch in range(3):
        for layer in (1, 2):
            (tmp_path / f"layer{layer}_epoch{epoch}.txt").write_text("x")
    (tmp_path / "top5.txt").write_text("x")
    keys = listed(tmp_path).keys
    assert {key: [piece.step for piece in pieces] for key, pieces in keys.items()} == {
        "layer1_epoch*.txt": [0, 1, 2], "layer2_epoch*.txt": [0, 1, 2], "top5.txt": [0],
    }  # fmt: skip


def test_figures_of_pages():
    call = b'Plotly.newPlot(  "id", [{"y": [1]}], {"a": {}}, {"x": 1} )'
    page = b"<script>Plotly.newPlot(e,t)</script><script>" + call + b"</script>"
    assert figure_of(page, page=True) == {"data": [{"y": [1]}], "layout": {"a": {}}}
    assert figure_of(b"Plotly.newPlot(e, t)", page=True) is None
    assert figure_of(b'{"data":[{"y":[1],"type":"bar"}],"layout":{}}', page=False) == {
        "data": [{"y": [1], "type": "bar"}], "layout": {},
    }  # fmt: skip


def test_columns_of_csv_files(tmp_path):
    folder = unpack(tmp_path, "2.14.3", "file")
    next(folder.rglob("scores.csv")).write_bytes(
        "\ufeffa;b;c;a;when\n1;NaN;True;x;2024-01-01 10:00:00\n2.5;;;7;2024-01-02 10:00:00\n".encode()
    )
    table = run_of(folder).table("scores.csv")
    assert table.columns == ["a", "b", "c", "a_1", "when"]
    assert (table.rows[0][0], table.rows[1]) == (1, [2.5, None, None, "7", "2024-01-02 10:00:00"])
    assert math.isnan(table.rows[0][1])
