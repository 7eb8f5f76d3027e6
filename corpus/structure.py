"""Headings: from the format, from numbering, and from short lines that stand between paragraphs.

A document may mix numberings (第一章 with 第三条, 一、 with （一） and 1.). Each family of numbering has a rank, and
the levels of a document are the ranks that occur in it. A numbered line is judged together with its series: either
(一), (二), (三) of one section are all headings or none is, so that no passage is ever filed under a neighbour's
heading. The title of the document is metadata, not part of its outline.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.lines import Line, front_matter_end, lines_of
from corpus.markers import DIVISIONS, Family, Marker, marker_of
from corpus.model import Heading, Reading
from corpus.standalone import back_matter_title, is_annex, standalone_headings

MARKDOWN = "text/markdown"
LONGEST_TITLE = 50  # characters of a numbered heading on a line of its own
LONGEST_RUN_IN = 30  # characters of a heading that its text follows on the same line
_LONGEST_QUESTION = 20

_BLANKS = re.compile(r"\s+")
_SENTENCE_INSIDE = re.compile(r"[。；;！!]|[？?](?=.)|https?:")
_UNFINISHED = re.compile(r"[，,、；;。]$")
_LIST_LEAD = re.compile(r"(?:下列|如下|以下|包括|之一|其中).*[：:]$")
_FORM_FIELD = re.compile(
    r"(?:时间|地点|电话|地址|联系人|联系方式|邮箱|网址|邮编|来源|日期|责任单位|牵头单位|配合单位|时限)\s*[：:]"
)
_COLON_INSIDE = re.compile(r"[：:](?=.)")
_DOT_LEADER = re.compile(r"(?:…+|[.．·‥]{3,}|[\t ]{3,})\s*[-—]?\s*\d{1,4}\s*[-—]?$")
_RUN_IN = re.compile(rf"([^。；;！!？?：:]{{2,{LONGEST_RUN_IN}}})。(?=\s*\S)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_MARKDOWN_FENCE = re.compile(r"(`{3,}|~{3,})")
_EMPHASIS = re.compile(r"\*\*|__|`")
_ARTICLE_REFERENCE = re.compile(r"[，,：:、和至的及与與或到中]|规定|規定|所称|所稱|第")
_COUNTED = tuple(family for family in Family if Family.FORMAL <= family <= Family.BRACKET_DIGIT)
_FIRST_OF_LEAVES = Family.BRACKET_CHINESE  # from here inwards a heading without text below it is a list item


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A heading before levels are known: `rank` orders it among all ranks of the document, outermost first."""

    rank: tuple[int, int]
    title: str
    start: int
    end: int
    article: bool = False


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A line that begins with a marker; `end` and `title` are set where the line, alone, could be a heading."""

    index: int
    line: Line
    marker: Marker
    end: int | None = None
    title: str = ""


def clean_title(printed: str) -> str:
    """A heading for a path or a list: one line, single blanks, no Markdown marks."""
    return _BLANKS.sub(" ", _EMPHASIS.sub("", printed)).strip()


def declared_title(reading: Reading) -> Heading | None:
    """The declared heading that is the title of the whole document: the only one of its rank, before all others."""
    declared = _declared(reading)
    if not declared:
        return None
    first = declared[0]
    if first.article or any(other.level <= first.level for other in declared[1:]):
        return None
    leading = sum(1 for _ in lines_of(reading.text, front_matter_end(reading.text), first.start))
    is_titled = first.title == clean_title(reading.properties.get("title", ""))
    has_marker = marker_of(first.title) is not None
    return first if is_titled or (first.level == 1 and leading <= 3 and not has_marker) else None


def _markdown_headings(text: str, start: int) -> Iterator[Heading]:
    """Lines that begin with `#`, outside fenced code."""
    fence = ""
    for line in lines_of(text, start):
        if mark := _MARKDOWN_FENCE.match(line.text):
            if not fence:
                fence = mark.group()
            elif mark.group().startswith(fence):
                fence = ""
        elif not fence and (match := _MARKDOWN_HEADING.match(line.text)) and (title := clean_title(match[2])):
            yield Heading(level=len(match[1]), title=title, start=line.start, end=line.end)


def _fenced(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Spans of fenced code."""
    opened: tuple[int, str] | None = None
    for line in lines_of(text, start):
        if mark := _MARKDOWN_FENCE.match(line.text):
            if opened is None:
                opened = (line.start, mark.group())
            elif mark.group().startswith(opened[1]):
                yield opened[0], line.end
                opened = None
    if opened is not None:
        yield opened[0], len(text)


def _declared(reading: Reading) -> list[Heading]:
    """What the format declares, trimmed to what is printed, in order, without overlaps; 第X条 marked as an article."""
    text, first = reading.text, front_matter_end(reading.text)
    given: Iterable[Heading] = reading.headings
    if reading.media_type == MARKDOWN and not reading.headings:
        given = _markdown_headings(text, first)
    kept: list[Heading] = []
    for heading in sorted(given, key=lambda h: (h.start, -h.end)):
        printed = text[heading.start : heading.end]
        start = heading.start + len(printed) - len(printed.lstrip())
        end = heading.start + len(printed.rstrip())
        if start < max(first, kept[-1].end if kept else 0) or start >= end:
            continue
        title = clean_title(heading.title) or clean_title(text[start:end])
        kept.append(_as_article(replace(heading, title=title, start=start, end=end), text))
    return kept


def _as_article(heading: Heading, text: str) -> Heading:
    """A declared heading 第三条 立法目的 becomes the article 第三条, which is what one cites."""
    offset = text[heading.start : heading.end].find(heading.title[:2]) if heading.title[:1] == "第" else -1
    marker = marker_of(heading.title) if offset >= 0 else None
    if marker is None or marker.family is not Family.ARTICLE or not marker.separated:
        return heading
    start = heading.start + offset
    return Heading(heading.level, marker.printed, start, start + len(marker.printed), article=True)


def _could_be_title(rest: str, limit: int) -> bool:
    """Whether `rest`, all that follows a marker on its line, reads as a title rather than as a sentence or a field."""
    if not rest or len(rest) > limit or _SENTENCE_INSIDE.search(rest) or _UNFINISHED.search(rest):
        return False
    if _DOT_LEADER.search(rest) or _LIST_LEAD.search(rest) or _FORM_FIELD.search(rest) or "\t" in rest or "|" in rest:
        return False
    if rest[-1] in "：:" and len(rest) > _LONGEST_QUESTION:
        return False
    return len(_COLON_INSIDE.findall(rest)) <= 1 and rest.count("，") + rest.count(",") <= 3


def _numbered(index: int, line: Line, marker: Marker) -> _Numbered:
    """Judge one marked line by itself."""
    rest = line.text[marker.end :]
    if marker.family is Family.ARTICLE:
        end = line.start + len(marker.printed)
        return _Numbered(index, line, marker, end, marker.printed)
    if marker.family in DIVISIONS:
        limit = LONGEST_TITLE if marker.separated else LONGEST_RUN_IN
        fits = (not rest and marker.separated) or _could_be_title(rest, limit)
        return _Numbered(index, line, marker, line.end if fits else None, clean_title(line.text))
    if _could_be_title(rest, LONGEST_TITLE):
        return _Numbered(index, line, marker, line.end, clean_title(line.text))
    if match := _RUN_IN.match(rest):
        end = line.start + marker.end + match.end(1)
        return _Numbered(index, line, marker, end, clean_title(line.text[: marker.end + match.end(1)]))
    return _Numbered(index, line, marker)


def _in_sequence(found: list[_Numbered]) -> list[_Numbered]:
    """Articles that count upwards; 第三条 at the beginning of a wrapped line is only a reference."""
    kept: list[_Numbered] = []
    for item in found:
        rest = item.line.text[item.marker.end :]
        if not item.marker.separated:
            expected = {kept[-1].marker.number + 1, kept[-1].marker.number} if kept else {1}
            if item.marker.number not in expected or _ARTICLE_REFERENCE.match(rest):
                continue
        kept.append(item)
    return kept if len(kept) > 1 else []


def _outside_articles(found: Sequence[_Numbered], fixed: Sequence[tuple[int, bool]]) -> list[_Numbered]:
    """Drop numbering inside articles, which lists items.

    `fixed` are the offsets of declared headings and of back matter, and whether each is an article.

    A 二、 that continues a 一、 from before the articles is outside again: the articles were quoted.
    """
    kept: list[_Numbered] = []
    article, last = False, dict.fromkeys(_COUNTED, 0)
    boundaries = iter([*fixed, (1 << 62, False)])
    boundary = next(boundaries)
    for item in found:
        family, number = item.marker.family, item.marker.number
        while boundary[0] <= item.line.start:
            article, boundary = boundary[1], next(boundaries)
        if family is Family.ARTICLE:
            article = True
        elif family in DIVISIONS:
            article = False
        elif article and not (family is Family.CHINESE and number > 1 and number == last[family] + 1):
            continue
        else:
            article, last[family] = False, number
        kept.append(item)
    return kept


def _series(items: Iterable[_Numbered]) -> list[list[_Numbered]]:
    """Group the lines of one family into runs that count upwards one by one."""
    groups: list[list[_Numbered]] = []
    for item in items:
        if groups and item.marker.number == groups[-1][-1].marker.number + 1:
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _with_content(items: Sequence[_Numbered], lines: Sequence[Line]) -> list[_Numbered]:
    """Take the candidacy from lines that nothing follows but the next of their kind: list items, contents."""
    families = {item.index: item.marker.family for item in items}
    judged = []
    for item in items:
        family, following = item.marker.family, families.get(item.index + 1)
        if family is Family.ARTICLE or family in DIVISIONS:
            judged.append(item)
            continue
        is_leaf = family >= _FIRST_OF_LEAVES
        ends_here = item.index + 1 >= len(lines) or (following is not None and following < family)
        empty = item.end == item.line.end and (following == family or (is_leaf and ends_here))
        judged.append(replace(item, end=None) if empty else item)
    return judged


def _vote(series: Sequence[_Numbered]) -> list[_Numbered]:
    """All of a series or none: the few without a title of their own keep the bare marker as heading."""
    valid = sum(item.end is not None for item in series)
    family = series[0].marker.family
    starts_late = family >= Family.PLAIN_DIGIT and series[0].marker.number != 1
    if 2 * valid <= len(series) or starts_late:
        return []
    return [_bare(item) if item.end is None else item for item in series]


def _bare(item: _Numbered) -> _Numbered:
    """The marker alone as the heading of its paragraph."""
    printed = item.marker.printed.rstrip("、．.")
    return replace(item, end=item.line.start + len(item.marker.printed), title=printed)


def _without_contents_list(items: Sequence[_Numbered], marked: set[int]) -> list[_Numbered]:
    """Drop the entries of a table of contents: titles that come again and have only another `marked` line below."""
    last = {(item.marker.family, item.title): item.index for item in items}
    return [
        item for item in items if item.index == last[item.marker.family, item.title] or item.index + 1 not in marked
    ]


def _numbered_headings(lines: Sequence[Line], fixed: Sequence[tuple[int, bool]]) -> list[_Numbered]:
    """The numbered lines that are headings, articles included."""
    marked = [
        _numbered(i, line, marker) for i, line in enumerate(lines) if (marker := marker_of(line.text)) is not None
    ]
    by_family: dict[Family, list[_Numbered]] = defaultdict(list)
    for item in marked:
        by_family[item.marker.family].append(item)
    if not by_family[Family.DECIMAL]:
        by_family[Family.PLAIN_DIGIT] = []
    articles = _in_sequence(by_family.pop(Family.ARTICLE, []))
    dividing = [item for family in DIVISIONS for item in by_family.pop(family, []) if item.end is not None]
    counted = [item for items in by_family.values() for item in items]
    ordered = sorted(
        [*articles, *_without_contents_list(dividing, {item.index for item in marked}), *counted],
        key=lambda item: item.index,
    )
    kept = _with_content(_outside_articles(ordered, fixed), lines)
    return sorted(_by_vote(kept), key=lambda item: item.index)


def _by_vote(items: Sequence[_Numbered]) -> Iterator[_Numbered]:
    """Divisions and articles as they are; the rest series by series."""
    by_family: dict[Family, list[_Numbered]] = defaultdict(list)
    for item in items:
        if item.marker.family is Family.ARTICLE or item.marker.family in DIVISIONS:
            yield item
        else:
            by_family[item.marker.family].append(item)
    for family_items in by_family.values():
        for series in _series(family_items):
            yield from _vote(series)


def _extended(item: _Numbered, lines: Sequence[Line]) -> _Candidate:
    """第一章 alone on its line takes the short line below it as its title."""
    family, end, title = item.marker.family, item.end or item.line.end, item.title
    bare = family in DIVISIONS and len(item.line.text) == len(item.marker.printed)
    if bare and item.index + 1 < len(lines):
        below = lines[item.index + 1]
        if marker_of(below.text) is None and _could_be_title(below.text, LONGEST_RUN_IN):
            end, title = below.end, clean_title(f"{title} {below.text}")
    return _Candidate((1, family), title, item.line.start, end, article=family is Family.ARTICLE)


def _turned_over(items: Sequence[_Numbered]) -> dict[Family, int]:
    """The rank of each family; one that starts again and again under a nominally lower one goes below it."""
    rank: dict[Family, int] = {family: int(family) for family in Family}
    starts: dict[Family, list[int]] = defaultdict(list)
    for item in items:
        if item.marker.number == 1:
            starts[item.marker.family].append(item.index)
    present = [family for family in _COUNTED if starts[family]]
    for outer, inner in pairwise(present):
        if len(starts[outer]) > 1 and len(starts[inner]) == 1 and starts[inner][0] < starts[outer][0]:
            rank[outer], rank[inner] = rank[inner], rank[outer]
    return rank


def _declared_candidates(declared: Sequence[Heading], numbered: Sequence[_Numbered]) -> list[_Candidate]:
    """Declared headings keep their declared rank, unless the format declares only some of a numbered hierarchy.

    Where 一、 is plain text and （一） a declared heading, the numbering says more than the declaration.
    """
    families = {h: marker.family for h in declared if (marker := marker_of(h.title)) is not None}
    outermost = min(families.values(), default=Family.ARTICLE)
    partly = any(item.marker.family <= outermost for item in numbered if item.marker.family is not Family.ARTICLE)
    return [
        _Candidate((1, families[h]) if partly and h in families else (0, h.level), h.title, h.start, h.end, h.article)
        for h in declared
    ]


def _levelled(candidates: Sequence[_Candidate], closing: Sequence[_Candidate]) -> tuple[Heading, ...]:
    """Ranks to levels; articles below all titles; back matter on the first level, its own headings below it."""
    ranks = sorted({c.rank for c in candidates if not c.article})
    level = {rank: number for number, rank in enumerate(ranks, start=1)}
    headings = [
        Heading(len(ranks) + 1 if c.article else level[c.rank], c.title, c.start, c.end, c.article) for c in candidates
    ]
    headings += [Heading(1, c.title, c.start, c.end) for c in closing]
    return tuple(_below_annexes(sorted(headings, key=lambda h: h.start), {c.start for c in closing}))


def _below_annexes(headings: Iterable[Heading], closing: set[int]) -> Iterator[Heading]:
    """Headings inside an annex one level below it."""
    deeper = 0
    for heading in headings:
        if heading.start in closing:
            deeper = int(is_annex(heading.title))
            yield heading
        else:
            yield replace(heading, level=heading.level + deeper)


def _disjoint(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """In order of offset, without those that overlap one before them."""
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: c.start):
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
    return kept


def _free_lines(text: str, taken: Sequence[tuple[int, int]], start: int) -> list[Line]:
    """The lines from `start` that touch none of the spans `taken` (which are in order)."""
    free, spans = [], iter([*taken, (len(text) + 1, len(text) + 2)])
    span = next(spans)
    for line in lines_of(text, start):
        while span[1] <= line.start:
            span = next(spans)
        if line.end <= span[0]:
            free.append(line)
    return free


def find_outline(reading: Reading) -> tuple[Heading, ...]:
    """All headings of a document in order, without overlaps; the title of the document is not among them.

    A heading may span consecutive lines. One that its text follows on the same line (（一）加强领导。各地……) ends
    before the first 。; 第X条 covers the marker alone and has `article` set and the deepest level.
    """
    text, first = reading.text, front_matter_end(reading.text)
    declared = _declared(reading)
    taken = [(h.start, h.end) for h in declared]
    if reading.media_type == MARKDOWN:
        taken = sorted([*taken, *_fenced(text, first)])
    title = declared_title(reading)
    declared = [heading for heading in declared if heading != title]
    lines = _free_lines(text, taken, first)
    closing = [_Candidate((0, 0), name, x.start, x.end) for x in lines if (name := back_matter_title(x.text))]
    fixed = sorted([(c.start, False) for c in closing] + [(h.start, h.article) for h in declared])
    numbered = _numbered_headings(lines, fixed)
    rank = _turned_over(numbered)
    found = [
        replace(_extended(item, lines), rank=(1, rank[item.marker.family])) for item in numbered
    ] + _declared_candidates(declared, numbered)
    if not found:
        found = [_Candidate((0, h.level), clean_title(h.title), h.start, h.end) for h in standalone_headings(lines)]
    starts = {c.start for c in found}
    return _levelled(_disjoint(found), [c for c in closing if c.start not in starts])
