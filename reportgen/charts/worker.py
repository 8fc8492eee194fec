"""Draws Vega specs in a process of its own, one JSON line in, one out: ``python -m reportgen.charts.worker``.

A spec of the user's own may never come to an end; a process can be stopped, a thread cannot.
"""

from __future__ import annotations

import json
import sys

_SCHEMA = "https://vega.github.io/schema/vega/v6.json"


def main() -> None:
    """Answer each line until the input ends."""
    import vl_convert

    for line in sys.stdin:
        vega = json.loads(line)
        try:
            answer = {"svg": vl_convert.vega_to_svg(json.dumps({"$schema": _SCHEMA, **vega}))}
        except BaseException as error:  # noqa: BLE001 - a panic of the renderer is told like any other fault
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
