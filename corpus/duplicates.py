"""Which documents hold the same text, nearly the same, or another version of one regulation.

Texts are compared by their letters alone (folded, without spaces and punctuation): what a change of format, script or
line breaks does to a text is gone then. A signature of 256 bytes finds the candidates; what they are to one another is
decided on the texts themselves.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from corpus.official.dates import dates_in
from corpus.script import fold, in_taiwan_words

DUPLICATES_VERSION = "2"
SLOTS = 128  # of a signature: the error of an estimated resemblance is at most 1/sqrt(4 * 128) = 0.044
CANDIDATE = 0.25  # estimated resemblance: one edit in ten characters leaves 0.4 of the grams, 0.35 with another header

_GRAM = 5  # letters: two unrelated laws share about 1 in 50 of them, one in ten of their bigrams
_NOT_LETTERS = re.compile(r"[\W_]+")
_KEY_LETTERS = 4  # fewer say nothing
_COMPARED = 40_000  # letters: what is aligned in a tenth of a second
_ALIGNED = 8_000  # letters: where the edits themselves are looked at

_SHORT = 200  # letters: below, one changed name or number makes another notice
_SHORT_NEAR = 0.97
_SHORT_COMMON = 20
_SHORT_OTHER_HEAD = 0.5  # above, what stands in front is the same with another day or place
_NEAR = 0.8  # where nothing but errors lies between the two
_NEAR_CLEAN = 0.9
NEAR_OTHER_TITLE = 0.85  # above, two texts that are nothing to one another follow one model
_REVISED = 0.35  # unrelated laws reach 0.3: characters in common order
_REVISED_ALIKE = 0.5
_REWRITTEN = 0.05  # of the 5-grams
_ENDS = 300  # letters: a header with its issuer and dates, or a list of recipients
_RUNNING_LINE = 4  # letters
_SLIPS = 0.75  # of all edits: two slips side by side look like one of two letters
_FIGURES = 0.3  # of what was exchanged
_POLICY_TITLE = 8  # letters: 实施方案 is the name of thousands
_TITLE = 2  # letters: 刑法
_TITLE_PART = 4  # letters
_REPEATED = 3  # times: less is chance
_TITLE_EDITS = 3  # letters that a regulation may gain or lose in its title when it is revised

_STATE = "中华人民共和国"
_MARK = re.compile(
    r"(?:[(\[【〔<《][^()\[\]]{0,30}?(?:修订|修正|修改|试行|暂行|版|年|\d{4}[-.]\d)[^()\[\]]{0,20}[)\]】〕>》]"
    r"|(?:19|20)\d\d年?(?:第?[一二三四五]次)?(?:修订|修正|修改)?[版本])\s*$"
)
_REGULATION = re.compile(r"(?:法|法典|条例|规定|办法|细则|规则|规程|章程|准则|通则|解释|标准|规范|预案)$")
_GENERAL = re.compile(
    "(?:管理|暂行|实施|考核|若干|工作|试行|具体|补充|操作|评审|评选|通用)*"
    "(?:办法|规定|条例|细则|规则|规程|章程|准则|通则|解释|标准|规范|预案)"
)
_NOTICE = re.compile(
    "印发|转发|批转|^(?:.{0,20}关于)?(?:公布|发布|颁布)|(?:公布|发布|颁布).*(?:通知|公告|决定|通报|批复|函|令)$"
)
_NOTICE_END = re.compile("的?(?:通知|公告|决定|通报|批复|函|令)$")
_POLICY = re.compile(r"(?:意见|方案|规划|计划|指南|指引|目录|清单|制度|公约|守则|措施)$")
_VARIANTS = tuple(zip("著衞枱瞭座坯濬脩於簷鲶迳敍睪痺揹", "着卫台了坐坏浚修于檐鲇径叙睾痹背", strict=True))
_FIRST_ARTICLE = re.compile(r"第[一1]条|第[一1]章")
_HEAD = 1_500  # characters
_DECIDED = re.compile(r"通过|批准|公布|发布|印发|颁布|修正|修订|修改")
_DIGIT = re.compile("[0-9]")
_NUMBERS = re.compile(r"[0-9〇零一二三四五六七八九十百千万]+")


class Relation(StrEnum):
    """What one document is to another."""

    SAME = "same"  # letter for letter, in whatever format or script
    NEAR = "near"  # reprinted: another header, small edits, errors of recognition
    VERSION = "version"  # the regulation at another date


DUPLICATES = frozenset({Relation.SAME, Relation.NEAR})


@dataclass(frozen=True, slots=True)
class Link:
    """`other`, of the edition `dated` (ISO 8601), is `relation` to `doc_id`; `similarity` from 0 to 1, of letters."""

    doc_id: str
    other: str
    relation: Relation
    similarity: float
    dated: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two texts are to one another, None for nothing."""

    relation: Relation | None
    similarity: float


@dataclass(frozen=True, slots=True)
class Subject:
    """A document as it is compared: its `letters`, its title's (`title_key`), its `edition` and region where known.

    `traditional` says that it was written so: converting may have exchanged words for those of Taiwan.
    """

    letters: str
    title: str
    dated: str | None = None
    region: str | None = None
    traditional: bool = False


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is stored to find a text again: `text_key` is None where there are hardly any letters."""

    text_key: str | None
    letters: int
    signature: bytes


class _Editions(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class _Titles(StrEnum):
    SAME = "same"
    PART = "part"
    ALIKE = "alike"
    OTHER = "other"


def is_regulation(key: str) -> bool:
    """Whether a title with this `title_key` names a regulation, of which there is one at a time."""
    return bool(_REGULATION.search(key)) and not _GENERAL.fullmatch(key)


def may_be_versions(one: str, other: str) -> bool:
    """Whether documents with these `title_key`s can be versions of one regulation.

    A notice that passes a regulation on is none of its versions, though it holds all of its text. Two notices can be
    what the two that they pass on are.
    """
    notices = [bool(_NOTICE.search(key)) for key in (one, other)]
    return notices[0] == notices[1] and all(_is_ruling(_NOTICE_END.sub("", key)) for key in (one, other))


def _is_ruling(key: str) -> bool:
    return is_regulation(key) or (bool(_POLICY.search(key)) and len(key) >= _POLICY_TITLE)


def letters_of(folded: str) -> str:
    """The letters, digits and characters of a folded text, without spaces and punctuation.

    Characters that conversions between scripts leave different become one.
    """
    letters = _NOT_LETTERS.sub("", folded)
    for variant, usual in _VARIANTS:
        letters = letters.replace(variant, usual)
    return letters


def title_key(title: str) -> str:
    """What a title and those of its other versions share: its letters, without the state's name and （2018年修正）."""
    bare = fold(title).strip()
    while (shorter := _MARK.sub("", bare).strip()) and shorter != bare:
        bare = shorter
    key = letters_of(bare)
    return key.removeprefix(_STATE) or key


def fingerprint(letters: str) -> Fingerprint:
    """The fingerprint of a text of these letters."""
    key = hashlib.blake2b(letters.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return Fingerprint(key if len(letters) >= _KEY_LETTERS else None, len(letters), signature(letters).tobytes())


def grams(letters: str) -> NDArray[np.uint64]:
    """The distinct 5-grams of letters as 64-bit hashes, ascending; a shorter text is one gram."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(codes) < _GRAM:
        codes = np.pad(codes, (0, _GRAM - len(codes)))
    hashes = np.zeros(len(codes) - _GRAM + 1, np.uint64)
    for at in range(_GRAM):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + codes[at : at + len(hashes)]
    hashes = np.sort(_mixed(hashes))  # np.unique is five times slower
    distinct: NDArray[np.uint64] = hashes[np.concatenate([[True], hashes[1:] != hashes[:-1]])]
    return distinct


def signature(letters: str) -> NDArray[np.uint16]:
    """A MinHash of the 5-grams, `SLOTS` numbers: two texts agree in as large a share of them as of their grams.

    One permutation, cut into slots (Li, Owen and Zhang 2012); a slot that no gram falls into borrows from one chosen
    by its number alone (optimal densification, Shrivastava 2017). Of each minimum 16 bits are kept.
    """
    hashes = grams(letters)
    bounds = np.searchsorted(hashes >> np.uint64(57), np.arange(SLOTS + 1, dtype=np.uint64))
    filled = bounds[:-1] < bounds[1:]
    source = np.arange(SLOTS, dtype=np.uint64)
    attempt = 0
    while not (taken := filled[source.astype(np.intp)]).all():
        attempt += 1
        drawn = _mixed(np.arange(1, SLOTS + 1, dtype=np.uint64) * np.uint64(0x9E37_79B9) + np.uint64(attempt << 40))
        source = np.where(taken, source, drawn >> np.uint64(57))
    smallest: NDArray[np.uint64] = hashes[bounds[:-1][source.astype(np.intp)]]
    return (_mixed(smallest) & np.uint64(0xFFFF)).astype(np.uint16)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64: neighbours in, unrelated numbers out."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def edition(folded: str, names: Iterable[str], published_on: str | None) -> str | None:
    """The date of this version: of the last change that title, file name or the head of the text tell of.

    Args:
        folded: the folded text; what stands before the first article is its head.
        names: the title and the file name.
        published_on: the date to take where nothing tells of a change.
    """
    first = _FIRST_ARTICLE.search(folded, 0, _HEAD)
    head = folded[: first.start() if first else _HEAD]
    told = list(dates_in(head))
    ends = [*(each.start for each in told[1:]), len(head)]
    dates = [each.iso for each, end in zip(told, ends, strict=False) if _DECIDED.search(head, each.end, end)]
    marks = [mark[0] for name in names for mark in [_MARK.search(fold(name).strip())] if mark]
    dates += [each.iso for mark in marks for each in dates_in(mark)]
    return max(dates) if dates else published_on


def compare(one: Subject, other: Subject) -> Verdict:
    """What the two are to one another; across scripts also with the simplified one in the words of Taiwan."""
    verdict = _compare(one, other)
    if verdict.relation in DUPLICATES or one.traditional == other.traditional:
        return verdict
    again = _compare(*(each if each.traditional else _in_taiwan_words(each) for each in (one, other)))
    return Verdict(Relation.NEAR, verdict.similarity) if again.relation in DUPLICATES else verdict


def _in_taiwan_words(one: Subject) -> Subject:
    letters, title = (letters_of(in_taiwan_words(text)) for text in (one.letters, one.title))
    return replace(one, letters=letters, title=title)


def _compare(one: Subject, other: Subject) -> Verdict:
    """What two texts are to one another.

    Two regulations that follow one model (two cities' rules of procedure agree in up to 98 % of their letters) are
    nothing to one another: a name that is exchanged for another one throughout tells them apart.
    """
    if min(len(one.letters), len(other.letters)) < _KEY_LETTERS:
        return Verdict(None, 0.0)
    if one.letters == other.letters:
        return Verdict(Relation.SAME, 1.0)
    if min(len(one.letters), len(other.letters)) < _SHORT:
        return _compare_short(one.letters, other.letters)
    agreement = similarity(one.letters, other.letters)
    titles = _kinship(one.title, other.title)
    relation = (_with_one_title if titles is _Titles.SAME else _with_two_titles)(one, other, agreement, titles)
    return Verdict(relation, agreement)


def _with_one_title(one: Subject, other: Subject, agreement: float, titles: _Titles) -> Relation | None:
    del titles
    elsewhere, dated = _elsewhere(one, other), _editions(one, other)
    if elsewhere and (agreement < _NEAR or _follows_a_model(one.letters, other.letters)):
        return None
    if not is_regulation(one.title):
        return _of_one_name(one, other, agreement)
    if agreement >= _NEAR_CLEAN and dated is _Editions.SAME:
        return Relation.NEAR
    if agreement >= _NEAR and _is_reprint(one.letters, other.letters, agreement):
        return Relation.NEAR
    return Relation.VERSION if not elsewhere and _is_rewritten(one, other, agreement) else None


def _of_one_name(one: Subject, other: Subject, agreement: float) -> Relation | None:
    """Two reports, notices or news items: what bears a general title is filled in anew every month."""
    if agreement < _NEAR or _is_filled_in(one.letters, other.letters):
        return None
    different = _editions(one, other) is _Editions.DIFFERENT
    if (agreement >= NEAR_OTHER_TITLE and not different) or _is_reprint(one.letters, other.letters, agreement):
        return Relation.NEAR
    return Relation.VERSION if different and may_be_versions(one.title, other.title) else None


def _with_two_titles(one: Subject, other: Subject, agreement: float, titles: _Titles) -> Relation | None:
    if titles is _Titles.ALIKE and _is_revision(one, other, agreement):
        return Relation.VERSION
    unnamed = not (is_regulation(one.title) and is_regulation(other.title))
    if agreement < NEAR_OTHER_TITLE or (_elsewhere(one, other) and not unnamed):
        return None
    if _are_named_apart(one, other) or _is_filled_in(one.letters, other.letters):
        return None
    different = _editions(one, other) is _Editions.DIFFERENT
    if (unnamed and not different) or _is_reprint(one.letters, other.letters, agreement):
        return Relation.NEAR
    return Relation.VERSION if titles is _Titles.PART and may_be_versions(one.title, other.title) else None


def _is_rewritten(one: Subject, other: Subject, agreement: float) -> bool:
    """Whether what bears the same title is the same regulation at another time.

    A regulation may be written anew from end to end: where both have a date of their own, little need be in common.
    """
    if agreement >= _REVISED:
        return True
    return _editions(one, other) is _Editions.DIFFERENT and _shared(one.letters, other.letters) >= _REWRITTEN


def _is_revision(one: Subject, other: Subject, agreement: float) -> bool:
    """Whether a regulation seems to have got a slightly different title with a new text."""
    if agreement < _REVISED_ALIKE or _elsewhere(one, other) or _editions(one, other) is _Editions.SAME:
        return False
    if not (is_regulation(one.title) and is_regulation(other.title) and may_be_versions(one.title, other.title)):
        return False
    return not _is_reprint(one.letters, other.letters, agreement)


def similarity(one: str, other: str) -> float:
    """The share of the letters of both that stand in both in the same order (twice the LCS over the lengths).

    Of longer texts the first 40,000 letters are aligned, and no more is said than lengths and grams of the whole
    allow. Unrelated laws reach 0.3.
    """
    aligned = float(Indel.normalized_similarity(one[:_COMPARED], other[:_COMPARED]))
    if max(len(one), len(other)) <= _COMPARED:
        return aligned
    longest_possible = 2 * min(len(one), len(other)) / (len(one) + len(other))
    return min(aligned, longest_possible, float(_shared(one, other) ** (1 / _GRAM)))


def is_same_passage(one: str, other: str) -> bool:
    """Whether two passages of duplicates, in letters, say the same: cut a little differently, or with errors."""
    shorter, longer = sorted((one, other), key=len)
    if 2 * len(shorter) < len(longer):
        return False
    return one == other or LCSseq.similarity(shorter, longer) >= 0.9 * len(shorter)


def _compare_short(one: str, other: str) -> Verdict:
    """A notice of a few lines: the same but for a letter, in front of it or around it, with the same numbers."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORT_COMMON or len(longer) > 2 * len(shorter):
        return Verdict(None, 0.0)
    agreement = float(Indel.normalized_similarity(shorter, longer))
    if agreement >= _SHORT_NEAR and _NUMBERS.findall(one) == _NUMBERS.findall(other):
        return Verdict(Relation.NEAR, agreement)
    if shorter in longer:
        return Verdict(Relation.NEAR, agreement)
    block = SequenceMatcher(None, shorter, longer, autojunk=False).find_longest_match()
    ends = block.a + block.size == len(shorter) and block.b + block.size == len(longer)
    other_head = Indel.normalized_similarity(shorter[: block.a], longer[: block.b]) < _SHORT_OTHER_HEAD
    if ends and other_head and block.size >= max(_SHORT_COMMON, 0.7 * len(longer)):
        return Verdict(Relation.NEAR, agreement)
    return Verdict(None, agreement)


def _kinship(one: str, other: str) -> _Titles:
    if one == other and len(one) >= _TITLE and not one.isdigit():
        return _Titles.SAME
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _TITLE_PART:
        return _Titles.OTHER
    begin_alike = shorter[0] == longer[0]  # 重庆市教育督导条例 is no version of 教育督导条例
    if (
        begin_alike
        and len(longer) - len(shorter) <= _TITLE_EDITS
        and LCSseq.similarity(shorter, longer) == len(shorter)
    ):
        return _Titles.ALIKE
    return _Titles.PART if shorter in longer else _Titles.OTHER


def _editions(one: Subject, other: Subject) -> _Editions:
    """Whether both have the same date, as far as both say."""
    if not one.dated or not other.dated:
        return _Editions.UNKNOWN
    known = min(len(one.dated), len(other.dated))
    return _Editions.SAME if one.dated[:known] == other.dated[:known] else _Editions.DIFFERENT


def _elsewhere(one: Subject, other: Subject) -> bool:
    """Whether both have a region, and neither lies in the other; a slip of one letter makes no other region."""
    if not one.region or not other.region or Levenshtein.distance(one.region, other.region) < 2:
        return False
    return not (one.region.startswith(other.region) or other.region.startswith(one.region))


def _is_reprint(one: str, other: str, agreement: float) -> bool:
    """Whether only head and foot differ, or errors are strewn over the whole: no legislator changes a text like that.

    An amendment changes some clauses and leaves the others as they are: then as large a share of 5-grams is kept as
    of letters. Errors strewn at random leave the fifth power of that.
    """
    shorter, longer = sorted((one, other), key=len)
    margin = min(_ENDS, len(shorter) // 20)
    if shorter[margin : len(shorter) - margin] in longer or _has_running_lines(shorter, longer, margin):
        return True
    strewn = _shared(one, other) < agreement**3 and _are_slips(one, other)
    return strewn and not _is_filled_in(one, other)


def _has_running_lines(shorter: str, longer: str, margin: int) -> bool:
    """Whether what `longer` has more, but for its ends, is page numbers and lines that come again and again."""
    if len(longer) > _ALIGNED:
        return False
    added: Counter[str] = Counter()
    for edit in Levenshtein.opcodes(shorter, longer):
        if edit.tag == "equal" or not margin <= edit.src_start < len(shorter) - margin:
            continue
        if edit.tag != "insert":
            return False
        added[_DIGIT.sub("", longer[edit.dest_start : edit.dest_end])] += 1
    return all(not line or (count >= _REPEATED and len(line) >= _RUNNING_LINE) for line, count in added.items())


def _shared(one: str, other: str) -> float:
    """The share of its 5-grams that the text with fewer of them has in common with the other."""
    first, second = grams(one), grams(other)
    return len(np.intersect1d(first, second, assume_unique=True)) / min(len(first), len(second))


@functools.lru_cache(maxsize=2)  # asked for several times while two texts are compared
def _edits(one: str, other: str) -> Counter[tuple[str, str]]:
    """How often what stands in `one` is something else in `other`, '' for nothing; head and foot are left out."""
    one, other = one[:_ALIGNED], other[:_ALIGNED]
    ends = min(_ENDS, len(one) // 4)
    return Counter(
        (one[edit.src_start : edit.src_end], other[edit.dest_start : edit.dest_end])
        for edit in Levenshtein.opcodes(one, other)
        if edit.tag != "equal" and ends <= edit.src_start < len(one) - ends
    )


def _are_slips(one: str, other: str) -> bool:
    """Whether nearly all edits are of a letter each, and no one of them again and again (区县 became 区)."""
    edits = _edits(one, other)
    slips = sum(count for (old, new), count in edits.items() if max(len(old), len(new)) == 1)
    most = max(edits.values(), default=0)
    return slips >= _SLIPS * edits.total() and (most < _REPEATED or most < 0.2 * edits.total())


def _is_filled_in(one: str, other: str) -> bool:
    """Whether both follow one model: another name throughout, or other figures."""
    edits = _edits(one, other)
    exchanged = Counter({pair: count for pair, count in edits.items() if all(pair)})
    figures = sum(count for pair, count in exchanged.items() if all(map(_DIGIT.search, pair)))
    share = len(_DIGIT.findall(one[:_ALIGNED])) / len(one[:_ALIGNED])
    if figures >= _REPEATED and figures >= max(_FIGURES, 3 * share) * exchanged.total():
        return True
    return _follows_a_model(one, other)


def _follows_a_model(one: str, other: str) -> bool:
    """Whether something in `one` is exchanged for something else throughout: 嘉兴 for 衢州, 倾销 for 补贴."""
    edits = _edits(one, other)
    return any(
        count >= (_REPEATED if len(old) == len(new) == 1 else 2)
        and count >= 0.05 * edits.total()
        and 2 * count >= one[:_ALIGNED].count(old)
        and 2 * count >= other[:_ALIGNED].count(new)
        for (old, new), count in edits.most_common(20)
        if old and new
    )


def _are_named_apart(one: Subject, other: Subject) -> bool:
    """Whether the texts use, each throughout, a word of their title that the other title exchanges."""
    for edit in Levenshtein.opcodes(one.title, other.title):
        old, new = one.title[edit.src_start : edit.src_end], other.title[edit.dest_start : edit.dest_end]
        if edit.tag == "replace" and _is_peculiar(old, one, other) and _is_peculiar(new, other, one):
            return True
    return False


def _is_peculiar(word: str, here: Subject, there: Subject) -> bool:
    count = here.letters.count(word)
    return count > 1 and there.letters.count(word) <= 0.2 * count
