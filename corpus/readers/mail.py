"""E-mail (EML) and web archives (MHT): the text of the message, what its header says, what is attached."""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import Message

from corpus.encoding import Decoded, clean_controls, decode
from corpus.errors import ReadError, ReadProblem
from corpus.model import Heading, Notice, NoticeCode, Reading
from corpus.readers import html
from corpus.readers.builder import one_line
from corpus.script import without_surrogates

_MAX_PARTS = 10_000
_MAX_ATTACHMENTS = 1_000
_MAX_ATTACHED = 512 * 1024 * 1024  # bytes, all together
_LONGEST_NAME = 150
_LISTED = 50
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]+')
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_WEB_ARCHIVE = "multipart/related"


def read(data: bytes, name: str) -> Reading:
    """Read a message: its subject, then its text; the plain one where it has both, else that of its web page.

    Raises:
        ReadError: damaged, or without text.
    """
    message = _parsed(data, name)
    parts = _parts(message, name)
    subject, sender = _header(message, "subject"), _header(message, "from")
    attached = [_name_of(part, number) for number, part in enumerate(_attached(parts, _body(parts)), start=1)]
    if not subject and not parts:
        raise ReadError(name, ReadProblem.DAMAGED, "it holds no message")
    notices = [Notice(NoticeCode.ATTACHMENTS, _listed(attached))] if attached else []
    reading = _of_body(parts, message, name)
    text, shift = reading.text, 0
    headings: tuple[Heading, ...] = reading.headings
    if subject and not text.startswith(subject):
        shift = len(subject) + 1 if text else 0
        text = f"{subject}\n{text}" if text else ""
        headings = tuple(replace(h, start=h.start + shift, end=h.end + shift, level=h.level + 1) for h in headings)
        headings = (Heading(1, subject, 0, len(subject)), *headings) if text else ()
    if not text:
        detail = f"only attachments: {_listed(attached)}" if attached else ""
        raise ReadError(name, ReadProblem.NO_TEXT, detail[:200])
    return replace(
        reading,
        text=text,
        reader="mail",
        media_type=_WEB_ARCHIVE if _is_archive(message) else "message/rfc822",
        headings=headings,
        properties=_properties(message, subject, sender, reading),
        notices=(*reading.notices, *notices),
    )


def attachments(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The files that came with a message: a plain name without folders, and the bytes; messages among them as .eml.

    What a web page shows (its pictures and styles) is no attachment.

    Raises:
        ReadError: damaged, or more than the limit (1,000 files, 512 MB).
    """
    parts = _parts(_parsed(data, name), name)
    total = 0
    for number, part in enumerate(_attached(parts, _body(parts)), start=1):
        content = _content(part)
        total += len(content)
        if number > _MAX_ATTACHMENTS or total > _MAX_ATTACHED:
            raise ReadError(name, ReadProblem.TOO_LARGE, f"more than {_MAX_ATTACHMENTS} attachments or 512 MB of them")
        if content:
            yield _name_of(part, number), content


def _parsed(data: bytes, name: str) -> Message:
    try:
        return email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise ReadError(name, ReadProblem.DAMAGED, f"{type(error).__name__}: {error}"[:200]) from None


def _parts(message: Message, name: str) -> list[Message]:
    """The parts that hold something, in order; a message within the message is one of them, and not opened."""
    found: list[Message] = []
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting.extend(child for child in reversed(list(part.get_payload())) if isinstance(child, Message))
        else:
            found.append(part)
        if len(found) + len(waiting) > _MAX_PARTS:
            raise ReadError(name, ReadProblem.TOO_LARGE, f"a message of more than {_MAX_PARTS} parts")
    return found


def _is_archive(message: Message) -> bool:
    """Whether a browser saved it: there is nobody whom it is from."""
    return str(message.get("From", "")).startswith("<Saved by") or (
        message.get_content_type() in {_WEB_ARCHIVE, "text/html"}
        and not message.get("To")
        and not message.get("Received")
    )


def _body(parts: list[Message]) -> list[Message]:
    """The parts that are the text: all plain ones that are shown, else the first web page, else nothing."""
    shown = [part for part in parts if not _is_attachment(part)]
    plain = [part for part in shown if part.get_content_type() == "text/plain" and _content(part).strip()]
    return plain or [part for part in shown if part.get_content_type() == "text/html" and _content(part).strip()][:1]


def _is_attachment(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition", "")).lower().lstrip()
    return disposition.startswith("attachment") or (bool(_file_name(part)) and not disposition.startswith("inline"))


def _attached(parts: list[Message], body: list[Message]) -> Iterator[Message]:
    """What a person would see as an attachment: what is named or marked so, or a message, but not what a page shows."""
    chosen = set(map(id, body))
    for part in parts:
        kind = part.get_content_type()
        if id(part) in chosen or kind in _SIGNATURES:
            continue
        embedded = part.get("Content-ID") or part.get("Content-Location")
        marked = str(part.get("Content-Disposition", "")).lower().lstrip().startswith("attachment")
        if kind == "message/rfc822" or marked or (_file_name(part) and not embedded):
            yield part


def _of_body(parts: list[Message], message: Message, name: str) -> Reading:
    """The text of the message, as far as there is any."""
    body = _body(parts)
    if body and body[0].get_content_type() == "text/html":
        return _of_page(body[0], name)
    texts: list[str] = []
    encodings: list[str] = []
    notices: dict[Notice, None] = {}
    for part in body:
        decoded = _decoded(part)
        texts.append(_unfolded(decoded.text, part).strip("\n"))
        encodings.append(decoded.encoding)
        notices |= dict.fromkeys(decoded.notices)
    text = "\n".join(text for text in texts if text.strip())
    return Reading(
        text=text,
        reader="mail",
        media_type="message/rfc822",
        encoding=encodings[0] if encodings else None,
        notices=tuple(notices),
    )


def _of_page(part: Message, name: str) -> Reading:
    """A web page within the message; its declared charset counts more than what the page says."""
    content, declared = _content(part), _charset(part)
    decoded = decode(content, declared=declared) if declared else None
    if decoded is None:
        return html.read(content, name)
    reading = html.read(b"\xef\xbb\xbf" + decoded.text.encode("utf-8"), name)
    return replace(reading, encoding=decoded.encoding, notices=(*decoded.notices, *reading.notices))


def _decoded(part: Message) -> Decoded:
    return decode(_content(part), declared=_charset(part))


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError, UnicodeError):
        return None


def _unfolded(text: str, part: Message) -> str:
    """Lines that the mail program broke are whole again, where it says that it did so (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    drop = str(part.get_param("delsp", "")).lower() == "yes"
    return re.sub(r"(?<!^--) \n(?=[^>\n])", "" if drop else " ", text, flags=re.MULTILINE)


def _content(part: Message) -> bytes:
    """The bytes of a part, without their transfer encoding; a message as it stands."""
    try:
        if part.get_content_type() == "message/rfc822":
            inner = _inner(part)
            return inner.as_bytes() if inner is not None else b""
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, UnicodeError, AttributeError, RecursionError, IndexError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _inner(part: Message) -> Message | None:
    """The message that an attached one is."""
    payload = part.get_payload() if part.is_multipart() else None
    return payload[0] if isinstance(payload, list) and payload and isinstance(payload[0], Message) else None


def _file_name(part: Message) -> str:
    try:
        return _words(part.get_filename() or "")
    except (ValueError, LookupError, TypeError, UnicodeError, AttributeError):
        return ""


def _name_of(part: Message, number: int) -> str:
    """The plain name of an attachment: no folders, nothing that a file system does not take."""
    given = _file_name(part)
    if not given and part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        given = _header(inner, "subject") if inner is not None else ""
        given = f"{_UNSAFE.sub('_', given) or f'邮件{number}'}.eml"
    plain = _UNSAFE.sub("_", re.split(r"[\\/]", given)[-1]).strip(" ._")
    if not plain:
        plain = f"附件{number}"
    stem, dot, suffix = plain.rpartition(".")
    return plain if len(plain) <= _LONGEST_NAME else f"{(stem or plain)[:_LONGEST_NAME]}{dot}{suffix[:10]}"


def _listed(names: list[str]) -> str:
    more = f"…（共 {len(names)} 个）" if len(names) > _LISTED else ""
    return "、".join(names[:_LISTED]) + more


def _header(message: Message, name: str) -> str:
    """A header on one line, decoded; also where it holds bytes that it should not."""
    try:
        return _words(message.get(name, ""))
    except (ValueError, LookupError, TypeError, UnicodeError, AttributeError):
        return ""


def _words(value: object) -> str:
    """Encoded words (=?gb2312?B?…?=) and raw bytes as text."""
    raw = str(value) if not isinstance(value, email.header.Header) else _raw(value)
    pieces: Sequence[tuple[bytes | str, str | None]]
    try:
        pieces = email.header.decode_header(raw.replace("\r", "").replace("\n", " ")) if "=?" in raw else [(raw, None)]
    except (email.errors.HeaderParseError, ValueError, LookupError):
        pieces = [(raw, None)]
    return one_line(clean_controls(without_surrogates("".join(_merged(pieces))))[0])


def _raw(header: email.header.Header) -> str:
    """What a header of unknown bytes stands for, its bytes kept as surrogates."""
    return "".join(
        chunk.decode("ascii", "surrogateescape") if isinstance(chunk, bytes) else chunk
        for chunk, _ in email.header.decode_header(header)
    )


def _merged(pieces: Sequence[tuple[bytes | str, str | None]]) -> Iterator[str]:
    """Neighbours of one charset are decoded together: programs cut within a character."""
    waiting: tuple[bytes, str | None] = (b"", None)
    for piece, charset in pieces:
        octets = piece.encode("utf-8", "surrogateescape") if isinstance(piece, str) else piece
        if waiting[0] and charset != waiting[1]:
            yield _text_of(*waiting)
            waiting = (b"", None)
        waiting = (waiting[0] + octets, charset)
    yield _text_of(*waiting)


def _text_of(octets: bytes, charset: str | None) -> str:
    return decode(octets, declared=charset).text if octets else ""


def _properties(message: Message, subject: str, sender: str, reading: Reading) -> dict[str, str]:
    """Subject, sender and date; of a saved page what the page says comes first, and where it was saved from."""
    found = dict(reading.properties)
    if _is_archive(message):
        if subject:
            found.setdefault("title", subject)
        address = _header(message, "snapshot-content-location") or _header(message, "content-location")
        if address.startswith(("http://", "https://")):
            found.setdefault("url", address)
        return found
    person, address = email.utils.parseaddr(sender)
    stated = {"title": subject, "author": person or address, "published_on": _day(message)}
    return found | {key: value for key, value in stated.items() if value}


def _day(message: Message) -> str:
    try:
        return email.utils.parsedate_to_datetime(_header(message, "date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
