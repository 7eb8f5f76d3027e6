"""What in a question is an instruction: quoted phrases, minus terms, titles in 《》. Pure functions.

An instruction must stand alone, parted by blanks from what is around it, or be in straight quotes, which nobody types
for emphasis. In 什么是“枫桥经验” the quotation marks only stress the words: a hint, never a requirement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.script import fold

_LONGEST_PHRASE = 80
_QUOTES = ("“”", "「」", "『』", "〝〞", "〝〟", '""')
_TITLES = ("《》", "〈〉")
_AROUND_PHRASES = (*_QUOTES, *_TITLES, "‘’", "''", "()", "[]", "【】", "〔〕")  # after a minus
_STOPS = ",。;、?!:…"
_BEFORE_MINUS = " \t,。;、?!"
_EDGES = f" \t{_STOPS}.·~"
_DASHES = r"\-‐−–—"


def _between(pairs: tuple[str, ...]) -> str:
    """What stands between the two marks of any of `pairs`, each in a group of its own."""
    marks = ([re.escape(mark) for mark in pair] for pair in pairs)
    return "|".join(rf"{opening}([^{opening}{closing}\n]+){closing}" for opening, closing in marks)


_QUOTED = re.compile(_between(_QUOTES))
_TITLE = re.compile(_between(_TITLES))
# Two em dashes are a Chinese dash; a single one is a minus only where a blank says so. A mark that is never closed is
# none; a hyphen or an apostrophe within a Latin word belongs to it.
_MARKS = re.escape("".join(_AROUND_PHRASES))
_WORD = rf"[{_MARKS}]?([^\W_](?:[^\s{_STOPS}{_MARKS}{_DASHES}]|(?<=[a-z0-9])[-‐'’](?=[a-z0-9]))*)"
_MINUS_TERM = rf"(?:-+|[‐−–]|(?<=[ \t])—)(?:{_between(_AROUND_PHRASES)}|{_WORD})"
_MINUS = re.compile(_MINUS_TERM)
# Passed over: what is quoted, bullets of later lines, and dashes from one number to the next.
_MINUSES = re.compile(
    rf"{_between(_QUOTES + _TITLES)}|[\r\n]\s*[{_DASHES}]+|\d[{_BEFORE_MINUS}]*[{_DASHES}]+[ \t]*(?=\d)"
    rf"|(?<![^{_BEFORE_MINUS}])(?P<minuses>(?:{_MINUS_TERM})+)[{_STOPS}]*"
)


@dataclass(frozen=True, slots=True)
class Operators:
    """A question taken apart.

    `text` is what remains to be asked, as typed, without minus terms and without the quotation marks of `required`
    phrases. `required`, `stressed`, `excluded` and `titles` are folded, in order, each once.
    """

    text: str
    required: tuple[str, ...] = ()
    stressed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def operators(question: str) -> Operators:
    """Take `question` apart; nothing is left to be asked of one that has nothing but minus terms."""
    minus = [(found.span(), terms) for found in _MINUSES.finditer(fold(question)) if (terms := _excluded(found))]
    excluded = [term for _, terms in minus for term in terms]
    without = _blanked(question, [span for span, _ in minus])
    required, stressed, text = _quoted(without)
    titles = [next(filter(None, found.groups())) for found in _TITLE.finditer(fold(without))]
    return Operators(text, required, stressed, _distinct(excluded), _distinct(titles))


def _excluded(found: re.Match[str]) -> list[str]:
    """The terms of minuses that follow one upon the other, without punctuation around each."""
    if not found["minuses"]:
        return []
    terms = (next(filter(None, one.groups())) for one in _MINUS.finditer(found.string, *found.span("minuses")))
    return [bare for term in terms if any(map(str.isalnum, bare := term.strip(_EDGES)))]


def _quoted(question: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The required phrases, the stressed ones, and the question without the marks around the former."""
    folded = fold(question)
    required, stressed, marks = [], [], []
    for match in _QUOTED.finditer(folded):
        phrase = next(filter(None, match.groups())).strip()
        if not any(map(str.isalnum, phrase)) or len(phrase) > _LONGEST_PHRASE:
            continue
        if match.group()[0] == '"' or _alone(folded, match.start(), match.end()):
            required.append(phrase)
            marks += [(match.start(), match.start() + 1), (match.end() - 1, match.end())]
        else:
            stressed.append(phrase)
    return _distinct(required), _distinct(stressed), _blanked(question, marks)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether blanks, or the ends of the text, stand on both sides."""
    return not text[:start][-1:].strip() and not text[end:][:1].strip()


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with blanks for `spans`; as typed where there are none, else without needless blanks."""
    if not spans:
        return text
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return " ".join("".join(kept).split())


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values))
