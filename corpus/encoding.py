"""Bytes to text for files that may or may not say how they are encoded.

The result equals what `open(path, encoding=decoded.encoding).read()` gives (universal newlines, byte order mark
dropped), except that control characters become spaces and undecodable bytes U+FFFD, one for one, so that offsets
into either are offsets into the other. Where some lines are in UTF-8 and others are not, as after one file was
appended to another, `encoding` joins both names (utf-8+gb18030) and each line is decoded by its own.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import charset_normalizer

from corpus.model import Notice, NoticeCode

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first of equals wins: strict Big5 before its two supersets, which read a few cells differently.
_CANDIDATES = ("utf-8", "gb18030", "big5", "big5hkscs", "cp950", "utf-16-le", "utf-16-be", "cp1252")
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030"}

_OTHER_SAMPLE = 100_000  # bytes
_UNSURE = frozenset({"Unknown", "English"})
_BLOCK = 1_000  # characters
_BLOCKS = 200
_LINES = 2_000
_JUNK_LIMIT = 0.10  # share of characters that no text holds
_JUNK_LIMIT_CERTAIN = 0.4
_CONVINCING = 0.3  # mean weight that text in one of the candidate encodings reaches
_READS_WELL = 1.0  # mean weight that Chinese lines reach in the encoding that they are in
_SHORTEST_PART = 4  # characters of a line that are in another encoding than the rest of it
_WESTERN = 0.75  # share of ASCII

# The 600 most frequent characters of simplified and of traditional official texts and news: nearly two thirds of any
# running Chinese text, and hardly any text that was decoded wrongly.
_COMMON = frozenset(
    "一七万三上下不与专且业东两严並个中为主举义之九也乡书了予争事二于互五些交产京人亿今从他付代令以们件价"
    "任企伐众优会传估但位低住体作佺使來例供依係促保信修個們值做停健備傚傳債價億償優元充先克免兒党入內全兩"
    "八公六共关其具养内再军农决况准出分刑划列则创判別利别到制則前副創劃力办加务动助励動務包化北区医區十千"
    "升华协協单南卫即原县参參及反发取受变口另可台司各合同名后向告员周命和品哄响員商問善單器嚴四回因团园围"
    "国图國圍園圖團土在地场均坚型城域執培基堅報場境增处备复外多大天央失好如委姘子字存学學安完官定实审客宣"
    "室害家宸容密富察實審寮对导将將專對導小少就局居屆届展層屬山州工己已市布带師席帶常幣干平年并广序应府度"
    "庭康廢廣建开式引強强归当形影役律後得從復徵心必志快态急性总息情意態應成我或战戰戶户房所手打执扩批承技"
    "投护报持指按据排採接控推措提損搴擔據擬支收改放政效救教数整數文料斯新方於施旅无日时明易是显時智更書最"
    "會月有服期未本术机权村条来東板极构林果某染查标校核根格案條检業構標模機檢權次款止正此步每比民气氣氬水"
    "求汉江污決河治況法注活派流测济海消涓涔深清減測游源準滿澶濟灞火災灾点為热無然照營版物特犯狀獎率环现現"
    "理瑕環生產用由申电界留畫當疗療登發百的益监監目直相省看着督知研础确確礙示社票福种科租积称移程種稱稳積"
    "究空突立站章符第等筑策算管節範築簡籍类精系紀約納級細組結給統經綜維網緇線編練縣總織繳繼續约级线组织经"
    "结给统续维综绿缓编网罚罪置罰署美群義老考者而职联聯聲職股育能自至致臺與舉色节范药获華营萬落藉處號融行"
    "術衛补表被裁装補裝西要見規視见观规视解訂計訊訓託記訟設許訴評試該認說調請證識警議護變计认让议记许设证"
    "评识试该说请调負財責費資質購负财责质费资起超路身車軍載轄轉车转辦農达过运近还这进违送选這通速造連進遊"
    "運過道達違適選還部都鄉配醫采里重量金銷錄鍔鍚鍥鎮鏈鑑销镇長长門開間關门问间队防附际降限院除险隊際障險"
    "集零電需非面革響項預領題額願類项预领题额風风食養首驗验體高點黨"
)
_PUNCTUATION = frozenset("，。、；：“”‘’（）《》？！—…·　【】〔〕「」『』–～／￥‧•")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NEWLINES = re.compile(r"\r\n?")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SEPARATORS = str.maketrans("\u2028\u2029", "\n\n")
_MIXED_WITH = ("gb18030", "big5")
_CHINESE_UTF8 = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){4}")  # in other encodings hardly ever


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the name of its encoding; `plausible` is False where the bytes hardly are text at all."""

    text: str
    encoding: str
    plausible: bool
    notices: tuple[Notice, ...] = ()


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Decode `data`: byte order mark, then strict UTF-8, then `declared`, then the likeliest Chinese encoding."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _finish(data, encoding, guessed=False)
    if b"\0" not in data and _is_strict(data, "utf-8"):
        return _finish(data, "utf-8", guessed=False)
    known = _known(declared)
    if known and _is_strict(data, known) and _weight(_sample(data, known)) > 0:
        return _finish(data, known, guessed=False)
    best = max(_CANDIDATES, key=lambda encoding: _weight(_sample(data, encoding)))
    if mixed := _mixed(data, best):
        return mixed
    if best != "utf-8" and not _is_convincing(data, best):
        other = _other_language(data)
        return _finish(data, other or best, guessed=True, doubtful=other is None)
    return _finish(data, best, guessed=best != "utf-8")


def clean_controls(text: str) -> tuple[str, int]:
    """Replace every control character but newline and tab by a space; also return how many there were."""
    return _CONTROLS.subn(" ", text)


def plain_line_ends(text: str) -> str:
    """`text` with U+2028 and U+2029, which few programs take for the line ends that they are, as newlines."""
    return text.translate(_SEPARATORS)


def plausibility(text: str) -> float:
    """How much `text` looks like text that someone wrote: 3 at most, below 0 where it was decoded wrongly."""
    return _weight(text)


def _finish(data: bytes, encoding: str, *, guessed: bool, doubtful: bool = False) -> Decoded:
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    text, surrogates = _SURROGATES.subn("\ufffd", text)
    undecodable = surrogates if _is_strict(data, encoding) else text.count("\ufffd")
    plausible = not doubtful and _junk_share(text) <= _junk_limit(data, encoding)
    return _finished(text, encoding, plausible=plausible, guessed=guessed, undecodable=undecodable)


def _finished(text: str, encoding: str, *, plausible: bool, guessed: bool, undecodable: int) -> Decoded:
    text, controls = clean_controls(_NEWLINES.sub("\n", text))
    notices = [Notice(NoticeCode.ENCODING_GUESSED, encoding)] if guessed else []
    if undecodable:
        notices.append(Notice(NoticeCode.UNDECODABLE, str(undecodable)))
    if controls:
        notices.append(Notice(NoticeCode.CONTROL_CHARACTERS, str(controls)))
    return Decoded(text, encoding, plausible, tuple(notices))


def _mixed(data: bytes, best: str) -> Decoded | None:
    """Text of which some lines are UTF-8 and others are not, where that reads better than `best` for all of it."""
    if b"\0" in data or not _CHINESE_UTF8.search(data):
        return None
    lines = data.splitlines(keepends=True)
    rest = [line for line in lines if not _is_strict(line, "utf-8")][:_LINES]
    weights = {other: _weight("".join(_by_line(line, other) for line in rest)) for other in _MIXED_WITH}
    other = max(_MIXED_WITH, key=weights.__getitem__)
    damaged = _weight(b"".join(rest).decode(errors="replace"))
    if weights[other] < _READS_WELL or weights[other] <= damaged:
        return None
    text = "".join(_by_line(line, other) for line in lines)
    if _weight(text) <= _weight(data.decode(best, errors="replace")):
        return None
    plausible = _junk_share(text) <= _JUNK_LIMIT
    return _finished(text, f"utf-8+{other}", plausible=plausible, guessed=True, undecodable=text.count("\ufffd"))


def _by_line(line: bytes, other: str) -> str:
    """A line in UTF-8 if it is that, else in whichever reads better: one of both, or one up to where the other begins.

    The latter is how two files meet of which the first did not end in a newline.
    """
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        change = error.start
    again = _CHINESE_UTF8.search(line, change)
    if not _CHINESE_UTF8.search(line) and _is_strict(line, other) and _stands_alone(line.decode(other)):
        return line.decode(other)
    back = again.start() if again else 0
    before, after = line[:back].decode(other, "replace"), line[change:].decode(other, "replace")
    readings = [line.decode(other, "replace"), line.decode("utf-8", "replace")]
    if _stands_alone(after):
        readings.append(line[:change].decode() + after)
    if _stands_alone(before):
        readings.append(before + line[back:].decode("utf-8", "replace"))
    return max(readings, key=_weight)


def _stands_alone(text: str) -> bool:
    """Whether part of a line reads well: half a character of UTF-8 may well be a whole one in another encoding."""
    return len(text.strip()) >= _SHORTEST_PART and _weight(text) >= _READS_WELL


def _known(declared: str | None) -> str | None:
    """Python's name for a declared encoding, widened to the superset that its users mean; None if unknown."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(name, name)


def _is_strict(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _sample(data: bytes, encoding: str) -> str:
    """At most 200 blocks of 1,000 characters, spread evenly over the text."""
    text = data.decode(encoding, errors="replace")
    if len(text) <= _BLOCK * _BLOCKS:
        return text
    step = len(text) // _BLOCKS
    return "".join(text[start : start + _BLOCK] for start in range(0, len(text), step))


def _weight(text: str) -> float:
    """How much `text` looks like text that someone wrote: the mean weight of its characters."""
    counts = Counter(text)
    total = sum(counts.values())
    return sum(_character_weight(char) * count for char, count in counts.items()) / total if total else 0.0


@functools.cache
def _character_weight(char: str) -> float:
    if char in _COMMON:
        return 3.0
    if char in _PUNCTUATION:
        return 2.0
    if char in "\n\r\t" or " " <= char <= "~" or _is_everyday(char):
        return 1.0
    if _is_junk(char):
        return -8.0
    return -1.5 if "\u4e00" <= char <= "\u9fff" else -1.0


def _is_everyday(char: str) -> bool:
    """Whether `char` is on the first level of GB 2312 or Big5, the levels made of characters in daily use."""
    return _is_level_one(char, "gb2312", b"\xb0\xa1", b"\xd7\xf9") or _is_level_one(
        char, "big5", b"\xa4\x40", b"\xc6\x7e"
    )


def _is_level_one(char: str, encoding: str, first: bytes, last: bytes) -> bool:
    try:
        return first <= char.encode(encoding) <= last
    except UnicodeError:
        return False


def _is_junk(char: str) -> bool:
    """Controls, replacement characters, private use and unassigned code points, surrogates."""
    if char in "\n\r\t\f":
        return False
    return char == "\ufffd" or unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"}


def _junk_limit(data: bytes, encoding: str) -> float:
    """Bytes that are valid UTF-8 beyond ASCII are hardly so by chance: such text may hold more control characters."""
    certain = encoding.startswith("utf-8") and not data.isascii() and _is_strict(data, "utf-8")
    return _JUNK_LIMIT_CERTAIN if certain else _JUNK_LIMIT


def _junk_share(text: str) -> float:
    counts = Counter(text)
    return sum(count for char, count in counts.items() if _is_junk(char)) / max(len(text), 1)


def _is_convincing(data: bytes, encoding: str) -> bool:
    """Whether the guess reads like text; Western text is mostly ASCII."""
    sample = _sample(data, encoding)
    western = encoding != "cp1252" or sum(map(str.isascii, sample)) >= _WESTERN * len(sample)
    return western and _weight(sample) >= _CONVINCING


def _other_language(data: bytes) -> str | None:
    """The encoding of a text in another language (Japanese, Korean, Russian), if it is one."""
    found = charset_normalizer.from_bytes(data[:_OTHER_SAMPLE]).best()
    return found.encoding if found and found.language not in _UNSURE and _is_strict(data, found.encoding) else None
