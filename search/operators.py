"""What in a question is an instruction: quoted phrases, minus terms, titles in 《》. Pure functions.

An instruction must stand alone, parted by blanks from what is around it, or be in straight quotes, which nobody types
for emphasis. In 什么是“枫桥经验” the quotation marks only stress the words: a hint, never a requirement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.script import fold

_LONGEST_PHRASE = 80
_QUOTED = re.compile(r"“([^“”\n]+)”|「([^「」\n]+)」|『([^『』\n]+)』|〝([^〝〞\n]+)[〞〟]|\"([^\"\n]+)\"")
_TITLE = re.compile(r"《([^《》\n]+)》|〈([^〈〉\n]+)〉")
# Not at the beginning of a later line, where it is a bullet; not between two years with a blank before the dash.
_MINUS = re.compile(
    r"(?:^|(?<=[ \t\u3000]))(?<!\d[ \t\u3000])[-−]"
    r"(?:[“「\"](?P<phrase>[^“”「」\"\n]+)[”」\"]|(?P<word>[^\s\-−—“「\"《]\S*))"
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
    """Take `question` apart; a question that would be empty without its minus terms is taken as words."""
    folded = fold(question)
    minus = list(_MINUS.finditer(folded))
    excluded = [match["phrase"] or match["word"] for match in minus]
    without = _blanked(question, [match.span() for match in minus])
    if not any(map(str.isalnum, without)) or not all(any(map(str.isalnum, one)) for one in excluded):
        without, excluded = question, []
    required, stressed, text = _quoted(without)
    titles = [next(filter(None, match)) for match in _TITLE.findall(fold(without))]
    return Operators(text, required, stressed, _distinct(excluded), _distinct(titles))


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
