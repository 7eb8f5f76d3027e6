"""Messages between the product and the processes that read for it: JSON, and bytes beside it, over a pipe."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Final

_HEADER: Final = struct.Struct("<QQ")

Message = dict[str, Any]


def packed(message: Message, content: bytes = b"") -> list[bytes]:
    """The pieces that a message and the bytes that go with it are written in."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return [_HEADER.pack(len(text), len(content)), text, content]


def send(stream: BinaryIO, message: Message, content: bytes = b"") -> None:
    """Write one message, and whatever bytes go with it."""
    for piece in packed(message, content):
        stream.write(piece)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[Message, bytes] | None:
    """The next message with its bytes; None when the other side has closed or died."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    of_text, of_content = _HEADER.unpack(header)
    text, content = stream.read(of_text), stream.read(of_content)
    if len(text) < of_text or len(content) < of_content:
        return None
    message: Message = json.loads(text.decode("utf-8", "surrogatepass"))
    return message, content
