"""Numbers with their units and qualifiers, found in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from review.claims.model import Figure, Measure, Qualifier, Span
from review.claims.numerals import Value, is_bare, percent_of, value_of
from review.claims.units import ALONE, ARABIC_ONLY, MONEY, OTHER_WORD, PEOPLE, PHYSICAL, TIME, UNIT

_D = "一二两三四五六七八九"
_SPREAD = r"\d(?: \d)+(?!\d)(?: ?\. ?\d(?: \d)*(?!\d))?"  # 1 1 3 4 4, as old files print numbers
_AR = rf"(?:{_SPREAD}|(?:\d{{1,3}}(?:,\d{{3}})+(?!,?\d)|\d+)(?: ?\.(?<=\s\.) ?\d+|\.\d+)?)"
_NO_UNIT = "(?![瓦克米伏卡赫帕焦字里姓货度分])"  # 千瓦, 百分点
_SCALE = rf"(?:[十百千]?万亿|[十百千]?[万亿](?![{_D}]?成)|[百千]{_NO_UNIT})"
_ARABIC = rf"(?<![\d.])(?<!\d,){_AR}(?:\s?[多余]?{_SCALE}(?:{_AR}(?:[十百千]?万|千{_NO_UNIT}))?)?"
_CN = rf"[零〇{_D}十百千万亿廿卅几数]"
_CHINESE = (
    rf"(?<![{_D}十百千万亿])(?:[壹贰叁肆伍陆柒捌玖][拾佰仟壹贰叁肆伍陆柒捌玖万亿零]*[拾佰仟万亿][壹贰叁肆伍陆柒捌玖拾佰仟万亿零]*|"
    rf"(?:[零〇{_D}十百千万亿廿卅几]|数(?=[十百千万亿]))(?:{_CN}|[多余来](?=[万亿]))*(?:点[零〇{_D}]+[万亿]?)?)"
)
_TENTHS = (
    rf"(?<![{_D}\d])(?:[{_D}]|\d(?:\.\d)?)(?:[至到\-—~]?[{_D}])?成(?:半|[{_D}](?![个项名]))?"
    "(?![立为本员果绩绰效功长就都型份品熟交婚语了群人套千年员色])"
)
_PARTS = rf"(?:百|千|万|[{_D}十]{{1,3}}|(?<!\d)\d{{1,2}})分之(?:{_AR}|[零〇{_D}十百千]+(?:点[零〇{_D}]+)?)"
_HALF = "一半|半数"
NUMERAL = re.compile(f"(?P<part>{_PARTS}|{_TENTHS}|{_HALF})|(?P<arabic>{_ARABIC})|(?P<chinese>{_CHINESE})")
_TO = re.compile(r"\s?(?:[-—–―~～]{1,2}|至|到)\s?")
_MORE = re.compile(r"\s?(?:多|余|来(?=个|名|人|户|家|年|岁|天|件)|几(?=个|名|人|户|家|年|岁))")
_SPLIT_UNIT = re.compile(r"\s?个[多半](月|小时|星期|工作日)")
_PERCENT = re.compile(r"\s?(%|‰|个百分点|百分点|pct)")
_PERCENT_SIGN = re.compile(r"\s?%")
_AFTER = re.compile(r"\s?(?:多|余|有余|之多|及以上|或以上|以上|以下|以内|之内|左右|上下|内|开外|半|\+)")
_BEFORE = re.compile(
    r"(?:(?P<least>不少于|不低于|不下于?|至少|最少|不小于)|(?P<most>不超过|不高于|不多于|不大于|至多|最多|"
    r"控制在|低于|少于|小于|不得超过)|"
    r"(?P<nearly>不足|不到|将近|接近|(?<![附最临靠邻贴])近)|(?P<over>超过|超出|突破|超|逾|高于|多于|大于|"
    r"(?<=[^经通超])过(?=[百千万亿半])|上(?=[百千万亿])|高达(?!$))|"
    r"(?P<about>大约|大概|约为|约|估计|平均约|(?<=[^差])大致))(?:了|达到?|有|为|在|共)?\s?$"
)
_QUALIFIED = {
    "least": Qualifier.AT_LEAST, "most": Qualifier.UP_TO, "nearly": Qualifier.NEARLY, "over": Qualifier.OVER,
    "about": Qualifier.ABOUT,
}  # fmt: skip
_SUFFIXED = {
    "多": Qualifier.OVER, "余": Qualifier.OVER, "有余": Qualifier.OVER, "之多": Qualifier.EXACT, "+": Qualifier.OVER,
    "及以上": Qualifier.AT_LEAST, "或以上": Qualifier.AT_LEAST, "以上": Qualifier.AT_LEAST, "开外": Qualifier.OVER,
    "以下": Qualifier.UP_TO, "以内": Qualifier.UP_TO, "之内": Qualifier.UP_TO, "内": Qualifier.UP_TO,
    "左右": Qualifier.ABOUT, "上下": Qualifier.ABOUT,
}  # fmt: skip
_LOOK_BACK = 8

_IDIOM = 20  # numbers up to here in Chinese characters make words with some units (十分, 四方)
_ARTICLE = frozenset({"一"})
_ONCE = re.compile(r"每[^,。;]{1,8}$")
_LIMIT = re.compile(r"\s?(?:内|以内|之内|以上|以下|左右|多|半)")
_MEANT = re.compile(r"(?:仅|只|只有|仅有|至少|不到|不足|超过|最多)$")
_LIVING = re.compile(
    r"(?:周岁|岁)(?:及?以上|及?以下)(?:的|\(|占)?(?=老|人|者|居民|群|未|儿|女|男|高龄|独居|常住|低|中|户籍|患|"
    r"失|,?且|、|\d)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `numeral`, with qualifiers and unit at `whole`; `unit` is folded."""

    numeral: Span
    whole: Span
    figure: Figure
    measure: Measure
    unit: str
    arabic: bool
    bare: bool


def numbers(folded: str, masked: bytearray) -> Iterator[Number]:
    """The numbers of a text that may be figures, in order; those that touch a `masked` character are none."""
    after = 0
    for found in NUMERAL.finditer(folded):
        if found.start() < after or any(masked[found.start() : found.end()]):
            continue
        number = _read(folded, found, masked)
        if number and _counts(folded, number):
            after = number.whole[1]
            yield number


def _read(folded: str, found: re.Match[str], masked: bytearray) -> Number | None:
    if found["part"]:
        part = percent_of(found[0])
        return _finished(folded, found.span(), part, Measure.PERCENT, "%", found.end(), arabic=True) if part else None
    value = value_of(found[0])
    if value is None:
        return None
    arabic = bool(found["arabic"])
    end, unit, measure = _unit(folded, found.end())
    ranged = _range(folded, found, value, (end, unit), masked)
    if ranged:
        return ranged
    if unit == "‰":
        value, unit = Value(value.low / 10, value.high / 10), "%"
    return _finished(folded, found.span(), value, measure, unit, end, arabic=arabic)


def _unit(folded: str, at: int) -> tuple[int, str, Measure]:
    """Where the unit behind a numeral ends, what it is, and what it makes of the number."""
    if found := _PERCENT.match(folded, at):
        points = found[1] not in "%‰"
        return found.end(), "个百分点" if points else found[1], Measure.POINTS if points else Measure.PERCENT
    if split := _SPLIT_UNIT.match(folded, at):  # 两个多月
        return split.end(), "个" + split[1], Measure.COUNT
    if more := _MORE.match(folded, at):
        at = more.end()
        if found := _PERCENT_SIGN.match(folded, at):
            return found.end(), "%", Measure.PERCENT
    behind = at + 1 if folded[at : at + 1] == " " else at
    unit = UNIT.match(folded, behind)
    while unit and not _is_unit(folded, unit):
        unit = UNIT.match(folded, behind, unit.end() - 1)
    if unit:
        return unit.end(), unit[0], Measure.MULTIPLE if unit[0] == "倍" else Measure.COUNT
    return at, "", Measure.COUNT


def _is_unit(folded: str, unit: re.Match[str]) -> bool:
    if unit[0][-1].isascii() and folded[unit.end() : unit.end() + 1].isascii():
        return not folded[unit.end() : unit.end() + 1].isalnum()
    if unit[0] in ALONE:
        behind = folded[unit.end() : unit.end() + 1]
        return not ("\u4e00" <= behind <= "\u9fff") or behind in "的和与"
    other = OTHER_WORD.get(unit[0])
    return other is None or not other.match(folded, unit.end())


def _range(folded: str, found: re.Match[str], low: Value, first: tuple[int, str], masked: bytearray) -> Number | None:
    """The range that begins with `found` (3—5天, 3,000元至12,000元), if one does."""
    end, unit = first
    to = _TO.match(folded, end)
    other = NUMERAL.match(folded, to.end()) if to else None
    if to is None or other is None or any(masked[to.start() : other.end()]):
        return None
    arabic = bool(other["arabic"])
    high = percent_of(other[0]) if other["part"] else value_of(other[0])
    if high is None or arabic != bool(found["arabic"]):
        return None
    finish, last, measure = _unit(folded, other.end())
    if not last or unit not in {"", last}:
        return None
    if not unit and (place := _place(other[0])) > 1 and _place(found[0]) == 1 and low.low < high.low / place:
        low = Value(low.low * place, low.high * place)
    if low.low >= high.high or (low.low == 0 and measure is Measure.COUNT and not unit):
        return None
    value = Value(low.low, high.high)
    return _finished(folded, (found.start(), other.end()), value, measure, last, finish, arabic=arabic)


def _place(numeral: str) -> int:
    """What 万 or 亿 at its end multiplies a numeral by."""
    return 100_000_000 if numeral.endswith("亿") else 10_000 if numeral.endswith("万") else 1


def _finished(
    folded: str, numeral: Span, value: Value, measure: Measure, unit: str, end: int, *, arabic: bool
) -> Number:
    """The number with the qualifiers on both sides of it."""
    start, qualifier = numeral[0], Qualifier.ABOUT if value.vague else Qualifier.EXACT
    if before := _BEFORE.search(folded, max(0, start - _LOOK_BACK), start):
        start, qualifier = before.start(), _QUALIFIED[before.lastgroup or ""]
    elif re.search("[多余]", folded[numeral[0] : end]):
        qualifier = Qualifier.OVER
    half = Decimal("0.5") if "个半" in folded[numeral[1] : end] else Decimal(0)
    if after := _AFTER.match(folded, end):
        said = after[0].strip()
        if said == "半":
            half = Decimal("0.5") if unit in {"年", "个月", "天", "个小时", "小时", "倍"} else half
            end = after.end() if half else end
        elif not (said == "内" and not unit) and not (said in {"多", "余"} and not unit and folded[end] == " "):
            end = after.end()
            qualifier = _SUFFIXED[said] if qualifier is Qualifier.EXACT else qualifier
    return Number(
        numeral, (start, end), Figure(value.low + half, value.high + half, qualifier), measure, unit, arabic,
        is_bare(folded[numeral[0] : numeral[1]]),
    )  # fmt: skip


def _counts(folded: str, number: Number) -> bool:
    """Whether a number with its unit is a quantity at all."""
    if number.measure in {Measure.PERCENT, Measure.POINTS}:
        return True
    unit, numeral = number.unit, folded[number.numeral[0] : number.numeral[1]]
    if not unit:
        return _counts_alone(folded, number, numeral)
    if numeral in _ARTICLE:
        return _counts_one(folded, number)
    if _LIVING.match(folded, number.numeral[1]):
        return False
    if folded[number.whole[1] : number.whole[1] + 1] == "级":  # 20万吨级泊位
        return False
    if number.arabic:
        return True
    if unit.split("/")[0] in ARABIC_ONLY and number.figure.high <= _IDIOM:
        return False
    if number.bare:
        return _counts_bare(folded, number, numeral)
    return numeral not in {"几", "零"}


def _counts_bare(folded: str, number: Number, numeral: str) -> bool:
    """万亩, 近千名 and 数百个 are figures; 每万人, 万亿元台阶 and 千家万户 are not."""
    unit, end = number.unit, number.whole[1]
    if folded[number.numeral[0] - 1 : number.numeral[0]] == "每" or _NAMES.match(folded, end):
        return False
    if _qualified(folded, number):
        return True
    if unit == "人" and _HAN.match(folded, end):
        return False
    return bool(set("万亿") & set(numeral)) and unit in _BARE_UNITS


_BARE_UNITS = frozenset({*MONEY, *PHYSICAL, *PEOPLE} - {"里", "方", "度", "米", "斤", "两"})


def _qualified(folded: str, number: Number) -> bool:
    """Whether words around a number say how it is meant."""
    return number.whole[0] < number.numeral[0] or bool(_MORE.match(folded, number.numeral[1]))


def _counts_one(folded: str, number: Number) -> bool:
    """一个 is an article; 至少一次, 每季度一次 and 一年内 are figures."""
    before = folded[max(0, number.whole[0] - 10) : number.whole[0]]
    if number.unit == "次" and _ONCE.search(before):
        return True
    if number.figure.low > 1 or _qualified(folded, number) or _MEANT.search(before):
        return True
    return (
        number.unit in TIME
        and bool(_LIMIT.match(folded, number.whole[1] - 1))
        and number.figure.low == 1
        and (number.figure.qualifier is not Qualifier.EXACT)
    )


_NAMES = re.compile(r"台阶|级|俱乐部|大关|口")
_DECIMAL = re.compile(r"\d+\.\d+")
_VALUE_BEFORE = re.compile(r"(?:为|达到?|至|到|增加|提高|降低|下降|上升|减少|系数|指数|值|率)$")
_ENDS = re.compile(r"\s*(?:[,。;、)\n|]|$)")
_CELL = re.compile(r"\|\s*$")
_CELL_ENDS = re.compile(r"\s*(?:\||\n|$)")
_HAN = re.compile(r"\s?[\u4e00-\u9fff“「]")
_LINKING = re.compile(
    r"\s?(?:的|是|为|和|与|及|或|等|在|由|被|将|把|从|向|到|至|年|月|日|号|时|点|级|届|代|后|前|强|名列|分之|"
    r"以|比|不|也|就|都|才|又|而|但|这|那|有|没|已|了|个|之|里|上|下|中|内|外)"
)


def _counts_alone(folded: str, number: Number, numeral: str) -> bool:
    """Numbers without a unit: 3.8万党员, 500多驻区单位, 系数1.0, the cells of a table."""
    behind = number.whole[1]
    if number.arabic and _CELL.search(folded, max(0, number.numeral[0] - 4), number.numeral[0]):
        low = number.figure.low
        return bool(_CELL_ENDS.match(folded, behind)) and not 1900 <= low <= 2100 and low < 10**12
    if number.arabic and _DECIMAL.fullmatch(numeral) and _ENDS.match(folded, behind):
        return bool(_VALUE_BEFORE.search(folded, max(0, number.whole[0] - 3), number.whole[0]))
    if number.figure.high < 10 or not (set(numeral) & set("万亿千百,") or _qualified(folded, number)):
        return False
    if number.bare and not _qualified(folded, number):
        return False
    if set("万亿") & set(numeral) and number.arabic and _ENDS.match(folded, behind):
        return True
    if number.arabic and _qualified(folded, number) and 1900 <= number.figure.low <= 2100:
        return False
    return bool(_HAN.match(folded, behind)) and not _LINKING.match(folded, behind)
