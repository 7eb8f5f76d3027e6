"""Which documents of the library a question names: by their number, by their title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.model import DocumentSummary
from corpus.script import fold
from search.references import Article, articles, canonical_number, is_law, is_led_up_to, letters, without_lead
from search.synonyms import Alternatives
from search.understanding import Understood

_STATE = "中华人民共和国"
_VERSION = re.compile(r"[（(【\[〔][^（(]{0,20}(?:修订|修正|试行|年)[^（(]{0,10}[）)】\]〕]$")
_OTHER_LAW = re.compile("实施|施行|细则|条例|规定|办法|解释|规则")  # behind the title of a law: that of another
_PART = re.compile(r"(?:编|总则|分则|附则)$")
_SHORTEST_PART = 4  # letters of a title that may stand for the whole of it
_LEFT_OUT = ("", "城市", "农村")  # what people leave out at the beginning of a law's name
_FEW_NAMED = 5  # titles: a part before an article that stands in more means none of them
_MOST_NAMED = 50  # documents: a part that stands in more titles names none of them


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that a question names, by `doc_id`.

    Attributes:
        by_number: those that bear a document number of the question.
        by_title: those called what stands in 《》, or before an article.
        with_articles: those whose articles the question means, where it names any.
        laws: the titles of these, in letters, as others may cite them.
    """

    by_number: frozenset[str] = frozenset()
    by_title: frozenset[str] = frozenset()
    with_articles: frozenset[str] = frozenset()
    laws: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.by_number or self.by_title)

    @property
    def doc_ids(self) -> tuple[str, ...]:
        """All of them, in a fixed order."""
        return tuple(sorted(self.by_number | self.by_title))

    def within(self, doc_ids: Iterable[str]) -> Named:
        """Those of them that are among `doc_ids`."""
        wanted = frozenset(doc_ids)
        return Named(self.by_number & wanted, self.by_title & wanted, self.with_articles & wanted, self.laws)


class Holdings:
    """The document numbers and titles of a library.

    A document may also be a single article, and be called so: 民法典总则第十二条.
    """

    def __init__(self, documents: Iterable[DocumentSummary]) -> None:
        self._by_number: dict[str, set[str]] = {}
        self._by_title: dict[str, set[str]] = {}
        self._by_article: dict[tuple[int, int], list[tuple[str, str]]] = {}
        held = [(document.doc_id, document.title, document.metadata.get("document_number")) for document in documents]
        titles = fold("\n".join(" ".join(title.split()) for _, title, _ in held)).split("\n")
        for (doc_id, _, number), title in zip(held, titles, strict=False):
            if canonical := canonical_number(fold(number)) if number else None:
                self._by_number.setdefault(canonical, set()).add(doc_id)
            for form in _titles(title):
                self._by_title.setdefault(form, set()).add(doc_id)
            if (last := list(articles(title))[-1:]) and title.endswith(title[last[0].at.start : last[0].at.end]):
                law = last[0].law.removeprefix(_STATE)
                self._by_article.setdefault(last[0].key, []).append((law, doc_id))

    def named(self, understood: Understood) -> Named:
        """The documents that `understood` names.

        A number names what bears it. A title in 《》 names documents called that, else those whose title holds it; the
        letters before an article (民法典第12条) name a document where they end with its title. Synonyms will do.
        """
        numbers = frozenset(i for number in understood.numbers for i in self._numbered(number))
        titles = frozenset(i for title in understood.titles for i in self._meant(title, understood.synonyms))
        laws = self._laws(understood)
        partly = dict(self._partly(understood, laws))
        alone = [found for article in understood.articles for found in self._alone(article)]
        exact = [i for law in laws for i in self._by_title.get(law, ())]
        held = frozenset(exact).union((i for _, i in alone), *partly.values())
        laws += [*(law for law, _ in alone), *partly]
        cited = tuple(dict.fromkeys(form for law in laws for form in (law, law.removeprefix(_STATE)) if form))
        with_articles = (held | numbers) if understood.articles else frozenset[str]()
        return Named(numbers, titles | held, with_articles, cited)

    def _partly(self, understood: Understood, laws: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """What stands in 《》 before an article and is part of the titles of a few documents, with these.

        《入户管理办法》 is no part of 入户管理办法实施细则, which has articles of its own.
        """
        before = [article.law for article in understood.articles]
        for part in map(letters, understood.titles):
            if len(part) >= _SHORTEST_PART and part not in laws and any(law.endswith(part) for law in before):
                whole = is_law(part)
                rest = ((name.partition(part), some) for name, some in self._by_title.items())
                held = [some for (_, there, after), some in rest if there and not (whole and _OTHER_LAW.search(after))]
                if found := frozenset[str]().union(*held) if len(held) <= _FEW_NAMED else None:
                    yield part, found

    def _numbered(self, number: str) -> set[str]:
        """The documents that bear `number`, or else the longest end of it that any bears."""
        ends = (number[start:] for start in range(len(number)))
        return next(
            (self._by_number[end] for end in ends if end in self._by_number and is_led_up_to(number, end)), set()
        )

    def _laws(self, understood: Understood) -> list[str]:
        """The titles of the laws whose articles are meant: what stands before these, else what stands elsewhere.

        Before 合同法第52条 stands a law, even if the library does not have it: then no other one is meant.
        """
        before = dict.fromkeys(article.law for article in understood.articles)
        laws = [law for text in before for law in self._before(text, understood.synonyms)]
        if laws or any(is_law(article.law) for article in understood.articles):
            return laws
        elsewhere = [*understood.titles, *fold(understood.text).split()] if understood.articles else []
        return [law for words in elsewhere if (law := letters(words)) in self._by_title]

    def _meant(self, title: str, synonyms: Sequence[Alternatives]) -> frozenset[str]:
        """The documents called `title`, or what it is with synonyms where none is."""
        if found := self._called(title):
            return found
        names = (name for form in (title, *_reworded(title, synonyms)) for name in self._short(letters(form)))
        return frozenset(i for name in names for i in self._by_title[name])

    def _called(self, title: str) -> frozenset[str]:
        wanted = letters(title)
        for one in dict.fromkeys([wanted, *_titles(title)]):
            if found := self._by_title.get(one):
                return frozenset(found)
        if len(wanted) < _SHORTEST_PART:
            return frozenset()
        holding = frozenset(i for name, some in self._by_title.items() if wanted in name for i in some)
        return holding if len(holding) <= _MOST_NAMED else frozenset()

    def _alone(self, article: Article) -> Iterator[tuple[str, str]]:
        """The documents that are this one article, of a law whose title, or its beginning, stands before it.

        Yields that beginning and the `doc_id`.
        """
        before = [article.law[start:] for start in range(len(article.law) - 1)]
        for law, doc_id in self._by_article.get(article.key, ()):
            if beginning := next((some for some in before if law.startswith(some)), None):
                yield beginning, doc_id

    def _before(self, text: str, synonyms: Sequence[Alternatives]) -> list[str]:
        """The title that stands before an article, if one does, or is meant: 居委会组织法 is 城市居民委员会组织法."""
        forms = (text, *_reworded(text, synonyms))
        if ending := next(filter(None, map(self._ending, forms)), ""):
            return [ending]
        return [name for form in forms for name in self._short(without_lead(form))][:1]

    def _short(self, name: str) -> list[str]:
        """The titles that people mean by the `name` of a law."""
        return [title for left_out in _LEFT_OUT if name and (title := left_out + name) in self._by_title]

    def _ending(self, text: str) -> str:
        """The longest title that `text` ends with, or ''."""
        return next((text[start:] for start in range(len(text) - 1) if text[start:] in self._by_title), "")


def _reworded(text: str, synonyms: Sequence[Alternatives]) -> Iterator[str]:
    """`text` with each of its words that has synonyms replaced by each of these; letters only."""
    for one in synonyms:
        if one.word in text:
            yield from (text.replace(one.word, letters(fold(other))) for other in one.also)


def _titles(title: str) -> Iterator[str]:
    """What a document may be called: its folded title, without the state's name, without its version; letters only.

    A part of a law, such as 民法典 婚姻家庭编, may be called by the law's name as well.
    """
    law, _, part = title.partition(" ")
    whole = [law] if _PART.search(part) and is_law(law) else []
    for form in dict.fromkeys((title, _VERSION.sub("", title), *whole)):
        name = letters(form)
        yield name
        if name.startswith(_STATE) and name != _STATE:
            yield name.removeprefix(_STATE)
