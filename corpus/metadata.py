"""What a document says about itself: title, issuer, number, dates, region, level, genre, kind, validity and so on.

Rules only, no model: every value is read from a place in the text (its span is the evidence) or stated by the file,
and says how sure it is. A field that is not clearly printed stays None, and a person can fill it in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.frontmatter import front_matter
from corpus.lines import Line, front_matter_end
from corpus.model import (
    DATE_FIELDS,
    METADATA_FIELDS,
    Confidence,
    Heading,
    Kind,
    Metadata,
    MetadataValue,
    Origin,
    Reading,
)
from corpus.official import authors, issuers, labels, papers
from corpus.official.addressees import addressees
from corpus.official.adoption import Adoption, adoption_of
from corpus.official.dates import dates_in
from corpus.official.forms import Form, form_of
from corpus.official.header import Header, header_of, is_history
from corpus.official.organs import is_organ
from corpus.official.regions import Mention, Region, dominant, mentions
from corpus.official.titles import genre_of, title_of
from corpus.official.validity import validity_of
from corpus.script import fold
from corpus.standalone import back_matter_title

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
_NAMED_OFTEN = 6  # mentions from which a place is surely what a text is about
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
_TYPICAL = re.compile(r"(?:典型|指导性?|优秀|创新|参考|示范)案例|案例选编|案例[0-9一二三四五六七八九十]*$")
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
_QUOTED = re.compile(r"《[^《》]*》")
_BETWEEN = re.compile(  # what 内地 and 香港 arranged is not of 香港
    r"(?:内地|大陆)[与和同、及].{0,4}?(?:香港|澳门|台湾)|(?:香港|澳门|台湾)(?:特别行政区|地区)?[与和同、及](?:内地|大陆)"
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the later rules look at."""

    text: str
    folded: str
    header: Header
    outline: Sequence[Heading]
    form: Form | None
    title: MetadataValue | None
    issuer: MetadataValue | None
    number: MetadataValue | None
    source: MetadataValue | None

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
    if name in DATE_FIELDS:
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
    if name in DATE_FIELDS and value:
        value = _iso(value) or ""
    if (name == "author" and not _PERSON.search(value)) or (name == "title" and is_history(value)):
        return None
    if name == "author" and (turned := authors.family_name_first(value)):
        return MetadataValue(turned, Origin.FILE, confidence=Confidence.MEDIUM)
    return MetadataValue(value, Origin.FILE) if value else None


def _region(known: _Known) -> MetadataValue | None:
    """The place in the title, else of the issuer, else of the office it was taken from, else the one it is about.

    What a national office issued is about no place unless its title names one; what 内地 and 香港 arranged with each
    other is of neither. A form is of the place of who submits it.
    """
    between = _BETWEEN.search(known.folded_title) is not None
    if known.title is not None and not between and (found := _first_place(known.title)):
        return _doubted(found, known)
    applicant = known.form.author if known.form else None
    for value in (applicant, known.issuer):
        if value is not None and (found := _first_place(value)):
            return found
    if between:
        return None
    if known.issuer is not None and _NATIONAL.match(fold(known.issuer.value)):
        return None
    if known.source is not None and is_organ("".join(fold(known.source.value).split())):
        found = _first_place(known.source)
        if found:
            return replace(found, confidence=Confidence.MEDIUM)
    return _about(known)


def _doubted(found: MetadataValue, known: _Known) -> MetadataValue:
    """The place of a title, less sure where only the document that it quotes names it and the issuer is of another."""
    if known.issuer is None or next(mentions(_QUOTED.sub("", known.folded_title)), None):
        return found
    place = _place_of(known.issuer)
    elsewhere = place is not None and place.name != found.value
    national = place is None and _NATIONAL.match(fold(known.issuer.value))
    return replace(found, confidence=Confidence.MEDIUM) if elsewhere or national else found


def _about(known: _Known) -> MetadataValue | None:
    """The place that the text keeps naming."""
    body_end = next((h.start for h in known.outline if back_matter_title(known.text[h.start : h.end])), len(known.text))
    searched = known.folded[: min(body_end, _READ_AT_MOST)]
    named = list(mentions(searched, front_matter_end(known.text)))
    about = dominant(named, searched)
    if about is None:
        return None
    sure = Confidence.MEDIUM if len(named) >= _NAMED_OFTEN else Confidence.LOW
    return MetadataValue(about.region.name, Origin.TEXT, about.start, about.end, sure)


def _first_place(value: MetadataValue) -> MetadataValue | None:
    """The first place named in another value, with evidence inside that value's evidence."""
    folded = fold(value.value)
    found = next(mentions(folded), None)
    if found is None:
        return None
    return replace(value, value=found.region.name)


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
    if known.form is not None:
        return None
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
    if known.form is not None:
        return MetadataValue(Kind.SUBMISSION.value, Origin.TEXT, *known.form.name)
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
    if known.title and _TYPICAL.search(known.folded_title):
        return replace(known.title, value=Kind.CASE.value)
    if told := next(
        (match for line in known.header.lines if (match := _TYPICAL.search(known.folded, *_span(line)))), None
    ):
        return _at(told, Kind.CASE)
    articles = [h for h in known.outline if h.article]
    if len(articles) >= _LEGAL_ARTICLES:
        return MetadataValue(Kind.POLICY.value, Origin.TEXT, articles[0].start, articles[0].end)
    return _case_or_other(known, region)


def _case_or_other(known: _Known, region: MetadataValue | None) -> MetadataValue:
    """A case tells of the practice of one place, and keeps coming back to it."""
    start = front_matter_end(known.text)
    practice = list(_PRACTICE.finditer(known.folded, start, start + _NEAR_TOP))
    if region is not None and len(practice) >= _TOLD_OFTEN:
        return replace(_at(practice[0], Kind.CASE), confidence=Confidence.MEDIUM)
    return MetadataValue(Kind.OTHER.value, Origin.FILE, confidence=Confidence.MEDIUM)


def _span(line: Line) -> tuple[int, int]:
    return line.start, line.end


def _place_of(value: MetadataValue | None) -> Region | None:
    found = next(mentions(fold(value.value)), None) if value else None
    return found.region if found else None


def _official(text: str, folded: str, header: Header, title: MetadataValue | None) -> dict[str, MetadataValue | None]:
    """Who issued the document, under which number, when, to whom, and what it says of its force."""
    adoption = adoption_of(folded, header.lines)
    signature = issuers.signature_of(text, folded)
    place = _place_of(title)
    issuer = issuers.issuer(
        text, folded, title, signature=signature, adoption=adoption, lines=header.lines, place=place
    )
    if issuer is None and title is not None and genre_of(fold(title.value)) == "报告":
        issuer = issuers.reporting(text, folded, place)
    published = labels.published_on(folded, header, dated=signature.dated if signature else None, adoption=adoption)
    released = labels.released_on(folded, header, adoption=adoption)
    force = validity_of(
        text,
        folded,
        told=adoption.effective,
        repealed=adoption.repealed,
        issued=_promulgated(adoption, released, published),
    )
    return {
        "issuer": issuer,
        "document_number": labels.document_number(text, folded, header, adoption),
        "addressees": addressees(text, folded, header.lines, header.body),
        "published_on": published,
        "released_on": released,
        "effective_on": force.effective_on,
        "expires_on": force.expires_on,
        "validity": force.status,
    }


def _promulgated(
    adoption: Adoption, released: MetadataValue | None, published: MetadataValue | None
) -> MetadataValue | None:
    """The day that 自公布之日起 means: of a law the day it was issued, of a notice the day it was made."""
    return released if adoption.released else published


def extract(reading: Reading, outline: tuple[Heading, ...], *, file_name: str) -> Metadata:
    """All that a document and its file state about it; front matter wins over text, text over file properties.

    The date and the title that a file states (HTML meta, Word properties) win over unlabelled ones in the text.
    """
    text = reading.text
    folded = fold(text)
    header = header_of(text, outline)
    found: dict[str, MetadataValue | None] = {name: _property(reading, name) for name in METADATA_FIELDS}
    stated = _stated(text, found)
    form = form_of(text, folded)
    title = stated.get("title") or (form and form.title) or title_of(reading, header, folded, file_name=file_name)
    read = _official(text, folded, header, title) | {
        "title": title,
        "author": (form and form.author) or authors.author(text, folded, header),
        "source": labels.source(text, folded),
        "url": labels.url(text, folded),
        "subject_words": papers.subject_words(text, folded),
    }
    if form and form.published_on:
        read["published_on"] = form.published_on
    if reading.media_type == "text/html":  # what a page calls its date is when it was released
        read["released_on"] = read["released_on"] or found["published_on"]
    found |= {name: value for name, value in read.items() if value is not None} | stated
    known = _Known(text, folded, header, outline, form, title, *_of_office(found))
    return Metadata(**_classified(known, found, stated))


def _of_office(found: dict[str, MetadataValue | None]) -> tuple[MetadataValue | None, ...]:
    return found["issuer"], found["document_number"], found["source"]


def _stated(text: str, by_file: dict[str, MetadataValue | None]) -> dict[str, MetadataValue]:
    """What front matter states, and a file in the vocabulary of the filters: no rule overrides it."""
    meant = {name: value for name in _CONTROLLED if (value := by_file[name])} | front_matter(text)
    return {name: tidy for name, value in meant.items() if (tidy := _controlled(name, value))}


def _classified(
    known: _Known, found: dict[str, MetadataValue | None], stated: dict[str, MetadataValue]
) -> dict[str, MetadataValue | None]:
    """With the fields that follow from the others: region, genre, kind, level, and of a paper its journal."""
    region = stated.get("region") or _region(known)
    genre = stated.get("genre") or _genre(known)
    kind = stated.get("kind") or _kind(known, genre, region)
    level = stated.get("level") or _level(known, region if kind.value != Kind.POLICY else None)
    classified = found | {"region": region, "genre": genre, "kind": kind, "level": level}
    if kind.value == Kind.PAPER:
        journal, year = papers.journal(known.text, known.folded)
        classified["journal"] = found["journal"] or journal
        classified["published_on"] = found["published_on"] or year
    return classified
