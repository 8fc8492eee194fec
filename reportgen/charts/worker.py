"""Draws Vega specs in a process of its own, one JSON line in, one out: ``python -m reportgen.charts.worker``.

A spec of the user's own may never come to an end; a process can be stopped, a thread cannot. Each line says how many
seconds its drawing may compute; they are the process's own, so a busy machine draws what an idle one does.
"""

from __future__ import annotations

import json
import math
import sys

_SCHEMA = "https://vega.github.io/schema/vega/v6.json"


def main() -> None:
    """Answer each line until the input ends."""
    import vl_convert

    for line in sys.stdin:
        asked = json.loads(line)
        vega = asked["vega"]
        _allow(asked["seconds"])
        try:
            answer = {"svg": vl_convert.vega_to_svg(json.dumps({"$schema": _SCHEMA, **vega}))}
        except BaseException as error:  # noqa: BLE001 - a panic of the renderer is reported like any other fault
            answer = {"error": str(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _allow(seconds: float) -> None:
    """Let the system end this process when it has computed for so many seconds from now on."""
    if sys.platform == "win32":
        return  # no such limit: who asks waits no longer than its own
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    main()
