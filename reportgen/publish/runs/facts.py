"""All that is known of a run without its history, as JSON has it."""

from __future__ import annotations

import math
from typing import Any

from reportgen.model.column import KeyInfo
from reportgen.model.nested import plain_tree
from reportgen.model.run import Run

_TEXTS = ("project", "group", "job_type", "notes", "sweep", "sdk")


def facts(run: Run) -> dict[str, Any]:
    """Return facts, config, summary, what was logged under each key, tables, charts, artifacts and what was lost.

    Times are Unix seconds and seconds; what is not known, and numbers that JSON does not have, are null.
    """
    meta = run.meta
    return {
        "id": meta.id, "name": run.name, "state": meta.state, "format": meta.format, "folder": meta.folder,
        **{name: getattr(meta, name) for name in _TEXTS}, "tags": list(meta.tags),
        "created": _finite(meta.created), "duration": _finite(meta.duration),
        "config": _json(plain_tree(meta.config)), "summary": _json(plain_tree(run.summary)),
        "keys": {key: _key(run, key, info) for key, info in run.keys.items()},
        "tables": {key: _table(run, key) for key, info in run.keys.items() if any("table" in t for t in info.types)},
        "charts": {key: {"definition": c.definition, "table": c.table_key} for key, c in run.charts.items()},
        "artifacts": [
            {"name": one.name, "version": f"v{one.version}", "type": one.type, "aliases": list(one.aliases),
             "files": len(one.entries), "tables": sorted(one.tables)}
            for one in run.source.artifacts()
        ],
        "losses": [str(loss) for loss in meta.losses], "remarks": list(meta.remarks),
    }  # fmt: skip


def _key(run: Run, key: str, info: KeyInfo) -> dict[str, Any]:
    found: dict[str, Any] = {"types": list(info.types), "count": info.count}
    if info.system:
        found["system"] = True
    if info.media:
        found["media"] = info.media
    if info.is_number:
        column = run.column(key)
        if len(column):
            found["steps"] = [column.steps[0].item(), column.steps[-1].item()]
            found["last"] = _finite(column.values[-1].item())
    return found


def _table(run: Run, key: str) -> dict[str, Any]:
    logged = run.source.tables(key)
    if not logged:
        return {"logged": 0}
    step, table = logged[-1]
    found: dict[str, Any] = {"logged": len(logged), "step": step, "columns": list(table.columns), "rows": table.count}
    return found | ({"problem": table.problem} if table.problem else {})


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _json(value: Any) -> Any:
    """Return plain values that JSON has."""
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, float):
        return _finite(value)
    return value if isinstance(value, str | int | bool | None) else str(value)
