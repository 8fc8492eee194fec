"""The messages of an experiment, in the order in which they were logged: what each is, and what it says of the run.

Lists of packages, addresses, commands, code and facts about the machine are passed over.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportgen.model.console.printed import ConsoleText
from reportgen.model.media.document import Html
from reportgen.model.run import RunMeta
from reportgen.readers.comet.assets import Assets
from reportgen.tracked.log import SYSTEM, Log, is_step
from reportgen.tracked.run import TrackedRun
from reportgen.tracked.zips import Zip, ZipError

_EXPERIMENT, _MESSAGES = "experiment.json", "messages.json"
_NAME = "Name"
_OF_MACHINE = "sys."
_OWN_METRICS = frozenset({"process duration"})
_OWN_OTHERS = frozenset({_NAME, "offline_experiment", "hasNestedParams", "hasNestedMetrics", "Created from"})
_OWN_PARAMETERS = frozenset({"curr_step", "curr_epoch"})
"""What Comet counts by itself, as parameters."""
_FROM_COMMAND = "cli"
_EPOCH = "epoch"


def run_of(path: Path) -> TrackedRun:
    """Return the run of a zip; ZipError says why there is none."""
    found = Zip(path)
    about = _parsed(found.read(_EXPERIMENT))
    if _MESSAGES not in found:
        raise ZipError(f"'{path.name}' holds no messages")
    read = _Read(found, about if isinstance(about, dict) else {})
    return TrackedRun.of(*read.run())


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


class _Read:
    """What the messages said so far."""

    def __init__(self, zipped: Zip, about: Mapping[str, Any]) -> None:
        self.zip, self.about = zipped, about
        self.log = Log()
        self.assets = Assets(zipped, self.log)
        self.config: dict[str, Any] = {}
        self.others: dict[str, Any] = {}
        self.host = ""
        self.step = 0
        self.epochs: dict[tuple[float, float], None] = {}

    def run(self) -> tuple[RunMeta, Log]:
        """Return what all messages say."""
        for line in self.zip.lines(_MESSAGES):
            message = _parsed(line)
            payload = message.get("payload") if isinstance(message, dict) else None
            if isinstance(payload, dict):
                self._take(str(message.get("type")), payload)
            elif line.strip():
                self.log.unread["message is damaged and was|messages are damaged and were"] += 1
        self.log.once.update({k: v for k, v in self.others.items() if k not in _OWN_OTHERS})
        self.log.lose(self.zip.path.name)
        return self._meta(), self.log

    def _take(self, kind: str, payload: Mapping[str, Any]) -> None:
        match kind:
            case "metric_msg":
                self._metric(payload.get("metric"), _seconds(payload.get("local_timestamp")))
            case "parameter_msg":
                self._parameter(payload.get("param"))
            case "log_other":
                self.others[str(payload.get("key"))] = payload.get("value")
            case "standard_output":
                stream = "stderr" if payload.get("stderr") else "stdout"
                time = _seconds(payload.get("local_timestamp"))
                self.log.printed.append(ConsoleText(stream, time, str(payload.get("output", ""))))
            case "system_details":
                self.host = str(payload.get("hostname") or "")
            case "file_upload":
                self.assets.add(payload, self.step)
            case "3d-image":
                self.assets.add_points(payload, self.step)
            case "html" | "htmlOverride":
                self.log.put("html", self.step, Html(self.assets.held("page.html", str(payload.get("html", "")))))
            case "remote_file":
                self.log.unread["file in storage elsewhere was|files in storage elsewhere were"] += 1
            case "graph":
                self.log.unread["graph of a model was|graphs of models were"] += 1

    def _metric(self, metric: Any, time: float) -> None:
        if not isinstance(metric, dict):
            return
        name, value = str(metric.get("metricName")), metric.get("metricValue")
        step, epoch = metric.get("step"), metric.get("epoch")
        own = name.startswith(_OF_MACHINE) or name in _OWN_METRICS
        key = SYSTEM + name.removeprefix(_OF_MACHINE) if own else name
        if not own and is_step(step):
            self.step = int(step)
        if not own and is_step(epoch):
            self.epochs[(step if is_step(step) else epoch), epoch] = None
        place = step if is_step(step) else epoch if is_step(epoch) else self.step
        if own:
            points = self.log.numbers.get(key)
            place = 0 if points is None else len(points.values)
        self.log.add(key, place, time, value)

    def _parameter(self, param: Any) -> None:
        if not isinstance(param, dict) or param.get("source") == _FROM_COMMAND:
            return
        name, value = str(param.get("paramName")), param.get("paramValue")
        if name in _OWN_PARAMETERS and param.get("source") == "auto-logged":
            if name == "curr_step" and is_step(value):
                self.step = int(value)
            return
        tree, parts = self.config, name.split("|")
        for part in parts[:-1]:
            inner = tree.setdefault(part, {})
            if not isinstance(inner, dict):
                self.config[name] = value
                return
            tree = inner
        tree[parts[-1]] = value

    def _meta(self) -> RunMeta:
        about = self.about
        if len({epoch for _, epoch in self.epochs}) > 1 and _EPOCH not in self.log.numbers:
            for step, epoch in self.epochs:
                self.log.add(_EPOCH, step, math.nan, epoch)
            self.log.axes.add(_EPOCH)
        created, ended = _seconds(about.get("start_time")), _seconds(about.get("stop_time"))
        ident = str(about.get("offline_id") or self.zip.path.stem)
        failed = bool(about.get("customer_error_reported"))
        tags = about.get("tags")
        return RunMeta(
            ident, str(self.others.get(_NAME) or ident), "comet", self.zip.path.stem,
            project=str(about.get("project_name") or ""),
            tags=tuple(sorted(map(str, tags))) if isinstance(tags, list) else (),
            state="failed" if failed else "crashed" if math.isnan(ended) else "finished", created=created,
            duration=ended - created, config=self.config, losses=tuple(self.log.losses),
            hosts=(self.host,) if self.host else (),
        )  # fmt: skip


def _seconds(milliseconds: Any) -> float:
    number = isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool)
    return milliseconds / 1000 if number else math.nan
