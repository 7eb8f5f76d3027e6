"""Numbers as Chinese documents print them: 12, １２, 十二, 廿一, 一百零三, 二〇二一, 貳, ㈡."""

from __future__ import annotations

import unicodedata

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2,
    "壹": 1, "贰": 2, "貳": 2, "叁": 3, "參": 3, "叄": 3, "肆": 4, "伍": 5,
    "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30, "卌": 40}
_LONGEST = 12


def _positional(digits: str) -> int:
    """二〇二一, 2021 and mixtures: one digit after another."""
    value = 0
    for char in digits:
        value = value * 10 + (_DIGITS[char] if char in _DIGITS else unicodedata.digit(char))
    return value


def _with_units(digits: str) -> int:
    """一百零三, 十二, 廿一, 二千: digits multiplied by the unit that follows."""
    total, digit = 0, 0
    for char in digits:
        if unit := _UNITS.get(char):
            total += (digit or 1) * unit
            digit = 0
        elif char in _TENS:
            total, digit = total + _TENS[char], 0
        else:
            digit = _DIGITS[char] if char in _DIGITS else unicodedata.digit(char)
    return total + digit


def parse_number(printed: str) -> int | None:
    """The value of a number of up to four places, blanks inside ignored; None where it is not one."""
    digits = "".join(printed.split())
    if not digits or len(digits) > _LONGEST:
        return None
    try:
        if any(char in _UNITS or char in _TENS for char in digits):
            return _with_units(digits)
        if len(digits) == 1 and digits not in _DIGITS:
            return int(unicodedata.numeric(digits))
        return _positional(digits)
    except ValueError:
        return None
