"""What a document says about itself: title, author, issuer, number, date, region, level, genre, kind, source.

Rules only, no model: every value is read from a place in the text (its span is the evidence) or stated by the file.
Nothing is guessed: a field that is not clearly printed stays None, and a person can fill it in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus import authors, labels
from corpus.dates import dates_in
from corpus.frontmatter import front_matter
from corpus.header import Header, header_of
from corpus.lines import front_matter_end
from corpus.model import METADATA_FIELDS, Heading, Kind, Metadata, MetadataValue, Origin, Reading
from corpus.regions import Mention, dominant, mentions
from corpus.script import fold
from corpus.standalone import back_matter_title
from corpus.titles import genre_of, title_of

_READ_AT_MOST = 200_000  # characters searched for places; what a long book is about shows by then

_NATIONAL = re.compile(
    r"中共中央|国务院|全国人民代表大会|中华人民共和国|最高人民(?:法院|检察院)|国家[\u4e00-\u9fff]{2,10}(?:局|委员会|委)"
    r"|(?:民政|财政|教育|公安|司法|商务|水利|交通运输|自然资源|生态环境|农业农村|应急管理|文化和旅游|住房和?城乡建设|人力资源和?社会保障|科学技术|工业和信息化)部"
)
_STREET = re.compile(r"(?:街道|镇|乡)(?:党工委|办事处|党委|人民政府)?$")
_COMMUNITY = re.compile(r"(?:社区|村)(?:党委|党总支|党支部|居委会|村委会|居民委员会|村民委员会)?$")
_LEVELS = {1: "省级", 2: "市级", 3: "县级"}
_PRACTICE = re.compile(r"案例|做法|经验|探索|样本|模式|典型|治理|试点|机制")
_TOLD_OFTEN = 4
_NEAR_TOP = 10_000
_SUBMISSION = re.compile(
    r"^[ \t\u3000]*(?:申报单位|申报案例|申报项目|申报人|参评单位|推荐单位)\s?[：:]|申报(?:书|表|材料|案例|文本)$",
    re.MULTILINE,
)
_PAPER_MARKS = (
    re.compile(r"^[ \t\u3000\xa0]*[【\[]?(?:内容)?摘\s{0,4}要[】\]：: ]", re.MULTILINE),
    re.compile(r"^[ \t\u3000\xa0]*[【\[]?关\s?键\s?[词字][】\]：: ]", re.MULTILINE),
    re.compile(r"^[ \t\u3000\xa0]*[【\[]?参考文献[】\]]?\s?[：:]?[ \t]*$", re.MULTILINE),
)
_LEGAL_ARTICLES = 3
_PERSON = re.compile(r"[\u3400-\u9fff]{2}|[\u3400-\u9fff] [\u3400-\u9fff]|[A-Za-z]+[ .][A-Za-z]")  # no login names
_PARTIAL_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_LEVEL_NAMES = {
    "区县级": "县级",
    "县区级": "县级",
    "区级": "县级",
    "街道级": "街道",
    "乡镇级": "街道",
    "社区级": "社区",
    "村级": "社区",
}
_CONTROLLED = ("region", "level", "genre", "kind")  # a file that states these means them: no rule overrides it
_DIGEST = re.compile(r"[（(][^（）()]{1,6}[)）]$")
_YEAR = re.compile(r"^\d{4}年$")


@dataclass(frozen=True, slots=True)
class _Known:
    """What the later rules look at."""

    text: str
    folded: str
    header: Header
    outline: Sequence[Heading]
    title: MetadataValue | None
    issuer: MetadataValue | None
    number: MetadataValue | None

    @property
    def folded_title(self) -> str:
        return fold(self.title.value) if self.title else ""


def _controlled(name: str, value: MetadataValue) -> MetadataValue | None:
    """Front matter in the vocabulary of the filters: simplified places and levels, known kinds, ISO dates."""
    if name in {"region", "level", "genre"}:
        folded = fold(value.value)
        return replace(value, value=_LEVEL_NAMES.get(folded, folded))
    if name == "kind":
        return value if value.value in set(Kind) else None
    if name == "published_on":
        found = _iso(value.value)
        return replace(value, value=found) if found else None
    return value


def _iso(printed: str) -> str | None:
    """A date as ISO 8601; 2021 and 2021-05 stay as exact as they are."""
    if match := _PARTIAL_DATE.fullmatch(printed):
        return match.group()
    return next((found.iso for found in dates_in(printed)), None)


def _property(reading: Reading, name: str) -> MetadataValue | None:
    """What the file itself states, blanks tidied; dates only if they can be read."""
    value = " ".join(reading.properties.get(name, "").split())
    if name == "published_on" and value:
        value = _iso(value) or ""
    if name == "author" and not _PERSON.search(value):
        return None
    return MetadataValue(value, Origin.FILE) if value else None


def _region(known: _Known) -> MetadataValue | None:
    """The place in the title, else that of the issuer, else the one that the text is mostly about."""
    for value in (known.title, known.issuer):
        if value is not None and (found := _first_place(value)):
            return found
    body_end = next((h.start for h in known.outline if back_matter_title(known.text[h.start : h.end])), len(known.text))
    searched = known.folded[: min(body_end, _READ_AT_MOST)]
    about = dominant(list(mentions(searched, front_matter_end(known.text))), searched)
    return MetadataValue(about.region.name, Origin.TEXT, about.start, about.end) if about else None


def _first_place(value: MetadataValue) -> MetadataValue | None:
    """The first place named in another value, with evidence inside that value's evidence."""
    folded = fold(value.value)
    found = next(mentions(folded), None)
    if found is None:
        return None
    if value.start is None or value.end is None:
        return MetadataValue(found.region.name, value.origin)
    return MetadataValue(found.region.name, value.origin, value.start, value.end)


def _depth(mention: Mention) -> str:
    return _LEVELS[mention.region.depth]


def _level(known: _Known, region: MetadataValue | None) -> MetadataValue | None:
    """The rank of the issuer, else of the place: 国家级 省级 市级 县级 街道 社区."""
    for value in (known.issuer, known.title):
        if value is None:
            continue
        level = _level_of_office(fold(value.value), is_office=value is known.issuer)
        if level:
            return replace(value, value=level)
    found = next(mentions(fold(region.value)), None) if region else None
    return replace(region, value=_depth(found)) if region and found else None


def _level_of_office(folded: str, *, is_office: bool) -> str | None:
    if _NATIONAL.match(folded):
        return "国家级"
    if is_office and _COMMUNITY.search(folded):
        return "社区"
    if is_office and _STREET.search(folded):
        return "街道"
    found = next(mentions(folded), None)
    return _depth(found) if found and found.start <= 2 else None


def _genre(known: _Known) -> MetadataValue | None:
    """文种: the last word of a title that 关于, an issuer, a number, articles or a place mark as official."""
    title = _DIGEST.sub("", known.folded_title)
    genre = genre_of(title)
    if genre is None or known.title is None:
        return None
    articles = sum(h.article for h in known.outline)
    place = next(mentions(title), None)
    official = (
        title.startswith(("关于", "中华人民共和国"))
        or "关于" in title
        or known.number is not None
        or known.issuer is not None
        or articles >= _LEGAL_ARTICLES
        or (place is not None and not _YEAR.sub("", title[: place.start]))
        or title.endswith("政府工作报告")
    )
    if not official or (genre == "法" and not (articles or title.startswith("中华人民共和国"))):
        return None
    return replace(known.title, value=genre)


def _at(match: re.Match[str], kind: Kind) -> MetadataValue:
    printed = match.group()
    start = match.start() + len(printed) - len(printed.lstrip())
    return MetadataValue(kind.value, Origin.TEXT, start, start + len(printed.strip()))


def _kind(known: _Known, genre: MetadataValue | None, region: MetadataValue | None) -> MetadataValue:
    """What the document is to its readers, by the plainest evidence there is."""
    marks = [match for pattern in _PAPER_MARKS if (match := pattern.search(known.folded))]
    submission = _SUBMISSION.search(known.folded, 0, 3_000) or _SUBMISSION.search(known.folded_title)
    if known.number is not None:
        return replace(known.number, value=Kind.POLICY.value)
    if genre is not None:
        return replace(genre, value=Kind.POLICY.value)
    if len(marks) >= 2:
        return _at(marks[0], Kind.PAPER)
    if submission and submission.string is known.folded:
        return _at(submission, Kind.SUBMISSION)
    if submission and known.title:
        return replace(known.title, value=Kind.SUBMISSION.value)
    articles = [h for h in known.outline if h.article]
    if len(articles) >= _LEGAL_ARTICLES:
        return MetadataValue(Kind.POLICY.value, Origin.TEXT, articles[0].start, articles[0].end)
    return _case_or_other(known, region)


def _case_or_other(known: _Known, region: MetadataValue | None) -> MetadataValue:
    """A case tells of the practice of one place, and keeps coming back to it."""
    start = front_matter_end(known.text)
    practice = list(_PRACTICE.finditer(known.folded, start, start + _NEAR_TOP))
    if region is not None and len(practice) >= _TOLD_OFTEN:
        return _at(practice[0], Kind.CASE)
    return MetadataValue(Kind.OTHER.value, Origin.FILE)


def extract(reading: Reading, outline: tuple[Heading, ...], *, file_name: str) -> Metadata:
    """All that a document and its file state about it; front matter wins over text, text over file properties.

    The date and the title that a file states (HTML meta, Word properties) win over unlabelled ones in the text.
    """
    text = reading.text
    folded = fold(text)
    header = header_of(text, outline)
    found: dict[str, MetadataValue | None] = {name: _property(reading, name) for name in METADATA_FIELDS}
    in_front = front_matter(text)
    by_file = {name: value for name in _CONTROLLED if (value := found[name])}
    stated = {name: tidy for name, value in (by_file | in_front).items() if (tidy := _controlled(name, value))}
    title = stated.get("title") or title_of(reading, header, folded, file_name=file_name)
    signature = labels.signature_of(text, folded)
    issuer = labels.issuer(text, folded, title, signature)
    found |= {
        "title": title,
        "author": authors.author(text, folded, header) or found["author"],
        "issuer": issuer or found["issuer"],
        "document_number": labels.document_number(text, folded, header) or found["document_number"],
        "published_on": labels.published_on(folded, header, signature) or found["published_on"],
        "source": labels.source(text, folded) or found["source"],
        "url": labels.url(text, folded) or found["url"],
    }
    found |= stated
    known = _Known(text, folded, header, outline, title, found["issuer"], found["document_number"])
    found["region"] = stated.get("region") or _region(known)
    found["genre"] = stated.get("genre") or _genre(known)
    kind = stated.get("kind") or _kind(known, found["genre"], found["region"])
    about = found["region"] if kind.value != Kind.POLICY else None
    found["kind"] = kind
    found["level"] = stated.get("level") or _level(known, about)
    return Metadata(**found)
