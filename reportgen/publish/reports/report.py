"""A whole report in Python, and the parts of it that are no blocks: sources and sets of runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from reportgen.errors import Problem, SpecError
from reportgen.pipeline.opening import InFolder
from reportgen.publish.reports.classes import MODULE, block_class, kinds, nested_class, signature_of
from reportgen.publish.reports.node import Node, Whole, as_text, blocks_of, plain_value, unplaced
from reportgen.spec.load import load_mapping
from reportgen.spec.model import ReportSpec, RunSetSpec
from reportgen.spec.model import Source as SourceSpec
from reportgen.spec.writing import yaml_text
from reportgen.spec.yaml import parse

if TYPE_CHECKING:
    from reportgen.publish.reports.building import Result


class RunSet(Node):
    """A selection of runs, with its order and groups."""

    _model = RunSetSpec
    _kind = "a run set"
    _main = "filters"
    _names = tuple(RunSetSpec.model_fields)
    __signature__: ClassVar[Any] = signature_of(RunSetSpec, _names, "filters", "")

    def _validate(self, plain: dict[str, Any]) -> None:
        load_mapping({"runsets": {"given": plain}}, Path.cwd(), kinds())


class Source(Node):
    """Where runs come from. Readers of formats have fields of their own, as in YAML."""

    _model = SourceSpec
    _kind = "a source"
    _main = "path"

    def __init__(self, *path: Any, **fields: Any) -> None:
        super().__init__(*path, **fields)

    @property
    def _names(self) -> tuple[str, ...]:  # type: ignore[override]
        from reportgen.readers import Readers

        options = (name for fields in Readers().formats().values() for name in fields.model_fields)
        return tuple(dict.fromkeys((*SourceSpec.model_fields, *options)))

    def _validate(self, plain: dict[str, Any]) -> None:
        from reportgen.readers import Readers

        load_mapping({"runs": [plain]}, Path.cwd(), kinds(), formats=Readers().formats)


class Report(Whole):
    """A report: its sources, its sets of runs, and its blocks in reading order.

    ``print(report)`` shows it as YAML, ``report.build()`` writes the HTML, and a notebook shows it when it is the last
    line of a cell.
    """

    _model = ReportSpec
    _kind = "the report"
    _main = "title"
    _children = "blocks"
    _names = (*ReportSpec.model_fields, "blocks")
    _folder: Path | None
    _problems: Sequence[Problem]
    __signature__: ClassVar[Any] = signature_of(ReportSpec, _names, "title", "blocks")

    def __init__(self, *title: Any, **fields: Any) -> None:
        object.__setattr__(self, "_folder", None)
        object.__setattr__(self, "_problems", ())
        super().__init__(*title, **fields)

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = super()._checked(given)
        if "runs" in found and isinstance(found["runs"], Source | Path):
            found["runs"] = [found["runs"]]
        return found

    def _validate(self, plain: dict[str, Any]) -> None:
        from reportgen.readers import Readers

        load_mapping(plain, Path.cwd(), kinds(), formats=Readers().formats)

    @property
    def folder(self) -> Path:
        """The folder that its paths are relative to: that of the file it was read from, else the working folder."""
        return self._folder or Path.cwd()

    @classmethod
    def read(cls, path: str | Path) -> Report:
        """Return the report of a YAML file; SpecError lists every problem with its place."""
        from reportgen.pipeline import read_spec

        file = Path(path)
        report = cls.of_yaml(read_spec(file).text)
        object.__setattr__(report, "_folder", file.resolve().parent)
        return report

    @classmethod
    def of_yaml(cls, text: str) -> Report:
        """Return the report of YAML text."""
        return report_of(parse(text, "report").value)

    @property
    def problems(self) -> Sequence[Problem]:
        """What of an imported report has no counterpart."""
        return self._problems

    def keep_problems(self, problems: Sequence[Problem]) -> None:
        """Keep what could not be taken over from where the report comes from."""
        object.__setattr__(self, "_problems", tuple(problems))

    def mapping_in_folder(self) -> dict[str, Any]:
        """Return the spec with the folder that its paths are relative to."""
        return InFolder(self.mapping(), self._folder) if self._folder else self.mapping()

    def mapping(self) -> dict[str, Any]:
        """Return the spec as plain values, as ``build`` takes it."""
        found = super().mapping()
        return {name: found[name] for name in self._names if name in found}

    def yaml(self) -> str:
        """Return the spec as YAML, which ``reportgen build`` takes."""
        return yaml_text(as_text(self.mapping())).text

    def write(self, path: str | Path) -> Path:
        """Write the spec to a YAML file, whose paths are then relative to that file; returns the path."""
        from reportgen.page.output import Output

        output = Output.at(Path(path))
        output.write([self.yaml().encode()])
        return output.path

    def build(self, output: str | Path | None = None, **options: Any) -> Result:
        """Build the report, to ``report.html`` or the file ``output``, with the options of ``rg.build``."""
        from reportgen.publish.reports.building import build

        return build(self, output, **options)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        from reportgen.publish.reports.building import shown_or_refused

        return shown_or_refused(self)

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()[0]["text/html"]

    def _mime_(self) -> tuple[str, str]:
        from reportgen.publish.reports.building import shown_or_refused

        return "text/html", shown_or_refused(self, image=False)[0]["text/html"]


for _class in (RunSet, Source, Report):
    _class.__module__ = MODULE


def report_of(spec: Any) -> Report:
    """Return a spec that is plain values as objects."""
    if not isinstance(spec, Mapping):
        raise SpecError(Problem("a spec must be a mapping of fields"))
    fields = dict(spec)
    if isinstance(sets := fields.get("runsets"), Mapping):
        fields["runsets"] = {name: RunSet(**one) if isinstance(one, Mapping) else one for name, one in sets.items()}
    if isinstance(runs := fields.get("runs"), list):
        fields["runs"] = [_source(one) for one in runs]
    elif isinstance(fields.get("runs"), Mapping):
        fields["runs"] = [_source(fields["runs"])]
    if isinstance(blocks := fields.get("blocks"), list):
        fields["blocks"] = list(map(block_of, blocks))
    try:
        return Report(**fields)
    except SpecError as error:
        raise unplaced(error) from None


def _source(entry: Any) -> Any:
    return Source(**entry) if isinstance(entry, Mapping) else entry


def block_of(value: Any) -> Any:
    """Return a block that is plain values as an object; one of an unknown kind stays, for ``build`` to refuse."""
    kind, given = (value, None) if isinstance(value, str) else next(iter(value.items())) if (
        isinstance(value, Mapping) and len(value) == 1) else (None, None)  # fmt: skip
    if kind not in kinds():
        return value
    made = block_class(str(kind))
    if given is not None and not isinstance(given, Mapping):
        return made(given)
    fields = dict(given or {})
    if isinstance(fields.get(made._children), list):  # noqa: SLF001 - one family
        fields[made._children] = list(map(block_of, fields[made._children]))  # noqa: SLF001
    layout = nested_class("Layout")
    if isinstance(fields.get("layout"), Mapping) and layout is not None:
        fields["layout"] = layout(**fields["layout"])
    return made(**fields)


__all__ = ["Report", "RunSet", "Source", "block_of", "blocks_of", "plain_value", "report_of"]
