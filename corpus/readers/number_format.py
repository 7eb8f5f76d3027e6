"""Numbers of a spreadsheet as its number formats show them (ECMA-376 part 1, 18.8.30), in Chinese surroundings."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import from_excel

# Formats that a file names by number only and that show Chinese dates in a Chinese office.
_CHINESE = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[[^\]]*\]')
_DATE_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?:h+|m+|s+)\]|\[[^\]]*\]|AM/PM|A/P|上午/下午|y+|e+|m+|d+|a{3,4}|h+|s+|\.0+|.',
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*,*)?(?:[Ee][+-]?0+)?|\.[#0?]+")
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_DIGITS = "〇一二三四五六七八九"
_WEEKDAYS = "一二三四五六日"
_FULL_DIGITS = 1e15  # beyond, a spreadsheet keeps no digit exactly
_LONGEST_FORMAT = 255


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as shown; `day` is the date that it stands for (ISO 8601), None where it is no date with a year."""

    text: str
    day: str | None = None


def code_of(number_format_id: int) -> str:
    """The format that the standard, or a Chinese office, means by a number alone."""
    return _CHINESE.get(number_format_id) or BUILTIN_FORMATS.get(number_format_id, "General")


def show(value: float, code: str, epoch: datetime.datetime) -> Shown:
    """`value` in the format `code`; a format that makes no sense shows the number plain.

    Unlike a narrow column, General shows all digits of a whole number below 10^15: they may be an identifier.
    """
    if len(code) > _LONGEST_FORMAT or code in {"General", "@", ""}:
        return Shown(_general(value))
    if is_date_format(code) or "aaa" in code.lower():
        return _date(value, code.split(";")[0], epoch) or Shown(_general(value))
    return Shown(_number(value, code) if abs(value) < _FULL_DIGITS else _general(value))


def _general(value: float) -> str:
    if value == int(value) and abs(value) < _FULL_DIGITS:
        return str(int(value))
    return f"{value:.11g}".replace("e", "E")


def _number(value: float, code: str) -> str:
    """By the section for its sign: positive; negative; zero."""
    sections = _sections(code)
    if len(sections) > 2 and value == 0:
        return _filled(0.0, sections[2])
    if len(sections) > 1 and value < 0:
        return _filled(-value, sections[1])
    filled = _filled(abs(value), sections[0])
    return f"-{filled}" if value < 0 and re.search("[1-9]", filled) else filled


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[str, ...]:
    """The sections that semicolons divide, none of them within quotation marks."""
    return tuple(re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', code)) or ("General",)


def _filled(value: float, section: str) -> str:
    section = _CURRENCY.sub(lambda found: f'"{found[1]}"', section)
    literals: list[str] = []
    pattern = _LITERAL.sub(lambda found: _kept(found, literals), section)
    slot = _PLACEHOLDER.search(pattern)
    if "General" in pattern:
        filled = pattern.replace("General", _general(value))
    elif slot is None:
        filled = pattern
    else:
        scaled = value * 100 if "%" in pattern else value
        filled = pattern[: slot.start()] + _digits(scaled, slot[0]) + _PLACEHOLDER.sub("", pattern[slot.end() :])
    return re.sub("[\ue000-\ue0ff]", lambda found: literals[ord(found[0]) - 0xE000], filled).strip()


def _kept(found: re.Match[str], literals: list[str]) -> str:
    """A private character in place of literal text, so that its digits are not taken for placeholders."""
    literals.append(found[1] or found[2] or (" " if found[3] else ""))
    return chr(0xE000 + len(literals) - 1)


def _digits(value: float, slot: str) -> str:
    mantissa, marked, exponent = re.split("([Ee])", slot, maxsplit=1) if re.search("[Ee]", slot) else (slot, "", "")
    whole, _, fraction = mantissa.partition(".")
    whole += "," * (len(fraction) - len(fraction.rstrip(",")))
    fraction = fraction.rstrip(",")
    places = len(re.sub("[^#0?]", "", fraction))
    if marked:
        number, power = f"{value:.{places}e}".split("e")
        sign = power[0] if "+" in exponent or power[0] == "-" else ""
        return f"{number}E{sign}{power[1:].lstrip('0').zfill(exponent.count('0'))}"
    thousandths = len(whole) - len(whole.rstrip(","))
    rounded = _rounded(value / 1000**thousandths, places)
    text = f"{rounded:,f}" if "," in whole.rstrip(",") else f"{rounded:f}"
    digits, _, decimals = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#"))
    least = max(0, places - optional)
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    zeros = whole.count("0")
    digits = digits.zfill(zeros) if "," not in digits else digits
    return (digits if zeros or digits != "0" else "") + (f".{decimals}" if decimals else "")


def _rounded(value: float, places: int) -> Decimal:
    """Half up on the decimal digits that a person sees, as spreadsheets round."""
    with localcontext(prec=100):
        return Decimal(repr(value)).quantize(Decimal(1).scaleb(-min(places, 30)), rounding=ROUND_HALF_UP)


def _date(value: float, code: str, epoch: datetime.datetime) -> Shown | None:
    try:
        moment = from_excel(value, epoch)
    except (ValueError, OverflowError, TypeError):
        return None
    if isinstance(moment, datetime.time):
        moment = datetime.datetime.combine(epoch.date(), moment)
    if not isinstance(moment, datetime.datetime):
        return None
    tokens = _DATE_TOKEN.findall(code)
    twelve = any(token.upper() in {"AM/PM", "A/P"} or token == "上午/下午" for token in tokens)
    text = "".join(_token(tokens, index, moment, value, twelve=twelve) for index in range(len(tokens))).strip()
    dated = any(token.lower()[:1] in "ye" for token in tokens) and value >= 1
    if "[dbnum1]" in code.lower():
        text = re.sub(r"\d+", lambda found: _ideographs(found[0]), text)
    return Shown(text, moment.date().isoformat() if dated else None)


def _ideographs(digits: str) -> str:
    """A year digit by digit (二〇二一), a month or a day as a number (十八)."""
    if len(digits) > 2:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    tens, ones = divmod(int(digits), 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _token(tokens: list[str], index: int, moment: datetime.datetime, value: float, *, twelve: bool) -> str:
    token = tokens[index]
    low = token.lower()
    if token[0] in '"\\':
        return token.strip('"') if token[0] == '"' else token[1:]
    if token[0] in "_*":
        return ""
    if token[0] == "[":
        return _elapsed(low, value)
    if low in {"am/pm", "a/p"} or "午" in token:
        return "上午" if moment.hour < 12 else "下午"
    if low[0] == "m" and _is_minute(tokens, index):
        return f"{moment.minute:0{min(len(low), 2)}}"
    hour = (moment.hour - 1) % 12 + 1 if twelve else moment.hour
    parts = {"y": moment.year, "e": moment.year, "m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
    if low[0] in parts and low.strip(low[0]) == "":
        return _part(low, parts[low[0]], moment)
    return _WEEKDAYS[moment.weekday()].join(("星期" if len(low) == 4 else "", "")) if low in {"aaa", "aaaa"} else token


def _part(token: str, number: int, moment: datetime.datetime) -> str:
    if token[0] in "ye":
        return f"{number % 100:02}" if len(token) <= 2 and token[0] == "y" else str(number)
    if token[0] == "d" and len(token) >= 3:
        return ("星期" if len(token) > 3 else "周") + _WEEKDAYS[moment.weekday()]
    if token[0] == "m" and len(token) >= 3:
        return f"{number}月"
    return f"{number:0{min(len(token), 2)}}"


def _elapsed(token: str, value: float) -> str:
    """Hours, minutes or seconds beyond a day; other brackets hold colours and places."""
    unit = {"h": 24, "m": 1_440, "s": 86_400}.get(token[1:2] if token[1:-1].strip("hms") == "" else "")
    return str(int(value * unit + 1e-6)) if unit else ""


def _is_minute(tokens: list[str], index: int) -> bool:
    """Whether an m means minutes: after hours or before seconds."""
    units = [token.lower() for token in tokens[:index] if token.lower().strip("[]")[:1] in set("ymdhs")]
    following = [token.lower() for token in tokens[index + 1 :] if token.lower().strip("[]")[:1] in set("ymdhs")]
    return bool(units and units[-1].strip("[]")[:1] == "h") or bool(following and following[0][:1] == "s")
