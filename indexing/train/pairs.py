"""Text pairs that belong together without anybody having labelled them: what the encoder first learns from.

    heading      a law's title and chapter           -> an article under it
    definition   the term that an article defines    -> the article
    condition    the case that a rule is made for    -> the article
    reference    the text that cites an article      -> the article cited
    headline     a headline or the title of a case   -> the text below it
    gap          a statement, its answer left out    -> the text that holds the statement
    plain        a statement in everyday words       -> the text that holds it in those of the law

Definitions and conditions are put as questions. Texts are folded already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexing.train.rewrites import LayWords, gapped, plain_questions
from indexing.train.texts import Article, Law, Prose, bucket, sentences


class Kind(StrEnum):
    """What ties the two texts of a pair together."""

    HEADING = "heading"
    DEFINITION = "definition"
    CONDITION = "condition"
    REFERENCE = "reference"
    HEADLINE = "headline"
    GAP = "gap"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Pair:
    """A short text and one that answers or surrounds it."""

    kind: Kind
    query: str
    document: str


_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}

_NUMBER = r"[一二三四五六七八九十百千零〇\d]+"
_CITED = re.compile(
    r"《?([\u4e00-\u9fff、]{1,40}(?:法|法典|条例|规定|办法|规则|细则|解释))》?(?:\([^)]{1,20}\))?"
    rf"第 ?({_NUMBER}) ?条"
)
_OWN = re.compile(rf"(?:本(法|条例|规定|办法|规则|细则|解释|准则|规程|标准|要点)|依照|违反|依)第 ?({_NUMBER}) ?条")
_DEFINES = re.compile(
    r"(?:所称|所指)(?:的)?[「“\"]?([\u4e00-\u9fff]{2,12}?)[」”\"]?(?:\(.{1,12}\))?,?(?:系指|是指|指|,包括|包括)"
    r"|^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))?((?!.{0,12}所[称指])[\u4e00-\u9fff]{2,10})[:,]?(?:系指|是指|指)",
    re.MULTILINE,
)
_CASE = re.compile(r"(?:^|[。;;\n、)])([\u4e00-\u9fff,、]{6,48}?)(?:的|者),")
_STATES = ("中华人民共和国", "中华民国")
_TOLD = 4  # sentences of prose that make one text
_ASKED_TERM = ("什么是{}", "{}是什么意思", "{}指什么", "{}", "哪些属于{}")
_ASKED_CASE = ("{}怎么办", "{}会怎么样", "{}如何处理", "{}怎么处罚", "{}", "{}应当怎么做", "{}可以吗", "{}有什么后果")


def number(text: str) -> int | None:
    """The value of a Chinese or Arabic numeral below ten thousand; None where it is neither."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[char], 0
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return None
    return total + digit


def short_title(title: str) -> str:
    """A law's title as people cite it: without the state's name and without what stands in brackets."""
    title = re.sub(r"\(.*?\)|《|》", "", title)
    for state in _STATES:
        title = title.removeprefix(state)
    return title


class Statutes:
    """The articles of one jurisdiction by law and number, for following references."""

    def __init__(self, laws: Iterable[Law]) -> None:
        self._articles: dict[tuple[str, int], str] = {}
        self._titles: set[str] = set()
        for law in laws:
            title = short_title(law.title)
            self._titles.add(title)
            for article in law.articles:
                if (value := number(article.number)) is not None:
                    self._articles[title, value] = titled(law, article)

    def find(self, cited: str, numeral: str) -> str | None:
        """The article that a citation names; `cited` may carry words in front of the title."""
        cited = short_title(cited)
        value = number(numeral)
        if value is None:
            return None
        for start in range(len(cited) - 1):
            if cited[start:] in self._titles:
                return self._articles.get((cited[start:], value))
        return None

    def references(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a law is cited in `text` (offset), and the article cited."""
        for match in _CITED.finditer(text):
            if article := self.find(match[1], match[2]):
                yield match.start(), article

    def own_references(self, title: str, text: str) -> Iterator[str]:
        """The articles of the same law (`title`, shortened) that `text` refers to."""
        for match in _OWN.finditer(text):
            # 本法 in the rules that carry a law out means that law, not the rules.
            if match[1] and not title.endswith(match[1]):
                continue
            value = number(match[2])
            if value is not None and (article := self._articles.get((title, value))):
                yield article


def titled(law: Law, article: Article) -> str:
    """An article as it is indexed: under the title of its law, in a line of its own."""
    return f"{short_title(law.title)}\n{article.text}"


def title_above(document: str) -> int:
    """How many characters of a `titled` article, folded or not, are the title."""
    return document.index("\n")


def _question(templates: tuple[str, ...], subject: str) -> str:
    """`subject` in a form fixed by itself, so that the pairs do not change between runs."""
    return templates[bucket(subject, len(templates))].format(subject)


def _definitions(article: Article, document: str) -> Iterator[Pair]:
    for match in _DEFINES.finditer(article.text):
        term = match[1] or match[2]
        if term and not term.startswith(("本", "前", "下列")):
            yield Pair(Kind.DEFINITION, _question(_ASKED_TERM, term), document)


def _conditions(article: Article, document: str) -> Iterator[Pair]:
    for match in _CASE.finditer(article.text):
        if not match[1].startswith(("违反本", "有下列", "依前", "前项", "前款", "有前")):
            yield Pair(Kind.CONDITION, _question(_ASKED_CASE, match[1].strip(",、")), document)


def _rewritten(statements: Iterable[str], document: str, words: LayWords) -> Iterator[Pair]:
    """Questions made from some of the statements of a text."""
    for statement in statements:
        if len(statement) < 12:
            continue
        if bucket(statement, 3) == 0 and (asked := gapped(statement)):
            yield Pair(Kind.GAP, asked, document)
        yield from (Pair(Kind.PLAIN, asked, document) for asked in plain_questions(statement, words))


def law_pairs(laws: Iterable[Law], statutes: Statutes) -> Iterator[Pair]:
    """Pairs from the structure of laws. A long law gives no more headings than a short one gives articles."""
    words = LayWords()
    for law in laws:
        title = short_title(law.title)
        if not law.articles and len(law.preamble) > 200:
            yield Pair(Kind.HEADLINE, law.title, law.preamble[:600])
        for article in law.articles:
            if len(article.text) < 20:
                continue
            document = titled(law, article)
            if bucket(document, 3) == 0:
                yield Pair(Kind.HEADING, f"{title} {article.chapter}", article.text)
            yield from _definitions(article, document)
            yield from _conditions(article, document)
            yield from _rewritten(sentences(article.text)[:4], document, words)
            for cited in statutes.own_references(title, article.text):
                yield Pair(Kind.REFERENCE, article.text, cited)
            for _, cited in statutes.references(article.text):
                yield Pair(Kind.REFERENCE, document, cited)


def prose_pairs(texts: Iterable[Prose], statutes: Statutes) -> Iterator[Pair]:
    """Pairs from news and reports: headlines, and facts followed by the article that they fall under."""
    words = LayWords()
    for prose in texts:
        told = sentences(prose.text)
        for start in range(0, len(told) - _TOLD + 1, 2 * _TOLD):
            part = told[start : start + _TOLD]
            yield from _rewritten(part, "".join(part), words)
        if prose.headline:
            body = prose.text.split(prose.headline, 1)[-1]
            if len(body) > 120:
                yield Pair(Kind.HEADLINE, prose.headline, body[:400])
        if "条" in prose.text:
            for start, cited in statutes.references(prose.text):
                facts = sentences(prose.text[max(0, start - 300) : start])
                yield from (Pair(Kind.REFERENCE, fact, cited) for fact in facts[-4:] if len(fact) > 12)
                if facts:
                    yield Pair(Kind.REFERENCE, "".join(facts), cited)
