r"""RTF (version 1.9.1) without an office program: text with its numbers, tables, notes and headings.

Chinese stands there as bytes in the code page of the font (\'d6\'d0, the second byte perhaps as a plain character) or
as \uN with a substitute behind it, in UTF-16: what general converters do with either loses characters.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.model import Notice, NoticeCode, Reading
from corpus.readers.builder import TextBuilder, one_line
from corpus.script import without_surrogates

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_ANYTHING = re.compile(rb".", re.DOTALL)
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "cp950", 951: "big5hkscs", 65001: "utf-8", 0: "cp1252"}
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_DOUBLE_BYTE = frozenset({"gb18030", "cp950", "big5hkscs", "cp932", "cp949"})
_CHARACTERS = {
    b"emdash": "—",
    b"endash": "–",
    b"emspace": "\u2003",
    b"enspace": "\u2002",
    b"qmspace": "\u2005",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"tab": " ",
    b"~": "\xa0",
    b"_": "-",
    b"{": "{",
    b"}": "}",
    b"\\": "\\",
}
_CELLS = " | "
_BREAKS = frozenset({b"par", b"line", b"sect", b"page", b"row", b"nestrow", b"\n", b"\r", b"softline", b"column"})
# Groups whose text is not that of the document, beside those marked \*.
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
    b"fldinst listtable listoverridetable rsidtbl generator xmlnstbl themedata colorschememapping datastore "
    b"latentstyles ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn bkmkstart bkmkend atnid atnauthor annotation "
    b"upr revtbl filetbl template operator company manager category keywords comment doccomm nonshppict tc xe "
    b"sp sn sv shpinst do nonesttables pgptbl".split()
)
_KEPT = frozenset(
    {b"shptxt", b"ud", b"result", b"dptxbxtext", b"nesttableprops"}
)  # text within groups that are skipped
_PROPERTIES = {b"title": "title", b"author": "author"}
_JUNK = re.compile(
    r"untitled|无标题|未命名|文档 ?\d*|admin(?:istrator)?|user|pc|微软.*|windows.*|microsoft.*|lenovo|dell|hp|unknown"
    r"|.",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])", re.IGNORECASE)


@dataclass(slots=True)
class _Group:
    """What holds until the group closes."""

    destination: bytes = b""
    info: bool = False  # within what the file says about itself
    skipped: bool = False
    hidden: bool = False
    substitute: int = 1  # characters after \uN that stand for it in old programs
    font: int = -1
    level: int = 0  # of the heading that the paragraph is
    note: bool = False


@dataclass(slots=True)
class _Reader:
    """Goes through the tokens; `code_page` is that of the file, `fonts` those of its fonts where they have one."""

    builder: TextBuilder = field(default_factory=TextBuilder)
    group: _Group = field(default_factory=_Group)
    stack: list[_Group] = field(default_factory=list)
    code_page: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, int] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    undecodable: int = 0
    _bytes: bytearray = field(default_factory=bytearray)
    _line: list[str] = field(default_factory=list)
    _note: list[str] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _unskipped: int = 0  # substitutes still to come
    _starred: bool = False
    _style: int = -1

    def read(self, data: bytes) -> None:
        """All tokens of the file."""
        place = 0
        while found := _TOKEN.match(data, place) or _ANYTHING.match(data, place):
            place = found.end()
            if found.re is not _TOKEN:
                continue
            word, number, octet, symbol, brace, plain = found.groups()
            if word == b"bin":
                place += max(0, int(number or 0))
            elif word:
                self._word(word, int(number) if number else None)
            elif octet:
                self._raw(bytes([int(octet, 16)]))
            elif symbol:
                self._symbol(symbol)
            elif brace:
                self._brace(brace)
            elif plain:
                self._raw(plain)
        self._end_line()
        for note in self._notes:
            self.builder.add(note)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._unskipped, self._starred = 0, False
        if brace == b"{":
            self.stack.append(self.group)
            self.group = replace(self.group)
            return
        before = self.group
        self.group = self.stack.pop() if self.stack else _Group()
        if before.note and not self.group.note:
            self._notes.append(one_line("".join(self._note)))
            self._note.clear()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in b"{}\\":
            self._raw(symbol)
        elif symbol in _BREAKS:
            self._break(symbol)
        elif symbol in _CHARACTERS:
            self._text(_CHARACTERS[symbol])

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if starred or word in _SKIPPED or word in _KEPT:
            self._flush()
            self.group.destination = word
            self.group.skipped = word not in _KEPT
            self.group.info = self.group.info or word == b"info"
        elif word in _PROPERTIES and self.group.info:
            self.group.destination = word
            self.properties[_PROPERTIES[word]] = ""
        elif word == b"u" and number is not None:
            self._unicode(number)
        elif word in _CHARACTERS:
            self._text(_CHARACTERS[word])
        elif word in _BREAKS:
            self._break(word)
        elif word in {b"cell", b"nestcell"}:
            self._text(_CELLS)
        else:
            self._state(word, number)

    def _state(self, word: bytes, number: int | None) -> None:
        """Words that change how what follows is read."""
        group = self.group
        value = 1 if number is None else number
        if word in {b"f", b"af"}:
            self._font(word, value)
        elif word == b"fcharset" and group.font >= 0 and value in _CHARSETS:
            self.fonts[group.font] = _CHARSETS[value]
        elif word == b"ansicpg":
            self.code_page = _code_page(value)
        elif word == b"uc":
            group.substitute = max(0, min(value, 100))
        elif word in {b"v", b"deleted"}:
            self._flush()
            group.hidden = value != 0
        elif word == b"plain":
            self._flush()
            group.hidden = False
        elif word in {b"footnote", b"endnote"}:
            self._flush()
            group.note = True
        else:
            self._paragraph(word, value)

    def _paragraph(self, word: bytes, value: int) -> None:
        """Words about the style of a paragraph, and the definitions of styles."""
        group = self.group
        if word == b"pard":
            group.level = 0
        elif word == b"outlinelevel":
            group.level = value + 1 if 0 <= value < 9 else 0
            if group.destination == b"stylesheet" and group.level:
                self.styles.setdefault(self._style, group.level)
        elif word == b"s":
            self._style = value
            if group.destination != b"stylesheet":
                group.level = self.styles.get(value, 0)

    def _font(self, word: bytes, number: int) -> None:
        r"""\af names the font of the other script of a run; only if it is double-byte can it be that of raw bytes."""
        if word == b"af" and self.fonts.get(number) not in _DOUBLE_BYTE:
            return
        if self.fonts.get(number) != self.fonts.get(self.group.font):
            self._flush()
        self.group.font = number

    def _unicode(self, number: int) -> None:
        self._flush()
        self._text(chr(number & 0xFFFF) if number < 0x10000 else chr(number) if number < 0x110000 else "\ufffd")
        self._unskipped = self.group.substitute

    def _raw(self, octets: bytes) -> None:
        skipped = min(self._unskipped, len(octets))
        self._unskipped -= skipped
        if octets[skipped:]:
            self._bytes += octets[skipped:]
            if len(self.stack) == 0:
                self._bytes.clear()

    def _flush(self) -> None:
        """Decode the bytes that have come together."""
        if not self._bytes:
            return
        octets = bytes(self._bytes)
        self._bytes.clear()
        text = self._decoded(octets)
        self.undecodable += text.count("\ufffd")
        self._put(text)

    def _decoded(self, octets: bytes) -> str:
        if octets.isascii():
            return octets.decode("ascii")
        own = self.fonts.get(self.group.font, self.code_page)
        for code_page in (own, self.code_page) if own in _DOUBLE_BYTE else (self.code_page, own):
            if code_page in _DOUBLE_BYTE or code_page == own:
                try:
                    return octets.decode(code_page)
                except UnicodeError:
                    continue
        return octets.decode(own, "replace")

    def _text(self, text: str) -> None:
        self._flush()
        self._put(text)

    def _put(self, text: str) -> None:
        group = self.group
        if group.info:
            if name := _PROPERTIES.get(group.destination):
                self.properties[name] = self.properties.get(name, "") + text
        elif group.destination == b"stylesheet" and (found := _HEADING.match(text.strip())):
            self.styles.setdefault(self._style, int(found[1]))
        elif not group.skipped and not group.hidden and self.stack:
            (self._note if group.note else self._line).append(text)

    def _break(self, word: bytes) -> None:
        self._flush()
        if self.group.skipped:
            return
        if self.group.note:
            self._note.append(" ")
        else:
            self._end_line(heading=word == b"par")

    def _end_line(self, *, heading: bool = False) -> None:
        self._flush()
        line = one_line(_joined("".join(self._line)))
        self._line.clear()
        self.builder.add(
            line.removesuffix(_CELLS.rstrip()), rank=self.group.level if heading and self.group.level else None
        )


def read(data: bytes, name: str) -> Reading:
    """Read an RTF file; deleted and hidden text is left out.

    Raises:
        ReadError: no RTF, or without text.
    """
    if not data.startswith(b"{\\rtf"):
        raise ReadError(name, ReadProblem.DAMAGED, "it does not begin as RTF does")
    reader = _Reader()
    reader.read(data)
    if not reader.builder.text:
        raise ReadError(name, ReadProblem.NO_TEXT)
    notices = [Notice(NoticeCode.UNDECODABLE, str(reader.undecodable))] if reader.undecodable else []
    stated = {key: clean_controls(_joined(value))[0].strip() for key, value in reader.properties.items()}
    return Reading(
        text=reader.builder.text,
        reader="rtf",
        media_type="application/rtf",
        encoding=reader.code_page,
        headings=reader.builder.headings,
        properties={key: value for key, value in stated.items() if value and not _JUNK.fullmatch(value)},
        notices=(*reader.builder.notices, *notices),
    )


def _joined(text: str) -> str:
    """Halves of characters beyond the Basic Multilingual Plane put together; a lone half is U+FFFD."""
    return without_surrogates(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def _code_page(number: int) -> str:
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
