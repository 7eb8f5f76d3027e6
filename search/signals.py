"""How a passage agrees with what a question refers to: numbers to rank by, and to learn from. Pure functions."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from corpus.model import DocumentSummary, Passage
from corpus.script import fold
from search.holdings import Named
from search.references import (
    Article,
    article_key,
    articles,
    canonical_number,
    cites,
    is_law,
    is_led_up_to,
    without_lead,
    years,
)
from search.understanding import Understood

_NUMBER_WEIGHT = 2.0  # above 1, which is the most that words and meaning give together
_ARTICLE_WEIGHT = 1.25  # half of it, where a passage only names the article, is above all that ranking and title add
_HINT_WEIGHT = 0.3  # an article of a law that is not named may be that of any law
_TITLE_WEIGHT = 0.1
_ORDER = "令第"
_REGION_PARTS = re.compile(r".+?(?:特别行政区|自治区|自治州|自治县|地区|新区|省|市|区|县|州|盟|旗)")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|新区|省|市|区|县|州|盟|旗)$")


@dataclass(frozen=True, slots=True)
class Signals:
    """Agreement in [0, 1] of a passage with each kind of reference; 0 where the question has none.

    Attributes:
        number: 1 its document bears a document number of the question, 0.5 the passage cites one.
        article: 1 the passage stands in an article of the question (of the law named, where one of the library is),
            0.5 its text names one.
        title: 1 the question names its document by title.
        phrase: the share of the phrases in quotation marks that it holds, with its title and headings.
        year: the share of the years named that the passage or its document's title names, or in which that was made.
        place: 1 the question names the innermost place of its document's region, 0.5 an outer one.
    """

    number: float = 0.0
    article: float = 0.0
    title: float = 0.0
    phrase: float = 0.0
    year: float = 0.0
    place: float = 0.0


NO_SIGNALS = Signals()


@dataclass(frozen=True, slots=True)
class Readable:
    """A passage and its document, folded once for everything that is looked for in them.

    `unspaced` is the text without blanks, so that a phrase is still one where a line ends within it; `context` is title
    and headings, without blanks too, one a line, and then `unspaced`.
    """

    passage: Passage
    document: DocumentSummary
    folded: str
    unspaced: str
    context: str

    @classmethod
    def of(cls, passage: Passage, document: DocumentSummary) -> Self:
        """Fold `passage` of `document`."""
        folded = fold(passage.text)
        above = [_folded_short(part) for part in (document.title, *passage.locator.heading_path)]
        bare = unspaced(folded)
        return cls(passage, document, folded, bare, "\n".join([*map(unspaced, above), bare]))


def signals_of(understood: Understood, named: Named, read: Readable) -> Signals:
    """How a passage agrees with `understood`, whose named documents are `named`."""
    doc_id = read.document.doc_id
    return Signals(
        number=_number(understood, named, doc_id, read.folded),
        article=_article(understood, named, read),
        title=float(doc_id in named.by_title),
        phrase=_phrase(understood, read.context),
        year=_year(understood, read.document, read.folded),
        place=_place(understood, read.document),
    )


def exact_share(signals: Signals, *, firm: bool) -> float:
    """What the references add to the fused score, which is in [0, 1].

    A document number outranks all else, and so does an article where it is `firm` (see `is_firm`); an article of no
    law in particular, and a title, only help.
    """
    article = (_ARTICLE_WEIGHT if firm else _HINT_WEIGHT) * signals.article
    return _NUMBER_WEIGHT * signals.number + article + _TITLE_WEIGHT * signals.title


def is_firm(understood: Understood, named: Named) -> bool:
    """Whether an article must come first: its law is one of the library's, or nothing else is asked."""
    return bool(named.with_articles) or understood.is_reference


def allowed(understood: Understood, read: Readable) -> bool:
    """Whether title, headings and text hold all required phrases and, the region included, no excluded word."""
    if not all(unspaced(phrase) in read.context for phrase in understood.required):
        return False
    searched = f"{read.context}\n{_folded_short(read.document.metadata.get('region') or '')}"
    return not any(unspaced(word) in searched for word in understood.excluded)


@functools.lru_cache(maxsize=2048)
def _folded_short(text: str) -> str:
    return fold(text)


def unspaced(folded: str) -> str:
    """Without blanks, so that what is looked for is found across the end of a line."""
    return "".join(folded.split())


def lacking(understood: Understood, named: Named, read: Collection[Readable]) -> tuple[str, ...]:
    """The document numbers and articles of the question that none of the passages `read` bears, is in or names.

    An article of a law that the library does not hold is one only where a passage names it with its law.
    """
    numbers = [number for number in understood.numbers if not any(_has_number(number, one) for one in read)]
    articles = [
        f"{without_lead(article.law) if _is_elsewhere(article, named) else ''}{article.printed}"
        for article in understood.articles
        if not any(_has_article(article, named, one, strict=True) for one in read)
    ]
    return tuple(dict.fromkeys((*numbers, *articles)))


def _has_number(number: str, read: Readable) -> bool:
    borne = canonical_number(_folded_short(read.document.metadata.get("document_number") or ""))
    order = number.find(_ORDER)  # whose code may be written shorter: 住建部令第11号
    return bool(borne and is_led_up_to(number, borne)) or cites(read.folded, number[max(0, order) :])


def _is_elsewhere(article: Article, named: Named) -> bool:
    """Whether it is of a law that the library does not hold."""
    return not named.with_articles and is_law(article.law)


def _number(understood: Understood, named: Named, doc_id: str, folded: str) -> float:
    if doc_id in named.by_number:
        return 1.0
    return 0.5 if any(cites(folded, number) for number in understood.numbers) else 0.0


def _article(understood: Understood, named: Named, read: Readable) -> float:
    return max((_has_article(article, named, read) for article in understood.articles), default=0.0)


def _has_article(article: Article, named: Named, read: Readable, *, strict: bool = False) -> float:
    """1 where the passage stands in it, 0.5 where its text names it.

    Where it is `strict`, one of a law that the library does not hold is not taken for that of any law.
    """
    doc_id = read.document.doc_id
    elsewhere = strict and _is_elsewhere(article, named)
    may_be_its = not elsewhere and (not named.with_articles or doc_id in named.with_articles)
    printed = read.passage.locator.article or (read.document.title if doc_id in named.with_articles else "")
    if printed and may_be_its and article_key(_folded_short(printed)) == article.key:
        return 1.0
    laws = (without_lead(article.law),) if elsewhere else named.laws
    mentioned = (one for one in articles(read.folded) if one.key == article.key)
    return 0.5 if any(may_be_its or _is_of(one, laws) for one in mentioned) else 0.0


def _is_of(article: Article, laws: tuple[str, ...]) -> bool:
    """Whether the title of one of `laws` stands before the article."""
    return any(article.law.endswith(law) for law in laws)


def _phrase(understood: Understood, context: str) -> float:
    phrases = (*understood.required, *understood.stressed)
    if not phrases:
        return 0.0
    return sum(unspaced(phrase) in context for phrase in phrases) / len(phrases)


def _year(understood: Understood, document: DocumentSummary, folded: str) -> float:
    if not understood.years:
        return 0.0
    held = {*years(folded), *years(_folded_short(document.title))}
    if match := re.match(r"\d{4}", document.metadata.get("published_on") or ""):
        held.add(int(match.group()))
    return sum(year in held for year in understood.years) / len(understood.years)


def _place(understood: Understood, document: DocumentSummary) -> float:
    """The library's own regions are looked for in the question: 南山 finds 南山区 without a table of counties."""
    parts = _REGION_PARTS.findall(_folded_short(document.metadata.get("region") or ""))
    question = _folded_short(understood.text)
    named = [_is_named(part, question) or any(place.endswith(part) for place in understood.places) for part in parts]
    return 0.0 if not any(named) else 1.0 if named[-1] else 0.5


def _is_named(part: str, question: str) -> bool:
    short = _SUFFIX.sub("", part)
    return (short if len(short) > 1 else part) in question
