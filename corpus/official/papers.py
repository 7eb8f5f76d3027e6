"""What papers and official documents say of their subject, and in which journal a paper stands."""

from __future__ import annotations

import re

from corpus.model import SEPARATOR, Confidence, MetadataValue, Origin

_NEAR = 4_000  # characters from the beginning and the end that are searched
_WORDS = re.compile(
    r"^[ \t]*[\[【]?(?:主\s?题\s?词|关\s?键\s?[词字])\s?(?:[\]】]\s?:?|:)[ \t]*(?P<value>[^\n]{2,200}?)[ \t]*$",
    re.MULTILINE,
)
_LONGEST_WORD = 20
_ISSUE = r"(?P<year>(?:19|20)\d{2})\s?年\s?第?\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?[期卷]"
_CITED = re.compile(
    rf"(?:原载|原刊|载于?|刊于|刊载于|发表于|来\s?源|期刊|刊名|出处)\s?(?:期刊)?\s?:?\s?[于自]?《(?P<journal>[^》\n]{{2,30}})》[^\n]{{0,6}}?{_ISSUE}"
)
_HEADED = re.compile(
    rf"^[ \t]*(?:《(?P<quoted>[^》\n]{{2,30}})》|(?P<plain>[\u4e00-\u9fff]{{2,20}}?))\s{{0,4}}\(?{_ISSUE}\)?[ \t]*$",
    re.MULTILINE,
)


def subject_words(text: str, folded: str) -> MetadataValue | None:
    """主题词 of an official document, 关键词 of a paper: each word, joined by 、."""
    match = _WORDS.search(folded, 0, min(len(folded), _NEAR)) or _WORDS.search(folded, max(0, len(folded) - _NEAR))
    if match is None:
        return None
    start, end = match.span("value")
    words = [word for word in _divide(text[start:end]) if word]
    if not words or any(len(word) > _LONGEST_WORD for word in words):
        return None
    return MetadataValue(SEPARATOR.join(dict.fromkeys(words)), Origin.TEXT, start, end)


def _divide(printed: str) -> list[str]:
    """Divided by semicolons where there are any, else by commas, else by blanks: words may hold blanks themselves."""
    for divider in (r"[；;]", r"[，,、]", r"\s+"):
        if re.search(divider, printed):
            return [" ".join(word.split()).strip("。. ") for word in re.split(divider, printed)]
    return [printed.strip("。. ")]


def journal(text: str, folded: str) -> tuple[MetadataValue | None, MetadataValue | None]:
    """The journal of a paper and the year of its issue, where the paper says in which it stands."""
    head, tail = min(len(folded), _NEAR), max(0, len(folded) - _NEAR)
    match = _CITED.search(folded, 0, head) or _HEADED.search(folded, 0, head) or _CITED.search(folded, tail)
    if match is None:
        return None, None
    name = next(group for group in ("journal", "quoted", "plain") if match.groupdict().get(group))
    start, end = match.span(name)
    confidence = Confidence.MEDIUM if name == "plain" else Confidence.HIGH
    year = MetadataValue(match["year"], Origin.TEXT, *match.span("year"), Confidence.MEDIUM)
    return MetadataValue(text[start:end], Origin.TEXT, start, end, confidence), year
