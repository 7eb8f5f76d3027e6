"""What a question says beyond its words: operators, references, years, places, synonyms. Pure; START READING HERE.

`understand` decides nothing about ranking. `search.signals` says how well a passage agrees with what was understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

import rjieba

from corpus.errors import QueryError, QueryProblem
from corpus.official.dates import dates_in
from corpus.official.regions import mentions
from corpus.script import fold
from indexing.analyzer import NO_DICTIONARY, Dictionary, bigrams_of_folded, has_terms, terms_of_folded
from search.operators import operators
from search.quantities import otherwise, telling
from search.query import QUERY_LIMIT
from search.references import Article, Span, articles, document_numbers, years
from search.synonyms import Alternatives, Synonyms

SYNONYM_WEIGHT = 0.4  # of what the user's own word counts: a synonym must not outrank it
NUMERAL_WEIGHT = 0.8  # the same number written the other way

Weighted = tuple[str, float]

_LONGEST_TERM = 8  # characters
_LONGEST_UNIT = 2  # letters: 人次


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, understood. Texts are folded unless said otherwise.

    Attributes:
        text: what the encoder is given: the question as typed, without minus terms and operators' quotation marks.
        terms: the user's own terms, repetitions included (indexing.analyzer).
        extra: further terms with weights below 1: synonyms, numbers written the other way.
        required: phrases that a passage must hold.
        stressed: phrases in quotation marks within a sentence: a hint.
        excluded: words that a passage must not hold.
        titles: what stood in 《》.
        numbers: document numbers, canonical: 国发〔2021〕15号.
        articles: articles of laws; each knows the letters before it, which may be the law's title.
        years: years named, ranges filled in.
        places: full names from province to county of the places named: 四川省巴中市.
        synonyms: words that were expanded, and by what; then numbers and days, and how others print them.
    """

    text: str
    terms: tuple[str, ...] = ()
    extra: tuple[Weighted, ...] = ()
    required: tuple[str, ...] = ()
    stressed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    years: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    synonyms: tuple[Alternatives, ...] = ()

    @property
    def names_something(self) -> bool:
        """Whether documents or articles are named, so that the library has to be asked which these are."""
        return bool(self.numbers or self.articles or self.titles)

    @property
    def reads_passages(self) -> bool:
        """Whether candidates have to be read before they can be ranked."""
        return bool(self.numbers or self.articles or self.required or self.excluded)

    @property
    def restated(self) -> str | None:
        """The question, folded, with what texts put otherwise put their way; None where nothing is."""
        text = fold(self.text)
        for one in reversed(self.synonyms):
            if one.formal:
                text = text[: one.start] + one.formal + text[one.end :]
        return text if any(one.formal for one in self.synonyms) else None

    @property
    def quantities(self) -> tuple[Alternatives, ...]:
        """The numbers and days asked for, where next to nothing else is: 1930人次, 百分之九十七点三."""
        found = tuple(one for one in self.synonyms if one.number)
        rest = list(fold(self.text))
        for one in found:
            rest[one.start : one.end] = " " * (one.end - one.start)
        return found if sum(map(str.isalnum, rest)) <= _LONGEST_UNIT else ()

    @property
    def required_terms(self) -> tuple[str, ...]:
        """Terms that every passage with the required phrases has."""
        return tuple(dict.fromkeys(term for phrase in self.required for term in bigrams_of_folded(phrase)))

    @property
    def is_reference(self) -> bool:
        """Whether nothing is asked but a document or an article: 国发〔2021〕15号, 第十二条."""
        folded = list(fold(self.text))
        spans = [article.at for article in self.articles] + [number.at for number in document_numbers("".join(folded))]
        for span in spans:
            folded[span.start : span.end] = " " * (span.end - span.start)
        return bool(spans) and not any(map(str.isalnum, folded))


NOTHING_UNDERSTOOD = Understood("")
NO_SYNONYMS = Synonyms(MappingProxyType({}), MappingProxyType({}))


def understand(
    question: str, *, synonyms: Synonyms = NO_SYNONYMS, dictionary: Dictionary = NO_DICTIONARY, expand: bool = True
) -> Understood:
    """What `question`, as typed in either script, says; without `expand` numbers and days have no other forms.

    Raises:
        QueryError: it says only what is not wanted.
    """
    found = operators(question)
    if found.excluded and not has_terms(found.text):
        raise QueryError(QueryProblem.ONLY_MINUS, len(question), QUERY_LIMIT)
    folded = fold(found.text)
    found_numbers = tuple(document_numbers(folded))
    within = tuple(number.at for number in found_numbers)
    numbers = tuple(dict.fromkeys(number.canonical for number in found_numbers))
    named = tuple(one for one in articles(folded) if not _within(one.at, within))
    names = (*within, *(one.at for one in named), *_stretches(folded, (*found.titles, *found.required)))
    used = _allowed(synonyms.found_in(folded), (*names, *_places(folded)), found.excluded)
    terms = tuple(terms_of_folded(folded, dictionary))
    forms = tuple(one for one in otherwise(found.text) if expand and not _within(one, (*within, *used)))
    return Understood(
        text=found.text,
        terms=terms,
        extra=_extra(terms, used, named, numbers, _figures(folded, forms), dictionary),
        required=found.required,
        stressed=found.stressed,
        excluded=found.excluded,
        titles=found.titles,
        numbers=numbers,
        articles=named,
        years=years(folded, apart_from=within),
        places=tuple(dict.fromkeys(mention.region.name for mention in mentions(folded))),
        synonyms=(*used, *forms),
    )


def _places(folded: str) -> Iterator[Span]:
    return (Span(one.start, one.end) for one in mentions(folded))


def _stretches(folded: str, phrases: Iterable[str]) -> Iterator[Span]:
    """Where `phrases` stand in a question."""
    for phrase in phrases:
        yield from (Span(at.start(), at.end()) for at in re.finditer(re.escape(phrase), folded))


def _allowed(
    used: tuple[Alternatives, ...], names: tuple[Span, ...], excluded: tuple[str, ...]
) -> tuple[Alternatives, ...]:
    """Without everyday words that are part of a name or of what must be held, and without what must not be held."""
    kept = (one for one in used if not (one.formal and _within(one, names)))
    if not excluded:
        return tuple(kept)
    allowed = []
    for one in kept:
        also = tuple(other for other in one.also if not any(word in fold(other) for word in excluded))
        formal = one.formal if one.formal in also else next(iter(also), None) if one.formal else None
        allowed += [replace(one, also=also, formal=formal)] if also else []
    return tuple(allowed)


def _within(span: Span | Alternatives, others: tuple[Span | Alternatives, ...]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def _extra(
    terms: tuple[str, ...],
    used: tuple[Alternatives, ...],
    named: tuple[Article, ...],
    numbers: tuple[str, ...],
    figures: tuple[str, ...],
    dictionary: Dictionary,
) -> tuple[Weighted, ...]:
    """Terms that the question does not hold, each with the highest of its weights.

    However many terms a synonym has, together they count no more than that share of the user's own word. `figures` are
    those that others write otherwise.
    """
    weights: dict[str, float] = {}
    for each in used:
        own = len(terms_of_folded(each.word, dictionary))
        for other in each.also:
            further = _further(fold(other), terms, dictionary)
            share = SYNONYM_WEIGHT * min(1.0, own / max(1, len(further)))
            weights |= {term: max(share, weights.get(term, 0.0)) for term in further}
    printed = [form for one in named for form in (one.printed, str(one.number))]
    serials = [digits for number in numbers for digits in re.findall(r"\d+", number)]
    for other in (*printed, *serials, *figures):
        weights |= dict.fromkeys(_further(other, terms, dictionary), NUMERAL_WEIGHT)
    return tuple(weights.items())


def _figures(folded: str, forms: tuple[Alternatives, ...]) -> tuple[str, ...]:
    """What to look for because of years in Chinese numerals, and of `forms` of numbers and days."""
    others = [figure for one in forms for other in one.also for figure in telling(other)]
    return (*map(str, _spelled_years(folded)), *dict.fromkeys(others))


def _further(folded: str, terms: tuple[str, ...], dictionary: Dictionary) -> list[str]:
    return [term for term in terms_of_folded(folded, dictionary) if term not in terms]


def _spelled_years(folded: str) -> tuple[int, ...]:
    """Years printed in Chinese numerals: 二〇二一年 is to find 2021 as well."""
    return tuple(year for date in dates_in(folded) if str(year := int(date.iso[:4])) not in folded)


def is_term(text: str) -> bool:
    """Whether `text` is a word or a compound of two rather than a question: then every occurrence can be looked at."""
    bare = text.strip()
    return bare.isalnum() and len(bare) <= _LONGEST_TERM and len(rjieba.cut(fold(bare))) <= 2
