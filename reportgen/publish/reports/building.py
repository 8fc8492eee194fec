"""Building in Python: specs, objects and reports of W&B alike; what comes of it is shown by notebooks."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

from reportgen import pipeline
from reportgen.errors import Problem, ReportError, SpecError
from reportgen.pipeline.opening import Source
from reportgen.publish.reports.node import Node, Whole, plain_value
from reportgen.publish.reports.picture import picture
from reportgen.publish.reports.shown import TALLEST, Shown, refused
from reportgen.publish.wandb_report import import_report, is_report

_Options = ParamSpec("_Options")


@dataclass
class Result(pipeline.Result):
    """A written report: where, how large, and what is missing in it. A notebook shows it."""

    title: str = ""

    def show(self, *, tallest: int = TALLEST, image: bool = True) -> Shown:
        """Return what a notebook shows: a frame of at most ``tallest`` pixels.

        With ``image`` a browser that is installed makes an image of the first screen, for viewers that strip frames.
        """
        try:
            html = self.path.read_bytes()
        except OSError:
            return Shown(self.title, b"", self.path, self.problems, b"", tallest)
        first = picture(self.path) if image else b""
        return Shown(self.title or self.path.stem, html, self.path, self.problems, first, tallest)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return self.show().bundle()

    def _repr_html_(self) -> str:
        return self.show().markup()

    def _mime_(self) -> tuple[str, str]:
        return "text/html", self.show(image=False).markup()


def _with_objects(
    build: Callable[Concatenate[Source, _Options], pipeline.Result],
) -> Callable[Concatenate[Any, _Options], Result]:
    """Return ``build`` for objects, too, with all its options."""

    @wraps(build)
    def with_objects(source: Any, *args: _Options.args, **options: _Options.kwargs) -> Result:
        spec, title, problems = _spec_of(source)
        try:
            found = build(spec, *args, **options)
        except SpecError as error:
            raise SpecError([_of_object(problem) for problem in error.problems]) from None
        result = Result(**{field.name: getattr(found, field.name) for field in fields(found)})
        result.problems = [*problems, *map(_of_object, result.problems)]
        result.title = title or result.path.stem
        return result

    return cast("Callable[Concatenate[Any, _Options], Result]", with_objects)


build = _with_objects(pipeline.build)
build.__doc__ = (
    "Build a report and write it to ``output``; returns a Result, which notebooks show.\n\n"
    "``source`` is a spec file, a spec as a mapping or a ``Report``, paths of runs, or a report or workspace of\n"
    "``wandb-workspaces``, whose runs are those in ``wandb/``.\n\n"
    + (pipeline.build.__doc__ or "").partition("\n\n")[2]
)


def _spec_of(source: Any) -> tuple[Any, str, Sequence[Problem]]:
    """Return what the pipeline builds, its title, and what could not be taken over."""
    if isinstance(source, Whole):
        return source.mapping_in_folder(), str(source.title), ()
    if isinstance(source, Node):
        name = type(source).__name__
        hint = f"Write Report(runs=..., blocks=[{name}(...)])."
        raise SpecError(Problem(f"{name} is a part of a report, and not a report", hint=hint))
    if is_report(source):
        found = import_report(source)
        return found.spec, str(found.spec.get("title", "")), unplaced(found.problems)
    if isinstance(source, Mapping):
        return plain_value(source), str(source.get("title", "")), ()
    return source, "", ()


def _of_object(problem: Problem) -> Problem:
    """Return a problem without the place that is no file's."""
    return replace(problem, where=None) if problem.where and problem.where.file == "report" else problem


def unplaced(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems without their lines, of a text that nobody sees."""
    return [Problem(one.what, None, one.hint, one.level) for one in problems]


def shown(report: Whole, *, image: bool = True) -> Shown:
    """Build a report into a folder of its own, and return what a notebook shows."""
    with tempfile.TemporaryDirectory(prefix="reportgen-") as folder:
        found = build(report, Path(folder) / "report.html").show(image=image)
    return Shown(found.title, found.html, None, found.problems, found.picture, found.tallest)


def shown_or_refused(report: Whole, *, image: bool = True) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what a notebook shows of a report, its problems where it cannot be built."""
    try:
        return shown(report, image=image).bundle()
    except ReportError as error:
        return {"text/html": refused(error.problems), "text/plain": str(error)}, {}
