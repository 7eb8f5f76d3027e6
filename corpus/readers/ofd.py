"""OFD (GB/T 33190-2016): pages, templates and annotations to text in reading order, with what seals and files say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from corpus.encoding import clean_controls
from corpus.errors import ReadError, ReadProblem
from corpus.model import Heading, Notice, NoticeCode, Page, PageKind, Reading
from corpus.readers import pdf_furniture, pdf_layout
from corpus.readers.ofd_layout import lay_out
from corpus.readers.ofd_seals import Seal, seal_in
from corpus.readers.ofd_text import Canvas, Drawn, Limits, Matrix, Strip, numbers
from corpus.readers.pdf_lines import Line, Sheet
from corpus.readers.radicals import repair
from corpus.readers.xml_package import XmlPackage, text_of

_ROOT = "OFD.xml"
_A4 = (210.0, 297.0)
_MAX_PAGES = 20_000
_MAX_SEALS = 200
_MAX_OUTLINE = 5_000
_COVERING = 0.3  # share of the page that a picture covers which may be the page itself
_GARBLED = 0.10  # share of characters that stand for a glyph only
_SENTENCE_END = tuple("。！？：；!?…”」』")
_JUNK_TITLE = re.compile(
    r"untitled|无标题|未命名|microsoft .*|文档 ?\d*|.*\.(?:docx?|wps|pdf|ofd|indd|tmp)", re.IGNORECASE
)
_JUNK_AUTHOR = re.compile(
    r"admin(?:istrator)?|user|pc|微软.*|windows.*|microsoft.*|lenovo|dell|hp|unknown", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINE = re.compile(r"[^\n]+")
_HAN = re.compile(r"(?![第共页頁])[\u3400-\u9fff]")
_TOO_MUCH = "the file holds more pages or objects than the limit"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A page: its lines, what kind of text they are, what was left out, and the ID that the file gives it."""

    page_id: str
    sheet: Sheet
    kind: PageKind
    watermarks: int = 0
    hidden: int = 0
    missing: bool = False
    recognised: Reading | None = None  # of the picture that is all there is


@dataclass(slots=True)
class _File:
    """One of the documents in an OFD file, and what its pages share."""

    package: XmlPackage
    part: str
    root: Any
    limits: Limits
    units: dict[str, Any] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)  # ID -> part
    templates: dict[str, tuple[str, str]] = field(default_factory=dict)  # ID -> part, z-order
    recognises: bool = True  # pictures; not those of seals
    annotations: dict[str, list[str]] = field(default_factory=dict)  # page ID -> parts

    def load(self) -> None:
        """Find the templates, the composite objects and the annotations that the document names."""
        common = self.root.find("{*}CommonData")
        for kind in ("PublicRes", "DocumentRes"):
            for location in common.iterfind(f"{{*}}{kind}") if common is not None else ():
                self.units |= self.units_in(location.text or "", self.part)
        for template in common.iterfind("{*}TemplatePage") if common is not None else ():
            if found := self.package.find(template.get("BaseLoc", ""), self.part):
                self.templates[template.get("ID", "")] = (found, template.get("ZOrder", "Background"))
        listing = self.package.find(text_of(self.root, "Annotations"), self.part)
        pages = self.package.xml(listing) if listing else None
        for page in pages.iterfind("{*}Page") if pages is not None and listing else ():
            locations = (location.text or "" for location in page.iterfind("{*}FileLoc"))
            parts = [found for location in locations if (found := self.package.find(location, listing or ""))]
            self.annotations.setdefault(page.get("PageID", ""), []).extend(parts)

    def units_in(self, location: str, base: str) -> dict[str, Any]:
        """The composite graphic units of a resource file, by their ID."""
        found = self.package.find(location, base)
        resources = self.package.xml(found) if found else None
        self._note_pictures(resources, found or "")
        units = resources.iterfind(".//{*}CompositeGraphicUnit") if resources is not None else ()
        return {unit.get("ID", ""): unit for unit in units}

    def _note_pictures(self, resources: Any, part: str) -> None:
        for media in resources.iterfind("{*}MultiMedias/{*}MultiMedia") if resources is not None else ():
            location = "/".join(filter(None, (resources.get("BaseLoc", "").strip("/"), text_of(media, "MediaFile"))))
            place = self.package.find(location, part) or self.package.find(text_of(media, "MediaFile"), part)
            if place:
                self.pictures[media.get("ID", "")] = place

    def box(self, area: Any) -> tuple[float, float] | None:
        """Width and height of the physical box of a page area, in millimetres."""
        size = numbers(text_of(area, "PhysicalBox"), 4)
        return (size[2], size[3]) if len(size) == 4 and min(size[2:]) > 0 else None


def read(data: bytes, name: str) -> Reading:
    """Read an OFD; the documents of a file that holds several follow one another.

    Raises:
        ReadError: damaged, protected, dangerous (a bomb, a document type definition) or without text.
    """
    package = XmlPackage(data, name)
    files, bodies = _files(package, name, Limits())
    shown = [page for file in files for page in _pages(file)]
    if not shown or all(page.missing for page in shown):
        raise ReadError(name, ReadProblem.DAMAGED, "none of the pages that it names can be read")
    seals = [found for file, body in zip(files, bodies, strict=True) for found in _seals(file, body, shown)]
    text, pages, counts = _assemble(shown, seals)
    if not text.strip():
        raise ReadError(name, ReadProblem.NO_TEXT)
    exceeded = any(file.limits.exceeded for file in files)
    return Reading(
        text=text,
        reader="ofd",
        media_type="application/ofd",
        pages=pages,
        headings=tuple(_headings(files, shown, pages, text)),
        properties=_properties(bodies),
        notices=(
            *_page_notices(shown),
            *counts,
            *_seal_notices(seals),
            *_attachments(files),
            *([Notice(NoticeCode.PARTLY_READ, _TOO_MUCH)] if exceeded else []),
        ),
    )


def _files(package: XmlPackage, name: str, limits: Limits) -> tuple[list[_File], list[Any]]:
    root_part = package.find(_ROOT, "")
    root = package.xml(root_part) if root_part else None
    if root is None:
        raise ReadError(name, ReadProblem.DAMAGED, f"{_ROOT} is missing or damaged")
    files, bodies = [], []
    for body in root.iterfind("{*}DocBody"):
        part = package.find(text_of(body, "DocRoot"), _ROOT)
        document = package.xml(part) if part else None
        if part and document is not None:
            files.append(_File(package, part, document, limits))
            bodies.append(body)
    for file in files:
        file.load()
    if not files:
        raise ReadError(name, ReadProblem.DAMAGED, "the document that OFD.xml names is missing or damaged")
    return files, bodies


def _pages(file: _File) -> Iterator[_Shown]:
    usual = file.box(file.root.find("{*}CommonData/{*}PageArea")) or _A4
    for page in itertools.islice(file.root.iterfind("{*}Pages/{*}Page"), _MAX_PAGES + 1):
        if file.limits.exceeded or not file.limits.take():
            return
        page_id = page.get("ID", "")
        part = file.package.find(page.get("BaseLoc", ""), file.part)
        content = file.package.xml(part) if part else None
        if content is None:
            yield _Shown(page_id, Sheet((), *usual), PageKind.EMPTY, missing=True)
        else:
            width, height = file.box(content.find("{*}Area")) or usual
            drawn = _drawn(file, part or "", content, page_id)
            yield _recognised(file, drawn, _shown(page_id, drawn, width, height))


def _drawn(file: _File, part: str, content: Any, page_id: str) -> Drawn:
    """All that the page shows: templates below, its own content, templates above, annotations."""
    own = [file.units_in(location.text or "", part) for location in content.iterfind("{*}PageRes")]
    canvas = Canvas.empty(file.units | {key: unit for units in own for key, unit in units.items()}, file.limits)
    below: list[Any] = []
    above: list[Any] = []
    for template in content.iterfind("{*}Template"):
        found, order = file.templates.get(template.get("TemplateID", ""), ("", ""))
        root = file.package.xml(found) if found else None
        if root is not None:
            (above if template.get("ZOrder", order) == "Foreground" else below).append(root)
    for root in (*below, content, *above):
        for layers in root.iterfind("{*}Content"):
            canvas.draw(layers)
    drawn = canvas.drawn
    notes = _annotated(file, page_id, canvas.units)
    return replace(
        drawn,
        strips=(*drawn.strips, *notes.strips),
        patterns=notes.patterns,
        pictures=(*drawn.pictures, *notes.pictures),
    )


def _annotated(file: _File, page_id: str, units: dict[str, Any]) -> Drawn:
    """What the annotations of a page print; the text of a watermark counts as that of a pattern."""
    canvas = Canvas.empty(units, file.limits)
    marks: list[str] = []
    for part in file.annotations.get(page_id, ()):
        root = file.package.xml(part)
        for note in root.iterfind("{*}Annot") if root is not None else ():
            if note.get("Visible", "true").lower() == "false":
                continue
            drawing = Canvas.empty(units, file.limits) if note.get("Type") == "Watermark" else canvas
            for appearance in note.iterfind("{*}Appearance"):
                x, y, *_ = [*numbers(appearance.get("Boundary"), 4), 0.0, 0.0]
                drawing.draw(appearance, Matrix(1.0, 0.0, 0.0, 1.0, x, y))
            if drawing is not canvas:
                marks += [*(strip.text for strip in drawing.drawn.strips), *drawing.drawn.patterns]
    drawn = canvas.drawn
    return replace(drawn, patterns=(*drawn.patterns, *marks))


def _shown(page_id: str, drawn: Drawn, width: float, height: float) -> _Shown:
    """Visible text; an invisible layer only where it lies over a picture and is all the text there is: a scan."""
    visible = tuple(strip for strip in drawn.strips if strip.shown)
    layer = tuple(strip for strip in drawn.strips if not strip.shown)
    scanned = bool(layer and drawn.pictures) and not _says_anything(visible)
    strips = layer if scanned else visible
    laid = lay_out(replace(drawn, strips=strips), width, height)
    kind = _kind(strips if laid.sheet.lines else (), laid.sheet, scanned=scanned)
    hidden = 0 if scanned else sum(len(strip.text) for strip in layer)
    return _Shown(page_id, laid.sheet, kind, laid.watermarks, hidden)


def _recognised(file: _File, drawn: Drawn, page: _Shown) -> _Shown:
    """A page that is nothing but a picture, as the text that is recognised on it."""
    covering = [one for one in drawn.pictures if one.area > _COVERING * page.sheet.width * page.sheet.height]
    part = file.pictures.get(max(covering, key=lambda one: one.area).resource) if covering else None
    if page.kind is not PageKind.EMPTY or part is None or not file.recognises:
        return page
    image = import_module("corpus.readers.image")  # slow to import, and most files need none of it
    try:
        reading: Reading = image.read(file.package.content(part) or b"", part)
    except ReadError:
        return page
    return replace(page, kind=PageKind.OCR, recognised=reading)


def _says_anything(strips: Iterable[Strip]) -> bool:
    return any(char.isalnum() for strip in strips for char in strip.text)


def _kind(strips: Sequence[Strip], sheet: Sheet, *, scanned: bool) -> PageKind:
    unread = sum(strip.unread for strip in strips)
    if unread > _GARBLED * sum(len(strip.text) for strip in strips):
        return PageKind.GARBLED
    if not any(char.isalnum() for line in sheet.lines for char in line.text):
        return PageKind.EMPTY
    return PageKind.OCR if scanned else PageKind.NATIVE


def _assemble(
    shown: Sequence[_Shown], seals: Sequence[tuple[int, Seal, str]]
) -> tuple[str, tuple[Page, ...], list[Notice]]:
    """The text of all pages, their spans, which follow one another, and what was repaired or left out on the way."""
    sheets, labels, dropped = _without_furniture(tuple(page.sheet for page in shown))
    right = pdf_layout.right_edge(sheets)
    columns = [
        pdf_layout.Column(tuple(page.recognised.text.strip("\n").split("\n")))
        if page.recognised
        else pdf_layout.paragraphs(sheet, right)
        for page, sheet in zip(shown, sheets, strict=True)
    ]
    counts = {NoticeCode.RADICALS_REPAIRED: 0, NoticeCode.CONTROL_CHARACTERS: 0}
    parts: list[str] = []
    for index, column in enumerate(columns):
        stamped = [text for number, _, text in seals if number == index + 1 and text]
        part, radicals = repair("\n".join([*column.paragraphs, *stamped]))
        part, controls = clean_controls(part)
        counts[NoticeCode.RADICALS_REPAIRED] += radicals
        counts[NoticeCode.CONTROL_CHARACTERS] += controls
        following = columns[index + 1].paragraphs[:1] if index + 1 < len(columns) and not stamped else ()
        parts.append(part + _page_break(part, column, following))
    ends = [0, *itertools.accumulate(map(len, parts))]
    pages = tuple(
        Page(index + 1, ends[index], ends[index + 1], label, page.kind)
        for index, (page, label) in enumerate(zip(shown, labels, strict=True))
    )
    counts[NoticeCode.RUNNING_LINES_DROPPED] = dropped
    counts[NoticeCode.WATERMARKS_DROPPED] = sum(page.watermarks for page in shown)
    return "".join(parts), pages, [Notice(code, str(count)) for code, count in counts.items() if count]


def _without_furniture(sheets: tuple[Sheet, ...]) -> tuple[tuple[Sheet, ...], tuple[str | None, ...], int]:
    """Without running heads and page numbers, except that words which repeat stay where they first stand."""
    cleared = pdf_furniture.clear(sheets)
    seen: set[str] = set()
    kept: list[Sheet] = []
    restored = 0
    for sheet, clear in zip(sheets, cleared.sheets, strict=True):
        left = set(map(id, clear.lines))
        back = {id(line) for line in sheet.lines if id(line) not in left and _is_new(line, seen)}
        restored += len(back)
        left |= back
        kept.append(replace(sheet, lines=tuple(line for line in sheet.lines if id(line) in left)))
    return tuple(kept), cleared.labels, cleared.dropped - restored


def _is_new(line: Line, seen: set[str]) -> bool:
    """Whether words are met for the first time; a page number is none."""
    new = _HAN.search(line.text) is not None and line.text not in seen
    seen.add(line.text)
    return new


def _page_break(part: str, column: pdf_layout.Column, following: Sequence[str]) -> str:
    """What ends the text of a page: nothing or a space within a paragraph, else a newline."""
    if not part:
        return ""
    if following and not part.endswith(_SENTENCE_END) and not pdf_layout.begins_paragraph(following[0]):
        return pdf_layout.glue(part, following[0]) if column.runs_on(following[0]) else "\n"
    return "\n"


def _page_notices(shown: Sequence[_Shown]) -> Iterator[Notice]:
    codes = {PageKind.EMPTY: NoticeCode.EMPTY_PAGE, PageKind.GARBLED: NoticeCode.GARBLED_PAGE}
    for number, page in enumerate(shown, start=1):
        if page.missing:
            yield Notice(NoticeCode.PAGE_MISSING, page=number)
        elif page.kind in codes:
            yield Notice(codes[page.kind], page=number)
        if page.recognised:
            yield from (replace(notice, page=number) for notice in page.recognised.notices)
        elif page.kind is PageKind.OCR:
            yield Notice(NoticeCode.OCR_LAYER, page=number)
        if page.hidden:
            yield Notice(NoticeCode.HIDDEN_TEXT, str(page.hidden), page=number)


def _seals(file: _File, body: Any, shown: Sequence[_Shown]) -> Iterator[tuple[int, Seal, str]]:
    """The seals on the document's pages: the page, the seal, and the text that it prints if it is text itself."""
    listing = file.package.find(text_of(body, "Signatures"), _ROOT)
    signatures = file.package.xml(listing) if listing else None
    numbers_of = {page.page_id: number for number, page in reversed(list(enumerate(shown, start=1)))}
    printed: set[str] = set()
    found = signatures.iterfind("{*}Signature") if signatures is not None else ()
    for signature in itertools.islice(found, _MAX_SEALS):
        part = file.package.find(signature.get("BaseLoc", ""), listing or "")
        signed = file.package.xml(part) if part else None
        seal = _seal(file.package, signed, part or "") if signed is not None else None
        stamp = signed.find("{*}SignedInfo/{*}StampAnnot") if signed is not None else None
        number = numbers_of.get(stamp.get("PageRef", "")) if stamp is not None else None
        if seal and number:
            text = _text_of_seal(seal)
            yield number, seal, "" if text in printed else text
            printed.add(text)


def _seal(package: XmlPackage, signed: Any, part: str) -> Seal | None:
    locations = [found.text or "" for found in signed.iterfind(".//{*}Seal/{*}BaseLoc")]
    locations.append(text_of(signed, "SignedValue"))
    for location in locations:
        value_part = package.find(location, part) if location else None
        data = package.content(value_part) if value_part else None
        if data and (seal := seal_in(data)):
            return seal
    return None


def _text_of_seal(seal: Seal) -> str:
    """What a seal prints that is drawn as an OFD of its own; a picture prints nothing that could be read."""
    if seal.picture is None:
        return ""
    try:
        files, _ = _files(XmlPackage(seal.picture, seal.name), seal.name, Limits(10_000, 10_000))
        for file in files:
            file.recognises = False
        lines = [line.text for file in files for page in _pages(file) for line in page.sheet.lines]
    except ReadError:
        return ""
    return clean_controls(repair(" ".join(lines))[0])[0]


def _seal_notices(seals: Sequence[tuple[int, Seal, str]]) -> list[Notice]:
    return list(dict.fromkeys(Notice(NoticeCode.SEAL, seal.name, page=number) for number, seal, _ in seals))


def _attachments(files: Sequence[_File]) -> list[Notice]:
    names: dict[str, None] = {}
    for file in files:
        listing = file.package.find(text_of(file.root, "Attachments"), file.part)
        attached = file.package.xml(listing) if listing else None
        for attachment in attached.iterfind("{*}Attachment") if attached is not None else ():
            format_ = attachment.get("Format", "")
            name = clean_controls(attachment.get("Name", ""))[0].strip()
            names[f"{name}.{format_}" if format_ and "." not in name else name] = None
    return [Notice(NoticeCode.ATTACHMENTS, "、".join(names))] if names else []


def _headings(files: Sequence[_File], shown: Sequence[_Shown], pages: Sequence[Page], text: str) -> Iterator[Heading]:
    """The entries of the outline that stand as lines on the page they lead to."""
    spans = {page.page_id: (span.start, span.end) for page, span in zip(shown, pages, strict=True)}
    lines: dict[str, dict[str, list[tuple[int, int]]]] = {}
    after = 0
    for file in files:
        top = file.root.find("{*}Outlines")
        for level, title, page_id in itertools.islice(_outline(top, 1), _MAX_OUTLINE) if top is not None else ():
            if page_id not in lines:
                lines[page_id] = _lines_of(text, *spans.get(page_id, (0, 0)))
            places = lines[page_id].get(_squeezed(title), [])
            if found := next((place for place in places if place[0] >= after), None):
                after = found[1]
                yield Heading(level, text[slice(*found)], *found)


def _outline(container: Any, level: int) -> Iterator[tuple[int, str, str]]:
    for entry in container.iterfind("{*}OutlineElem"):
        goal = entry.find("{*}Actions//{*}Dest")
        yield level, entry.get("Title", ""), goal.get("PageID", "") if goal is not None else ""
        if level < 9:
            yield from _outline(entry, level + 1)


def _lines_of(text: str, start: int, end: int) -> dict[str, list[tuple[int, int]]]:
    """The spans of the lines in `text[start:end]`, by what they print, blanks aside."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _LINE.finditer(text, start, end):
        found.setdefault(_squeezed(match.group()), []).append(match.span())
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _properties(bodies: Sequence[Any]) -> dict[str, str]:
    """What the file says about itself, as far as a person may have said it."""
    info = bodies[0].find("{*}DocInfo")
    found: dict[str, str] = {}
    title = clean_controls(text_of(info, "Title"))[0].strip()
    author = clean_controls(text_of(info, "Author"))[0].strip()
    if len(title) > 1 and not _JUNK_TITLE.fullmatch(title):
        found["title"] = title
    if len(author) > 1 and not _JUNK_AUTHOR.fullmatch(author):
        found["author"] = author
    if date := _DATE.match(text_of(info, "CreationDate")):
        found["created_on"] = date.group()
    return found
