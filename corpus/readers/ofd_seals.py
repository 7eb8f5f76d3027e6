"""Electronic seals in OFD (GB/T 38540, GM/T 0031): their names, and what a seal drawn as an OFD of its own prints."""

from __future__ import annotations

from dataclasses import dataclass

_SEQUENCE, _INTEGER, _OCTETS, _UTF8, _IA5 = 0x30, 0x02, 0x04, 0x0C, 0x16
_HEADER = b"\x16\x02ES"
_ZIP = b"PK\x03\x04"
_LONGEST_NAME = 200  # bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """An electronic seal: the name it is registered under and, where it is drawn as an OFD, that file."""

    name: str
    picture: bytes | None = None


def seal_in(data: bytes) -> Seal | None:
    """The seal in a Seal.esl or SignedValue.dat, or None where the bytes hold none; nothing is verified.

    SES_SealInfo is a SEQUENCE of header {"ES", version, vendor}, esID, property {type, name, ...}, picture {type,
    data, ...}: the DER is followed from the "ES" of the header.
    """
    start = data.find(_HEADER)
    if start < 0:
        return None
    place = _Reader(data, start + len(_HEADER))
    place.skip(_INTEGER)
    place.skip(_IA5)
    place.skip(_IA5)
    properties = place.enter(_SEQUENCE)
    place.skip(_INTEGER)
    name = place.take(_UTF8)
    if name is None or properties is None or len(name) > _LONGEST_NAME:
        return None
    place.at = properties
    return Seal(_decoded(name), _picture(place))


def _picture(place: _Reader) -> bytes | None:
    if place.enter(_SEQUENCE) is None or (place.take(_IA5) or b"").lower() != b"ofd":
        return None
    picture = place.take(_OCTETS)
    return picture if picture is not None and picture.startswith(_ZIP) else None


def _decoded(name: bytes) -> str:
    return "".join(char for char in name.decode("utf-8", "replace") if char.isprintable()).strip()


class _Reader:
    """Walks along DER values; whatever does not fit leaves it where it is."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at

    def take(self, tag: int) -> bytes | None:
        """The content of the next value, if it has this tag."""
        span = self._span(tag)
        if span is None:
            return None
        self.at = span[1]
        return self._data[span[0] : span[1]]

    def skip(self, tag: int) -> None:
        """Past the next value, if it has this tag."""
        self.take(tag)

    def enter(self, tag: int) -> int | None:
        """Into the next value, if it has this tag; returns where it ends."""
        span = self._span(tag)
        if span is None:
            return None
        self.at = span[0]
        return span[1]

    def _span(self, tag: int) -> tuple[int, int] | None:
        head = self._data[self.at : self.at + 6]
        if len(head) < 2 or head[0] != tag:
            return None
        start, length = self.at + 2, head[1]
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                return None
            length = int.from_bytes(head[2 : 2 + count], "big")
            start += count
        return (start, start + length) if start + length <= len(self._data) else None
