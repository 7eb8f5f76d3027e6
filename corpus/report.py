"""What the notices of an ingest report say, in English, for the command lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.model import Notice, NoticeCode

_SENTENCES = {
    NoticeCode.SUFFIX_DIFFERS: "The content is {detail}, not what the file's suffix says; it was read as that.",
    NoticeCode.ENCODING_GUESSED: "The file does not say how it is encoded; it was read as {detail}.",
    NoticeCode.UNDECODABLE: "{detail} characters could not be decoded and stand as \ufffd.",
    NoticeCode.CONTROL_CHARACTERS: "{detail} control characters were replaced by spaces.",
    NoticeCode.EMPTY_PAGE: "No text here (a scan?).",
    NoticeCode.GARBLED_PAGE: "The text is garbled: its fonts do not say what their characters are.",
    NoticeCode.RADICALS_REPAIRED: "{detail} look-alike radicals were replaced by the ordinary characters.",
    NoticeCode.BODY_NOT_FOUND: "The body of the web page could not be told from what surrounds it; all was kept.",
    NoticeCode.PARTLY_READ: "Not everything was read: {detail}.",
    NoticeCode.RUNNING_LINES_DROPPED: "{detail} lines of running heads, feet and page numbers were left out.",
    NoticeCode.LINKS_DROPPED: "{detail} lines of links at the end of the web page were left out.",
}


def sentence(notice: Notice) -> str:
    """One English sentence for `notice`, with the page where it has one."""
    return _said([notice])


def sentences(notices: Iterable[Notice]) -> list[str]:
    """One English sentence for each thing to say, however many pages it is true of."""
    alike: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        alike.setdefault((notice.code, notice.detail), []).append(notice)
    return [_said(some) for some in alike.values()]


def page_ranges(numbers: Iterable[int]) -> str:
    """The numbers in order, neighbours joined: 1–3, 7."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in ranges)


def _said(alike: Sequence[Notice]) -> str:
    first = alike[0]
    template = _SENTENCES.get(NoticeCode(first.code)) if first.code in set(NoticeCode) else None
    said = template.format(detail=first.detail or "an unknown number of") if template else _unknown(first)
    pages = [notice.page for notice in alike if notice.page is not None]
    return f"Page{'s' if len(pages) > 1 else ''} {page_ranges(pages)}: {said}" if pages else said


def _unknown(notice: Notice) -> str:
    return f"{notice.code} {notice.detail}".strip() + "."
