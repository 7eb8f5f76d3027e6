"""What was made of a question, in one quiet line, and a question that may have been meant instead."""

from __future__ import annotations

from collections.abc import Iterator

from search.hits import SearchResult
from search.understanding import Understood
from ui import labels
from ui.address import SearchAddress
from ui.markup import Markup, link, tag

_SYNONYMS_SHOWN = 8


def understood_line(asked: SearchAddress, result: SearchResult) -> Markup:
    """What else is looked for, what must and must not occur, what was recognised; empty where there is nothing."""
    parts = [_synonyms(asked, result.understood), *_recognised(result)]
    shown = [part for part in parts if part]
    return tag("p", *shown, class_="understood") if shown else Markup("")


def _synonyms(asked: SearchAddress, understood: Understood) -> Markup:
    if not asked.expand:
        return tag("span", labels.NOT_EXPANDED, " ", link(labels.EXPAND, asked.changed(expand=True).href))
    words = list(dict.fromkeys(word for each in understood.synonyms for word in each.also))
    if not words:
        return Markup("")
    shown = labels.also_searched(words[:_SYNONYMS_SHOWN], len(words))
    every = labels.also_searched(words, len(words)) if len(words) > _SYNONYMS_SHOWN else None
    return tag("span", tag("span", shown, title=every), " ", link(labels.EXPAND_NOT, asked.changed(expand=False).href))


def _recognised(result: SearchResult) -> Iterator[Markup]:
    understood = result.understood
    years = tuple(map(str, understood.years))
    articles = tuple(article.printed for article in understood.articles)
    named = {
        labels.MUST_HOLD: tuple(map(labels.quoted, _kept(result))),
        labels.MUST_NOT_HOLD: tuple(map(labels.quoted, understood.excluded)),
        labels.FIELDS["document_number"]: understood.numbers,
        labels.ARTICLE: articles,
        labels.FIELDS["title"]: tuple(map(labels.titled, understood.titles)),
        labels.FIELDS["year"]: years,
        labels.FIELDS["region"]: understood.places,
    }
    for name, values in named.items():
        if values:
            yield tag("span", labels.recognised(name, dict.fromkeys(values)))


def notes(asked: SearchAddress, result: SearchResult) -> Markup:
    """Phrases that nothing holds, references to what is not there, the suggestion; empty where there are none."""
    said = [tag("p", _unmet(result), class_="unmet")] if result.unmet else []
    if result.lacking:
        lacking = labels.lacking(result.lacking, filtered=bool(result.query.filters), others=bool(result.hits))
        said.append(tag("p", lacking, class_="unmet"))
    if result.suggestion:
        other = link(result.suggestion, asked.asking(result.suggestion).href)
        said.append(tag("p", labels.DID_YOU_MEAN, other, class_="suggestion"))
    return tag("div", *said, class_="notes", role="status") if said else Markup("")


def _unmet(result: SearchResult) -> str:
    filtered, excluding = bool(result.query.filters), bool(result.understood.excluded)
    return labels.unmet(result.unmet, kept=_kept(result), filtered=filtered, excluding=excluding)


def _kept(result: SearchResult) -> tuple[str, ...]:
    """The phrases that every hit holds."""
    return tuple(phrase for phrase in result.understood.required if phrase not in result.unmet)
