"""Where a text says that words are not its own: quotations with their source, and names of documents and organs."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.duplicates import letters_of
from corpus.script import fold

Span = tuple[int, int]

_LONGEST = 1500  # characters of a quotation
_LEAST = 6
_BEFORE = 60  # characters in front of a quotation in which its source is named
_AFTER = 40

_SAID = (
    "指出|强调|提出|要求|表示|认为|规定|明确|写道|写到|写明|载明|所言|所说|说过|说道|说|称|讲|引用|援引|摘自|出自|引自"
)
_PARAGRAPH = r"(?<=[。！？；：…\n])\n|\n(?=\n)"  # others inside a sentence are but the width of a page
_MARK = re.compile(f'[“”「」『』‘’]|(?P<straight>"[^"\\n]*")|(?P<paragraph>{_PARAGRAPH})')
_OPENING = {"”": "“", "」": "「", "』": "『", "’": "‘"}
_AUTHORITY = re.compile("《|总书记|主席|总理|习近平|毛泽东|邓小平|江泽民|胡锦涛|中央|国务院|宪法|条例|全会")
_NAMED_BEFORE = re.compile(
    rf"(?:(?:{_SAID})[^。！？!?\n“”「」]{{0,20}}|》[^。！？!?\n“”「」]{{0,16}}"
    r"|(?:据|按照|根据|依据|依照)[^。！？!?\n“”「」]{1,40})[：:，,]?\s*$"
)
_NAMED_AFTER = re.compile(
    rf"[，,。]?\s*(?:[（(\[［〔][^）)\]］〕\n]{{0,40}}(?:《|[12]\d{{3}}|页|引自|摘自)|[\[［〔]\d+[\]］〕]|[①-⑳¹²³⁴-⁹]|——|"
    rf"(?:这是|引自|摘自|出自|语出)|[^。！？!?，,\n]{{1,16}}(?:{_SAID})(?:[。，,：:]|$))"
)
_CITED = re.compile(
    rf"(?:《[^》\n]{{2,60}}》|总书记|主席|总理)[^。！？!?\n“”「」《]{{0,30}}(?:{_SAID})[^。！？!?\n“”「」，,：:]{{0,8}}[：:，,]\s*"
)
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]?")
_TITLE = re.compile(r"《[^《》\n]{2,80}》")
_HAN = "[\u4e00-\u9fff]"
_NUMBER = re.compile(rf"{_HAN}{{1,8}}[〔\[(（【［]\s*(?:19|20)\d\d\s*[〕\])）】］]\s*第?\s*\d+\s*号")
_MEETING = re.compile(
    rf"(?:(?:中国共产党|党的|中共|中央|全国|国务院|第)(?:{_HAN}|\d){{0,20}}?"
    r"(?:全体会议|代表大会|全会|工作会议|座谈会|常务会议|委员会会议|委员会第[一二三四五六七八九十百\d]+次会议|大会))+"
)
_ORGAN = re.compile(
    rf"(?:中共|中国|中华人民共和国|国家|全国|国务院|中央|最高人民|人力资源|住房和?城乡|生态环境|自然资源|农业农村)"
    rf"{_HAN}{{0,18}}?(?:委员会|办公厅|办公室|人民政府|总局|部|局|署|委|法院|检察院|协会|总工会|联合会)"
)


_PHRASES = Path(__file__).with_name("phrases.txt")


@functools.cache
def _phrases() -> re.Pattern[str]:
    lines = _PHRASES.read_text(encoding="utf-8").splitlines()
    phrases = {letters_of(fold(line)) for line in lines if line.strip() and not line.startswith("#")}
    return re.compile("|".join(sorted(phrases, key=len, reverse=True)))


def stock_phrases(letters: str) -> Iterator[Span]:
    """The phrases of official writing that are nobody's, in the letters of a text."""
    for found in _phrases().finditer(letters):
        yield found.span()


@dataclass(frozen=True, slots=True)
class Citation:
    """Words without quotation marks that a text says are from elsewhere: from `lead` it says so."""

    lead: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """The inside `[start, end)` of quotation marks, and `[lead, tail)` with what says whose words they are.

    `public`: they are said to be of a document or of an office, which anybody may quote in the same words.
    """

    lead: int
    start: int
    end: int
    tail: int
    public: bool


def quotations(text: str, folded: str) -> Iterator[Quoted]:
    """The quotations beside which it says whose words they are."""
    for start, end, paragraphs in _in_marks(text):
        if not _LEAST <= end - start <= _LONGEST:
            continue
        first = max(0, start - 1 - _BEFORE)
        before = _NAMED_BEFORE.search(folded[first : start - 1])
        after = None if paragraphs else _NAMED_AFTER.match(folded[end + 1 : end + 1 + _AFTER])
        if before or after:
            lead = first + before.start() if before else start
            tail = end + 1 + after.end() if after else end
            sentence = max(folded.rfind(mark, first, lead) for mark in "。！？\n") + 1
            named = folded[max(first, sentence) : start - 1] + folded[end + 1 : tail]
            yield Quoted(lead, start, end, tail, _AUTHORITY.search(named) is not None)


def _in_marks(text: str) -> Iterator[tuple[int, int, bool]]:
    """The insides of quotation marks, also of such that hold others, and whether they are of several paragraphs."""
    opened: list[tuple[str, int, int]] = []
    paragraph = 0
    for found in _MARK.finditer(text):
        mark = found[0]
        if found["paragraph"]:
            paragraph += 1
        elif found["straight"]:
            yield found.start() + 1, found.end() - 1, False
        elif mark not in _OPENING:
            opened.append((mark, found.end(), paragraph))
        elif any(each == _OPENING[mark] for each, _, _ in opened):
            while opened[-1][0] != _OPENING[mark]:
                opened.pop()
            _, start, began = opened.pop()
            yield start, found.start(), began != paragraph


def citations(folded: str) -> Iterator[Citation]:
    """Sentences that say, without quotation marks, what a document or a speech says."""
    for found in _CITED.finditer(folded):
        rest = _SENTENCE.match(folded, found.end())
        yield Citation(found.start(), found.end(), rest.end() if rest else found.end())


def names(folded: str) -> Iterator[Span]:
    """Titles of documents, their numbers, names of meetings and of organs."""
    for pattern in (_TITLE, _NUMBER, _MEETING, _ORGAN):
        for found in pattern.finditer(folded):
            yield found.span()
