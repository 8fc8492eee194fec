"""Artifact: versions, aliases and files, what changed between two versions, and the lineage graph."""

from __future__ import annotations

import re
from functools import partial

import pytest
from conftest import log_runs, open_example, show

from reportgen.model.artifact import ArtifactEntry, LoggedArtifact
from reportgen.model.run import RunMeta, RunSource
from reportgen.model.runset import number_runs
from reportgen.panels.artifact import Artifact
from reportgen.panels.artifact.contents import change, change_said
from reportgen.panels.artifact.drawing import cut
from reportgen.panels.artifact.lineage import around, collected, columns, folded
from reportgen.panels.base.panel import Context

PIPELINE = "pipeline"


@pytest.fixture(scope="module")
def runs():
    from conftest import EXAMPLES

    return open_example(EXAMPLES / "_runs" / PIPELINE)


class Logged(RunSource):
    """A run that made and used some artifacts."""

    def __init__(self, name, job="", made=(), used=()):
        self._meta = RunMeta(name, name, "made", job_type=job)
        self._made, self._used = list(made), list(used)

    @property
    def meta(self):
        return self._meta

    def keys(self):
        return {}

    def column(self, key):
        raise KeyError(key)

    def artifacts(self):
        return self._made

    def used_artifacts(self):
        return self._used


def version(name, number, *entries, **more):
    """Return a version with files of (path, digest, size)."""
    return LoggedArtifact(name, number, "t", entries=tuple(ArtifactEntry(p, s, d) for p, d, s in entries), **more)


def run_set(*sources):
    """Return runs of a report."""
    return number_runs([(source, "{name}", "") for source in sources])


def named(graph):
    """Return edges by what their nodes are called."""
    return sorted((graph.nodes[a].label, graph.nodes[b].label, how) for (a, b), how in graph.edges.items())


def test_versions_have_aliases_makers_and_users(runs):
    view = Artifact(name="detector").prepare(runs, Context())
    assert [one.number for one in view.versions] == [0, 1, 2, 3]
    assert [one.aliases for one in view.versions] == [(), (), ("best",), ("latest",)]
    assert [one.users for one in view.versions] == [0, 0, 1, 0]
    assert [run["name"] for one in view.versions for run in one.makers] == [
        "train-32-0.1", "train-32-0.03", "train-64-0.1", "train-64-0.03",
    ]  # fmt: skip
    assert view.shown.address == "detector:v3"
    assert Artifact(name="detector:best").prepare(runs, Context()).shown.address == "detector:v2"
    assert Artifact(name="detector", version="v1").prepare(runs, Context()).shown.address == "detector:v1"


def test_what_changed_is_by_content(runs):
    view = Artifact(name="street-scenes").prepare(runs, Context())
    assert [entry.path for entry in view.change.added] == ["test/night.csv", "train/night.csv"]
    assert [entry.path for entry in view.change.removed] == ["train/rain.csv"]
    assert [after.path for _, after in view.change.changed] == ["train/day.csv"]
    assert view.change.metadata == (("scenes", "240", "320"),)
    assert change_said(view.change) == "v0 → v1: 2 files added, 1 file removed, 1 file changed, 2 files identical"
    html = show(Artifact(name="street-scenes"), runs).html
    assert 'data-change="more"' in html
    assert "s3://street/scenes/raw.tar" in html
    assert "2.9 kB → 2.7 kB" in html


def test_a_reference_changes_with_its_address():
    refs = [LoggedArtifact("a", n, entries=(ArtifactEntry("x", ref=f"s3://{n // 2}"),)) for n in range(3)]
    assert change(refs[0], refs[1]).same == 1
    assert len(change(refs[1], refs[2]).changed) == 1


def test_the_graph_has_all_that_came_before_and_after(runs):
    view = Artifact(name="detector:best").prepare(runs, Context())
    assert view.single is None
    assert named(view.folded) == [
        ("clean", "street-scenes:v1", "made"), ("detector:v2", "evaluate", "used"),
        ("evaluate", "predictions:v0", "made"), ("prepare", "street-scenes:v0", "made"),
        ("street-scenes:v0", "clean", "used"), ("street-scenes:v1", "evaluate", "used"),
        ("street-scenes:v1", "train-64-0.1", "used"), ("train-64-0.1", "detector:v2", "made"),
    ]  # fmt: skip
    near = Artifact(name="detector:best", lineage="near").prepare(runs, Context())
    assert named(near.folded) == [("detector:v2", "evaluate", "used"), ("train-64-0.1", "detector:v2", "made")]
    assert Artifact(name="detector", lineage="none").prepare(runs, Context()).folded is None


def test_runs_of_one_part_are_folded_and_can_be_exploded(runs):
    view = Artifact(name="street-scenes").prepare(runs, Context())
    names = {node.label: node for node in view.folded.nodes.values()}
    assert names["4 runs"].about == "train"
    assert (names["detector"].about, "detector:v2" in names) == ("3 versions", True)
    assert len(view.single.nodes) == len(view.folded.nodes) + 3 + 2
    html = show(Artifact(name="street-scenes"), runs).html
    assert html.count("<svg") == 2
    assert '<details class="rg-explode"><summary>' in html
    assert '<details class="rg-explode" open>' in show(Artifact(name="street-scenes", explode=True), runs).html


def test_columns_go_from_left_to_right_also_where_runs_go_in_a_circle():
    a, b = version("a", 0), version("b", 0)
    found = collected(run_set(Logged("one", made=[a], used=[b, a]), Logged("two", made=[b], used=[a])))
    graph = around("a:v0", found, run_set(), near=False)
    assert len(graph.nodes) == 4
    placed, _ = columns(graph)
    assert sorted(key for column in placed for key in column) == sorted(graph.nodes)
    chain = collected(
        run_set(*(Logged(f"r{n}", made=[version("v", n)], used=[version("v", n - 1)]) for n in range(1, 400)))
    )
    assert len(columns(around("v:v0", chain, run_set(), near=False))[0]) == 799


def test_an_edge_over_several_columns_has_a_place_in_those_between(runs):
    graph = Artifact(name="detector:best").prepare(runs, Context()).folded
    layers, ways = columns(graph)
    at = {key: column for column, layer in enumerate(layers) for key in layer}
    assert {tuple(at[key] for key in way) for way in ways.values()} >= {(3, 4, 5, 6)}
    for way in ways.values():
        assert [at[key] for key in way] == list(range(at[way[0]], at[way[-1]] + 1))


def test_a_version_that_holds_files_of_another_comes_of_it():
    inner = ArtifactEntry("media/a.png", 3, "d", "media/a.png", "data:v0")
    runs = run_set(
        Logged("one", made=[version("data", 0)]), Logged("two", made=[LoggedArtifact("out", 0, entries=(inner,))])
    )
    found = collected(runs)
    assert named(around("out:v0", found, runs, near=False)) == [
        ("data:v0", "out:v0", "inside"), ("one", "data:v0", "made"), ("two", "out:v0", "made"),
    ]  # fmt: skip
    assert "data:v0/media/a.png" in show(Artifact(name="out"), runs).html


def test_a_maker_outside_of_the_report_is_named_by_its_id():
    used = version("data", 4, ("a", "d", 5), made_by="k3j2", used_by=("me", "gone"))
    runs = run_set(Logged("me", used=[used]))
    view = Artifact(name="data").prepare(runs, Context())
    assert [(run["name"], run["index"]) for run in view.versions[0].makers] == [("k3j2", -1)]
    assert {node.label: node.about for node in view.folded.nodes.values()}["k3j2"] == "not in this report"


def test_many_runs_are_drawn_in_groups_only():
    data = version("data", 0)
    runs = run_set(*(Logged(f"r{n}", "train", [version(f"m{n % 2}", n)], [data]) for n in range(200)))
    view = Artifact(name="data").prepare(runs, Context())
    assert view.single is None
    assert view.notes == ("lineage: 401 runs and versions are drawn in groups",)
    assert sorted(node.label for node in view.folded.nodes.values()) == ["100 runs", "100 runs", "data:v0", "m0", "m1"]


def test_a_folded_graph_keeps_the_version_that_it_is_about():
    runs = run_set(*(Logged(f"r{n}", made=[version("m", n)], used=[version("d", 0)]) for n in range(5)))
    graph = folded(around("d:v0", collected(runs), runs, near=False))
    assert graph.center in graph.nodes
    assert named(graph) == [("5 runs", "m", "made"), ("d:v0", "5 runs", "used")]


@pytest.mark.parametrize(
    ("panel", "text"),
    [
        (Artifact(name="detectr"), "no run made or used an artifact 'detectr'. Did you mean 'detector'?"),
        (Artifact(name="detector:bset"), "the artifact 'detector' has no version 'bset'. Did you mean 'best'?"),
        (Artifact(name="detector", compare="v9"), "the artifact 'detector' has no version 'v9'. Versions: v0, v1, v2, v3, best, latest."),  # noqa: E501
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_gap_that_names_the_nearest(panel, text, runs):
    assert show(panel, runs).missing == [text]


def test_texts_are_data_and_links_lead_to_rows(runs):
    data = version("<b>", 0, ("<i>.csv", "d", 5), metadata={"<u>": "<s>"}, description="<em>")
    html = show(Artifact(name="<b>"), run_set(Logged("<a>", made=[data]))).html
    assert not re.search("<(b|i|u|s|em)>", html)
    html = show(Artifact(name="street-scenes"), runs).html
    links = set(re.findall(r'<a href="#([^"]+)"', html))
    assert len(links) == 2
    assert links <= set(re.findall(r'<tr id="([^"]+)"', html))


def test_many_files_are_folded_and_counted():
    data = version("data", 0, *((f"{n:03}", f"d{n}", 10) for n in range(30)))
    html = partial(show, runs=run_set(Logged("a", made=[data])))
    assert "<summary>30 files, 300 B</summary>" in html(Artifact(name="data")).html
    assert "20 files more" in html(Artifact(name="data", max_files=10)).html


def test_artifacts_of_a_wandb_log_are_shown():
    from reportgen.sources import read_runs

    runs = run_set(*read_runs(log_runs("0.31.0", "log_artifacts.py")).runs)
    view = Artifact(name="preds:v0").prepare(runs, Context())
    assert ("street:v0", "preds:v0", "inside") in named(view.single or view.folded)
    assert view.shown.entries[0].size


def test_long_addresses_keep_their_version():
    assert cut("short") == "short"
    assert cut("a-very-long-name-of-a-dataset:v12") == "a-very-long-na…:v12"
