"""What a terminal would show of printed text: carriage returns, cursor moves up and down, erasing, and colours.

The control sequences are those of ECMA-48: SGR (m), CUU and CUD (A, B), CHA (G), EL (K). Others have no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"\x1b\[([0-9;?]{0,256})[ -/]{0,4}([@-~])|\x1b\][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\)|\x1b[()*+#][^\x1b]|\x1b[^\x1b]"
    r"|([\r\n\b\t])|([^\x1b\r\n\b\t]+)",
    re.DOTALL,
)
_OPEN = re.compile(r"\x1b(?:[()*+#]|\[[0-9;?]{0,256}[ -/]{0,4}|\][^\x07\x1b\n]{0,512}\x1b?)?\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]")
_MAX_WIDTH = 20_000

Segment = tuple[str, str]
"""(style, text); a style is words such as ``b`` (bold), ``f1`` (red) or ``g4`` (on blue)."""


@dataclass
class Terminal:
    """Takes text and keeps lines of styled characters; a style is one string for each character."""

    texts: list[list[str]] = field(default_factory=lambda: [[]])
    styles: list[list[str]] = field(default_factory=lambda: [[]])
    row: int = 0
    column: int = 0
    _codes: dict[str, str] = field(default_factory=dict)
    _rest: str = ""

    def write(self, text: str) -> None:
        """Take printed text; a control sequence may go on in the next piece."""
        text = self._rest + text
        cut = _OPEN.search(text)
        self._rest = text[cut.start() :] if cut else ""
        for match in _TOKEN.finditer(text[: cut.start()] if cut else text):
            parameters, command, control, plain = match.groups()
            if plain is not None:
                self._put(_CONTROL.sub("", plain))
            elif control is not None:
                self._move(control)
            elif command is not None:
                self._command(command, parameters)

    def _put(self, plain: str) -> None:
        texts, styles = self.texts[self.row], self.styles[self.row]
        plain = plain[: max(_MAX_WIDTH - self.column, 0)]
        missing = self.column - len(texts)
        if missing > 0:
            texts += " " * missing
            styles += [""] * missing
        style = " ".join(self._codes.values())
        texts[self.column : self.column + len(plain)] = plain
        styles[self.column : self.column + len(plain)] = [style] * len(plain)
        self.column += len(plain)

    def _move(self, control: str) -> None:
        if control == "\n":
            self._go(self.row + 1)
            self.column = 0
        elif control == "\r":
            self.column = 0
        elif control == "\b":
            self.column = max(self.column - 1, 0)
        else:
            self._put(" " * (8 - self.column % 8))

    def _go(self, row: int) -> None:
        self.row = max(row, 0)
        while len(self.texts) <= self.row:
            self.texts.append([])
            self.styles.append([])

    def _command(self, command: str, parameters: str) -> None:
        numbers = [int(part[:6]) if part.isdigit() else 0 for part in parameters.split(";")]
        first = min(numbers[0] or 1, 1000)
        if command == "m":
            self._style(numbers)
        elif command in "AB":
            self._go(self.row - first if command == "A" else min(self.row + first, len(self.texts) - 1))
        elif command == "G":
            self.column = first - 1
        elif command == "K":
            self._erase(numbers[0])

    def _erase(self, how: int) -> None:
        texts, styles = self.texts[self.row], self.styles[self.row]
        if how == 0:
            del texts[self.column :], styles[self.column :]
        elif how == 1:
            end = min(self.column + 1, len(texts))
            texts[:end], styles[:end] = " " * end, [""] * end
        else:
            texts.clear()
            styles.clear()

    def _style(self, numbers: list[int]) -> None:
        words = {1: ("weight", "b"), 2: ("weight", "d"), 3: ("slant", "i"), 4: ("line", "u")}
        ends = {22: "weight", 23: "slant", 24: "line", 39: "ink", 49: "paper"}
        rest = iter(numbers)
        for number in rest:
            if number == 0:
                self._codes.clear()
            elif number in words:
                name, word = words[number]
                self._codes[name] = word
            elif number in ends:
                self._codes.pop(ends[number], None)
            elif 30 <= number <= 37 or 90 <= number <= 97:  # noqa: PLR2004 - the sixteen colours
                self._codes["ink"] = f"f{number - 30 if number < 40 else number - 82}"  # noqa: PLR2004
            elif 40 <= number <= 47 or 100 <= number <= 107:  # noqa: PLR2004
                self._codes["paper"] = f"g{number - 40 if number < 50 else number - 92}"  # noqa: PLR2004
            elif number in (38, 48):  # 256 colours or RGB: the nearest of the sixteen would mislead, so none
                skip = {5: 1, 2: 3}.get(next(rest, 0), 0)
                for _ in range(skip):
                    next(rest, 0)

    def lines(self) -> list[list[Segment]]:
        """Return the lines as stretches of one style; an empty last line is omitted."""
        found = [_stretches(texts, styles) for texts, styles in zip(self.texts, self.styles, strict=True)]
        return found[:-1] if found and not found[-1] else found


def _stretches(texts: list[str], styles: list[str]) -> list[Segment]:
    segments: list[Segment] = []
    start = 0
    for i in range(1, len(texts) + 1):
        if i == len(texts) or styles[i] != styles[start]:
            segments.append((styles[start], "".join(texts[start:i])))
            start = i
    return segments


def screen(pieces: Iterable[str]) -> list[list[Segment]]:
    """Return the lines that printed pieces leave on a screen without end."""
    terminal = Terminal()
    for piece in pieces:
        terminal.write(piece)
    return terminal.lines()
