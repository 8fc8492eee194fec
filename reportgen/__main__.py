"""``python -m reportgen`` is the ``reportgen`` command."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command; whatever stops it while it starts ends it without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from reportgen.cli import main as command

    command()


if __name__ == "__main__":
    main()
