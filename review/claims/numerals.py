"""What numerals are worth: 3,640万, 两万三千, 二三十, 数百, 百分之八十五, 七成五, 1亿3千万.

Printed numerals are given folded (simplified, half-width); values are exact decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from corpus.official.numerals import parse_number

_LONGEST = 40  # characters of a numeral
_D = "一二两三四五六七八九"
_F = "壹贰叁肆伍陆柒捌玖"
_SECTION = re.compile(
    rf"(?:[{_D}]千)?(?:[零〇]?[{_D}]百)?(?:[零〇]?[{_D}]?十)?(?:[零〇]?[{_D}])?|[零〇]"
)  # 两千零三, 一百一十, 十二
_SHORT = re.compile(rf".*[{_D}]([百千])([{_D}])")
_ARABIC = re.compile(r"(\d+(?:\.\d+)?)([十百千]?)")
_PLACES = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_FORMAL = str.maketrans(_F + "拾佰仟", "一二三四五六七八九十百千")
_VAGUE_TENS = re.compile(rf"([{_D}]?)十几([万亿]?)")
_VAGUE_TIMES = re.compile(r"[数几]([十百千万亿]+)")
_PAIR = re.compile(rf"(十|[{_D}]十|[{_D}]百)?([{_D}])([{_D}])([十百千万亿]*)")
_BARE = re.compile(r"[百千]?[万亿]|[百千万亿]|万亿")
_OF = re.compile(r"([^分]+)分之(.+)")
_TENTHS = re.compile(rf"([{_D}]|\d(?:\.\d+)?)[至到\-—~]?([{_D}]?)成(半|[{_D}]?)")


@dataclass(frozen=True, slots=True)
class Value:
    """What a numeral is worth: from `low` to `high`; `vague` where it only says about how much (数百, 十几)."""

    low: Decimal
    high: Decimal
    vague: bool = False


def value_of(printed: str) -> Value | None:
    """The value of a numeral, without its unit; None where it is none."""
    plain = printed.replace(",", "").replace(" ", "").translate(_FORMAL)
    plain = re.sub("[多余来](?=[万亿千百])", "", plain).replace("廿", "二十").replace("卅", "三十")
    if len(plain) > _LONGEST:
        return None
    if (exact := _exact(plain)) is not None:
        return Value(exact, exact)
    return _inexact(plain)


def percent_of(printed: str) -> Value | None:
    """The value in percent of 百分之八十五, 三分之二, 八成, 七成五; None for anything else."""
    plain = printed.replace(",", "").replace(" ", "")
    if len(plain) > _LONGEST:
        return None
    if found := _OF.fullmatch(plain):
        whole = 100 if found[1] == "百" else 1000 if found[1] == "千" else _exact(found[1])
        whole = 10_000 if found[1] == "万" else whole
        part = _exact(found[2])
        return _same(part * 100 / whole) if whole and part is not None else None
    if found := _TENTHS.fullmatch(plain):
        first = (_exact(found[1]) or Decimal(0)) * 10
        more = Decimal(5) if found[3] == "半" else _exact(found[3]) or Decimal(0)
        last = (_exact(found[2]) or Decimal(0)) * 10 if found[2] else first
        return Value(first + (0 if found[2] else more), last + more)
    return _same(Decimal(50)) if plain in {"一半", "半数"} else None


def is_bare(printed: str) -> bool:
    """Whether a numeral is only a place (百, 千万), which counts something only in the right company."""
    return _BARE.fullmatch(printed) is not None


def _same(value: Decimal) -> Value:
    return Value(value, value)


def _exact(plain: str) -> Decimal | None:
    for place in "亿万":
        if place in plain:
            high, _, rest = plain.rpartition(place)
            return _placed(high, rest, _PLACES[place])
    return _below_10_000(plain)


def _placed(high: str, rest: str, place: int) -> Decimal | None:
    """What stands before and behind 万 or 亿."""
    above = _exact(high) if high else None
    if above is None or not rest:
        return above * place if above is not None else None
    if len(rest) == 1 and rest in _D:  # 一万二
        return above * place + _digit(rest) * (place // 10)
    below = _exact(rest)
    return above * place + below if below is not None and below < place else None


def _below_10_000(plain: str) -> Decimal | None:
    if found := _ARABIC.fullmatch(plain):
        return Decimal(found[1]) * _PLACES[found[2]]
    whole, point, fraction = plain.partition("点")
    value = _section(whole)
    if value is None or not point:
        return value
    digits = parse_number(fraction) if fraction and set(fraction) <= set(_D + "零〇") else None
    return value + Decimal(digits).scaleb(-len(fraction)) if digits is not None else None


def _section(plain: str) -> Decimal | None:
    if not plain or not _SECTION.fullmatch(plain):
        return None
    if found := _SHORT.fullmatch(plain):  # 三千五
        return Decimal(parse_number(plain[:-1]) or 0) + _digit(found[2]) * (_PLACES[found[1]] // 10)
    number = parse_number(plain)
    return None if number is None else Decimal(number)


def _digit(char: str) -> Decimal:
    return Decimal(parse_number(char) or 0)


def _inexact(plain: str) -> Value | None:
    if found := _VAGUE_TENS.fullmatch(plain):
        tens, place = (_digit(found[1]) if found[1] else Decimal(1)) * 10, _PLACES[found[2]]
        return Value((tens + 1) * place, (tens + 9) * place, vague=True)
    if found := _VAGUE_TIMES.fullmatch(plain):
        times = Decimal(_places(found[1]))
        return Value(2 * times, 9 * times, vague=True)
    if found := _PAIR.fullmatch(plain):
        return _pair(found[1] or "", found[2], found[3], found[4])
    if is_bare(plain):
        return _same(Decimal(_places(plain)))
    return None


def _pair(before: str, one: str, other: str, places: str) -> Value | None:
    """二三十, 三五, 十七八: neighbouring digits are a range."""
    low, high, place = _digit(one), _digit(other), _places(places)
    if not (high == low + 1 or (one, other) == ("三", "五")) or (before.endswith("百") and places != "十"):
        return None
    above = Decimal(parse_number(before) or 0) if before else Decimal(0)
    return Value(above + low * place, above + high * place, vague=True)


def _places(chars: str) -> int:
    product = 1
    for char in chars:
        product *= _PLACES[char]
    return product
