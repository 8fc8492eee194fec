"""What is printed of builds that follow each other: what is new in each, and not what was said before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from reportgen.cli.said import say, tell

if TYPE_CHECKING:
    from reportgen.errors import Problem
    from reportgen.publish.serving.rebuilding import Built


class Rebuilt:
    """Prints how builds went."""

    def __init__(self) -> None:
        self._known: set[Problem] = set()
        self._changed: tuple[str, ...] = ()
        self._failed = False
        self.has_written = False

    def tell(self, built: Built) -> None:
        """Say what is new in a build: problems, that it works again, and which place it was built for."""
        from reportgen.errors import Level

        problems = built.problems if built.result is None else tuple(built.result.problems)
        tell([one for one in problems if one not in self._known and (built.number == 1 or one.level is not Level.NOTE)])
        self._known = set(problems)
        if built.result is None:
            if not self._failed:
                say("The report cannot be built; it is tried again when something changes.")
            self._failed = True
            return
        if self._failed or (built.changed and built.changed[:1] != self._changed[:1]):
            of = f": {os.path.basename(built.changed[0])} has changed" if built.changed else ""  # noqa: PTH119 - a text
            say(f"Built again{of} ({built.seconds:.1f} s).")
            self._changed = built.changed
        self._failed = False
