"""The only place where a citation is worded: GB/T 7714 (2015 and 2025), BibTeX, RIS, CSL-JSON.

What is known is worded, what is unknown is left out the way each format leaves things out; nothing is guessed.

GB/T 7714, numeric (顺序编码制), the parts that electronic documents need:
    2015  责任者. 题名: 文号[类型/OL]. 出版者, 年: 页码(发布日期)[引用日期]. 路径.      half-width marks
    2025  责任者. 题名：文号[类型/OL]. 出版者，日期：页码. 路径.                      ， ： （ ） full-width
The 2025 edition (in force since 2026-07-01) keeps 引用日期 for web pages [EB/OL] only, writes the date of other
online documents without brackets, and prints full-width marks except . [ ] / — as the style files of
zotero-chinese/styles and zepinglee/gbt7714-bibtex-style do, which reproduce the examples of the standard.
Both editions let the numeric system leave out an unknown author (no 佚名) and name three authors, then 等.
Not settled by the editions' published examples: the type of a government document that is not held in an archive.
The 2015 edition's example (京政办发[2005]37号) says [A/OL]; it is used for 2025 as well. The name of a website
stands where the publisher does, and only when no address is known.

BibTeX, RIS and CSL-JSON hold one record per document and every excerpt in its note: the words, where they stand,
`[start, end)` in code points of the extracted text and the SHA-256 of the file, so that each can be checked again.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from corpus.model import Kind, Locator, Metadata
from corpus.official.dates import is_iso
from corpus.script import fold


class Style(StrEnum):
    """The formats that a citation can be worded in."""

    GBT7714_2015 = "gbt7714_2015"
    GBT7714_2025 = "gbt7714_2025"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


@dataclass(frozen=True, slots=True)
class Citation:
    """Everything needed to word a reference and to check its quotation again.

    `quote` is `document.text[start:end]`, verbatim; `sha256` is that of the source file; `ocr` says that the words
    were recognised from an image and may differ from it.
    """

    doc_id: str
    start: int
    end: int
    quote: str
    sha256: str
    title: str
    metadata: Metadata
    locator: Locator
    file_name: str
    ocr: bool = False


class _Type(StrEnum):
    """Document types of GB/T 7714 that occur here."""

    OFFICIAL = "A"
    WEB = "EB"
    NEWSPAPER = "N"
    JOURNAL = "J"
    REPORT = "R"
    OTHER = "Z"


@dataclass(frozen=True, slots=True)
class _Marks:
    """The punctuation of one edition."""

    comma: str
    colon: str
    opening: str
    closing: str


_HALF_WIDTH = _Marks(", ", ": ", "(", ")")
_FULL_WIDTH = _Marks("，", "：", "（", "）")

_NAMED_AUTHORS = 3  # GB/T 7714: more than three are cut to three and 等
_BETWEEN_NAMES = re.compile(r"[、，,;；/]+")
_WEBSITE = re.compile(r"(网|网站|在线|客户端|公众号|频道|平台)$|\.(com|cn|org|net)\b", re.IGNORECASE)
_PERIODICAL = re.compile(r"(学报|学刊|杂志|期刊|月刊|季刊|周刊|旬刊|导刊|公报|通报|研究|论坛|评论|科学)$")
_NEWSPAPER = re.compile(r"(文汇|大公|(?<![学公通汇年月简情]))报$")
_REPORT = re.compile(r"(报告|白皮书|蓝皮书)$")
_OFFICIAL = re.compile(
    r"(决议|决定|命令|令|公报|公告|通告|意见|通知|通报|批复|议案|函|纪要|办法|规定|条例|细则|规则|章程"
    r"|方案|规划|纲要|法律|法规)$"
)

_DIGEST = re.compile(r"摘编|札记|梳理|编写组")

_OCR_WARNING = "文字由扫描件识别，引用前请核对原件"
_OCR_PLACE = "OCR 识别文字"
_OCR_NOTE = "注：本段文字由 OCR 识别，引用前请核对原件。"


def cite(citation: Citation, style: Style, *, accessed: date) -> str:
    """One reference: a GB/T 7714 entry without number, a BibTeX entry, a RIS record or a CSL-JSON array of one.

    Args:
        citation: what is cited.
        style: the wording.
        accessed: the day of citing (引用日期).
    """
    if style in _EDITIONS:
        return _entry(_by_document([citation])[0], style, accessed)
    return cite_all([citation], style, accessed=accessed)


def cite_all(citations: Iterable[Citation], style: Style, *, accessed: date) -> str:
    """One file of references, one per document, in the order of first citation; empty for no citations.

    A GB/T 7714 list is numbered; a document that is cited from several pages is listed without page, because the
    standard then puts the page beside the number in the text. A CSL-JSON file without citations is `[]`.
    """
    groups = _by_document(citations)
    if style is Style.CSL:
        items = [_csl(group, accessed) for group in groups]
        return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
    if style is Style.BIBTEX:
        keys = _unique_keys(groups)
        return "\n".join(_bibtex(group, key, accessed) for group, key in zip(groups, keys, strict=True))
    if style is Style.RIS:
        return "\n".join(_ris(group, accessed) for group in groups)
    numbered = (f"[{n}] {_entry(group, style, accessed)}\n" for n, group in enumerate(groups, 1))
    return "".join(numbered)


def locator_text(locator: Locator, *, start: int, end: int) -> str:
    """Where a passage stands, in Chinese, for the page: 第3页 · 三、… › （三）… · 第十二条 · 第2段 · 字 3812–3965.

    `[start, end)` are code points of the text from 0; the numbers shown count from 1 and name the first and the last
    character. What is unknown is left out.
    """
    path = [" ".join(title.split()) for title in locator.heading_path]
    if path and locator.article and path[-1].startswith(locator.article):
        path.pop()
    parts = [
        _page_text(locator),
        " › ".join(path),
        locator.article or "",
        f"第{locator.paragraph}段" if locator.paragraph else "",
        f"字 {start + 1}–{end}",
        _OCR_PLACE if locator.ocr else "",
    ]
    return " · ".join(part for part in parts if part)


def _page_text(locator: Locator) -> str:
    """The physical page, and the number printed on it where that is another."""
    if locator.page is None:
        return f"第{locator.page_label}页" if locator.page_label else ""
    printed = locator.page_label
    return f"第{locator.page}页" + (f"（印刷页码 {printed}）" if printed and printed != str(locator.page) else "")


def _as_its_own(citation: Citation) -> Citation:
    """A digest without the source, date and address of what it digests: its own words do not stand there."""
    known = citation.metadata
    evidence = " ".join(fold(known.get(name) or "") for name in ("genre", "title", "author"))
    if not _DIGEST.search(evidence):
        return citation
    own = replace(known, source=None, published_on=None, url=None, document_number=None, genre=None, kind=None)
    return replace(citation, metadata=own)


def _by_document(citations: Iterable[Citation]) -> list[list[Citation]]:
    """The citations of each document together, the same excerpt once, in the order of first citation."""
    groups: dict[str, dict[tuple[int, int], Citation]] = {}
    for citation in map(_as_its_own, citations):
        groups.setdefault(citation.doc_id, {}).setdefault((citation.start, citation.end), citation)
    return [list(group.values()) for group in groups.values()]


# What a document is, and who is responsible for it


def _type_of(metadata: Metadata) -> _Type:
    """The GB/T 7714 type, from the strongest evidence to the weakest; 其他 when there is none."""
    source, genre, kind = _source(metadata), metadata.get("genre") or "", metadata.get("kind")
    if metadata.get("document_number"):
        return _Type.OFFICIAL
    if source and not _WEBSITE.search(source):
        if _NEWSPAPER.search(source):
            return _Type.NEWSPAPER
        if kind == Kind.PAPER or _PERIODICAL.search(source):
            return _Type.JOURNAL
    if _REPORT.search(genre):
        return _Type.REPORT
    if kind == Kind.POLICY or _OFFICIAL.search(genre):
        return _Type.OFFICIAL
    if metadata.get("url") or (source and _WEBSITE.search(source)):
        return _Type.WEB
    return _Type.OTHER


def _source(metadata: Metadata) -> str:
    return _line(metadata.get("source") or "").strip("《》〈〉")


def _is_online(metadata: Metadata) -> bool:
    return bool(metadata.get("url") or _WEBSITE.search(_source(metadata)))


def _names(metadata: Metadata, kind: _Type) -> list[str]:
    """Who is responsible: the issuer before the author for an official document, the author first for others."""
    fields = ("issuer", "author") if kind in (_Type.OFFICIAL, _Type.REPORT) else ("author", "issuer")
    value = next((found for name in fields if (found := _line(metadata.get(name) or ""))), "")
    parts = (_one_name(part) for part in _BETWEEN_NAMES.split(value))
    return [name for part in parts for name in part]


def _one_name(part: str) -> list[str]:
    """Names parted by spaces; 徐 嘉 is one name set wide, and so is anything in Latin letters."""
    words = part.split()
    if any(word.isascii() for word in words):
        return [" ".join(words)]
    return ["".join(words)] if 0 < len("".join(words)) <= 3 else words


def _line(text: str) -> str:
    """Text on one line, without control characters."""
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())


def _title(citation: Citation) -> str:
    return _line(citation.title) or _line(citation.file_name)


def _day(metadata: Metadata) -> str:
    """The date of publication; a stored value that is no date is left out, like any other unknown."""
    value = metadata.get("published_on") or ""
    return value if is_iso(value) else ""


def _url(metadata: Metadata) -> str:
    return _line(metadata.get("url") or "")


# GB/T 7714


_EDITIONS = {Style.GBT7714_2015: _HALF_WIDTH, Style.GBT7714_2025: _FULL_WIDTH}


def _entry(group: Sequence[Citation], style: Style, accessed: date) -> str:
    """The entry of one document, without number, ending in a full stop; a note where words of it were recognised."""
    marks, metadata = _EDITIONS[style], group[0].metadata
    kind = _type_of(metadata)
    number = metadata.get("document_number")
    title = _title(group[0]) + (f"{marks.colon}{_line(number)}" if number else "")
    body = _dates_2015 if style is Style.GBT7714_2015 else _dates_2025
    parts = [
        _responsible(_names(metadata, kind), marks),
        f"{title}[{kind}{'/OL' if _is_online(metadata) else ''}]",
        body(kind, metadata, _pages(group), accessed),
        _url(metadata),
    ]
    note = _OCR_NOTE if any(citation.ocr for citation in group) else ""
    return ". ".join(part for part in parts if part) + "." + note


def _responsible(names: Sequence[str], marks: _Marks) -> str:
    shown = [*names[:_NAMED_AUTHORS], *(["等"] if len(names) > _NAMED_AUTHORS else [])]
    return marks.comma.join(shown)


def _pages(group: Sequence[Citation]) -> str:
    """The one page that all excerpts stand on, as printed where known; empty when they stand on several."""
    pages = {c.locator.page_label or (str(c.locator.page) if c.locator.page else "") for c in group}
    return pages.pop() if len(pages) == 1 else ""


def _publisher(kind: _Type, metadata: Metadata) -> str:
    """The periodical, or the website when no address is known; the responsible body is named already."""
    if kind in (_Type.NEWSPAPER, _Type.JOURNAL):
        return _source(metadata)
    return _source(metadata) if kind is _Type.WEB and not metadata.get("url") else ""


def _dates_2015(kind: _Type, metadata: Metadata, pages: str, accessed: date) -> str:
    """出版者, 出版年: 页码(发布日期)[引用日期]; a newspaper has its full date and no page of ours."""
    day, online = _day(metadata), _is_online(metadata)
    periodical = kind in (_Type.NEWSPAPER, _Type.JOURNAL)
    publisher = _publisher(kind, metadata)
    published = day[:4] if kind is _Type.JOURNAL or (online and (publisher or pages)) else day
    if online and not periodical and not publisher and not pages:
        published = ""  # the bracketed date says it all
    if kind is _Type.NEWSPAPER:
        published, pages = day, ""
    text = ", ".join(part for part in (publisher, published) if part)
    text += f": {pages}" if pages and text else ""
    if not online:
        return text
    bracketed = f"({day})" if day and not periodical else ""
    return f"{text}{bracketed}[{accessed.isoformat()}]"


def _dates_2025(kind: _Type, metadata: Metadata, pages: str, accessed: date) -> str:
    """出版者，日期：页码, and for web pages 出版者（发布日期）[引用日期]."""
    day, publisher = _day(metadata), _publisher(kind, metadata)
    if kind is _Type.WEB:
        return publisher + (f"（{day}）" if day else "") + f"[{accessed.isoformat()}]"
    published = day[:4] if kind is _Type.JOURNAL else day
    text = "，".join(part for part in (publisher, published) if part)
    return text + (f"：{pages}" if pages and text and kind is not _Type.NEWSPAPER else "")


# Records for reference managers


def _note(citation: Citation) -> str:
    """One excerpt with everything needed to check it again, on one line."""
    place = locator_text(citation.locator, start=citation.start, end=citation.end)
    return (
        f"“{_line(citation.quote)}” {place}; file={_line(citation.file_name)}; doc={citation.doc_id}; "
        f"start={citation.start}; end={citation.end}; "
        f"sha256={citation.sha256}" + (f"; {_OCR_WARNING}" if citation.ocr else "")
    )


_BIBTEX_TYPES = {_Type.NEWSPAPER: "article", _Type.JOURNAL: "article", _Type.REPORT: "techreport"}
_BIBTEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # \{ would still count when BibTeX matches braces
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: "\\" + char for char in "&%$#_"},
    }
)
_URL_ESCAPES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def _unique_keys(groups: Sequence[Sequence[Citation]]) -> list[str]:
    """A key per document: doc and the start of its id, made longer where two agree."""
    ids = [re.sub(r"[^A-Za-z0-9]", "", group[0].doc_id) for group in groups]
    length = 12
    while len({i[:length] for i in ids}) < len({*ids}):
        length += 4
    keys: list[str] = []
    for key in (f"doc{i[:length]}" for i in ids):
        keys.append(key if key not in keys else f"{key}-{len(keys)}")
    return keys


def _bibtex(group: Sequence[Citation], key: str, accessed: date) -> str:
    first, metadata = group[0], group[0].metadata
    kind = _type_of(metadata)
    day = _day(metadata)
    source = _source(metadata)
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in _names(metadata, kind)),
        "title": f"{{{_tex(_title(first))}}}",
        "journal" if kind in (_Type.NEWSPAPER, _Type.JOURNAL) else "howpublished": _tex(source),
        "institution": _tex(_line(metadata.get("issuer") or "")) if kind is _Type.REPORT else "",
        "number": _tex(_line(metadata.get("document_number") or "")),
        "year": day[:4],
        "date": day,
        "url": _url(metadata).translate(_URL_ESCAPES),
        "urldate": accessed.isoformat() if _is_online(metadata) else "",
        "langid": "chinese",
        "mark": str(kind),
        "medium": "OL" if _is_online(metadata) else "",
        "annote": _tex("  ".join(map(_note, group))),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{_BIBTEX_TYPES.get(kind, 'misc')}{{{key},\n{body}}}\n"


def _tex(text: str) -> str:
    return text.translate(_BIBTEX_ESCAPES)


_RIS_TYPES = {
    _Type.OFFICIAL: "GOVDOC",
    _Type.WEB: "ELEC",
    _Type.NEWSPAPER: "NEWS",
    _Type.JOURNAL: "JOUR",
    _Type.REPORT: "RPRT",
    _Type.OTHER: "GEN",
}


def _ris(group: Sequence[Citation], accessed: date) -> str:
    first, metadata = group[0], group[0].metadata
    kind = _type_of(metadata)
    day = _day(metadata)
    lines = [
        ("TY", _RIS_TYPES[kind]),
        *(("AU", name) for name in _names(metadata, kind)),
        ("TI", _title(first)),
        ("T2", _source(metadata)),
        ("PB", metadata.get("issuer") or ""),
        ("M1", metadata.get("document_number") or ""),
        ("PY", day[:4]),
        ("DA", f"{day.replace('-', '/')}{'/' * (3 - len(day.split('-')))}/" if day else ""),
        ("UR", metadata.get("url") or ""),
        ("Y2", accessed.strftime("%Y/%m/%d/") if _is_online(metadata) else ""),
        ("LA", "zh"),
        *(("N1", _note(citation)) for citation in group),
        ("ID", first.doc_id),
    ]
    body = "".join(f"{tag}  - {line}\n" for tag, value in lines if (line := _line(value)))
    return body + "ER  - \n"


_CSL_TYPES = {
    _Type.OFFICIAL: "legislation",
    _Type.WEB: "webpage",
    _Type.NEWSPAPER: "article-newspaper",
    _Type.JOURNAL: "article-journal",
    _Type.REPORT: "report",
    _Type.OTHER: "document",
}


def _csl(group: Sequence[Citation], accessed: date) -> dict[str, object]:
    first, metadata = group[0], group[0].metadata
    kind = _type_of(metadata)
    day = _day(metadata)
    item: dict[str, object] = {
        "id": first.doc_id,
        "type": _CSL_TYPES[kind],
        "title": _title(first),
        "author": [{"literal": name} for name in _names(metadata, kind)],
        "container-title": _source(metadata),
        "publisher": _line(metadata.get("issuer") or ""),
        "number": _line(metadata.get("document_number") or ""),
        "issued": _date_parts(day) if day else None,
        "accessed": _date_parts(accessed.isoformat()) if _is_online(metadata) else None,
        "URL": metadata.get("url"),
        "language": "zh",
        "note": "\n".join(map(_note, group)),
        "custom": {"sha256": first.sha256, "file": first.file_name, "quotes": list(map(_excerpt, group))},
    }
    return {name: value for name, value in item.items() if value}


def _date_parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def _excerpt(citation: Citation) -> dict[str, object]:
    """The quotation verbatim, line breaks included, with its half-open offsets."""
    return {
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "locator": locator_text(citation.locator, start=citation.start, end=citation.end),
        "ocr": citation.ocr,
    }
