"""What the notices of an ingest report say, in English, for the command lines."""

from __future__ import annotations

from corpus.model import Notice, NoticeCode

_SENTENCES = {
    NoticeCode.SUFFIX_DIFFERS: "The content is {detail}, not what the file's suffix says; it was read as that.",
    NoticeCode.ENCODING_GUESSED: "The file does not say how it is encoded; it was read as {detail}.",
    NoticeCode.UNDECODABLE: "{detail} characters could not be decoded and stand as \ufffd.",
    NoticeCode.CONTROL_CHARACTERS: "{detail} control characters were replaced by spaces.",
    NoticeCode.EMPTY_PAGE: "There is no text on this page (a scan?).",
    NoticeCode.GARBLED_PAGE: "The text of this page is garbled: its fonts do not say what their characters are.",
    NoticeCode.RADICALS_REPAIRED: "{detail} look-alike radicals were replaced by the ordinary characters.",
    NoticeCode.BODY_NOT_FOUND: "The body of the web page could not be told from what surrounds it; all was kept.",
    NoticeCode.PARTLY_READ: "Not everything was read: {detail}.",
    NoticeCode.RUNNING_LINES_DROPPED: "{detail} lines of running heads, feet and page numbers were left out.",
    NoticeCode.LINKS_DROPPED: "{detail} lines of links at the end of the web page were left out.",
}


def sentence(notice: Notice) -> str:
    """One English sentence for `notice`, with the page where it has one."""
    template = _SENTENCES.get(NoticeCode(notice.code)) if notice.code in set(NoticeCode) else None
    said = template.format(detail=notice.detail or "an unknown number of") if template else _unknown(notice)
    return f"Page {notice.page}: {said}" if notice.page is not None else said


def _unknown(notice: Notice) -> str:
    return f"{notice.code} {notice.detail}".strip() + "."
