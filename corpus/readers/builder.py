"""Lines put together to a text whose headings know their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.encoding import clean_controls
from corpus.model import Heading, Notice, NoticeCode
from corpus.readers.radicals import repair

_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f]+")


def one_line(text: str) -> str:
    """`text` with every run of white space but the ideographic space as one space, none at its ends."""
    return _SPACES.sub(" ", text.replace("\n", " ").replace("\r", " ")).strip(" ")


@dataclass(slots=True)
class TextBuilder:
    """Collects lines in reading order; `text` joins them by newlines.

    Ranks of headings may begin anywhere and are shifted so that the highest found has level 1.
    """

    _lines: list[str] = field(default_factory=list)
    _headings: list[tuple[int, str, int]] = field(default_factory=list)
    _length: int = 0
    _radicals: int = 0
    _controls: int = 0

    def add(self, line: str, *, rank: int | None = None) -> None:
        """Append one line without a newline; `rank` marks it as a heading. White space alone is skipped."""
        line, radicals = repair(line)
        line, controls = clean_controls(line)
        self._radicals += radicals
        self._controls += controls
        line = line.strip(" \t\n\xa0")
        if not line.strip():
            return
        if rank is not None:
            self._headings.append((rank, line, self._length))
        self._lines.append(line)
        self._length += len(line) + 1

    @property
    def text(self) -> str:
        """All lines, without a newline at the end."""
        return "\n".join(self._lines)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in order."""
        if not self._headings:
            return ()
        top = min(rank for rank, _, _ in self._headings)
        return tuple(
            Heading(rank - top + 1, line.strip(), start, start + len(line)) for rank, line, start in self._headings
        )

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What had to be repaired."""
        counts = {
            NoticeCode.RADICALS_REPAIRED: self._radicals,
            NoticeCode.CONTROL_CHARACTERS: self._controls,
        }
        return tuple(Notice(code, str(count)) for code, count in counts.items() if count)
